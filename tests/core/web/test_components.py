"""The macros: everything escaped, every slot where the page compiler looks for it, everything reachable by name."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import Environment, nodes

from tests.core.web.gallery import SAID, WEB, WELSH, environment, gallery, macro, questions

SLOT = re.compile(r' data-slot="(CHECKED|HIDDEN|SELECTED|OPEN|INVALID):([^"]+)"')
NASTY = "\"><script>alert('x')</script>&amp;"
TEMPLATES = sorted(path.relative_to(WEB / "templates").as_posix() for path in (WEB / "templates").rglob("*.html"))
OURS = [name for name in TEMPLATES if name == "base.html" or name.startswith("components/")]


class Elements(HTMLParser):
    """Every start tag with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))


def elements(html: str, tag: str) -> list[dict[str, str | None]]:
    return [attrs for name, attrs in Elements(html).all if name == tag]


def slots(html: str) -> list[tuple[str, str]]:
    return [(kind, name) for kind, name in SLOT.findall(html)]


@pytest.mark.parametrize("kind", sorted({str(q["type"]) for q in questions("en", live=False)}))
def test_a_compiled_question_never_looks_at_its_value(kind: str) -> None:
    """The page is the same whatever stands in the place of the value: only the words differ."""
    [q, *_] = [q for q in questions("en", live=False) if q["type"] == kind]
    places = [name for name in ("value", "day", "month", "year", "other", "error") if name in q]
    one = macro("{{ fields.field(q) }}", q={**q, **dict.fromkeys(places, "MARK")})
    other = macro("{{ fields.field(q) }}", q={**q, **dict.fromkeys(places, "")})
    assert one.replace("MARK", "") == other


def test_options_carry_the_slot_that_says_which_is_chosen() -> None:
    options = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]
    html = macro("{{ fields.choice_cards(q) }}", q={"name": "goes_out", "ask": "?", "options": options})
    assert [slot for slot in slots(html) if slot[0] == "CHECKED"] == [
        ("CHECKED", "goes_out:yes"),
        ("CHECKED", "goes_out:no"),
        ("CHECKED", "goes_out.declined:not_today"),
        ("CHECKED", "goes_out.declined:rather_not"),
        ("CHECKED", "goes_out.declined:not_sure"),
    ]
    assert ("HIDDEN", "goes_out.error") in slots(html)


def test_every_slot_of_a_whole_page_has_the_one_form_the_compiler_replaces() -> None:
    html = gallery(live=False)
    assert html.count("data-slot") == len(slots(html)) > 60
    filled = SLOT.sub("", html)
    assert "data-slot" not in filled
    assert len(Elements(filled).all) == len(Elements(html).all)


def test_a_live_page_needs_no_compiler_and_shows_what_was_chosen() -> None:
    html = gallery(live=True)
    assert "data-slot" not in html
    inputs = elements(html, "input")
    chosen = {(one["name"], one["value"]) for one in inputs if "checked" in one}
    assert {("goes_out", "yes"), ("gets_in_the_way", "noise"), ("likes.dog", "good")} <= chosen
    assert ("goes_out", "no") not in chosen
    assert [one["value"] for one in elements(html, "option") if "selected" in one] == ["p2", "said"]


@pytest.mark.parametrize("place", ["ask", "help", "easy", "error", "value", "day", "other", "unit"])
@pytest.mark.parametrize("kind", sorted({str(q["type"]) for q in questions("en", live=False)}))
def test_nothing_a_person_wrote_becomes_markup(kind: str, place: str) -> None:
    [q, *_] = [q for q in questions("en", live=False) if q["type"] == kind]
    html = macro("{{ fields.field(q) }}", q={**q, place: NASTY})
    assert "<script" not in html
    assert "alert('x')" not in html


def test_options_people_and_voices_are_escaped_too() -> None:
    options = [{"id": "a", "label": NASTY, "help": NASTY}]
    for kind in ("choice", "choices", "words_scale", "sort"):
        assert "<script" not in macro(
            "{{ fields.field(q) }}", q={"type": kind, "name": "q", "ask": "?", "options": options}
        )
    people = [{"id": "p", "name": NASTY}]
    for kind in ("person", "people"):
        assert "<script" not in macro(
            "{{ fields.field(q) }}", q={"type": kind, "name": "q", "ask": "?", "people": people}
        )
    said = [{"id": "v", "voice": NASTY, "person": NASTY, "said": [{"ask": NASTY, "words": NASTY, "how": NASTY}]}]
    assert "<script" not in macro("{{ fields.voices_side_by_side(said) }}", said=said)
    assert "<script" not in macro("{{ ui.cards(tiles) }}", tiles=[{"title": NASTY, "about": NASTY, "tag": NASTY}])
    assert "<script" not in macro("{{ ui.error_summary(p) }}{{ ui.button(n, n, n) }}", p=[("#a", NASTY)], n=NASTY)
    assert "<script" not in macro("{{ ui.table(n, [n], [[n, n]]) }}{{ ui.facts([(n, n)]) }}", n=NASTY)


def test_words_that_begin_with_a_new_line_keep_it() -> None:
    html = macro("{{ fields.long_text_field(q) }}", q={"name": "q", "ask": "?", "value": "\nA line below"})
    assert ">\n\nA line below</textarea>" in html


def test_every_question_offers_three_ways_of_not_answering_and_a_way_back() -> None:
    html = macro("{{ fields.text_field(q) }}", q={"name": "called", "ask": "?"})
    offered = [one["value"] for one in elements(html, "input") if one.get("name") == "called.declined"]
    assert offered == ["not_today", "rather_not", "not_sure", ""]


def test_a_question_may_offer_fewer_ways_where_one_of_its_answers_says_the_same() -> None:
    q = {"name": "called", "ask": "?", "declines": ["not_today"]}
    html = macro("{{ fields.text_field(q) }}", q=q)
    assert [one["value"] for one in elements(html, "input") if one.get("name") == "called.declined"] == [
        "not_today",
        "",
    ]
    assert "called.declined" not in macro("{{ fields.text_field(q) }}", q={**q, "declines": []})


@pytest.mark.parametrize("live", [True, False])
def test_every_id_on_the_page_is_its_own_and_every_reference_finds_it(live: bool) -> None:
    all_elements = Elements(gallery(live=live)).all
    ids = [str(attrs["id"]) for _tag, attrs in all_elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in all_elements:
        for name in ("for", "list", "aria-labelledby", "aria-describedby"):
            for target in (attrs.get(name) or "").split():
                assert target in ids, f"<{tag} {name}={target}>"


@pytest.mark.parametrize("kind", sorted({str(q["type"]) for q in questions("en", live=False)} - {"computed"}))
def test_a_problems_link_lands_on_the_first_control_of_its_question(kind: str) -> None:
    [q, *_] = [q for q in questions("en", live=True) if q["type"] == kind]
    html = macro("{{ fields.field(q) }}", q={**q, "name": "meanings:7f3a.what"})
    landed = [tag for tag, attrs in Elements(html).all if attrs.get("id") == "meanings-7f3a-what"]
    assert landed in (["input"], ["select"], ["textarea"])


def test_an_error_stands_beside_its_question_and_is_tied_to_it() -> None:
    q = {"name": "moved", "ask": "When?", "live": True, "error": "Write the year with four numbers."}
    html = macro("{{ fields.text_field(q) }}", q=q)
    [box] = [one for one in elements(html, "input") if one.get("name") == "moved"]
    assert box["aria-invalid"] == "true"
    assert "moved-error" in str(box["aria-describedby"])
    [error] = [one for one in elements(html, "p") if one.get("id") == "moved-error"]
    assert "hidden" not in error
    [calm] = [
        one
        for one in elements(macro("{{ fields.text_field(q) }}", q={**q, "error": ""}), "p")
        if one.get("id") == "moved-error"
    ]
    assert "hidden" in calm


@pytest.mark.parametrize("points", [3, 5])
def test_a_face_always_has_its_word_its_shape_its_place_and_the_line_about_consent(points: int) -> None:
    html = macro("{{ fields.faces(q) }}", q={"name": "q", "ask": "?", "points": points, "live": True})
    worst_to_best = ["not_good_at_all", "not_good", "unsure", "good", "very_good"]
    expected = worst_to_best if points == 5 else worst_to_best[1:4]
    assert [one["value"] for one in elements(html, "input") if one["name"] == "q"] == expected
    assert [str(one["class"]).split()[-1] for one in elements(html, "svg")] == [f"face--{one}" for one in expected]
    assert len(re.findall(r'class="card__label">[A-Z][a-z ]+<', html)) == points
    assert "They are not evidence of consent or contentment." in html


def test_each_face_has_a_shape_that_tells_it_apart_without_colour() -> None:
    drawn = {one: macro(f"{{{{ faces.face('{one}') }}}}") for one in ("not_good", "unsure", "good")}
    shapes = {one: re.search(r'<(\w+) class="face__shape"', html) for one, html in drawn.items()}
    assert {one: found.group(1) for one, found in shapes.items() if found} == {
        "not_good": "path",
        "unsure": "rect",
        "good": "circle",
    }
    assert all(
        macro(f"{{{{ faces.face('{one}') }}}}").count("face__ring") == 1 for one in ("not_good_at_all", "very_good")
    )


def test_a_row_is_known_by_its_own_id_and_is_taken_out_by_a_button_of_the_same_form() -> None:
    html = macro(
        "{% call fields.group(g) %}{% call fields.group_row(g, row) %}{{ fields.text_field(q) }}{% endcall %}{% endcall %}",
        g={"name": "meanings", "ask": "?", "add": "Another", "live": True},
        row={"id": "7f3a", "title": "Meaning 1"},
        q={"name": "meanings:7f3a.what", "ask": "?", "live": True},
    )
    assert {"type": "hidden", "name": "meanings._row", "value": "7f3a"} in elements(html, "input")
    pressed = {(one["name"], one["value"], one["type"]) for one in elements(html, "button")}
    assert pressed == {("_remove", "meanings:7f3a", "submit"), ("_add", "meanings", "submit")}


def test_a_picture_without_words_is_decoration_and_never_unnamed() -> None:
    options = [{"id": "dog", "label": "The dog", "picture": {"src": "/dog.jpg"}}]
    html = macro("{{ fields.sort_cards(q) }}", q={"name": "q", "ask": "?", "options": options})
    assert [one["alt"] for one in elements(html, "img")] == [""]


def test_the_worry_link_and_the_other_language_are_on_every_page() -> None:
    english, welsh = gallery("en"), gallery("cy")
    assert 'href="/worried"' in english
    assert 'href="/worried"' in welsh
    assert '<html lang="en"' in english
    assert '<html lang="cy"' in welsh
    assert [(one["value"], one["lang"]) for one in elements(english, "button") if one.get("name") == "lang"] == [
        ("cy", "cy")
    ]
    assert [(one["value"], one["lang"]) for one in elements(welsh, "button") if one.get("name") == "lang"] == [
        ("en", "en")
    ]
    assert [one["method"] for one in elements(english, "form") if one["action"] == "/language"] == ["post"]


def test_the_base_page_needs_nobody_signed_in_and_no_home() -> None:
    page = environment().from_string('{% extends "base.html" %}{% block main %}<h1>Hello</h1>{% endblock %}')
    html = page.render(
        lang="en",
        _=str,
        csrf_token=lambda: "t",
        home=None,
        person=None,
        url_for=lambda name: f"/{name}",
        static=str,
        mode="",
    )
    assert "<h1>Hello</h1>" in html
    assert "I&#39;m worried about someone" in html
    assert '<p class="status-line" id="status" role="status"></p>' in html


def test_no_page_of_ours_carries_a_style_or_a_script_inside_it() -> None:
    for lang in ("en", "cy"):
        for tag, attrs in Elements(gallery(lang, "resident")).all:
            assert "style" not in attrs, tag
            assert not [name for name in attrs if name.startswith("on")], tag
            assert tag != "style"
            assert tag != "script" or attrs.get("src")


def spoken(env: Environment, name: str) -> set[str]:
    """Every message id that a template hands to `_`."""
    assert env.loader is not None
    source, *_ = env.loader.get_source(env, name)
    found: set[str] = set()
    for call in env.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            [words] = call.args
            assert isinstance(words, nodes.Const)
            found.add(str(words.value))
    return found


def test_every_word_of_ours_has_its_welsh_and_no_welsh_is_left_over() -> None:
    env = environment()
    said = set().union(*(spoken(env, name) for name in OURS))
    assert said == set(WELSH)
    assert all(words.strip() for words in WELSH.values())


def test_the_gallery_says_the_same_things_in_both_languages() -> None:
    assert SAID["en"].keys() == SAID["cy"].keys()
    kinds = {str(q["type"]) for q in questions("en", live=True)}
    assert kinds == {str(q["type"]) for q in questions("cy", live=True)}
    assert len(kinds) == 13


def test_a_pager_says_one_of_three_in_words() -> None:
    assert macro("{{ ui.pager(1, 3) }}") == '<p class="pager">1 of 3</p>'
    assert macro("{{ ui.pager('1', '3') }}", lang="cy") == '<p class="pager">1 o 3</p>'


def test_the_step_we_are_at_is_said_to_everyone() -> None:
    steps: list[dict[str, Any]] = [{"title": "One", "state": "done"}, {"title": "Two", "state": "we are here"}]
    items = elements(macro("{{ ui.steps_list(steps, 2) }}", steps=steps), "li")
    assert [one.get("aria-current") for one in items] == [None, "step"]


def test_no_problems_draw_no_box_at_all() -> None:
    assert macro("{{ ui.error_summary([]) }}") == ""

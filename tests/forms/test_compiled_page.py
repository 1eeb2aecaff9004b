"""A page is a compiled definition with values in its slots: byte for byte what the macros would write with those values."""

from __future__ import annotations

import json

import pytest
from flask import render_template
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contributions import Asking
from core.web.languages import Catalogues, Speech, speaking
from forms.answers import ALONE, env_of, read
from forms.pages import CompiledPages, Filling, Fragment, Look, mark
from tests.forms.conftest import TODAY
from tests.forms.naughty import MARKUP, WRITING

PEOPLE = (("p1", "Gwilym <b>"), ("p2", 'Mot & "co"'))
TYPED = {
    "nickname": ('Dil & "co" <b>',),
    "morning": ("\nBara lawr\r\n</textarea>",),
    "cups": ("two",),
    "tea_time": ("after breakfast",),
    "milk": ("black",),
    "beside": ("welsh_cake", "company"),
    "goes_out": ("yes",),
    "how_often": ("often",),
    "mood": ("unsure",),
    "mood.declined": ("not_today",),
    "places.lounge": ("good",),
    "moved_in.day": ("3",),
    "moved_in.month": ("13",),
    "moved_in.year": ("2024",),
    "best_friend.id": ("p2",),
    "best_friend.name": ("Nan",),
    "table.id": ("p1",),
    "table.name": ("Nan\nJo",),
    "hopes._row": ("a", "b"),
    "hopes.a.hope": ("the sea",),
    "hopes.a.how_near": ("not_good",),
    "hopes.a.what_helps": ("a <bus>",),
}


@pytest.fixture
def fill(all_kinds, the_app):
    """A question of the form filled with what was typed, and the same question written by the macros at once."""

    def make(typed, look, prefix=""):
        asking = Asking(look.language, PEOPLE)
        reading = read(all_kinds, typed, asking, voice=look.voice, today=TODAY)
        env = env_of(reading, ALONE, today=TODAY, voice=look.voice, subject="")
        pages = CompiledPages(all_kinds, look, prefix)
        words = f"Number {{}}, {look.language}".format
        return Filling(pages, typed, reading, asking, env, reading.errors, {}, {}, words)

    with the_app.test_request_context("/"):
        yield make


def live(filling, place):
    """The same question through the same macros, with its values given straight away."""
    typed, name, question = filling.typed, place.name, place.question
    q = filling.pages.described(place, name)
    q |= {
        "live": True,
        "error": filling.errors.get(name, ""),
        "declined": (typed.get(f"{name}.declined") or ("",))[-1],
        "value": (typed.get(name) or ("",))[-1],
        "other": (typed.get(f"{name}.name") or ("",))[-1],
    }
    q |= {part: (typed.get(f"{name}.{part}") or ("",))[-1] for part in ("day", "month", "year")}
    if question.type in ("choices", "people"):
        q["value"] = typed.get(name if question.type == "choices" else f"{name}.id", ())
    if question.type == "person":
        q["value"] = (typed.get(f"{name}.id") or ("",))[-1]
    if question.type == "sort":
        q["value"] = {id: (typed.get(f"{name}.{id}") or ("",))[-1] for id in question.choices()}
    if question.type == "computed":
        q |= {"value": filling.reading.values.get(name, ""), "compute": filling.reckon(place)}
    if filling.pages.follows(place):
        q |= {"show_if": filling.rule(place), "hidden": name not in filling.reading.shown}
    if question.type in ("person", "people"):
        q["people"] = [{"id": id, "name": said} for id, said in PEOPLE]
    return render_template("forms/question.html", q=q, shows="", rows="").strip()


def spaces(html):
    """Cards of people stand on lines of their own when they are written at once; that alone may differ."""
    return "".join(line.strip() for line in html.splitlines())


LOOKS = [
    Look(voice, language, mode) for voice, mode in (("resident", "one"), ("staff", "all")) for language in ("en", "cy")
]


@pytest.mark.parametrize("typed", [TYPED, {}], ids=["with answers", "empty"])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_compiled_question_is_byte_for_byte_the_macros_own(fill, look, typed):
    with speaking(Speech(look.language, Catalogues())):
        filling = fill(typed, look)
        for place in filling.reading.places:
            if place.question.type == "group":
                continue
            compiled = filling._place(place).strip()
            written = live(filling, place)
            if place.question.type in ("person", "people"):
                compiled, written = spaces(compiled), spaces(written)
            assert compiled == written, place.name


@pytest.mark.parametrize(
    "words", [*MARKUP, *WRITING, mark("ROWS", "hopes"), mark("VALUE", "nickname"), ' data-slot="CHECKED:x"']
)
def test_no_words_are_taken_for_a_slot(fill, words):
    filling = fill(
        {"nickname": (words,), "hopes._row": ("a",), "hopes.a.hope": (words,)}, Look("resident", "en", "one")
    )
    from markupsafe import escape

    places = {place.name: place for place in filling.reading.places}
    assert f'value="{escape(words)}"' in filling._place(places["nickname"])
    assert f'value="{escape(words)}"' in filling._place(places["hopes"])


def test_an_authors_words_hold_no_slots_of_ours(all_kinds, the_app):
    first = all_kinds.form.pages[0]
    asked = first.questions[0].ask.words | {"en": mark("VALUE", "morning") + "Name?"}
    with the_app.test_request_context("/"):
        pages = CompiledPages(all_kinds, Look("resident", "en", "one"))
        from core.text import Text

        assert pages._said(Text(asked)) == "VALUE:morningName?"


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(["VALUE", "ERROR", "ROWS"]), st.text("abc.", max_size=5)), max_size=6),
    st.text(max_size=12),
)
def test_a_fragment_filled_is_its_texts_with_what_stands_in_the_slots(slots, between):
    plain = between.translate({0xE000: None, 0xE001: None, 0xE002: None}).replace("data-slot", "")
    html = plain.join(["", *(mark(kind, name) for kind, name in slots), ""])
    filled = Fragment.of(html).fill(lambda kind, name: f"[{kind} {name}]")
    assert filled == plain.join(["", *(f"[{kind} {name}]" for kind, name in slots), ""])


def test_a_rule_sent_to_the_page_holds_no_answer_from_elsewhere(fill):
    filling = fill(TYPED, Look("staff", "en", "all"))
    places = {place.name: place for place in filling.reading.places}
    tree = json.loads(filling.rule(places["how_often"]))
    assert tree[0] == "=="
    assert "Dil" not in json.dumps(tree)


def test_a_question_for_other_voices_is_out_of_sight_for_good(all_kinds, fill):
    filling = fill({}, Look("staff", "en", "all"))
    place = next(place for place in filling.reading.places if place.name == "how_often")
    from dataclasses import replace

    only = replace(place, question=place.question.model_copy(update={"voices": ("resident",)}))
    assert json.loads(filling.rule(only)) == ["truth", False]

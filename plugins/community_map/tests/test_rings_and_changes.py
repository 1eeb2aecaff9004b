"""The pictures of a map: everybody once, two descriptions stay two, nobody stands on another, and what changed is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.api import AskedQuestion, CasePictureData, KeptDay, Step, Text, VoiceAnswers
from plugins.community_map import changes, rings
from plugins.community_map.plugin import pictures

TIE = AskedQuestion(
    "tie",
    Text({"en": "How?", "cy": "Sut?"}),
    "choice",
    (
        Step("both_ways", Text({"en": "Both ways", "cy": "Y ddwy ffordd"})),
        Step("from_here", Text({"en": "We reach out to them", "cy": "Ni sy'n estyn llaw"})),
        Step("to_here", Text({"en": "They reach out to us", "cy": "Nhw sy'n estyn llaw"})),
        Step("lost_touch", Text({"en": "We have lost touch", "cy": "Wedi colli cysylltiad"})),
    ),
)
KIND = AskedQuestion(
    "kind",
    Text({"en": "Who?"}),
    "choice",
    (Step("friend", Text({"en": "Friend", "cy": "Ffrind"})), Step("shop", Text({"en": "Shop", "cy": "Siop"}))),
)
NEAR = AskedQuestion(
    "how_near",
    Text({"en": "How near?"}),
    "choice",
    tuple(Step(id, Text({"en": id, "cy": id})) for id in ("home", "near", "further")),
)
ROWS = AskedQuestion("who_there_is", Text({"en": "Who?"}), "group", inner={"tie": TIE, "kind": KIND, "how_near": NEAR})


def who(name: str, tie: str = "both_ways", near: str = "near", kind: str = "friend", **more: Any) -> dict[str, Any]:
    named = {"id": more.pop("id", None), "name": name}
    answers = {"who": named, "tie": tie, "how_near": near, "kind": kind, **more}
    return {"row": name, "answers": {key: one for key, one in answers.items() if one}}


def said(*rows: dict[str, Any]) -> VoiceAnswers:
    return VoiceAnswers({"who_there_is": list(rows)})


def a_map(*voices: VoiceAnswers, **more: Any) -> CasePictureData:
    asked = {"map_who": {"who_there_is": ROWS}}
    return CasePictureData(Text({"en": "A map", "cy": "Map"}), "", (), asked, {"map_who": voices}, **more)


def day(number: int, *voices: VoiceAnswers) -> KeptDay:
    answers: Mapping[str, tuple[VoiceAnswers, ...]] = {"map_who": voices}
    return KeptDay(date(2026, 6, number), Text({"en": f"{number} June", "cy": f"{number} Mehefin"}), answers)


def places(svg: str) -> list[tuple[float, float]]:
    """Where the letters of each stand."""
    return [(float(x), float(y)) for x, y in re.findall(r'<text class="rings__letters" x="(\S+)" y="(\S+)"', svg)]


def test_the_plugin_brings_two_pictures_of_a_case():
    assert [(one.key, one.of) for one in pictures()] == [("community_rings", "case"), ("community_changes", "case")]


def test_an_empty_map_is_said_in_words_and_not_drawn():
    made = rings.draw(a_map(), "en")
    assert (made.svg, made.rows) == ("", ())
    assert made.sentence == "Nobody who has said yes stands on this map yet."


def test_everybody_stands_on_their_ring_and_in_the_table():
    made = rings.draw(
        a_map(said(who("Chapel", near="further"), who("Mot", near="home"), who("Grocer", kind="shop"))), "en"
    )
    assert made.sentence == "On this map, here in the house: Mot; near: Grocer; further away: Chapel."
    assert [row[0] for row in made.rows] == ["Mot", "Grocer", "Chapel"]
    assert made.rows[1] == ("Grocer", "Shop", "near", "both ways")
    assert len(places(made.svg)) == 3


def test_the_map_of_one_person_has_them_in_the_middle():
    made = rings.draw(replace(a_map(said(who("Carys"))), about="Emrys Bowen"), "en")
    assert re.search(r'class="rings__name"[^>]*>Emrys<', made.svg)
    assert re.search(r'class="rings__name"[^>]*>Ni<', rings.draw(a_map(said(who("Carys"))), "cy").svg)


@pytest.mark.parametrize(
    ("tie", "heads", "css"),
    [
        ("both_ways", 0, "both-ways"),
        ("from_here", 1, "from-here"),
        ("to_here", 1, "to-here"),
        ("lost_touch", 0, "lost-touch"),
    ],
)
def test_a_tie_is_drawn_as_it_was_described(tie, heads, css):
    svg = rings.draw(a_map(said(who("Carys", tie))), "en").svg
    assert svg.count("rings__head") == heads
    assert f"rings__tie--{css}" in svg


def test_a_tie_that_nobody_described_has_no_line():
    made = rings.draw(a_map(said(who("Carys", ""))), "en")
    assert "rings__tie" not in made.svg
    assert made.rows[0][3] == "the tie has not been described"


def test_two_voices_that_see_a_tie_differently_give_two_lines():
    made = rings.draw(a_map(said(who("Chapel", "lost_touch")), said(who("chapel", "to_here", "home"))), "en")
    assert len(places(made.svg)) == 1
    assert made.svg.count('class="rings__tie ') == 2
    assert made.rows[0][2:] == ("home", "we have lost touch; the other end: they reach out to us")


def test_one_id_is_one_person_however_the_name_is_written():
    made = rings.draw(a_map(said(who("Carys Bowen", id="c")), said(who("Carys", id="c"))), "en")
    assert [row[0] for row in made.rows] == ["Carys Bowen"]


def test_whom_we_remember_has_a_line_only_where_their_family_would_like_that():
    data = a_map(said(who("Gwen", "both_ways", id="g")), died=frozenset({"g"}))
    made = rings.draw(data, "en")
    assert "rings__node--remembered" in made.svg
    assert "rings__tie" not in made.svg
    assert made.rows[0][3] == "remembered"
    kept = rings.draw(a_map(said(who("Gwen", "remembered", keep_tie="yes"))), "en")
    assert kept.svg.count("rings__tie--remembered") == 1
    assert kept.rows[0][3] == "remembered, and the tie stays"


@pytest.mark.parametrize(
    "many", [(1, 0, 0), (3, 1, 2), (9, 7, 1), (10, 10, 10), (10, 18, 26), (0, 18, 26), (0, 0, 5), (2, 18, 0)]
)
def test_nobody_stands_on_another_or_outside_the_picture(many):
    rows = [
        who(f"{ring} {number}", near=ring)
        for ring, here in zip(("home", "near", "further"), many, strict=True)
        for number in range(here)
    ]
    made = rings.draw(a_map(said(*rows)), "en")
    found = places(made.svg)
    assert len(found) == sum(many)
    assert all(15 <= x <= 305 and 15 <= y <= 310 for x, y in found)
    apart = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 for n, (a, b) in enumerate(found) for c, d in found[:n]]
    assert min(apart, default=99) > 30


def test_more_than_there_is_room_for_stand_in_the_table():
    made = rings.draw(a_map(said(*(who(f"N {number}", near="home") for number in range(14)))), "en")
    assert len(places(made.svg)) == 10
    assert len(made.rows) == 14
    assert "all of them stand in the table" in made.note


def test_a_lost_tie_is_said_in_the_sentence_in_both_languages():
    data = a_map(said(who("Chapel", "lost_touch")))
    assert rings.draw(data, "en").sentence.endswith("Lost touch: Chapel.")
    assert rings.draw(data, "cy").sentence == "Ar y map hwn, yn agos: Chapel. Wedi colli cysylltiad: Chapel."


# -- what has changed ------------------------------------------------------------------------------------------------


def test_a_map_that_was_never_kept_has_nothing_to_compare():
    made = changes.draw(a_map(said(who("Chapel"))), "en")
    assert (made.svg, made.rows) == ("", ())
    assert made.sentence == "This map has not been kept yet, so there is nothing to compare."


def test_what_came_what_went_and_what_runs_otherwise_is_said():
    then = said(who("Chapel", "lost_touch"), who("Choir"))
    now = said(who("Chapel"), who("Grocer", kind="shop"))
    made = changes.draw(a_map(now, kept=(day(1, then),)), "en")
    assert made.sentence == (
        "Since 1 June: Chapel, we have lost touch before, both ways now; Choir is no longer on it; Grocer is new, both ways."
    )
    assert made.head == ("Who", "1 June", "Now")
    assert made.rows == (
        ("Chapel", "we have lost touch", "both ways"),
        ("Choir", "both ways", "not on the map"),
        ("Grocer", "not on the map", "both ways"),
    )


def test_the_newest_day_that_was_different_is_compared_with():
    same = said(who("Chapel"))
    made = changes.draw(a_map(same, kept=(day(1, said(who("Chapel", "lost_touch"))), day(9, same))), "en")
    assert made.sentence.startswith("Since 1 June: Chapel, we have lost touch before")
    assert made.head == ("Who", "1 June", "9 June", "Now")


def test_a_map_that_stayed_as_it_was_says_so():
    same = said(who("Chapel"))
    made = changes.draw(a_map(same, kept=(day(1, same),)), "cy")
    assert (made.svg, made.sentence) == ("", "Does dim wedi newid ers 1 Mehefin.")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "' style='x", "{who} {now}", "م حمد", "W" * 90, "𓀀" * 30]
)
def test_a_hostile_name_stays_a_name(name):
    data = a_map(said(who(name)), kept=(day(1, said(who("Chapel"))),))
    for made in (rings.draw(data, "en"), changes.draw(data, "cy")):
        assert "<script" not in made.svg
        assert re.search(r"style=[\"']", made.svg) is None
        assert name in [row[0] for row in made.rows]


def test_whoever_sees_only_a_part_is_told_that_there_may_be_more():
    part = replace(a_map(said(who("Chapel"))), whole=False)
    assert "There may be more." in rings.draw(part, "en").note
    assert "There may be more." in changes.draw(part, "en").note

"""A picture may look back: where its case stands, and the cases of the same workflow that it came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core import testing
from core.contributions import Picture, PictureMade
from core.replay import World
from core.text import Text
from core.web.asking import Viewer
from forms.companions import Looking
from workflows import pictures, runner, story

TURNS = {
    "pack.yaml": """
pack: turns
title: {en: Turns, cy: Troeon}
version: 1.0.0
languages: [en, cy]
needs: {packs: [home]}
keeps: {answers: 1 year}
""",
    "noted.yaml": """
form: noted
title: {en: What we noted, cy: Beth nodon ni}
subject: home
voices: [resident, staff]
audience: leap
pages: [{id: all, questions: [{id: what, ask: {en: What?, cy: Beth?}, type: text}]}]
""",
    "turn.yaml": """
workflow: turn
title: {en: A turn, cy: Tro}
subject: home
started_by: [host]
audience: leap
forms: [noted]
pictures: [round_table]
steps:
  - id: begun
    title: {en: Begun, cy: Wedi dechrau}
    ask: [noted]
    transitions:
      - {id: again, to: done, label: {en: Again, cy: Eto}, by: [host], then: [{open: turns.turn}]}
  - {id: done, title: {en: Done, cy: Wedi gorffen}, final: true}
""",
}


@pytest.fixture
def world(tmp_path):
    (tmp_path / "turns").mkdir()
    for name, text in TURNS.items():
        (tmp_path / "turns" / name).write_text(text, encoding="utf-8")
    house = testing.house(plugins_dir=tmp_path)
    cast = testing.home_with_cast(house, modules=["turns", "exchange", "risk_benefit"])
    people = {key: person.id for key, person in cast.people.items()}
    made = World(house, cast.home.id, house.clock, lambda week, day: date(2026, 6, day), people=people)
    made.cast = cast
    return made


@pytest.fixture
def seen(world, monkeypatch):
    """What a picture of the newest turn is drawn from, for one viewer."""
    given = []

    def keep(data, language):
        given.append(data)
        return PictureMade("", "")

    taken = world.house.plugins.hooks.collected.by_hook["pictures"]
    monkeypatch.setitem(taken, "round_table", Picture("round_table", Text({"en": "x"}), keep, of="case"))

    def look(who, name):
        catalogue = world.house.catalogue("hafan")
        looking = Looking(world.house, "hafan", Viewer(world.cast.people[who], catalogue.people), catalogue.matrix)
        with world.house.store.read("hafan") as tx:
            view = runner.view(world.house, world.house.home("hafan"), tx, world.cases[name])
            pictures.case_pictures(world.house, tx, view, looking, "en")
        return given.pop() if given else None

    return look


def turn(world, name, what, next_one=None):
    event = {"case": name, "by": "sian"}
    story.send(world, {**event, "answer": "noted", "seat": "together", "values": {"what": what}})
    if next_one is not None:
        story.move(world, {**event, "move": "again", "opens_as": next_one})


@pytest.fixture
def third(world):
    """Two turns that led to a third."""
    story.start(world, {"start": "turns.turn", "by": "sian", "as": "first", "about": "Dinners"})
    turn(world, "first", "Noise at noon", "second")
    turn(world, "second", "Too far from the window", "third")
    turn(world, "third", "Music")


def test_a_picture_knows_where_its_case_stands_and_what_it_is_about(third, seen):
    data = seen("sian", "third")
    assert data.topic == "Dinners"
    assert ([one.id for one in data.steps], data.step) == (["begun", "done"], "begun")
    assert data.steps[0].title.said("cy") == "Wedi dechrau"
    assert data.since.said("en") == "1 June"


def test_the_cases_it_came_from_are_there_from_the_oldest_on(third, seen):
    data = seen("sian", "third")
    said = [one.said("noted")[0].words("what") for one in data.earlier]
    assert said == ["Noise at noon", "Too far from the window"]
    assert [one.step for one in data.earlier] == ["done", "done"]
    assert seen("sian", "first").earlier == ()


def test_whoever_may_not_see_one_sees_none_that_came_before_it(third, seen, world):
    assert len(seen("rhodri", "third").earlier) == 2
    world.cast.people["rhodri"] = replace(world.cast.people["rhodri"], roles=("system_admin",))
    assert seen("rhodri", "third") is None


def test_a_long_row_of_turns_is_looked_back_to_as_far_as_is_read(third, seen, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_EARLIER", 1)
    assert [one.said("noted")[0].words("what") for one in seen("sian", "third").earlier] == ["Too far from the window"]

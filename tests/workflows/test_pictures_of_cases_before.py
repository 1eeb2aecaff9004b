"""A picture may look back: where its case stands, the cases of the same workflow that it came from, and its own snapshots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core import testing
from core.contributions import Picture, PictureMade
from core.records import Person
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
    "around.yaml": """
form: around
title: {en: Around us, cy: O'n cwmpas}
subject: home
voices: [resident, staff]
audience: leap
pages:
  - id: all
    questions:
      - id: who
        ask: {en: Who?, cy: Pwy?}
        type: group
        repeat: {consent: shown}
        questions:
          - {id: person, ask: {en: Who?, cy: Pwy?}, type: person}
          - {id: tie, ask: {en: How?, cy: Sut?}, type: text}
          - {id: shown, ask: {en: May we?, cy: Gawn ni?}, type: yes_no_not_sure, audience: community_map_unasked}
""",
    "wall.yaml": """
workflow: wall
title: {en: A wall, cy: Wal}
subject: home
started_by: [host]
audience: leap
forms: [around]
pictures: [round_table]
steps:
  - id: living
    title: {en: Living, cy: Byw}
    ask: [around]
    transitions:
      - {id: keep, to: agreed, label: {en: Keep, cy: Cadw}, by: [host]}
      - {id: stop, to: done, label: {en: Stop, cy: Stopio}, by: [host]}
  - id: agreed
    title: {en: Agreed, cy: Wedi cytuno}
    snapshot: true
    transitions: [{id: go_on, to: living, label: {en: On, cy: Ymlaen}, by: [host]}]
  - {id: done, title: {en: Done, cy: Wedi gorffen}, final: true}
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


def wall(world, *rows):
    """Who is around us, each with a tie and an answer to whether we may show them; then how things stand is kept."""
    who = [{"row": name, "person": name, "tie": tie, "shown": shown} for name, tie, shown in rows]
    event = {"case": "wall", "by": "sian"}
    story.send(world, {**event, "answer": "around", "seat": "together", "values": {"who": who}})
    story.move(world, {**event, "move": "keep"})
    story.move(world, {**event, "move": "go_on"})
    world.clock.forward(days=90)


def ties(sent):
    return [{row.words("person"): row.words("tie") for row in one.rows("who")} for one in sent]


@pytest.fixture
def begun_wall(world):
    story.start(world, {"start": "turns.wall", "by": "sian", "as": "wall"})


def test_how_things_stood_at_each_snapshot_can_be_compared(world, begun_wall, seen):
    wall(world, ("chapel", "lost touch", "yes"))
    wall(world, ("chapel", "both ways", "yes"), ("school", "both ways", "yes"))
    data = seen("sian", "wall")
    assert [(one.on.said("en"), ties(one.said("around"))) for one in data.kept] == [
        ("1 June", [{"chapel": "lost touch"}]),
        ("30 August", [{"chapel": "both ways", "school": "both ways"}]),
    ]


def test_only_a_yes_comes_into_a_picture_even_for_whoever_wrote_it(world, begun_wall, seen):
    wall(world, ("chapel", "both ways", "yes"), ("lynne", "songs", ""), ("owain", "football", "not_sure"))
    data = seen("sian", "wall")
    assert ties(data.said("around")) == [{"chapel": "both ways"}]
    assert ties(data.kept[0].said("around")) == [{"chapel": "both ways"}]
    assert "shown" not in str(data.said("around")[0].rows("who"))


def test_a_no_takes_somebody_out_of_earlier_snapshots_and_of_every_other_case(world, begun_wall, seen):
    wall(world, ("chapel", "both ways", "yes"), ("lynne", "songs", "yes"))
    assert "lynne" in ties(seen("rhodri", "wall").said("around"))[0]
    story.start(world, {"start": "turns.wall", "by": "sian", "as": "another"})
    no = [{"row": "a", "person": "Lynne", "shown": "no"}]
    event = {"case": "another", "by": "sian", "answer": "around", "seat": "together"}
    story.send(world, {**event, "values": {"who": no}})
    data = seen("rhodri", "wall")
    assert ties(data.said("around")) == [{"chapel": "both ways"}]
    assert ties(data.kept[0].said("around")) == [{"chapel": "both ways"}]


def test_a_picture_knows_who_has_died(world, begun_wall, seen):
    wall(world, ("chapel", "both ways", "yes"))
    assert seen("sian", "wall").died == frozenset()
    gwilym = world.people["gwilym"]
    with world.house.store.tx("hafan", actor="sian", purpose="test") as tx:
        replace(Person.need(tx, gwilym), status="died").keep(tx)
    assert seen("sian", "wall").died == {gwilym}

"""A need may look at everybody of the home: who lives here and is neither named nor at the table is said by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core import testing
from core.records import Person
from core.replay import World
from workflows import engine, runner, story

PACK = {
    "pack.yaml": """
pack: post
title: {en: The post, cy: Y post}
version: 1.0.0
languages: [en, cy]
needs: {packs: [home]}
keeps: {answers: 1 year}
""",
    "boxes.yaml": """
form: boxes
title: {en: Boxes, cy: Blychau}
subject: home
voices: [resident, staff]
audience: leap
pages:
  - id: all
    questions:
      - id: boxes
        ask: {en: Whose box?, cy: Blwch pwy?}
        type: group
        repeat: {at_most: 9}
        questions: [{id: whose, ask: {en: Whose?, cy: Pwy?}, type: person}]
""",
    "post.yaml": """
workflow: post
title: {en: The post, cy: Y post}
subject: home
started_by: [host]
audience: leap
forms: [boxes]
steps:
  - id: here
    title: {en: Here, cy: Yma}
    ask: [boxes]
    transitions:
      - id: done
        to: done
        label: {en: Done, cy: Wedi gorffen}
        by: [host]
        needs: [{rule: everyone_named, in: boxes.boxes, say: {en: "No box for {who}.", cy: "Dim blwch i {who}."}}]
  - {id: done, title: {en: Done, cy: Wedi gorffen}, final: true}
""",
}


@pytest.fixture
def world(tmp_path):
    (tmp_path / "post").mkdir()
    for name, text in PACK.items():
        (tmp_path / "post" / name).write_text(text, encoding="utf-8")
    house = testing.house(plugins_dir=tmp_path)
    cast = testing.home_with_cast(house, modules=["post"])
    people = {key: person.id for key, person in cast.people.items()}
    made = World(house, cast.home.id, house.clock, lambda week, day: date(2026, 6, day), people=people)
    story.start(made, {"start": "post.post", "by": "sian", "as": "post"})
    return made


def boxes(world, *whose):
    values = {"boxes": [{"whose": one} for one in whose]}
    story.send(world, {"case": "post", "by": "sian", "answer": "boxes", "seat": "together", "values": values})


def missing(world):
    with world.house.store.read("hafan") as tx:
        view = runner.view(world.house, world.house.home("hafan"), tx, world.cases["post"])
        return [(one.say.said("en"), one.say.said("cy")) for one in engine.missing(view, "done")]


def test_those_who_live_here_and_are_not_named_are_said_by_name(world):
    assert missing(world) == [("No box for Dilys Rees and Gwilym Hughes.", "Dim blwch i Dilys Rees a Gwilym Hughes.")]
    boxes(world, {"id": "dilys", "name": "Dilys Rees"})
    assert [en for en, _ in missing(world)] == ["No box for Gwilym Hughes."]


def test_a_name_that_was_only_written_counts_as_well(world):
    boxes(world, {"id": "dilys", "name": "Dilys Rees"}, "gwilym  hughes")
    assert missing(world) == []


def test_whoever_sits_at_the_table_is_there(world):
    boxes(world, {"id": "dilys", "name": "Dilys Rees"})
    story.seat(world, {"case": "post", "by": "sian", "seat": {"person": "gwilym", "voice": "resident"}})
    assert missing(world) == []


def test_nobody_who_has_died_is_looked_for(world):
    boxes(world, {"id": "dilys", "name": "Dilys Rees"})
    with world.house.store.tx("hafan", actor="sian", purpose="test") as tx:
        replace(Person.need(tx, world.people["gwilym"]), status="died").keep(tx)
    assert missing(world) == []

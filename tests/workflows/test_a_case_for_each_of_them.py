"""What touches several people is opened for each of them by name, on their own page."""

from __future__ import annotations

from datetime import date

import pytest

from core import homes, testing
from core.replay import World
from workflows import history, runner, story
from workflows.records import Case

PACK = {
    "pack.yaml": """
pack: quiet
title: {en: Quiet, cy: Tawel}
version: 1.0.0
languages: [en, cy]
needs: {packs: [home, risk_benefit]}
keeps: {answers: 1 year}
""",
    "whom.yaml": """
form: whom
title: {en: Whom, cy: Pwy}
subject: home
voices: [resident, staff]
audience: leap
pages: [{id: all, questions: [{id: whom, ask: {en: Whom?, cy: Pwy?}, type: people}]}]
""",
    "quiet.yaml": """
workflow: quiet
title: {en: A quiet hour, cy: Awr dawel}
subject: home
started_by: [host]
audience: leap
forms: [whom]
steps:
  - id: here
    title: {en: Here, cy: Yma}
    ask: [whom]
    transitions:
      - id: with_each
        to: here
        label: {en: With each, cy: Gyda phob un}
        by: [host]
        then: [{open: {workflow: risk_benefit.choice, about_each: whom.whom}}]
      - {id: stop, to: done, label: {en: Stop, cy: Stopio}, by: [host], freely: true}
  - {id: done, title: {en: Done, cy: Wedi gorffen}, final: true}
""",
}


@pytest.fixture
def world(tmp_path):
    (tmp_path / "quiet").mkdir()
    for name, text in PACK.items():
        (tmp_path / "quiet" / name).write_text(text, encoding="utf-8")
    house = testing.house(plugins_dir=tmp_path)
    cast = testing.home_with_cast(house, modules=["quiet", "exchange", "risk_benefit"])
    people = {key: person.id for key, person in cast.people.items()}
    made = World(house, cast.home.id, house.clock, lambda week, day: date(2026, 6, day), people=people)
    story.start(made, {"start": "quiet.quiet", "by": "sian", "as": "quiet"})
    return made


def name_them(world, *who):
    value = [{"id": one, "name": one.title()} for one in who]
    story.send(world, {"case": "quiet", "by": "sian", "answer": "whom", "seat": "together", "values": {"whom": value}})
    story.move(world, {"case": "quiet", "by": "sian", "move": "with_each"})


def opened(world):
    """Subject → how many cases were opened about them."""
    with world.house.store.read("hafan") as tx:
        links = Case.need(tx, world.cases["quiet"]).links
        found = [Case.need(tx, link.case) for link in links if link.ref == "risk_benefit.choice"]
    names = {id: name for name, id in world.people.items()}
    return sorted(names[one.subject or ""] for one in found)


def test_each_person_that_is_named_has_a_case_of_their_own(world):
    name_them(world, "dilys", "gwilym")
    assert opened(world) == ["dilys", "gwilym"]
    with world.house.store.read("hafan") as tx:
        (about_dilys,) = Case.find(tx, {"subject": world.people["dilys"]})
    assert [seat.person for seat in about_dilys.seats] == [world.people["dilys"]]
    assert (about_dilys.links[0].case, about_dilys.links[0].how) == (world.cases["quiet"], "came_from")


def test_nobody_has_two_while_one_is_going_on(world):
    name_them(world, "dilys")
    name_them(world, "dilys", "gwilym")
    assert opened(world) == ["dilys", "gwilym"]


@pytest.mark.parametrize("gone", ["left", "died"])
def test_nothing_is_opened_about_somebody_who_is_here_no_more_and_the_history_says_so_without_a_name(world, gone):
    if gone == "left":
        homes.leave(world.house, "hafan", world.people["dilys"], world.people["mair"])
    else:
        homes.set_status(world.house, "hafan", world.people["dilys"], "died", world.people["mair"])
    name_them(world, "dilys", "gwilym")
    assert opened(world) == ["gwilym"]
    words = happened(world)
    assert "Somebody who was named does not live here now, so nothing was opened about them." in words
    assert "Dilys" not in words


def test_nothing_is_opened_about_those_who_work_here(world):
    name_them(world, "bethan", "carys")
    assert opened(world) == []
    assert happened(world).count("Somebody who was named does not live here now") == 2


def happened(world):
    """What the history of the case says, as its host reads it."""
    home = world.house.home("hafan")
    with world.house.store.read("hafan") as tx:
        view = runner.view(world.house, home, tx, world.cases["quiet"])
    return " ".join(history.sentence(view, line).said("en") for line in view.case.history)


def test_whoever_is_not_known_here_has_no_page_to_open_one_on(world):
    name_them(world, "somebody else")
    assert opened(world) == []


@pytest.mark.parametrize(
    ("wrong", "code", "says"),
    [
        ("about_each: whom.who", "E403", "did you mean 'whom.whom'?"),
        ("about_each: whm.whom", "E403", "no question there names people"),
        ("about_eech: whom.whom", "E103", "about_each"),
    ],
)
def test_a_question_that_names_nobody_is_said_at_its_place(tmp_path, world, wrong, code, says):
    from core.check import check_paths, line_of

    file = tmp_path / "quiet" / "quiet.yaml"
    file.write_text(PACK["quiet.yaml"].replace("about_each: whom.whom", wrong), encoding="utf-8")
    problems = [line_of(one) for one in check_paths([tmp_path / "quiet"]).problems]
    assert any(code in line and says in line for line in problems), problems

"""The pictures of a case hold no more than whoever looks may see, whatever a picture would do with it."""

from __future__ import annotations

from datetime import date

import pytest

from core import testing
from core.contributions import Picture, PictureMade
from core.replay import World
from core.text import Text
from core.web.asking import Viewer
from forms.companions import Looking
from workflows import runner, story
from workflows.pictures import case_pictures

KEEPS = "The man next door frightens me"


@pytest.fixture
def the_house():
    return testing.house()


@pytest.fixture
def cast(the_house):
    return testing.home_with_cast(the_house, modules=["exchange", "risk_benefit"])


@pytest.fixture
def world(the_house, cast):
    people = {key: person.id for key, person in cast.people.items()}
    return World(the_house, cast.home.id, the_house.clock, lambda week, day: date(2026, 6, day), people=people)


def talk(world, ref, *events):
    """A case about Dilys, led by Siân, with what happened in it."""
    story.start(world, {"start": ref, "subject": "dilys", "by": "sian", "as": "talk"})
    for word, event in events:
        getattr(story, word)(world, {"case": "talk", "by": "sian", **event})


def seat(person, voice):
    return "seat", {"seat": {"person": person, "voice": voice}}


def answer(form, who, values, **more):
    return "send", {"answer": form, "seat": who, "values": values, "by": who if who != "together" else "sian", **more}


def seen(world, cast, who, language="en"):
    """Everything the pictures of the case hold for one viewer: drawings, sentences, tables, legends."""
    house, home = world.house, cast.home
    catalogue = house.catalogue(home.id)
    looking = Looking(house, home.id, Viewer(cast.people[who], catalogue.people), catalogue.matrix)
    with house.store.read(home.id) as tx:
        view = runner.view(house, home, tx, world.cases["talk"])
        return case_pictures(house, tx, view, looking, language)


def words(world, cast, who):
    return str(seen(world, cast, who))


@pytest.fixture
def choice(world):
    """Dilys would like to lay the tables; her daughter and the cook have looked at it too."""
    talk(
        world,
        "risk_benefit.choice",
        answer("choice_want", "dilys", {"wish": "Lay the tables"}),
        seat("carys", "family"),
        seat("huw", "kitchen"),
        answer(
            "choice_look", "dilys", {"could_go_well": [{"good_thing": "A fork for everyone", "how_much": "who_i_am"}]}
        ),
        answer("choice_look", "carys", {"worries": [{"worry": "A wet floor", "severity": "serious"}]}),
        answer("choice_look", "huw", {"worries": [{"worry": "Hot plates", "severity": "small"}]}),
        answer("choice_went", "dilys", {"how_it_was": "good"}),
    )


@pytest.fixture
def exchange(world):
    """A talk about Dilys's mornings: her daughter, the cook and a volunteer have chairs."""
    talk(
        world,
        "exchange.exchange",
        seat("carys", "family"),
        seat("huw", "kitchen"),
        seat("rhodri", "volunteer"),
        answer("my_view", "dilys", {"gets_in_the_way": ["noise", "money"], "keep_private": KEEPS}),
        answer("my_view", "carys", {"gets_in_the_way": ["noise"], "keep_private": KEEPS}),
        answer("my_view", "rhodri", {"gets_in_the_way": ["rule"]}),
    )


def test_a_case_shows_the_pictures_its_workflow_names_in_that_order(world, cast, choice):
    made = seen(world, cast, "sian")
    assert [title for title, _ in made] == ["What we lay side by side", "How each of us sees it", "How each go went"]
    assert seen(world, cast, "sian", "cy")[0][0] == "Yr hyn a rown ochr yn ochr"


def test_the_person_and_whoever_leads_see_every_voice(world, cast, choice):
    for who in ("dilys", "sian", "carys"):
        shown = words(world, cast, who)
        assert "A fork for everyone" in shown
        assert "A wet floor" in shown
        assert "Hot plates" in shown
        assert "There may be more" not in shown


def test_the_cook_sees_their_own_stones_and_nobody_elses(world, cast, choice):
    shown = words(world, cast, "huw")
    assert "Hot plates" in shown
    assert "A wet floor" not in shown
    assert "A fork for everyone" not in shown
    assert "Carys" not in shown
    assert "There may be more" in shown


@pytest.mark.parametrize("who", ["rhodri", "owen", "gwilym", "alun"])
def test_whoever_has_no_place_in_a_choice_gets_no_picture_of_it(world, cast, choice, who):
    assert seen(world, cast, who) == []


def test_a_care_worker_of_the_circle_who_sees_the_plan_alone_gets_no_picture_of_the_rest(world, cast, choice):
    assert seen(world, cast, "bethan") == []


def test_at_the_table_whoever_has_a_chair_sees_the_table(world, cast, exchange):
    ((title, made),) = seen(world, cast, "huw")
    assert title == "Round the table"
    assert made.sentence.startswith("Three voices have spoken; Huw’s chair is still empty.")
    assert [row[0] for row in made.rows] == ["Dilys Rees", "Carys Bowen", "Huw Pugh", "Rhodri"]
    assert made.rows[0][3:5] == ("Noise", "Money")


def test_a_volunteer_sees_their_own_chair_and_their_own_words(world, cast, exchange):
    ((_, made),) = seen(world, cast, "rhodri")
    assert [row[0] for row in made.rows] == ["Rhodri"]
    assert made.rows[0][3:5] == ("–", "A rule")
    assert "Dilys" not in str(made)
    assert "Noise" not in str(made)
    assert "There may be more." in made.note


def test_a_private_note_reaches_no_picture_not_even_its_writers(world, cast, exchange, monkeypatch):
    given = []

    def keep(data, language):
        given.append(data)
        return PictureMade("", "")

    taken = world.house.plugins.hooks.collected.by_hook["pictures"]
    monkeypatch.setitem(taken, "round_table", Picture("round_table", Text({"en": "x"}), keep, of="case"))
    for who in ("dilys", "carys", "sian", "mair", "huw", "rhodri"):
        seen(world, cast, who)
    assert len(given) == 6
    assert all(KEEPS not in str(data) and "keep_private" not in data.asked["my_view"] for data in given)


def test_what_somebody_noticed_comes_to_a_picture_as_noticed(world, cast):
    talk(
        world,
        "exchange.exchange",
        seat("carys", "family"),
        answer("my_view", "dilys", {"gets_in_the_way": ["noise"]}, how="noticed", by="bethan"),
        answer("my_view", "carys", {"gets_in_the_way": ["noise"]}),
    )
    ((_, made),) = seen(world, cast, "sian")
    assert made.rows[0][3:5] == ("–", "–")
    assert made.rows[1][3:5] == ("–", "Noise")


def test_nothing_asked_yet_is_an_empty_table_and_empty_beds(world, cast):
    talk(world, "exchange.exchange")
    ((_, made),) = seen(world, cast, "sian")
    assert made.sentence == "Nobody has spoken yet; Dilys’s chair is still empty."
    talk(world, "risk_benefit.choice")
    assert [made.sentence for _, made in seen(world, cast, "sian")] == [
        "Nobody has laid a stone yet.",
        "Nobody stands on the map yet.",
        "There has been no go yet.",
    ]


def test_not_wanting_to_say_is_kept_as_that(world, cast):
    talk(
        world,
        "risk_benefit.choice",
        seat("carys", "family"),
        answer("choice_look", "carys", {}, declined={"worries": "rather_not"}),
    )
    stones = seen(world, cast, "sian")[0][1]
    assert ("–", "Worries", "Carys Bowen", "I'd rather not say") in stones.rows


def test_a_picture_that_breaks_is_left_out_and_the_others_stay(world, cast, choice, monkeypatch):
    def breaks(data, language):
        raise ZeroDivisionError

    taken = world.house.plugins.hooks.collected.by_hook["pictures"]
    monkeypatch.setitem(taken, "balance", Picture("balance", Text({"en": "x"}), breaks, of="case"))
    assert [title for title, _ in seen(world, cast, "sian")] == ["How each of us sees it", "How each go went"]


@pytest.mark.parametrize(
    ("named", "code", "says"),
    [
        ("round_tabel", "E411", "did you mean 'round_table'?"),
        ("radar", "E411", "pictures of a case are"),
        ("round_table, round_table", "E109", "name it once"),
    ],
)
def test_a_picture_that_no_case_has_is_said_at_its_place(sea, walk, named, code, says):
    text = walk.replace("subject: resident", f"subject: resident\npictures: [{named}]", 1)
    (found,) = sea.findings(text)
    assert (found.code, found.path[0]) == (code, "pictures")
    assert says in found.hint

"""The stories of an exchange, told through its pages: nobody is outvoted, one meaning is not enough, once is not listening."""

from __future__ import annotations

import pytest

from core import testing

REVIEW = {"review_on": {"day": "14", "month": "6", "year": "2026"}}


@pytest.fixture
def home():
    return testing.Lived("exchange", "risk_benefit")


def _listening(home, about, *others):
    """An exchange that has come to listening, where these have a place too: (person, voice)."""
    case = home.begin("sian", "exchange.exchange", about=about)
    rows = [{"who_sits": {"id": home.id(who), "name": ""}, "whose_view": voice} for who, voice in others]
    home.say(case, "sian", "invite", {"talk_about": "Evenings", "round_table": rows, "language_offered": "yes"})
    home.move(case, "sian", "invite_people")
    home.move(case, "sian", "begin_listening")
    return case


def _heard(home, case, views):
    """Everybody says how they see it, hears it said back, and says yes: person → what they would like to be different."""
    for who, words in views.items():
        home.say(case, "sian", "my_view", {"be_different": words}, of=who)
    home.move(case, "sian", "share")
    for who in views:
        home.say(case, "sian", "share_back", {"heard_right": "yes"}, of=who)
    home.move(case, "sian", "find_a_way")


def _dilys_and_carys(home):
    case = _listening(home, "dilys", ("carys", "family"))
    _heard(home, case, {"dilys": "Gwely am un ar ddeg, ar ôl y newyddion.", "carys": "Half past eight. She is tired."})
    return case


OWN_CHOICE = {
    "plan": [{"we_try": "Bed at eleven for two weeks", "whose": "resident"}],
    "part_offered": "takes_part",
    "whose_choice": "person",
    "persons_choice": "Un ar ddeg, ar ôl y newyddion.",
    "still_differ": "Carys would like half past eight.",
    "next_rung": "smaller_step",
    **REVIEW,
}


def test_dilys_decides_when_she_goes_to_bed_and_her_daughters_view_is_kept(home):
    case = _dilys_and_carys(home)
    home.say(case, "sian", "agreement", OWN_CHOICE)
    assert "Where we are: The person's own choice" in home.move(case, "dilys", "person_decides")
    words = home.as_("carys").words(case)
    assert "Un ar ddeg, ar ôl y newyddion." in words
    assert "Carys would like half past eight." in words
    home.move(case, "sian", "begin")
    assert "We look again on 15 June 2026" in home.as_("sian").words(case)


def test_dilys_own_no_is_outvoted_by_nobody(home):
    case = _dilys_and_carys(home)
    home.say(case, "sian", "agreement", {**OWN_CHOICE, "part_offered": "said_no", "person_says": "no"})
    assert "The person it is about has not said yes to this." in home.move(case, "sian", "agree")
    said = home.move(case, "sian", "agree_and_differ")
    assert "The person it is about has said no, or has not been asked." in said
    assert "let it be their own choice" in said


def test_a_daughter_alone_closes_no_agreement_about_her_mother(home):
    case = _dilys_and_carys(home)
    home.say(case, "sian", "agreement", {**OWN_CHOICE, "person_says": "yes"})
    assert "This is for whoever leads this conversation." in home.move(case, "carys", "agree")


def test_one_meaning_for_what_was_seen_is_kept_and_asked_about_once_more(home):
    case = _listening(home, "gwilym", ("owen", "staff"))
    home.say(
        case,
        "owen",
        "noticed",
        {"what_we_saw": "He pushed his cup away.", "meanings": [{"meaning": "Too hot"}, {"meaning": ""}]},
    )
    for who in ("gwilym", "owen"):
        home.say(case, "sian", "my_view", {"going_well": "The window."}, of=who)
    said = home.move(case, "sian", "share")
    assert "Could it be telling us something else?" in said
    assert "Where we are: Listening" in said
    assert "What we noticed Written down" in home.as_("sian").words(case), "what Owen wrote is kept"
    more = {"what_we_saw": "Again today.", "meanings": [{"meaning": "Too hot"}, {"meaning": "He would rather be out"}]}
    home.say(case, "owen", "noticed", more)
    assert "Where we are: Sharing back" in home.move(case, "sian", "share")


def test_asking_once_is_not_listening_and_the_page_names_what_is_missing_and_offers_an_advocate(home):
    case = _listening(home, "gwilym", ("owen", "staff"))
    with home.house.store.read("hafan") as tx:
        seat = tx.get("case", case.rpartition("/")[2]).body["seats"][0]
    home.as_("sian").post(f"{case}/tried", {"seat": seat["id"], "way": "pictures"})
    home.as_("mair").post(f"{case}/lead")
    said = home.move(case, "mair", "share")
    assert "Where we are: Listening" in said
    assert "Gwilym Hughes" in said.partition("Not quite yet.")[2].partition("Nothing you wrote is lost")[0]
    assert "advocate" in said.partition("Not quite yet.")[2].partition("Nothing you wrote is lost")[0]


def test_a_plan_that_is_all_for_staff_to_do_is_not_yet_an_agreement(home):
    case = _dilys_and_carys(home)
    plan = {"plan": [{"we_try": "Staff turn the lights down", "whose": "staff"}], "person_says": "yes", **REVIEW}
    home.say(case, "sian", "agreement", plan)
    said = home.move(case, "sian", "agree")
    assert "Everything so far is for staff to do." in said
    assert "The person it is about has not been offered a part yet." in said


def test_nothing_is_decided_for_gwilym_before_all_that_might_help_was_tried(home):
    case = _listening(home, "gwilym", ("owen", "staff"))
    _heard(home, case, {"gwilym": "Out.", "owen": "The road."})
    best = {**OWN_CHOICE, "whose_choice": "best_interests", "persons_choice": "Out."}
    home.say(case, "sian", "agreement", best)
    assert "It is written that this is decided in the person's best interests." in home.move(case, "sian", "agree")
    home.as_("mair").post(f"{case}/lead")
    said = home.move(case, "mair", "best_interests_decided")
    assert "Where we are: Finding a way" in said
    assert "Help to decide" in home.move(case, "mair", "help_to_decide")


def test_that_the_day_to_look_again_has_gone_by_is_said_to_those_who_work_here_alone(home):
    case = _dilys_and_carys(home)
    home.say(case, "sian", "agreement", OWN_CHOICE)
    home.move(case, "sian", "person_decides")
    home.move(case, "sian", "begin")
    home.house.clock.forward(days=22)
    for who in ("sian", "carys", "dilys"):
        home.as_(who).sign_in(home.cast.accounts[who])
    assert "The day to look again has passed" in home.as_("sian").words(case)
    for who in ("carys", "dilys"):
        words = home.as_(who).words(case)
        assert "Time to look again" in words
        assert "The day to look again has passed" not in words


def test_a_line_that_somebody_sees_differently_waits_while_the_rest_is_gone_by(home):
    case = _dilys_and_carys(home)
    two = [{"we_try": "Bed at eleven", "whose": "resident"}, {"we_try": "A rail by the bed", "whose": "staff"}]
    home.say(case, "sian", "agreement", {**OWN_CHOICE, "plan": two})
    home.move(case, "sian", "person_decides")
    home.move(case, "sian", "begin")
    with home.house.store.read("hafan") as tx:
        (sent,) = tx.all("response", {"form": "agreement"})
    row = sent.body["answers"]["plan"][-1]["value"][1]["row"]
    home.as_("dilys").post(f"{case}/dispute", {"item": "agreement.plan", "row": row, "why": "No rail, please."})
    by = home.as_("carys").words(case).partition("What we go by")[2].partition("Looking again")[0]
    assert "Bed at eleven" in by
    assert "A rail by the bed" not in by


@pytest.mark.parametrize("who", ["dilys", "carys"])
def test_whoever_answers_meets_nine_pages_at_most(home, who):
    case = _listening(home, "dilys", ("carys", "family"))
    place = home.place(case, "sian", "my_view", of=who)
    begun = home.as_("sian").post(f"{case}/answer", {"form": "my_view", "seat": place})
    assert "1 of 9" in testing.read_words(home.as_("sian").get(begun.headers["Location"], follow_redirects=True))


def test_nobody_gets_a_score_and_nothing_is_reckoned(home):
    forms = [one for one in home.house.catalogue("hafan").of_kind("form") if one.pack == "exchange"]
    kinds = {question.type for one in forms for question in one.definition.questions()}
    assert kinds
    assert not kinds & {"number", "computed"}


def test_of_whom_little_has_been_heard_the_table_asks_for_another_way(home):
    case = _listening(home, "dilys", ("carys", "family"))
    home.say(case, "sian", "my_view", {"be_different": "Half past eight. She is tired, and I know her."}, of="carys")
    said = home.as_("sian").words(case)
    assert "We have heard little from Dilys. Is there another way, or a better time?" in said
    home.say(case, "sian", "my_view", {"how_these_feel.the_garden": "good"}, of="dilys")
    said = home.as_("sian").words(case)
    assert "We have heard little" not in said
    assert "heard in other ways than words" in said

"""The stories of a choice and of Cwtch, told through their pages: a no has a price, nobody is outvoted, comfort is open."""

from __future__ import annotations

import re

import pytest

from core import testing

LOOK = {
    "could_go_well": [{"good_thing": "My old customers", "how_much": "who_i_am"}],
    "if_we_say_no": [{"lost": "No trade"}],
    "thought_of_body": "yes",
    "thought_of_feelings": "yes",
}
DECIDED = {
    "ways": [
        {"option": "with_support", "looks_like": "With Owen"},
        {"option": "smaller_step", "looks_like": "To the gate"},
    ],
    "chosen": "with_support",
    "whose_decision": "person",
    "support_to_decide": "no",
    "language_offered": "yes",
    "plan": [{"part": "Tuesday at ten"}],
    "limits_someone": "no",
}


@pytest.fixture
def home():
    return testing.Lived("risk_benefit", "stories", "exchange")


def _deciding(home, about, wish, others=None):
    """A choice that was looked at from every side: `others` are (person, voice) → how they see it."""
    case = home.begin("sian", "risk_benefit.choice", about=about)
    home.say(case, "sian", "choice_want", {"wish": wish})
    home.move(case, "sian", "look_together")
    for (who, voice), looked in (others or {}).items():
        home.seat(case, "sian", who, voice)
        home.say(case, "sian", "choice_look", looked, of=who)
    home.say(case, "sian", "choice_look", LOOK, of=about)
    return case


def _heard(home, case, *everybody):
    for who in everybody:
        home.say(case, "sian", "choice_heard", {"heard_right": "yes"}, of=who)


def _living(home, about="gwilym"):
    case = _deciding(home, about, "The shop, twice a week")
    home.move(case, "sian", "decide")
    _heard(home, case, about)
    home.say(case, "sian", "choice_decide", DECIDED)
    home.move(case, "sian", "settle")
    home.sign(case, "sian")
    assert "Where we are: Living with it" in home.move(case, "sian", "agreed")
    return case


# -- the shop -----------------------------------------------------------------------------------------------------------


def test_after_six_goes_one_of_them_unsure_the_first_look_is_due_and_a_story_is_offered(home):
    case = _living(home)
    for face in ("good", "good", "unsure", "good", "good", "good"):
        home.say(case, "sian", "choice_went", {"how_it_was": face})
    words = home.as_("sian").words(case)
    assert "We have looked at it" in words
    assert "Where we are: Living with it" in words
    home.move(case, "sian", "tell_the_story")
    assert "A story of change" in home.as_("sian").words(case)


def test_a_hard_go_opens_a_learning_chat_by_itself_and_the_goes_carry_on(home):
    case = _living(home)
    home.say(case, "sian", "choice_went", {"how_it_was": "not_good", "good_hard_surprising": "A long queue"})
    words = home.as_("sian").words(case)
    assert "Where we are: A learning chat" in words
    assert "this is not a stop" in words
    home.say(case, "sian", "choice_went", {"how_it_was": "good"})
    home.say(case, "sian", "choice_learn", {"what_next": "change_something", "change_what": "Go at two"})
    assert "Where we are: Living with it" in home.move(case, "sian", "carry_on")


def test_what_the_plan_is_stands_on_the_page_of_living_with_it(home):
    case = _living(home)
    assert "Tuesday at ten" in home.as_("sian").words(case).partition("What we go by")[2].partition("Everybody")[0]


def test_nothing_is_settled_before_each_voice_has_heard_itself_said_back(home):
    case = _deciding(home, "gwilym", "The shop")
    home.move(case, "sian", "decide")
    home.say(case, "sian", "choice_decide", {**DECIDED, "language_offered": "not_yet"})
    said = home.move(case, "sian", "settle")
    assert "Gwilym Hughes has not said yet whether we understood them." in said
    assert "Not everyone has been offered their first language yet." in said


# -- Dilys would like to lay the tables --------------------------------------------------------------------------------

CHAIR = {
    "worries": [
        {
            "worry": "She may fall on a wet floor",
            "whose": "mine",
            "kind": "body",
            "severity": "serious",
            "behind": ["blame"],
        }
    ],
    "thought_of_body": "yes",
}
RAIL = {
    "steps": [
        {"kind_of_step": ["equipment", "time_and_place"], "step": "A rail, and an hour after the floor is washed"}
    ]
}


def _tables(home):
    """Dilys, who was told to sit in her chair lest she fall, would like to lay the tables."""
    case = _deciding(home, "dilys", "Lay the tables", {("owen", "staff"): CHAIR})
    assert "A serious worry has no step yet: “She may fall on a wet floor”." in home.move(case, "sian", "decide")
    home.say(case, "sian", "choice_lighten", RAIL)
    home.say(
        case,
        "sian",
        "choice_look",
        {**LOOK, "if_we_say_no": [{"lost": "Strong legs"}, {"lost": "Something to get up for"}]},
        of="dilys",
    )
    assert "Where we are: Deciding" in home.move(case, "sian", "decide")
    _heard(home, case, "dilys", "owen")
    return case


def test_what_a_no_would_cost_dilys_lies_on_the_scales_with_everything_else(home):
    case = _tables(home)
    words = home.as_("sian").words(case)
    assert "Strong legs" in words
    assert "Something to get up for" in words


# -- Gwilym walks to chapel --------------------------------------------------------------------------------------------


def test_gwilym_walks_to_chapel_alone_and_nobodys_worry_is_a_veto(home):
    worry = {
        "worries": [{"worry": "That he takes the wrong turn", "whose": "mine", "kind": "body", "severity": "serious"}]
    }
    case = _deciding(home, "gwilym", "Walk to chapel on my own", {("bethan", "staff"): worry})
    home.say(case, "sian", "choice_lighten", {"steps": [{"step": "A card with the home's number in his pocket"}]})
    home.move(case, "sian", "decide")
    _heard(home, case, "gwilym", "bethan")
    home.say(case, "sian", "choice_decide", {**DECIDED, "differences": "Bethan would rather somebody went along"})
    assert "Where we are: Finding a way" in home.move(case, "sian", "differ")
    assert "Write down which step towards each other was tried." in home.move(case, "sian", "try_again")
    home.say(case, "sian", "choice_ladder", {"rung": "say_it_back", "what_came_of_it": "Each said the other's view"})
    home.move(case, "sian", "try_again")
    home.move(case, "sian", "settle")
    home.sign(case, "sian")
    assert "Where we are: Living with it" in home.move(case, "gwilym", "person_decided")
    words = home.as_("sian").words(case)
    assert "Gwilym Hughes" in words
    assert "A card with the home's number" in words or "Making each worry lighter" in words


def test_the_persons_own_mark_is_made_by_nobody_else(home):
    case = _deciding(home, "gwilym", "Walk to chapel on my own")
    home.move(case, "sian", "decide")
    _heard(home, case, "gwilym")
    home.say(case, "sian", "choice_decide", DECIDED)
    home.move(case, "sian", "settle")
    assert "Gwilym Hughes has not said yes to this with their own mark." in home.move(case, "sian", "agreed")


# -- Cwtch -------------------------------------------------------------------------------------------------------------

MINE = {
    "comforts": [{"comfort": "hand_held", "who_may": "anyone_i_know", "when_fine": "if_i_reach_out"}],
    "show_yes": "She reaches out.",
    "show_no": "Draws the hand back.",
}
AGREE = {
    "hold_to": ["open_never_secret", "person_leads", "stop_at_no", "watch_for_no"],
    "how_we_know": ["reaches_out"],
    "rests_on": ["misunderstood"],
    "lost_if_nobody_cared": "Her nights.",
    "open_and_safe": "Carys knows, and the note says so.",
    "notes_may_say": "Held hands till she slept",
}


def _cwtch(home):
    case = home.begin("owen", "risk_benefit.cwtch", about="dilys")
    home.say(case, "owen", "cwtch_mine", MINE)
    home.move(case, "owen", "talk_it_over")
    return case


def test_fear_of_being_misunderstood_is_met_with_what_would_be_lost(home):
    case = _cwtch(home)
    begun = home.as_("mair").post(f"{case}/answer", {"form": "cwtch_agree", "seat": "together"})
    draft = begun.headers["Location"]
    home.as_("mair").post(draft, {"_at": "_all", "_go": "save", "rests_on": ["misunderstood"]})
    words = testing.read_words(home.as_("mair").get(draft, follow_redirects=True))
    assert "What would be lost if nobody showed they cared?" in words
    assert "What would make it open and safe?" in words


def test_what_was_agreed_about_comfort_is_open_to_her_daughter_and_the_night_note_may_say_it(home):
    case = _cwtch(home)
    home.seat(case, "owen", "carys", "family")
    home.say(case, "mair", "cwtch_agree", AGREE)
    assert "Where we are: Living with it" in home.move(case, "owen", "agreed")
    by = home.as_("carys").words(case).partition("What we go by")[2].partition("Everybody")[0]
    assert "Held hands till she slept" in by
    assert "Open, never secret" in by


def test_what_dilys_herself_said_of_comfort_stays_hers_to_give_to_her_daughter(home):
    case = _cwtch(home)
    home.seat(case, "owen", "carys", "family")
    home.say(case, "mair", "cwtch_agree", AGREE)
    home.move(case, "owen", "agreed")
    assert "Draws the hand back." not in home.as_("carys").words(case)
    assert "Draws the hand back." in home.as_("huw").words(case), "who works here knows how she shows no"


def test_comfort_that_is_secret_is_never_agreed(home):
    case = _cwtch(home)
    home.say(case, "mair", "cwtch_agree", {**AGREE, "hold_to": ["person_leads", "stop_at_no"]})
    assert "Comfort is open, the person leads, and we stop at any no" in home.move(case, "owen", "agreed")


def test_whoever_sees_a_no_sets_comfort_aside_and_the_manager_hears_of_it(home):
    case = _cwtch(home)
    home.say(case, "mair", "cwtch_agree", AGREE)
    home.move(case, "owen", "agreed")
    assert "Where we are: Set aside at a no" in home.move(case, "huw", "stop_at_a_no"), "the cook has no place there"
    assert "A no was shown, and comfort has been set aside" in home.as_("mair").words("/h/hafan/")


def test_where_somebody_would_rather_not_is_read_by_nobody_else_the_manager_included(home):
    case = _cwtch(home)
    home.seat(case, "owen", "owen", "staff")
    home.say(case, "owen", "cwtch_ours", {"rather_not": "No hugs, please."}, of="owen")
    with home.house.store.read("hafan") as tx:
        (kept,) = tx.all("response", {"form": "cwtch_ours"})
    assert "No hugs, please." in home.as_("owen").words(f"/h/hafan/answers/{kept.id}")
    assert home.as_("mair").get(f"/h/hafan/answers/{kept.id}").status_code == 404


# -- words --------------------------------------------------------------------------------------------------------------


def test_no_page_of_a_choice_or_of_cwtch_asks_anybody_about_risk(home):
    catalogue = home.house.catalogue("hafan")
    names = [one.ref for one in catalogue.of_kind("form") if one.pack == "risk_benefit"]
    assert len(names) == 11
    for ref in names:
        words = re.findall(r"'(?:en|cy)': (?:'([^']*)'|\"([^\"]*)\")", str(catalogue.get("form", ref).definition))
        assert words, ref
        assert not [one for one in words if re.search(r"\brisks?\b|\brisg", " ".join(one).lower())], ref

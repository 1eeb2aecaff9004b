"""From the third week to the fourteenth: daily life, and what came of it. What the pages said at the time is kept, not judged."""

from __future__ import annotations

import re
from typing import Any

from core import testing
from tests.journeys.first_weeks import newest, senses
from tests.journeys.hafan import LIVE_HERE, NEIGHBOURS, SENSES, Hafan

NO_LONGER = "Specialist nursing placement no longer needed."
STORIES = "/h/hafan/cases/boards/stories.story"
SHIFT = "/h/hafan/cases/boards/relationships.handover"
ANSWERED = ("mair", "dilys", "norah", "gwilym", "idris", *NEIGHBOURS[:5])
"""Ten of the eleven who say in the eighth week how things are; Emrys is the other."""


# -- week 3: a delivery, and snow -------------------------------------------------------------------------------------


def week_3(home: Hafan) -> None:
    """Marek writes a moment down with floury hands; a promise is carried over two shifts, and kept."""
    home.at(3, 1, 11)
    tablet = home.hand_over("marek")
    # Four taps, two hours after it happened: there was no time, or no Wi-Fi, at the back door.
    four_taps = {"who": home.people("emrys"), "what": "shopping", "how_it_felt": "good"}
    earlier = {"tell_more": ["more"], "when_it_was": "early_morning", "in_words": "The delivery, checked twice."}
    felt = {"felt_differently": [{"for_whom": home.person("marek"), "felt": "good"}]}
    answer = tablet.fill_in("/h/hafan/forms/activities.do_happened", {}, four_taps)
    assert "/heard/" in answer.headers["Location"]
    answer = tablet.fill_in("/h/hafan/forms/activities.do_happened", {}, {**four_taps, **earlier, **felt})
    assert "/heard/" in answer.headers["Location"]
    home.seen["3 wheel"] = home.reads("marek", "/h/hafan/pictures/day_wheel")

    home.at(3, 2, 14)  # snow: no shop today
    snow = {
        "how_are_they": "Quiet. Missed the shop (snow).",
        "promise": "Friday instead",
        "promise_keeper": home.person("kofi"),
        "promise_by": "Friday",
    }
    answer = home.as_("elin").fill_in(f"{SHIFT}/begin", {"subject": home.id("emrys")}, snow)
    assert "/heard/" in answer.headers["Location"]
    promise = newest(home, "handover")
    home.at(3, 2, 22)
    home.seen["3 the night begins"] = _of_emrys(home, "kofi")
    home.seen["3 it cannot be pressed away"] = home.move(promise, "kofi", "kept")
    home.say(promise, "kofi", "us_promise", {"came_of_it": "passed_on", "passed_to": home.person("bethan")})
    home.at(3, 3, 7)
    home.seen["3 the morning begins"] = _of_emrys(home, "bethan")
    home.say(promise, "bethan", "us_promise", {"came_of_it": "passed_on", "passed_to": home.person("marek")})
    home.at(3, 5, 9)
    home.seen["3 Friday begins"] = _of_emrys(home, "marek")
    home.at(3, 5, 11)
    home.say(promise, "marek", "us_promise", {"came_of_it": "kept", "how_it_was": "He did the list, twice."})
    home.seen["3 Friday, later"] = _of_emrys(home, "bethan")
    home.seen["3 what became of it"] = home.everything(promise, "bethan")


def _of_emrys(home: Hafan, who: str) -> str:
    """What the page that a shift begins with says about Emrys."""
    page = home.as_(who).get(SHIFT).text
    part = next(one for one in re.split(r'<section class="board__person"', page) if home.id("emrys") in one)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


# -- week 4: six goes -------------------------------------------------------------------------------------------------


def week_4(home: Hafan) -> None:
    """Five go well, in one the queue was long. It is talked about, and he goes again."""
    case = home.cases["choice"]
    home.seen["4 the first look"] = home.reads("bethan", "/h/hafan/")
    home.as_("bethan").post(f"{case}/looked-at", {"key": _due(home, case)})
    goes: list[tuple[int, float, str]] = [(1, 11, "good"), (2, 11, "good"), (3, 11, "good"), (4, 11, "unsure")]
    for day, hour, how in goes:
        home.at(4, day, hour)
        said = (
            {"good_hard_surprising": "The queue.", "what_to_change": "Ten minutes earlier."} if how == "unsure" else {}
        )
        home.say(case, "marek", "choice_went", {"how_it_was": how, **said})
    home.seen["4 after the queue"] = home.reads("bethan", case)
    home.seen["4 a learning chat"] = home.move(case, "marek", "learning_chat")
    home.at(4, 5, 11)
    home.say(case, "marek", "choice_went", {"how_it_was": "good"})  # Friday comes in the middle of it
    home.seen["4 nothing learnt yet"] = home.move(case, "bethan", "carry_on")
    learnt = {"what_helped": "Marek humming.", "what_next": "change_something", "change_what": "Ten minutes earlier."}
    home.say(case, "bethan", "choice_learn", learnt)
    home.seen["4 carrying on"] = home.move(case, "bethan", "carry_on")
    home.at(4, 6, 11)
    home.say(case, "marek", "choice_went", {"how_it_was": "good"})
    home.seen["4 goes"] = home.everything(case, "bethan")


def _due(home: Hafan, case: str) -> str:
    """The key of the review that has come up."""
    found = re.search(r'name="key" value="(\d+)"', home.as_("bethan").get(case).text)
    assert found is not None, "nothing has come up"
    return found[1]


# -- week 5: who is around us -----------------------------------------------------------------------------------------


def week_5(home: Hafan) -> None:
    """The map of the house is kept on Monday; Siân knows something about the grocer; on Friday it is kept again."""
    home.at(5, 1, 10)
    places = {"mair": "resident", "sian": "kitchen", "kofi": "staff", "carys": "family"}
    case = home.open("sian", "community_map.community_map", "", **places)
    home.cases["map"] = case
    home.say(case, "sian", "map_edges", {"how_far": ["street", "village"]})
    lives = [*LIVE_HERE, *NEIGHBOURS]
    of_mair = [_on_the_map(home.person(who), "lives_here", "home", yes="not_sure") for who in lives if who != "emrys"]
    of_mair.append(_on_the_map(home.person("emrys"), "lives_here", "home"))
    home.say(case, "sian", "map_who", {"who_there_is": of_mair}, "mair")
    works = [
        _on_the_map(home.person("sian"), "works_here", "home", works_as="cleaning"),
        _on_the_map(home.person("marek"), "works_here", "home", works_as="kitchen"),
    ]
    home.say(case, "sian", "map_who", {"who_there_is": works}, "sian")
    kofi = _on_the_map(home.person("kofi"), "works_here", "home", works_as="nights")
    home.say(case, "kofi", "map_who", {"who_there_is": [kofi]}, "kofi")
    home.say(case, "carys", "map_who", {"who_there_is": [_on_the_map(home.person("carys"), "family", "near")]}, "carys")
    home.move(case, "sian", "walk_round")
    home.seen["5 agreed"] = home.move(case, "sian", "agree")
    home.move(case, "sian", "live_with_it")
    home.at(5, 4, 15)
    grocer = _on_the_map(
        {"name": "Siop y Gornel"}, "shop", "near", more=["say_more"], what_they_know="Emrys and his van"
    )
    customers = _on_the_map({"name": "Old customers"}, "friend", "near")
    home.say(case, "sian", "map_who", {"who_there_is": [*works, grocer, customers]}, "sian")
    home.at(5, 5, 15)
    home.move(case, "sian", "keep_today")
    home.move(case, "sian", "live_with_it")
    home.seen["5 map"] = home.as_("marek").get(case).text


def _on_the_map(who: Any, kind: str, near: str, yes: str = "yes", **more: Any) -> dict[str, Any]:
    return {"who": who, "kind": kind, "how_near": near, "tie": "both_ways", "may_we_show": yes, **more}


# -- week 8: how are things? ------------------------------------------------------------------------------------------


def week_8(home: Hafan) -> None:
    """Eleven who live here, some of those who work here, and family."""
    home.at(8, 2, 10)
    for who in ANSWERED:
        home.ask("bethan", who, senses("good"))
    home.ask("bethan", "emrys", senses("good", belongs_here="unsure"))
    for who in ("bethan", "kofi", "marek", "sian"):
        home.answers_for_themselves(who, senses("good"))
    home.answers_for_themselves("carys", senses("good"))
    his = f"{SENSES}/person/{home.id('emrys')}"
    home.seen["8 senses"] = home.reads("bethan", his)
    home.seen["8 senses drawn"] = home.as_("bethan").get(f"{his}?as=picture").text


# -- week 10: a turn of learning --------------------------------------------------------------------------------------


def week_10(home: Hafan) -> None:
    """Bethan tries alone at first; then Norah and Marek are at the table, and Norah knows the sign."""
    home.at(10, 1, 14)
    case = home.begin("bethan", "leap.leap")
    home.cases["leap"] = case
    noticed = {"noticed": "Hardly anybody goes out for a reason.", "touches": ["resident"], "one_persons_story": "no"}
    home.say(case, "bethan", "leap_why", noticed)
    home.move(case, "bethan", "hope")
    out = {
        "different": "more of us go out for real reasons",
        "for_whom": ["resident"],
        "whose_words": home.person("gwilym"),
        "which_sense": "purpose",
    }
    home.say(case, "bethan", "leap_difference", {"differences": [out], "see_it_differently": "no"})
    home.seen["10 staff alone"] = home.move(case, "bethan", "choose_signs")
    home.seat(case, "bethan", "norah", "resident")
    home.seat(case, "bethan", "marek", "kitchen")
    home.move(case, "bethan", "choose_signs")
    shoes = {
        "sign": "muddy shoes in the hall",
        "chosen_by": ["resident"],
        "chosen_by_name": home.people("norah"),
        "how_we_look": ["notice"],
    }
    home.say(case, "bethan", "leap_signs", {"signs": [shoes]})
    home.seen["10 without a before"] = home.move(case, "bethan", "plan")
    home.say(case, "bethan", "leap_signs", {"signs": [{**shoes, "is_now": "not_yet", "now_in_words": "Two pairs."}]})
    home.seen["10 planning"] = home.move(case, "bethan", "plan")
    home.seen["10 turn"] = home.everything(case, "norah")


# -- week 12: the plan is looked at -----------------------------------------------------------------------------------


def week_12(home: Hafan) -> None:
    """With Aled, the nurse, Emrys and Carys."""
    case = home.cases["plan"]
    home.at(11, 7, 9)
    home.seen["12 the day before"] = home.reads("ffion", case)
    home.at(12, 1, 9)
    home.seen["12 it comes up"] = home.reads("ffion", case)
    home.seen["12 before anybody says so"] = home.about_emrys("ffion")
    home.move(case, "ffion", "look_together")
    home.seat(case, "ffion", "meinir", "practitioner")
    tablet = home.hand_over("emrys")
    his = {"how_far": "there", "in_a_sentence": "I do the shop."}
    answer = tablet.answer(case, "plan_looked_at", his, home.place(case, "emrys", "plan_looked_at", "emrys"))
    assert "/heard/" in answer.headers["Location"]
    home.say(
        case, "meinir", "plan_looked_at", {"how_far": "mostly", "in_a_sentence": "Eats well, sleeps well."}, "meinir"
    )
    home.say(case, "ffion", "plan_again", {"from_here": "stays", "look_again_on": home.day(28)})
    home.seen["12 two have not been heard"] = home.move(case, "ffion", "carry_on")
    home.say(case, "carys", "plan_looked_at", {"how_far": "there"}, "carys")
    decided = {"how_far": "there", "found": NO_LONGER, "found_on": home.day(12, 1)}
    home.say(case, "aled", "plan_looked_at", decided, "aled")
    home.seen["12 sixteen weeks is too long"] = home.move(case, "ffion", "carry_on")
    home.say(case, "ffion", "plan_again", {"from_here": "stays", "look_again_on": home.day(24)})
    home.seen["12 carried on"] = home.move(case, "ffion", "carry_on")
    home.seen["12 plan"] = home.everything(case, "carys")


# -- week 13: a story -------------------------------------------------------------------------------------------------


def week_13(home: Hafan) -> None:
    """Emrys tells it and Glyn writes; Emrys himself says yes, on the tablet, to each step of the way."""
    home.at(13, 1, 15)
    case = home.begin("glyn", "stories.story", "emrys")
    home.cases["story"] = case
    told = {
        "called": "I do the shop.",
        "before": "The door. People saying no.",
        "changed": "I carry the list, and the grocer knows me.",
        "_given.how": "said",
        "_given.helped": "Glyn",
    }
    home.say(case, "glyn", "story_change", told)
    _he_presses(home, "read_it_back")
    home.seen["13 not read back"] = _he_presses(home, "this_is_it")
    home.tablet.post(f"{case}/sign", {"line": "voice:resident"})
    _he_presses(home, "this_is_it")
    home.say(case, "glyn", "story_consent", _how_far(["this_home"], "not_asked_yet"))
    home.tablet.post(f"{case}/sign", {"line": "voice:resident"})
    home.seen["13 the grocer was not asked"] = _he_presses(home, "share")
    home.seen["13 wall before"] = home.reads("norah", STORIES)
    home.at(13, 2, 15)
    home.say(case, "glyn", "story_consent", _how_far(["this_home"], "glad"))
    home.hand_over("emrys").post(f"{case}/sign", {"line": "voice:resident"})
    home.seen["13 shared"] = _he_presses(home, "share")
    for who in ("norah", "marek", "carys", "council"):
        home.seen[f"13 wall for {who}"] = home.reads(who, STORIES)


def _how_far(hear: list[str], grocer_says: str) -> dict[str, Any]:
    """Who may hear it, under which name, and what the grocer says to being in it."""
    return {
        "may_hear": hear,
        "whose_yes": "person",
        "my_name": "own_here",
        "name_elsewhere": "Ifan",
        "anybody_else": "yes",
        "others._row": ["grocer"],
        "others.grocer.who_else.name": "The grocer at Siop y Gornel",
        "others.grocer.they_say": grocer_says,
        "_given.how": "said",
    }


def _he_presses(home: Hafan, way: str) -> str:
    """Emrys presses a way on of his story, on the tablet: what the page says then."""
    tablet = home.hand_over("emrys")
    answer = tablet.post(f"{home.cases['story']}/move", {"transition": way}, follow_redirects=True)
    return testing.read_words(answer)


# -- week 14: the council looks, and he changes his mind ---------------------------------------------------------------


def week_14(home: Hafan) -> None:
    """The home shares its group picture; the council reads it. Then Emrys lets his story go further, and takes it back."""
    home.at(14, 1, 10)
    home.seen["14 without a share"] = home.reads("council", f"{SENSES}/groups")
    share = {"row": "senses_group", "to": home.id("council")}
    assert home.as_("ffion").post("/h/hafan/shared", share).status_code == 303
    home.seen["14 groups"] = home.reads("council", f"{SENSES}/groups")
    home.seen["14 all the council reads"] = " ".join(home.wherever("council").values())
    home.seen["14 his page for the council"] = home.reads("council", home.page_of("emrys"))
    home.seen["14 all that Ffion reads of him"] = home.about_emrys("ffion")

    case = home.cases["story"]
    home.at(14, 3, 15)
    _he_presses(home, "change_how_far")
    home.say(case, "glyn", "story_consent", _how_far(["this_home", "other_homes"], "glad"))
    home.tablet.post(f"{case}/sign", {"line": "voice:resident"})
    _he_presses(home, "share")
    home.seen["14 under another name"] = home.reads("council", STORIES)
    home.seen["14 all the council reads of the story"] = " ".join(home.wherever("council").values())
    home.at(14, 5, 9)
    _he_presses(home, "withdraw")
    home.seen["14 what Glyn is asked"] = home.reads("glyn", "/h/hafan/")
    for who in ("norah", "marek", "carys", "council", "emrys"):
        home.seen[f"14 taken back, for {who}"] = home.reads(who, STORIES)

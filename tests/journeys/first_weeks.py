"""The first weeks of the thread: he arrives, he is noticed and heard, and the shop is looked at from every side.

What the pages said at the time is kept in `home.seen`; nothing is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.journeys.hafan import NEIGHBOURS, SENSES, Hafan

LABEL = "challenging behaviour"
LETTER = "“Displays challenging behaviour. Needs specialist nursing.”"


def _half_written(home: Hafan, who: str, path: str, begin: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    """What the page of a form says while it is being written, before it is sent."""
    browser = home.as_(who)
    draft = browser.post(path, begin).headers["Location"]
    at = "_all" if 'value="_all"' in browser.get(draft, follow_redirects=True).text else next(iter(typed))
    browser.post(draft, {"_at": at, "_go": "save", **typed})
    return home.reads(who, f"{draft}?at={at}")


# -- week 0: he arrives -----------------------------------------------------------------------------------------------


def week_0(home: Hafan) -> None:
    """A plan before he comes, a letter that stays a letter, who he is, and the words he would rather not hear."""
    home.at(0, 1, 10)
    case = home.open("ffion", "wales.living_plan", "emrys", carys="family", aled="practitioner")
    home.cases["plan"] = case
    arrives = {"moves_in_on": home.day(0, 4), "short_notice": "no", "letter_from": "A hospital ward, 14 April"}
    begin = {"form": "plan_begun", "seat": "together"}
    unquoted = {"letter_says": f"He displays {LABEL}."}
    home.seen["0 the label in our own words"] = _half_written(home, "ffion", f"{case}/answer", begin, unquoted)
    quoted = {"letter_says": LETTER}
    home.seen["0 the label in a quotation"] = _half_written(home, "ffion", f"{case}/answer", begin, quoted)
    home.say(case, "ffion", "plan_begun", {**arrives, **quoted})
    home.seen["0 no plan yet"] = home.move(case, "ffion", "plan_is_there")
    home.seen["0 no reason to hurry"] = home.move(case, "ffion", "here_today")
    home.a_moment_later(40)
    four = {
        "day_by_day": "Up at six. Breakfast standing, then out.",
        "hoping_for": "Somebody to deliver to.",
        "made_safer": "Company at the road.",
        "choices_kept": "Going out. His own money in his own pocket.",
        "they_have_it": "yes",
    }
    home.say(case, "ffion", "plan_begun", {**arrives, **quoted, **four, "_given.how": "said", "_given.helped": "Carys"})
    home.seen["0 the plan is there"] = home.move(case, "ffion", "plan_is_there")
    home.seen["0 paper"] = home.reads("ffion", f"{home.page_of('emrys')}/papers/wales.personal_plan")
    _somebody_who_could_not_wait(home)

    home.at(0, 4, 11)
    who_i_am = {
        "call_me": "Em",
        "my_languages": "Cymraeg yn gyntaf.",
        "done_and_can_do": "Fi oedd yn gyrru'r fan rownd ochr Gŵyr.",
        "_given.how": "said",
        "_given.helped": "Carys",
        "_given.language": "cy",
    }
    home.write("ffion", "stories.about_me", "emrys", who_i_am, voice="resident")
    home.seen["0 his page"] = home.reads("bethan", home.page_of("emrys"))

    tablet = home.hand_over("emrys")
    rather_not = {
        "call_me": "Em",
        "wince_words": [
            {"wince_word": "patient", "wince_rather": "Em"},
            {"wince_word": "settled", "wince_rather": "at home in himself"},
        ],
        "heart_language": "welsh",
    }
    begin = {"voice": "resident", "subject": home.id("emrys")}
    assert "/heard/" in tablet.fill_in("/h/hafan/forms/words.words_mine", begin, rather_not).headers["Location"]
    note = {"what_happened": "A patient man, and settled after tea."}
    for about in ("emrys", "gwilym"):
        begin = {"subject": home.id(about)}
        said = _half_written(home, "bethan", "/h/hafan/forms/senses.moment", begin, note)
        home.seen[f"0 a note about {about}"] = said


def _somebody_who_could_not_wait(home: Hafan) -> None:
    """Olwen comes the same day, in a hurry; a day later there is still no plan."""
    olwen = NEIGHBOURS[0]
    case = home.begin("ffion", "wales.living_plan", olwen)
    home.say(case, "ffion", "plan_begun", {"moves_in_on": home.day(0, 1), "short_notice": "yes"})
    home.move(case, "ffion", "here_today")
    home.at(0, 2, 10)
    home.seen["0 the first day is not over"] = home.reads("ffion", "/h/hafan/")
    home.at(0, 2, 12)
    home.seen["0 a day without a plan"] = home.reads("ffion", "/h/hafan/")


# -- week 1: he is noticed, and asked ---------------------------------------------------------------------------------


def week_1(home: Hafan) -> None:
    """What happens at the door at ten, and how he says things are."""
    home.at(1, 1, 10)
    places = {"carys": "family", "marek": "kitchen", "bethan": "staff", "aled": "practitioner"}
    case = home.open("bethan", "exchange.exchange", "emrys", **places)
    home.cases["exchange"] = case
    voices = [("carys", "family", "together"), ("marek", "kitchen", "together"), ("aled", "practitioner", "by_phone")]
    table = {
        "talk_about": "What happens at the door at ten",
        "round_table": [
            {"who_sits": home.person(who), "whose_view": voice, "how_join": [how]} for who, voice, how in voices
        ],
        "helps_me_talk": ["walk", "pictures", "welsh"],
        "language_offered": "yes",
    }
    home.say(case, "bethan", "invite", table)
    home.move(case, "bethan", "invite_people")
    home.move(case, "bethan", "begin_listening")

    home.at(1, 2, 10.5)
    saw = {
        "what_we_saw": "10 am at the door, banging, coat on.",
        "which_day": home.day(1, 2),
        "where_it_was": "The front door",
        "_given.how": "noticed",
        "_given.sure": "fairly",
    }
    work = {"meaning": "Maybe going to work", "how_sure": "fairly"}
    noise = {"meaning": "Maybe the noise", "how_sure": "fairly"}
    home.say(case, "bethan", "noticed", {**saw, "meanings": [work, {}]})
    home.seen["1 one meaning"] = home.move(case, "bethan", "share")
    home.a_moment_later()
    home.say(case, "bethan", "noticed", {**saw, "meanings": [work, noise]})
    home.seen["1 two meanings"] = home.move(case, "bethan", "share")
    home.seen["1 noticed"] = home.everything(case, "bethan")

    home.at(1, 4, 10)
    says = {
        "feels_safe": "good",
        "feels_like_my_life": "not_good",
        "belongs_here": "unsure",
        "something_to_get_up_for": "not_good",
        "something_went_well.declined": "not_today",
        "matters_here": "not_good",
    }
    home.ask("bethan", "emrys", says)
    home.ask("bethan", "mair", senses("good", something_to_get_up_for="unsure"))
    home.answers_for_themselves("carys", senses("unsure"))
    home.answers_for_themselves("marek", senses("good"))
    home.seen["1 senses"] = home.reads("bethan", f"{SENSES}/person/{home.id('emrys')}?as=table")
    home.seen["1 senses drawn"] = home.as_("bethan").get(f"{SENSES}/person/{home.id('emrys')}?as=picture").text


def senses(every: str, **other: str) -> dict[str, str]:
    asked = "feels_safe feels_like_my_life belongs_here something_to_get_up_for something_went_well matters_here"
    return {**dict.fromkeys(asked.split(), every), **other}


# -- week 2: five voices, a choice, and comfort -----------------------------------------------------------------------


def week_2(home: Hafan) -> None:
    """Everybody is an expert; the shop is looked at from every side; how he likes comfort."""
    _five_voices(home, home.cases["exchange"])
    _the_shop(home)
    _cwtch(home)


def _five_voices(home: Hafan, case: str) -> None:
    home.at(2, 1, 10)
    # On a walk past the shops, with pictures in his hand: Marek has the tablet, the words are Emrys's.
    home.as_("bethan").post(f"{case}/alongside", {"seat": _seat(home, case, "emrys"), "person": home.id("marek")})
    on_a_walk = {
        "how_these_feel": {"the_shops": "good", "the_kitchen": "good", "the_lounge": "not_good"},
        "could_give": "I do the list.",
        "gets_in_the_way": ["noise", "others_ideas"],
        "_given.how": "sorted",
        "_given.helped": "Marek",
    }
    tablet = home.hand_over("marek")
    answer = tablet.answer(case, "my_view", on_a_walk, home.place(case, "marek", "my_view", "emrys"))
    assert "/heard/" in answer.headers["Location"]
    home.seen["2 four chairs are empty"] = home.move(case, "bethan", "share")
    home.say(case, "marek", "my_view", {"going_well": "He is at ease when he checks my delivery."}, "marek")
    home.say(case, "bethan", "my_view", {"going_well": "Mornings in the kitchen."}, "bethan")
    by_phone = {"only_i_know": "He has the right to be part of deciding this.", "_given.how": "told"}
    home.say(case, "bethan", "my_view", by_phone, "aled")
    home.at(2, 1, 18)
    van = {"only_i_know": "He ran a grocer's round for forty years.", "could_give": "His old order book."}
    home.say(case, "carys", "my_view", van, "carys")
    home.at(2, 2, 10)
    home.seen["2 shared"] = home.move(case, "bethan", "share")
    home.say(
        case,
        "bethan",
        "share_back",
        {"heard_right": "yes", "common_ground": "The shop.", "_given.how": "said"},
        "emrys",
    )
    home.say(case, "carys", "share_back", {"heard_right": "yes"}, "carys")
    home.say(case, "bethan", "share_back", {"heard_right": "yes"}, "bethan")
    home.seen["2 two have not said"] = home.move(case, "bethan", "find_a_way")
    home.say(case, "bethan", "share_back", {"heard_right": "yes", "_given.how": "told"}, "aled")
    mended = {"heard_right": "nearly", "mended": "He checks it better than I do."}
    home.say(case, "marek", "share_back", mended, "marek")
    home.seen["2 heard each other"] = home.move(case, "bethan", "find_a_way")
    home.seen["2 table"] = home.everything(case, "bethan")
    plan = [
        ("The shop on Tuesdays and Fridays at ten", "staff", "marek"),
        ("Carrying the list and choosing", "resident", "emrys"),
        ("Bringing the old order book", "family", "carys"),
    ]
    agreed = {
        "plan": [{"we_try": what, "whose": whose, "who_does_it": home.person(who)} for what, whose, who in plan],
        "part_offered": "takes_part",
        "person_says": "yes",
        "review_on": home.day(6, 2),
    }
    home.say(case, "bethan", "agreement", agreed)
    home.move(case, "bethan", "open_choice")
    home.cases["choice"] = newest(home, "choice")
    home.move(case, "bethan", "agree")
    home.seen["2 living with it"] = home.move(case, "bethan", "begin")


def _seat(home: Hafan, case: str, who: str) -> str:
    """The id of somebody's place in a conversation."""
    with home.house.store.read("hafan") as tx:
        (found,) = [one for one in tx.all("case") if one.id == case.rsplit("/", 1)[1]]
    return next(str(one["id"]) for one in found.body["seats"] if one["person"] == home.id(who))


def newest(home: Hafan, workflow: str) -> str:
    """The conversation of a kind that was begun last."""
    with home.house.store.read("hafan") as tx:
        found = [one for one in tx.all("case") if str(one.body["ref"]).endswith(f".{workflow}")]
    return f"/h/hafan/cases/{max(found, key=lambda one: one.id).id}"


def _the_shop(home: Hafan) -> None:
    home.at(2, 3, 10)
    case = home.cases["choice"]
    for who, voice in (
        ("carys", "family"),
        ("marek", "kitchen"),
        ("bethan", "staff"),
        ("aled", "practitioner"),
        ("priya", "practitioner"),
    ):
        home.seat(case, "bethan", who, voice)
    wish = {"wish": "The shop, twice a week. I do the list.", "meaning": "Forty years of it."}
    home.say(case, "bethan", "choice_want", {**wish, "_given.how": "said"})
    home.move(case, "bethan", "look_together")
    home.seen["2 nothing looked at"] = home.move(case, "bethan", "decide")
    customers = {
        "good_thing": "My old customers",
        "good_senses": ["continuity", "significance"],
        "how_much": "who_i_am",
    }
    his = {
        "could_go_well": [customers],
        "if_we_say_no": [{"lost": "No trade", "lost_for": "Me"}],
        "thought_of_body": "yes",
        "thought_of_feelings": "yes",
        "_given.how": "said",
    }
    home.say(case, "bethan", "choice_look", his, "emrys")
    road = {
        "worry": "The road: he crosses without looking",
        "whose": "mine",
        "kind": "body",
        "how_likely": "now_and_then",
        "severity": "serious",
    }
    pride = {"good_thing": "His pride", "how_much": "a_lot"}
    home.say(case, "carys", "choice_look", {"could_go_well": [pride], "worries": [road]}, "carys")
    shouting = {
        "worry": "Shouting in the queue",
        "whose": "both",
        "kind": "feelings",
        "how_likely": "now_and_then",
        "severity": "upsetting",
    }
    home.say(case, "marek", "choice_look", {"worries": [shouting]}, "marek")
    home.say(case, "bethan", "choice_look", {"if_we_say_no": [{"lost": "Banging at the door"}]}, "bethan")
    home.say(case, "bethan", "choice_look", {"thought_of_body": "yes", "_given.how": "told"}, "aled")
    steady = {"good_thing": "Walking with a purpose keeps him steady", "how_much": "a_lot"}
    home.say(case, "priya", "choice_look", {"could_go_well": [steady]}, "priya")
    home.seen["2 a serious worry without a step"] = home.move(case, "bethan", "decide")
    alongside = {"kind_of_step": ["company"], "step": "Marek alongside, the same route", "takes_away": "nothing_lost"}
    quiet = {"kind_of_step": ["time_and_place"], "step": "A quiet hour", "takes_away": "nothing_lost"}
    home.say(case, "bethan", "choice_lighten", {"steps": [alongside, quiet]})
    home.move(case, "bethan", "decide")
    right = {"heard_right": "yes"}
    home.say(case, "bethan", "choice_heard", {**right, "_given.how": "said"}, "emrys")
    for who in ("carys", "marek", "bethan", "priya"):
        home.say(case, who, "choice_heard", right, who)
    home.say(case, "bethan", "choice_heard", {**right, "_given.how": "told"}, "aled")
    decide = {
        "ways": [{"option": "with_support", "looks_like": "With Marek"}, {"option": "smaller_step"}, {"option": "no"}],
        "chosen": "with_support",
        "whose_decision": "person_with_help",
        "support_to_decide": "yes",
        "language_offered": "yes",
        "plan": [{"part": "Tuesday and Friday at ten", "part_by": home.people("emrys", "marek")}],
        "limits_someone": "no",
    }
    home.say(case, "bethan", "choice_decide", decide)
    home.seen["2 without the page"] = home.move(case, "bethan", "settle")
    home.move(case, "bethan", "help_to_decide")
    page = {
        "decision": "Going to the shop with Marek, twice a week",
        "talked_on": home.day(2, 3),
        "we_helped_with": ["good_time", "first_language", "trusted"],
        "what_they_said": "I do the list.",
        "whose_say": "decides_with_support",
        "support_they_want": "Marek beside me at the road.",
        "_given.how": "said",
    }
    home.say(case, "bethan", "capacity", page)
    home.move(case, "bethan", "page_done")
    home.move(case, "bethan", "settle")
    home.sign(case, "bethan")
    home.seen["2 agreed"] = home.move(case, "bethan", "agreed")
    home.seen["2 choice"] = home.everything(case, "bethan")


def _cwtch(home: Hafan) -> None:
    home.at(2, 4, 21)
    case = home.begin("kofi", "risk_benefit.cwtch", "emrys")
    home.cases["cwtch"] = case
    mine = {
        "comforts": [
            {"comfort": "hand_on_shoulder", "who_may": "anyone_i_know", "when_fine": "always_fine"},
            {"comfort": "hug", "who_may": "anyone_i_know", "when_fine": "ask_each_time"},
        ],
        "show_no": "He turns away.",
        "please_never": "Never from behind.",
        "_given.how": "said",
    }
    home.say(case, "kofi", "cwtch_mine", mine)
    home.move(case, "kofi", "talk_it_over")
    agree = {"hold_to": ["open_never_secret", "person_leads", "stop_at_no"], "how_we_know": ["said_so"]}
    home.say(case, "kofi", "cwtch_agree", agree)
    home.move(case, "kofi", "agreed")
    for who in ("kofi", "marek", "sian", "glyn"):
        home.seen[f"2 cwtch for {who}"] = home.everything(case, who)

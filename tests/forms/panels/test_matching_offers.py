"""Which offers may suit whom, and who has had no good moment lately: pure, from what was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.api import Here, HomeAnswers, HomeData, RowAnswers, Text
from forms.panels import matching
from forms.panels.matching import Offer, part_of_day
from forms.panels.model import Match, Missed
from forms.panels.newest import newest

ME, OFFER, HAPPENED = "here.me", "here.offer", "here.happened"
SAY = {name: Text({"en": name}) for name in ("likes", "noticed", "offer", "note", "suggest", "more")}
HOURS = {"early_morning": 5, "morning": 8, "midday": 12, "afternoon": 14, "evening": 18, "night": 22}
MATCH = Match.model_validate(
    {
        "likes": {"form": ME, "sorted": "likes", "when": "best_time"},
        "offers": {
            "form": OFFER,
            "rows": "offers",
            "what": "doing",
            "kind": "kind",
            "when": "part_of_day",
            "languages": "in_which_language",
            "stands": "12 weeks",
        },
        "hours": HOURS,
        "begins": "doing",
        "say": SAY,
    }
)
MISSED = Missed.model_validate(
    {
        "form": HAPPENED,
        "who": "who",
        "answer": "how_it_felt",
        "option": "good",
        "apart": {"rows": "felt_differently", "who": "for_whom", "answer": "felt"},
        "within": "7 days",
    }
)
NOW = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
NORAH = Here("norah", "Norah Keane", ("en",), lives_here=True)
SIAN, MAREK = Here("sian", "Siân"), Here("marek", "Marek", at_home=False)
MAIR = Here("mair", "Mair Pugh", ("cy",), lives_here=True)


def fits(mine, person, one):
    return matching.fits(mine, person, one, MATCH)


def missed(data):
    return matching.missed(data, MISSED, HAPPENED)


def me(best_time=("morning",), **feels):
    return RowAnswers({"likes": feels, "best_time": list(best_time)})


def offer(kind="baking", part=("morning",), tongue=(), by="marek"):
    answers = {"doing": "Welsh cakes", "kind": kind, "part_of_day": list(part), "in_which_language": list(tongue)}
    return Offer(by, RowAnswers(answers), HomeAnswers())


def test_what_she_loves_at_her_time_of_day_suits():
    assert fits(me(baking="good"), NORAH, offer()) == ("likes", "time")


def test_what_she_would_try_is_offered_too():
    assert fits(me(baking="unsure"), NORAH, offer()) == ("would_try", "time")


@pytest.mark.parametrize(
    ("mine", "person", "one"),
    [
        (me(baking="not_good"), NORAH, offer()),
        (me(), NORAH, offer()),
        (me(baking="good"), NORAH, offer(part=["evening"])),
        (me(baking="good"), NORAH, offer(tongue=["cy"])),
        (me(baking="good"), NORAH, offer(by="norah")),
    ],
    ids=["not for her", "nobody asked her", "another time", "not her language", "her own offer"],
)
def test_what_does_not_suit_is_not_offered(mine, person, one):
    assert fits(mine, person, one) == ()


def test_a_language_they_share_is_a_reason():
    assert fits(me(baking="good"), MAIR, offer(tongue=["cy", "en"])) == ("likes", "time", "language")


def test_what_needs_few_words_suits_whoever_likes_it():
    assert fits(me(baking="good"), MAIR, offer(tongue=["few_words"])) == ("likes", "time")


def test_who_has_named_no_time_may_be_asked_at_any():
    assert fits(me(best_time=(), baking="good"), NORAH, offer()) == ("likes",)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(4, "night"), (5, "early_morning"), (10, "morning"), (12, "midday"), (21, "evening"), (23, "night")],
)
def test_every_hour_belongs_to_a_part_of_the_day(hour, part):
    assert part_of_day(HOURS, hour) == part


def moment(who, felt="good", days=1, **more):
    chosen = [{"id": one, "name": one} for one in who]
    return HomeAnswers({"who": chosen, "how_it_felt": felt, **more}, at=NOW - timedelta(days=days))


def sent(form, *of):
    people = {one.id: one for one in (NORAH, MAIR, SIAN, MAREK)}
    return HomeData(Text({"en": ""}), NOW, answers={form: of}, people=people)


def names(found):
    return [one.name for one in found]


def test_whoever_had_a_good_moment_this_week_is_not_missed():
    assert names(missed(sent(HAPPENED, moment(["norah"])))) == ["Mair Pugh"]


def test_a_moment_that_did_not_feel_good_leaves_her_among_the_missed():
    assert names(missed(sent(HAPPENED, moment(["norah", "mair"], "unsure")))) == ["Mair Pugh", "Norah Keane"]


def test_what_it_was_for_one_of_them_goes_before_what_it_was_for_all():
    rows = [{"row": "1", "answers": {"for_whom": {"id": "mair", "name": "Mair"}, "felt": "not_good"}}]
    assert names(missed(sent(HAPPENED, moment(["norah", "mair"], felt_differently=rows)))) == ["Mair Pugh"]


def test_a_good_moment_eight_days_ago_is_a_while():
    assert names(missed(sent(HAPPENED, moment(["norah"], days=8)))) == ["Mair Pugh", "Norah Keane"]


def test_nobody_misses_somebody_who_is_in_hospital():
    away = Here("mair", "Mair Pugh", ("cy",), lives_here=True, at_home=False)
    data = HomeData(Text({"en": ""}), NOW, people={"norah": NORAH, "mair": away})
    assert names(missed(data)) == ["Norah Keane"]


def offered(by, weeks):
    rows = {"offers": [{"row": "1", "answers": {"doing": "Welsh cakes"}}]}
    return HomeAnswers(rows, person=by, at=NOW - timedelta(weeks=weeks))


def standing(*of):
    return [one.by for one in matching.offers(sent(OFFER, *of), MATCH, OFFER)]


def test_an_offer_stands_for_as_long_as_the_panel_says():
    assert standing(offered("norah", 13), offered("sian", 11)) == ["sian"]


def test_nobody_is_joined_who_is_not_here():
    assert standing(offered("marek", 1), offered("somebody_gone", 1)) == []


def test_what_somebody_else_says_of_her_likes_is_not_her_own_word():
    theirs = HomeAnswers({"likes": {"baking": "good"}}, subject="norah", person="declan", at=NOW)
    assert matching.likes(sent(ME, theirs), ME) == {}


def test_a_row_that_says_nothing_of_how_it_felt_leaves_what_was_said_of_all():
    rows = [{"row": "1", "answers": {"for_whom": {"id": "mair", "name": "Mair"}}}]
    assert names(missed(sent(HAPPENED, moment(["norah", "mair"], felt_differently=rows)))) == []


def test_what_somebody_noticed_never_takes_the_place_of_what_she_said():
    said = HomeAnswers({"likes": {"baking": "good"}, "note": "No nuts."})
    noticed = HomeAnswers({"likes": {"baking": "not_good"}, "note": "Soft food."}, noticed=frozenset({"likes"}))
    so_far = newest([said, noticed])
    assert so_far.values == {"likes": {"baking": "good"}, "note": "Soft food."}
    assert so_far.noticed == frozenset()


def test_what_she_says_takes_the_place_of_what_was_noticed():
    noticed = HomeAnswers({"likes": {"baking": "not_good"}}, noticed=frozenset({"likes"}))
    so_far = newest([noticed, HomeAnswers({"likes": {"baking": "good"}})])
    assert (so_far.values, so_far.noticed) == ({"likes": {"baking": "good"}}, frozenset())

"""Which offers may suit whom, and who has had no good moment lately: pure, from what was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.api import Here, HomeAnswers, HomeData, RowAnswers, Text
from plugins.activities.matching import HAPPENED, ME, OFFER, Offer, fits, likes, missed, offers, part_of_day

NOW = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
NORAH = Here("norah", "Norah Keane", ("en",), lives_here=True)
MAIR = Here("mair", "Mair Pugh", ("cy",), lives_here=True)


def me(best_time=("morning",), **feels):
    return RowAnswers({"likes": feels, "best_time": list(best_time)})


def offer(kind="baking", part=("morning",), tongue=(), by="marek"):
    answers = {"doing": "Welsh cakes", "kind": kind, "part_of_day": list(part), "in_which_language": list(tongue)}
    return Offer(by, RowAnswers(answers))


def test_what_she_loves_at_her_time_of_day_suits():
    assert fits(me(baking="good"), NORAH, offer()) == ("loves_it", "good_time")


def test_what_she_would_try_is_offered_too():
    assert fits(me(baking="unsure"), NORAH, offer()) == ("would_try", "good_time")


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
    assert fits(me(baking="good"), MAIR, offer(tongue=["cy", "en"])) == ("loves_it", "good_time", "their_language")


def test_what_needs_few_words_suits_whoever_likes_it():
    assert fits(me(baking="good"), MAIR, offer(tongue=["few_words"])) == ("loves_it", "good_time")


def test_who_has_named_no_time_may_be_asked_at_any():
    assert fits(me(best_time=(), baking="good"), NORAH, offer()) == ("loves_it",)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(4, "night"), (5, "early_morning"), (10, "morning"), (12, "midday"), (21, "evening"), (23, "night")],
)
def test_every_hour_belongs_to_a_part_of_the_day(hour, part):
    assert part_of_day(hour) == part


def home(people=(NORAH, MAIR), **sent):
    return HomeData(Text({"en": ""}), NOW, answers=sent, people={one.id: one for one in people})


def moment(who, felt="good", days=1, **more):
    chosen = [{"id": one, "name": one} for one in who]
    return HomeAnswers({"who": chosen, "how_it_felt": felt, **more}, at=NOW - timedelta(days=days))


def sent(form, *of):
    return home().__class__(Text({"en": ""}), NOW, answers={form: of}, people={"norah": NORAH, "mair": MAIR})


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


def test_an_offer_stands_for_twelve_weeks():
    rows = {"offers": [{"row": "1", "answers": {"doing": "Welsh cakes"}}]}
    old = HomeAnswers(rows, person="marek", at=NOW - timedelta(weeks=13))
    new = HomeAnswers(rows, person="sian", at=NOW - timedelta(weeks=11))
    assert [one.by for one in offers(sent(OFFER, old, new))] == ["sian"]


def test_what_somebody_else_says_of_her_likes_is_not_her_own_word():
    theirs = HomeAnswers({"likes": {"baking": "good"}}, subject="norah", person="declan", at=NOW)
    assert likes(sent(ME, theirs)) == {}

"""Which offers may suit whom: by what somebody likes, their time of day and their language. A person says yes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from core.api import Here, HomeAnswers, HomeData, RowAnswers

ME, OFFER, HAPPENED = "activities.do_me", "activities.do_offer", "activities.do_happened"
STANDS = timedelta(weeks=12)
"""How long an offer stands."""
LATELY = timedelta(days=7)
PARTS = ((5, "early_morning"), (8, "morning"), (12, "midday"), (14, "afternoon"), (18, "evening"), (22, "night"))


@dataclass(frozen=True)
class Offer:
    """One thing somebody could be joined in, and by whom."""

    by: str
    row: RowAnswers
    language: str = ""

    @property
    def doing(self) -> str:
        """What it is, as it was written."""
        return self.row.words("doing")


def part_of_day(hour: int) -> str:
    """The part of the day an hour belongs to; what is before five is still the night."""
    return next((part for starts, part in reversed(PARTS) if hour >= starts), "night")


def likes(data: HomeData) -> dict[str, HomeAnswers]:
    """Person id → what they said they like to do, the newest answer to each question."""
    found: dict[str, HomeAnswers] = {}
    for sent in data.sent(ME):
        if sent.person == sent.subject:
            before = found.get(sent.person, HomeAnswers())
            languages = {**before.languages, **sent.languages}
            found[sent.person] = HomeAnswers({**before.values, **sent.values}, languages=languages)
    return found


def offers(data: HomeData) -> list[Offer]:
    """The offers that still stand, the oldest first."""
    standing = [sent for sent in data.sent(OFFER) if data.now - sent.at <= STANDS]
    return [
        Offer(sent.person, row, sent.languages.get("offers", ""))
        for sent in standing
        for row in sent.rows("offers")
        if row.words("doing")
    ]


def feels(me: RowAnswers) -> dict[str, str]:
    """Kind of thing to do → good, unsure or not_good, as they sorted it."""
    sorted_ = me.values.get("likes")
    return {str(kind): str(place) for kind, place in sorted_.items()} if isinstance(sorted_, dict) else {}


def fits(me: RowAnswers, person: Here, offer: Offer) -> tuple[str, ...]:
    """Why an offer may suit somebody, in the words of `do_match`; empty where it does not.

    Somebody has to like it or be ready to try. A time or a language that both have named, and that differ, does not suit.
    """
    place = next((feels(me).get(kind) for kind in offer.row.chosen("kind")), None)
    time = (set(me.chosen("best_time")), set(offer.row.chosen("part_of_day")))
    tongue = (set(person.languages), set(offer.row.chosen("in_which_language")) - {"few_words"})
    if offer.by == person.id or place not in ("good", "unsure"):
        return ()
    if (all(time) and not time[0] & time[1]) or (all(tongue) and not tongue[0] & tongue[1]):
        return ()
    reasons = ["loves_it" if place == "good" else "would_try"]
    reasons += ["good_time"] if time[0] & time[1] else []
    return (*reasons, *(["their_language"] if tongue[0] & tongue[1] else []))


def good_moments(data: HomeData) -> Iterator[tuple[str, HomeAnswers]]:
    """(person, moment) for each good one: how it was for themselves where that was said, else for them all."""
    for sent in data.sent(HAPPENED):
        own = {id: one.chosen("felt") for one in sent.rows("felt_differently") for id in one.people("for_whom")}
        every = sent.chosen("how_it_felt")
        for id in {*sent.people("who"), *own}:
            if own.get(id, every) == ("good",):
                yield id, sent


def missed(data: HomeData) -> list[Here]:
    """Those at home who have had no good moment lately, by name. Whoever is in hospital or away is not among them."""
    seen = {id for id, sent in good_moments(data) if data.now - sent.at <= LATELY}
    return [one for one in data.residents() if one.id not in seen]

"""Which offers may suit whom: by what somebody likes, their time of day and their language. A person says yes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from core.case_pictures import RowAnswers
from core.home_pictures import Here, HomeAnswers, HomeData
from forms.panels.model import Apart, Likes, Match, Missed
from forms.panels.newest import newest, since

Reason = Literal["likes", "would_try", "time", "language"]


@dataclass(frozen=True)
class Offer:
    """One thing somebody could be joined in, and by whom."""

    by: str
    row: RowAnswers
    sent: HomeAnswers
    language: str = ""


def part_of_day(hours: Mapping[str, int], hour: int) -> str:
    """The part of the day an hour belongs to: what comes before the first is still the last of yesterday."""
    begun = [part for part, starts in hours.items() if starts <= hour] or list(hours)
    return max(begun, key=lambda part: hours[part])


def said_by(data: HomeData, form: str) -> dict[str, list[HomeAnswers]]:
    """Person id → each time they themselves said what they like, the oldest first."""
    by_person: dict[str, list[HomeAnswers]] = {}
    for sent in data.sent(form):
        if sent.person and sent.person == sent.subject:
            by_person.setdefault(sent.person, []).append(sent)
    return by_person


def likes(data: HomeData, form: str) -> dict[str, HomeAnswers]:
    """Person id → what they themselves said they like, the newest answer to each question."""
    return {id: newest(sent) for id, sent in said_by(data, form).items()}


def feels(me: RowAnswers, told: Likes) -> dict[str, str]:
    """Kind of thing → good, unsure or not_good, as they sorted it."""
    sorted_ = me.values.get(told.sorted)
    return {str(kind): str(place) for kind, place in sorted_.items()} if isinstance(sorted_, dict) else {}


def offers(data: HomeData, match: Match, form: str) -> list[Offer]:
    """The offers that still stand, the oldest first; not of somebody who has left, or is away just now."""
    told, earliest = match.offers, since(data.now, match.offers.stands)
    return [
        Offer(sent.person, row, sent, sent.languages.get(told.rows, ""))
        for sent in data.sent(form)
        if sent.at >= earliest and sent.person in data.people and data.people[sent.person].at_home
        for row in sent.rows(told.rows)
        if row.words(told.what)
    ]


def fits(me: RowAnswers, person: Here, offer: Offer, match: Match) -> tuple[Reason, ...]:
    """Why an offer may suit somebody; empty where it does not.

    Somebody has to like it or be ready to try. A time or a language that both have named, and that differ, does not suit.
    """
    told, row = match.offers, offer.row
    place = next((feels(me, match.likes).get(kind) for kind in row.chosen(told.kind)), None)
    time = (set(me.chosen(match.likes.when)), set(row.chosen(told.when)))
    spoken = {one for one in row.chosen(told.languages or "") if len(one) == 2}
    tongue = (set(person.languages), spoken)
    if offer.by == person.id or place not in ("good", "unsure"):
        return ()
    if any(all(both) and not both[0] & both[1] for both in (time, tongue)):
        return ()
    found: list[Reason] = ["likes" if place == "good" else "would_try"]
    found += ["time"] if time[0] & time[1] else []
    return (*found, *(["language"] if tongue[0] & tongue[1] else []))  # type: ignore[arg-type]


def _had(data: HomeData, missed: Missed, form: str) -> Iterator[str]:
    """Whoever had what is looked for: by what was said of them in particular, else by what was said of all."""
    earliest = since(data.now, missed.within)
    for sent in data.sent(form):
        if sent.at >= earliest:
            own = _apart(sent, missed.apart) if missed.apart is not None else {}
            every = sent.chosen(missed.answer)
            yield from (id for id in {*sent.people(missed.who), *own} if missed.option in own.get(id, every))


def _apart(sent: RowAnswers, told: Apart) -> dict[str, tuple[str, ...]]:
    """Person id → what was said of them; a row that says no answer says nothing."""
    return {
        id: one.chosen(told.answer)
        for one in sent.rows(told.rows)
        for id in one.people(told.who)
        if one.chosen(told.answer)
    }


def missed(data: HomeData, told: Missed, form: str) -> list[Here]:
    """Those at home who have lately had none of it, by name. Whoever is in hospital or away is not among them."""
    had = set(_had(data, told, form))
    return [one for one in data.residents() if one.id not in had]

"""Series: what one person answered, measure by measure and window by window. Pure.

What somebody said and what somebody else noticed about them are two series. Not asked is a gap, never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.clock import local_date
from core.records import moment
from forms.checkins.windows import Round
from forms.model import CheckIn
from forms.records import Declined, Envelope, How, Response, Sure

BY_OTHERS: frozenset[How] = frozenset({"noticed", "told", "life_story"})
"""The ways in which others speak for somebody: never laid on the same line as the person's own answers."""


@dataclass(frozen=True)
class Point:
    """The answer to one measure in one window, as it stands now; `day` is the local date on which it was given."""

    window: date
    day: date
    value: str | None
    declined: Declined | None
    how: How
    sure: Sure
    written_by: str
    at: str


@dataclass(frozen=True)
class Series:
    """One person's points, measure → oldest first. `noticed`: somebody else noticed or told it. `subject` is whom it is about."""

    person: str
    voice: str
    subject: str | None
    noticed: bool
    points: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)

    def values(self, measure: str) -> list[str]:
        """The answers to a measure, oldest first; gaps and ways of not answering left out."""
        return [point.value for point in self.points.get(measure, ()) if point.value is not None]

    def windows(self) -> list[date]:
        """The first day of every window that has something, oldest first."""
        return sorted({point.window for points in self.points.values() for point in points})

    def newest(self, measure: str, since: date, until: date) -> Point | None:
        """The newest point of a measure whose window begins in since ≤ day < until; None is a gap.

        An answer counts before a way of not answering: declining later does not take an answer back.
        """
        found = [point for point in self.points.get(measure, ()) if since <= point.window < until]
        answered = [point for point in found if point.value is not None]
        best = answered or found
        return best[-1] if best else None


def series_of(check_in: CheckIn, responses: Iterable[Response], zone: str) -> list[Series]:
    """Every series in these responses to one check-in, in the order of person, voice and subject; own answers first."""
    newest: dict[tuple[str, str, str, bool], dict[tuple[str, str], Envelope]] = {}
    questions = {measure.question: measure.id for measure in check_in.measures}
    for response in responses:
        if response.person is None or response.form != check_in.id:
            continue
        for question, measure in questions.items():
            for envelope in response.answers.get(question, ()):
                key = (response.person, response.voice, response.subject or "", envelope.how in BY_OTHERS)
                line = newest.setdefault(key, {})
                place = (measure, response.occasion)
                if place not in line or line[place].at <= envelope.at:
                    line[place] = envelope
    return [_series(key, line, zone) for key, line in sorted(newest.items(), key=lambda one: one[0])]


def _series(key: tuple[str, str, str, bool], line: Mapping[tuple[str, str], Envelope], zone: str) -> Series:
    person, voice, subject, noticed = key
    points: dict[str, list[Point]] = {}
    for (measure, occasion), envelope in sorted(line.items(), key=lambda one: one[0]):
        if not envelope.answered and envelope.declined is None:
            continue
        point = Point(
            window=date.fromisoformat(occasion),
            day=local_date(moment(envelope.at), zone),
            value=envelope.value if envelope.answered else None,
            declined=envelope.declined,
            how=envelope.how,
            sure=envelope.sure,
            written_by=envelope.written_by,
            at=envelope.at,
        )
        points.setdefault(measure, []).append(point)
    return Series(person, voice, subject or None, noticed, {id: tuple(found) for id, found in points.items()})


def own(series: Sequence[Series], person: str, noticed: bool = False) -> Series | None:
    """A person's own series; with `noticed`, what others noticed about them."""
    return next((one for one in series if one.person == person and one.noticed == noticed), None)


@dataclass(frozen=True)
class Column:
    """One time: a round's points, measure → point. A measure that is missing was not asked. `day` names the time.

    Without any point it is a gap: the whole of `round` went by without a check-in, and `day` is no day on which one was.
    """

    round: Round
    day: date
    points: Mapping[str, Point]

    @property
    def gap(self) -> bool:
        """True for a stretch without any check-in."""
        return not self.points


def columns(series: Series, times: Sequence[Round]) -> tuple[Column, ...]:
    """A series as one column for each round, oldest first; rounds before the first answer are left out, later gaps stay."""
    made: list[Column] = []
    for time in times:
        points = {id: found for id in series.points if (found := series.newest(id, time.start, time.end)) is not None}
        if made or points:
            day = max((point.day for point in points.values()), default=time.start)
            made.append(Column(time, day, points))
    while made and not made[-1].points:
        made.pop()
    return tuple(made)

"""From series and groups to what a picture is drawn from. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.pictures import Line, Mark, PictureData, Spoke, Step
from core.text import Text
from forms.checkins import sentences
from forms.checkins.groups import Shown, TooFew
from forms.checkins.series import Column, Point, Series, columns
from forms.checkins.windows import Round, rounds
from forms.fields.choosing import label_of
from forms.model import CheckIn, Question, Rhythm
from forms.records import Sure
from forms.shown import declined_words

MOST_TIMES = 4
"""So many times are drawn at most, the newest in which something was said; a gap between two takes half the room of one."""
SLOW = Rhythm(every="4 weeks")
"""How often a group is asked for which the check-in says nothing."""

TOO_FEW = Text({"en": "Too few to show", "cy": "Rhy ychydig i'w dangos"})
_NOTICED = Text({"en": "Noticed, not said", "cy": "Sylwyd, heb ei ddweud"})
_SURE: Mapping[Sure, Text] = {
    "sure": Text({"en": "sure", "cy": "yn siŵr"}),
    "fairly": Text({"en": "fairly sure", "cy": "yn weddol siŵr"}),
    "guess": Text({"en": "a guess", "cy": "dyfaliad"}),
}


def spokes(check_in: CheckIn) -> tuple[Spoke, ...]:
    """The measures with their scales."""
    made = []
    for measure in check_in.measures:
        question = sentences.question_of(check_in, measure)
        steps = tuple(Step(id, label_of(question, id)) for id in question.choices())
        made.append(Spoke(measure.id, measure.title, steps))
    return tuple(made)


def rhythm_of(check_in: CheckIn, group: str | None) -> Rhythm:
    """How often a group is asked."""
    return check_in.rhythm.get(group or "", SLOW)


def times(check_in: CheckIn, group: str | None, series: Series, today: date) -> tuple[Column, ...]:
    """A person's newest times, oldest first; a time that was not asked stays as a gap."""
    windows = series.windows()
    if not windows:
        return ()
    found = columns(series, rounds(rhythm_of(check_in, group), len(check_in.pages), today, windows[0]))
    return fewest(found)


def fewest(found: Sequence[Column]) -> tuple[Column, ...]:
    """The newest times that can be drawn; every stretch without any check-in between two of them is one gap."""
    kept: list[Column] = []
    for one in found:
        if one.gap and kept and kept[-1].gap:
            kept[-1] = replace(kept[-1], round=Round(kept[-1].round.start, one.round.end))
        else:
            kept.append(one)
    while kept and (kept[0].gap or sum(0.5 if one.gap else 1 for one in kept) > MOST_TIMES):
        del kept[0]
    return tuple(kept)


def of_person(
    check_in: CheckIn, group: str | None, own: Series | None, noticed: Series | None, today: date
) -> PictureData:
    """One person's picture: a line for each time, earlier ones faint; what others noticed on lines of its own."""
    mine = times(check_in, group, own, today) if own else ()
    theirs = times(check_in, group, noticed, today) if noticed else ()
    year = max([one.day.year for one in (*mine, *theirs)], default=today.year)
    lines = [_line(check_in, column, year, column is not mine[-1], False) for column in mine]
    lines += [_line(check_in, column, year, column is not theirs[-1], True) for column in theirs]
    sentence = sentences.of_columns(check_in, mine, noticed=bool(theirs))
    return PictureData(check_in.title, spokes(check_in), tuple(lines), sentence)


def _line(check_in: CheckIn, column: Column, year: int, faint: bool, noticed: bool) -> Line:
    if column.gap:
        first, last = column.round.start, column.round.end - timedelta(days=1)
        id = f"{'noticed-' if noticed else ''}{first.isoformat()}"
        return Line(id, sentences.gap_title(first, last, year), {}, faint, noticed, when=first.isoformat(), gap=True)
    title = sentences.day_words(column.day, year)
    if noticed:
        title = Text({language: f"{words} ({_NOTICED.said(language)})" for language, words in title.words.items()})
    marks = {}
    for measure in check_in.measures:
        point = column.points.get(measure.id)
        if point is not None:
            marks[measure.id] = _mark(sentences.question_of(check_in, measure), point, noticed)
    when = column.round.start.isoformat()
    return Line(
        f"{'noticed-' if noticed else ''}{when}",
        title,
        marks,
        faint,
        noticed,
        when=when,
        time=sentences.short_day(column.day),
    )


def _mark(question: Question, point: Point, noticed: bool) -> Mark:
    options = question.choices()
    if point.value is None or point.value not in options:
        return Mark(Text({one: declined_words(point.declined, one) for one in ("en", "cy")}), "declined")
    words = label_of(question, point.value)
    if noticed:
        parts = (words, _NOTICED, _SURE[point.sure])
        words = Text(
            {
                one: ", ".join([parts[0].said(one), *(sentences.low(p.said(one)) for p in parts[1:])])
                for one in ("en", "cy")
            }
        )
    return Mark(words, "answered", place_of(options, options.index(point.value)), point.value)


def place_of(options: Sequence[str], position: float) -> float:
    """A position among options as a place from 0.0 to 1.0."""
    return position / (len(options) - 1) if len(options) > 1 else 0.5


def of_groups(check_in: CheckIn, title: Text, shown: Sequence[Shown | TooFew]) -> PictureData:
    """The groups of a quarter, one line each; a group with too few answers has none."""
    lines = [group_line(check_in, one) for one in shown if isinstance(one, Shown)]
    said = [
        (one.title, {id: tally.middle for id, tally in one.tallies.items()}) for one in shown if isinstance(one, Shown)
    ]
    return PictureData(title, spokes(check_in), tuple(lines), sentences.of_groups(check_in, said))


def group_line(check_in: CheckIn, one: Shown) -> Line:
    """One group or team as a line: the middle answer on each spoke, and in words how many said what."""
    marks = {}
    for measure in check_in.measures:
        tally = one.tallies.get(measure.id)
        if tally is None:
            marks[measure.id] = Mark(TOO_FEW, "not_asked")
        else:
            question = sentences.question_of(check_in, measure)
            shares = sentences.share_words(question, tally.shares)
            people = sentences.people_words(tally.people)
            words = Text({lang: f"{shares.said(lang)} ({people.said(lang)})" for lang in ("en", "cy")})
            marks[measure.id] = Mark(words, "answered", place_of(question.choices(), tally.middle))
    return Line(one.team or one.group, one.title, marks, people=one.people)

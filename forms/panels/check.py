"""What is checked of a panel beyond its shape: the row, the forms, the questions and the options that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.definitions import Finding
from core.problems import Path, did_you_mean
from core.text import sentence
from forms.model import Form, Question
from forms.panels.model import Apart, Likes, Lines, Match, Missed, Offers, Panel, Way


def check_panel(panel: Panel, seen: Any) -> Iterator[Finding]:
    """Names of things that are not there, and a panel that shows nothing, or two things at once."""
    shows = panel.shows()
    if len(shows) != 1:
        message = sentence("a panel shows one of lines, match, missed and way")
        hint = sentence("take the others out") if shows else sentence("add it")
        yield Finding((shows[1],) if shows else (), "E316", message, hint, at="key" if shows else "value")
    if panel.audience not in seen.matrix.rows:
        message = sentence("the permission matrix has no row '{audience}'", audience=panel.audience)
        yield Finding(("audience",), "E201", message, did_you_mean(panel.audience, seen.matrix.rows) or "")
    if panel.writes is not None and seen.find("form", panel.writes, seen.pack) is None:
        yield seen.unknown("form", panel.writes, seen.pack, ("writes",))
    if panel.lines is not None:
        yield from _lines(panel.lines, seen)
    if panel.match is not None:
        yield from _match(panel.match, seen)
    if panel.missed is not None:
        yield from _missed(panel.missed, seen)
    if panel.way is not None:
        yield from _way(panel, panel.way, seen)


def _way(panel: Panel, way: Way, seen: Any) -> Iterator[Finding]:
    if seen.find("workflow", way.begins, seen.pack) is None:
        yield seen.unknown("workflow", way.begins, seen.pack, ("way", "begins"))
    for number, place in enumerate(panel.places):
        if place.on != "person.main":
            message = sentence("a way is about somebody, so it stands on their page alone")
            yield Finding(("places", number, "on"), "E316", message, sentence("write person.main"))


class _Asks:
    """The questions of one form, looked for by the keys of one part of a panel."""

    def __init__(self, part: Lines | Likes | Offers | Missed, at: Path, seen: Any) -> None:
        found = seen.find("form", part.form, seen.pack)
        self.form: Form | None = found.definition if found is not None else None
        self.part, self.at = part, at
        self.findings: list[Finding] = []
        if found is None:
            self.findings.append(seen.unknown("form", part.form, seen.pack, (*at, "form")))

    def question(self, key: str, *types: str, of: Any = None, at: Path = (), inside: Question | None = None) -> Any:
        """The question that `key` names, of one of these types; a finding where it is not there."""
        named = getattr(of if of is not None else self.part, key)
        if named is None or self.form is None:
            return None
        known = {one.id: one for one in (inside.questions if inside is not None else self.form.questions())}
        one = known.get(named)
        if one is None or (types and one.type not in types):
            fit = [id for id, each in known.items() if not types or each.type in types]
            message = sentence("the form '{form}' asks no '{id}' that could stand here", form=self.part.form, id=named)
            hint = did_you_mean(named, fit) or sentence("it asks {list}", list=", ".join(fit) or sentence("none"))
            self.findings.append(Finding((*self.at, *at, key), "E202", message, hint))
            return None
        return one

    def options(self, key: str, words: tuple[str, ...], known: tuple[str, ...], at: Path) -> None:
        """A finding for each word that is none of these options."""
        for word in words:
            if word not in known:
                message = sentence("'{option}' is none of the options of '{id}'", option=word, id=key)
                hint = did_you_mean(word, known) or sentence("one of {list}", list=", ".join(known))
                self.findings.append(Finding((*self.at, *at), "E202", message, hint))


def _lines(lines: Lines, seen: Any) -> Iterator[Finding]:
    asks = _Asks(lines, ("lines",), seen)
    for number, line in enumerate(lines.show):
        at: Path = ("show", number)
        group = asks.question("question", *(("group",) if line.row else ()), of=line, at=at)
        if group is not None and line.row is not None:
            asks.question("row", of=line, at=at, inside=group)
        asks.question("rather", of=line, at=at)
    yield from asks.findings


def _match(match: Match, seen: Any) -> Iterator[Finding]:
    likes, offers = _Asks(match.likes, ("match", "likes"), seen), _Asks(match.offers, ("match", "offers"), seen)
    liked = likes.question("sorted", "sort")
    times = [likes.question("when", "choice", "choices")]
    likes.question("note", "text", "long_text")
    rows = offers.question("rows", "group")
    if rows is not None:
        offers.question("what", "text", "long_text", inside=rows)
        kind = offers.question("kind", "choice", "choices", inside=rows)
        times.append(offers.question("when", "choice", "choices", inside=rows))
        offers.question("languages", "choice", "choices", inside=rows)
        offers.question("details", "text", "long_text", "when", inside=rows)
        if kind is not None and liked is not None:
            offers.options(match.likes.sorted, kind.choices(), liked.choices(), ("kind",))
    for asks, question in zip((likes, offers), times, strict=False):
        if question is not None:
            asks.options("hours", question.choices(), tuple(match.hours), ("when",))
    yield from (*likes.findings, *offers.findings)
    if seen.find("workflow", match.begins, seen.pack) is None:
        yield seen.unknown("workflow", match.begins, seen.pack, ("match", "begins"))


def _missed(missed: Missed, seen: Any) -> Iterator[Finding]:
    asks = _Asks(missed, ("missed",), seen)
    asks.question("who", "people", "person")
    answer = asks.question("answer")
    if answer is not None:
        asks.options(missed.answer, (missed.option,), answer.choices(), ("option",))
    apart: Apart | None = missed.apart
    if apart is not None:
        rows = asks.question("rows", "group", of=apart, at=("apart",))
        if rows is not None:
            asks.question("who", "people", "person", of=apart, at=("apart",), inside=rows)
            asks.question("answer", of=apart, at=("apart",), inside=rows)
    yield from asks.findings

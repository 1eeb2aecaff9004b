"""What stands on a board for one viewer: cases laid out in words, by person or one after another. Read, never kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from core.board_pictures import BoardItem
from core.case_pictures import RowAnswers
from core.catalogue import Published
from core.clock import local_date
from core.permissions import Answer, Asker
from core.records import Person, holds_seat, moment
from core.stores.protocol import Tx
from core.text import Text
from core.web.shown import shown as shown_here
from forms.checkins.sentences import day_words
from forms.companions import Looking
from forms.consent import Sight, kept_off
from forms.drafts import compiled_of
from forms.model import STRICTEST, Form
from forms.records import Response
from forms.shown import May, Said, only_whole, said_in
from workflows import runner, shown
from workflows.board_model import EVERYBODY, Board, BoardPart, SharedWith
from workflows.desk import Desk
from workflows.env import answer_to
from workflows.records import Case
from workflows.sentences import both
from workflows.view import CaseView

NO_NAME = both("Somebody who lives here", "Rhywun sy'n byw yma")


@dataclass(frozen=True)
class Told:
    """What one voice said in one form: who it is called by here, on which day, and each answer in words."""

    form: str
    who: str
    day: date
    on: str
    said: tuple[Said, ...]
    plain: bool = False
    """True where names are left out: how an answer was given would say them."""
    writer: str = ""
    """Who wrote it, where they simply wrote it themselves or for everybody: then nothing more is said of how it was given."""

    @property
    def how(self) -> str:
        """How all of it was given, where that is one way; "" where each answer says it for itself, or there is no need."""
        ways = {one.how for one in self.said if one.how}
        return ways.pop() if len(ways) == 1 and not self.hushed else ""

    @property
    def hushed(self) -> bool:
        """True where how it was given is left unsaid: names are left out, or somebody simply wrote it."""
        return self.plain or bool(self.writer)

    @property
    def row(self) -> RowAnswers:
        """The answers as a picture reads them."""
        return RowAnswers({one.question: one.envelope.value for one in self.said})


@dataclass(frozen=True)
class Laid:
    """One case on a board. `case` is its id where it stands at a step the board names and the viewer may open it ("": not)."""

    who: str
    told: tuple[Told, ...]
    step: str
    case: str
    item: BoardItem


@dataclass(frozen=True)
class PartShown:
    """A part of a board with what lies in it."""

    title: str
    none: str
    laid: tuple[Laid, ...]
    words_only: bool = False


@dataclass(frozen=True)
class Stretch:
    """What stands together: about one person, or (subject None) about whomever."""

    subject: Person | None
    parts: tuple[PartShown, ...]

    @property
    def items(self) -> tuple[BoardItem, ...]:
        """What a picture is drawn from, the oldest first."""
        found = [one.item for part in self.parts for one in part.laid]
        return tuple(sorted(found, key=lambda item: item.day))


def wanted(shows: tuple[str, ...]) -> Mapping[str, set[str]]:
    """Local form → the questions of it that are shown; "" stands for all of them."""
    found: dict[str, set[str]] = {}
    for dotted in shows:
        local, _, question = dotted.partition(".")
        found.setdefault(local, set()).add(question)
    return found


def told_by(
    response: Response, said: tuple[Said, ...], names: Mapping[str, str], zone: str, on: Callable[[date], str]
) -> Told:
    """Answers of one response as they are told: by whom, on the day of the newest."""
    day = local_date(moment(max(one.envelope.at for one in said)), zone)
    who = names.get(response.person or "", "")
    return Told(response.form, who, day, on(day), said, writer=_simply_wrote(response, said, names))


def _simply_wrote(response: Response, said: tuple[Said, ...], names: Mapping[str, str]) -> str:
    """Who wrote all of it down as their own, or for everybody, sure and without help; "" where there is more to say."""
    writers = {one.envelope.written_by for one in said}
    simple = all(
        one.envelope.how == "written" and one.envelope.sure == "sure" and not one.envelope.helped for one in said
    )
    if not simple or len(writers) != 1 or response.person not in (None, *writers):
        return ""
    return names.get(writers.pop(), "")


def opens(desk: Desk, board: Board) -> bool:
    """True when some role of the viewer's has a mark in the board's row that could open anything on it."""
    row = desk.catalogue.matrix.rows.get(board.audience or STRICTEST)
    marks = [row.may[role] for role in desk.signed.roles if row is not None and role in row.may]
    return any(mark.see == "full" or (mark.see == "when" and mark.when != "own") for mark in marks)


def stands_on(desk: Desk, board: Board, person: Person) -> bool:
    """True for somebody who lives here and about whom the board's row opens anything to the viewer.

    Of somebody who has died, or has left, nothing is asked any more.
    """
    if not board.by_person or person.gone:
        return False
    if not desk.viewer.people.live_here().intersection(person.roles):
        return False
    looking = Looking(desk.house, desk.home_id, desk.viewer, desk.catalogue.matrix)
    mine = person.id == desk.signed.person.id
    return mine or looking.may(person, False)(board.audience or STRICTEST).yes


def stretches(desk: Desk, tx: Tx, published: Published, language: str) -> list[Stretch]:
    """Everything on a board, as far as this viewer may see it."""
    workflow = published.definition
    board: Board = workflow.board
    here = _Here(desk, tx, published, board, language, {one.id: one for one in Person.find(tx, order="name")})
    if not board.by_person:
        return [Stretch(None, tuple(here.part(part, None) for part in board.parts))]
    there = [one for one in here.people.values() if stands_on(desk, board, one)]
    return [Stretch(one, tuple(here.part(part, one) for part in board.parts)) for one in there]


@dataclass(frozen=True)
class _Here:
    """A board as one viewer comes to it."""

    desk: Desk
    tx: Tx
    published: Published
    board: Board
    language: str
    people: Mapping[str, Person]

    @cached_property
    def off(self) -> frozenset[str]:
        return kept_off(self.desk.house, self.desk.home_id, self.tx)

    @property
    def looking(self) -> Looking:
        return Looking(self.desk.house, self.desk.home_id, self.desk.viewer, self.desk.catalogue.matrix)

    def part(self, part: BoardPart, subject: Person | None) -> PartShown:
        """One part, about one person or about all."""
        laid = self._grown(part, subject) if part.of is not None else self._cases(part, subject)
        words = {"title": part.title, "none": part.none}
        said = {key: text.said(self.language) if text is not None else "" for key, text in words.items()}
        return PartShown(said["title"], said["none"], tuple(laid), part.words_only)

    # -- cases ------------------------------------------------------------------------------------------------------

    def _cases(self, part: BoardPart, subject: Person | None) -> Iterator[Laid]:
        where = {"ref": self.published.ref, **({"subject": subject.id} if subject is not None else {})}
        if part.newest:
            records = list(self.tx.find(Case.kind, where, order="started_at", descending=True, limit=_LOOKED_AT))
        else:
            records = [record for step in part.at for record in self.tx.all(Case.kind, {**where, "step": step})]
        for record in records:
            view = runner.view(self.desk.house, self.desk.signed.home, self.tx, Case.from_record(record))
            laid = self._case(part, view)
            if laid is not None:
                yield laid
                if part.newest:
                    return

    def _case(self, part: BoardPart, view: CaseView) -> Laid | None:
        person = view.persons.get(view.case.subject or "")
        if self.board.shared is not None:
            line = shared_with(self.desk, view, self.board)
            if line is None:
                return None
            asker = Asker(self.desk.signed.roles, frozenset({"share"}))
            # How far a story goes is said by its teller there: that is no gift of one row to one person.
            mark = replace(self.desk.catalogue.matrix.may(asker, self.board.audience or STRICTEST), shared=False)
            who, plain = _called(view, line, self.language)
            told = tuple(self._told(part, view, lambda form: _only(form, mark), "", who, plain))
        else:
            me = self.desk.signed.person.id
            may = only_whole(self.looking.may(person, holds_seat(self.tx, view.case.id, me)))
            who, reader = person.name if person is not None else "", "" if view.case.lost_by(me) else me
            told = tuple(self._told(part, view, lambda form: may, reader, who, False))
        if not told:
            return None
        opens = self._opens(view) if part.at else ""
        if opens:
            shown_here(Case.kind, opens)  # at which step it is stands beside its words
        return Laid(who, told, view.step.title.said(self.language), opens, self._item(who, told))

    def _told(
        self, part: BoardPart, view: CaseView, may_of: Callable[[Form], May], reader: str, who: str, plain: bool
    ) -> Iterator[Told]:
        names = {id: one.name for id, one in self.people.items()}
        if plain:
            names[view.case.subject or ""] = who
        for local, questions in wanted(part.shows).items():
            for response in view.sent(local):
                compiled = view.compiled.forms[local]
                sight = Sight(may_of(view.compiled.form(local)), reader, self.off)
                is_told = partial(self._is_told, view, questions)
                kept = tuple(said_in(compiled, response, sight, names, self.language, is_told))
                if kept:
                    yield self._by(response, kept, names, plain)

    def _is_told(self, view: CaseView, questions: set[str], said: Said) -> bool:
        """Words, and on a shared board those that were there when it was shared: a yes stands for no others."""
        if not questions & {"", said.question}:
            return False
        new = self.board.shared is not None and said.envelope.at > view.case.entered_at
        return not said.declined and not new

    def _by(self, response: Response, said: tuple[Said, ...], names: Mapping[str, str], plain: bool) -> Told:
        zone = self.desk.signed.home.zone
        told = told_by(response, said, names, zone, lambda day: self._on(day).said(self.language))
        return replace(told, plain=plain, writer="" if plain else told.writer)

    def _item(self, who: str, told: tuple[Told, ...]) -> BoardItem:
        day = max(one.day for one in told)
        forms = dict.fromkeys(one.form for one in told)
        answers = {form: tuple(one.row for one in told if one.form == form) for form in forms}
        return BoardItem(who, day, self._on(day), answers)

    def _on(self, day: date) -> Text:
        return day_words(day, local_date(self.desk.house.clock.now(), self.desk.signed.home.zone).year)

    def _opens(self, view: CaseView) -> str:
        """The case's id, where the viewer may open its own page."""
        seated = holds_seat(self.tx, view.case.id, self.desk.signed.person.id)
        asker = self.desk.viewer.asker(view.persons.get(view.case.subject or ""), seat=seated)
        answer = self.desk.catalogue.matrix.may(asker, view.workflow.audience or STRICTEST)
        lost = view.case.lost_by(self.desk.signed.person.id)
        return view.case.id if shown.opens(answer, seated, lost) else ""

    # -- what was said in a form that stands alone ----------------------------------------------------------------------

    def _ref(self, part: BoardPart) -> str:
        named = part.of or ""
        return named if "." in named else f"{self.published.pack}.{named}"

    def _grown(self, part: BoardPart, subject: Person | None) -> Iterator[Laid]:
        if subject is None:
            return
        sight = Sight(self.looking.may(subject, False), self.desk.signed.person.id, self.off)
        names = {id: one.name for id, one in self.people.items()}
        found = Response.find(self.tx, {"subject": subject.id, "ref": self._ref(part), "case": None}, order="sent_at")
        form = self.desk.catalogue.get("form", self._ref(part))
        newest = found[-_LOOKED_AT:]
        # What is told again and again is read from the newest back; what grows stands as it was begun.
        for response in newest if form is not None and form.definition.grows else reversed(newest):
            compiled = compiled_of(self.desk.house, self.desk.home_id, self.tx, response.form_hash)
            kept = tuple(
                said_in(
                    compiled,
                    response,
                    sight,
                    names,
                    self.language,
                    lambda one: one.question in part.shows and not one.declined,
                )
            )
            if kept:
                told = (self._by(response, kept, names, False),)
                yield Laid(subject.name, told, "", "", self._item(subject.name, told))


_LOOKED_AT = 20
"""So many of somebody's newest cases are looked at for the one with words in it."""


# -- how far a thing goes ---------------------------------------------------------------------------------------------


def shared_with(desk: Desk, view: CaseView, board: Board) -> SharedWith | None:
    """The audience through which this viewer sees a case now; None for whoever it is not shared with.

    Whoever it is about sees their own, as the first line shows it.
    """
    sharing = board.shared
    if sharing is None or view.case.step not in {step for part in board.parts for step in part.at}:
        return None
    subject = view.persons.get(view.case.subject or "")
    if subject is not None and subject.status == "died":
        rule = view.compiled.after_death
        if rule is None or not rule.evaluate(view.env):
            return None
    form, _, question = sharing.by.partition(".")
    sent = view.sent(form)
    answer = answer_to(sent[-1], question) if sent else None
    chosen = answer if isinstance(answer, list | tuple) else (answer,)
    lines = [line for line in sharing.with_ if line.option in chosen]
    own = subject is not None and subject.id == desk.signed.person.id
    return next((line for line in lines if own or any(_is(desk, who, subject) for who in line.who)), None)


def _is(desk: Desk, who: str, subject: Person | None) -> bool:
    people, roles = desk.viewer.people, desk.signed.roles
    if who == EVERYBODY:
        return any(people.voice_of(role) for role in roles)
    kind, _, voice = who.partition(":")
    named = [role for role in roles if (kind == "voice" and people.voice_of(role) == voice) or role == who]
    return any(desk.viewer.reaches(role, subject) for role in named)


def _called(view: CaseView, line: SharedWith, language: str) -> tuple[str, bool]:
    """What the person is called for this audience, and whether that hides who it is."""
    person = view.name(view.case.subject).said(language)
    if line.name is None:
        return person, False
    form, _, question = line.name.partition(".")
    sent = view.sent(form)
    answer = answer_to(sent[-1], question) if sent else None
    if isinstance(answer, str) and answer.strip():
        return answer.strip(), True
    return person, False


def _only(form: Form, mark: Answer) -> May:
    """What a shared board lets through: what has the form's own audience, and nothing that has one of its own."""
    row = form.audience or STRICTEST
    return lambda asked: mark if asked == row else Answer(False, asked)

"""What is checked of a board: the steps, forms, questions, options, people and picture it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.definitions import Finding
from core.problems import Path, did_you_mean
from core.text import sentence
from forms.alone import is_about_somebody
from forms.model import Form
from workflows.board_model import EVERYBODY, Board, BoardPart, Sharing
from workflows.model import Workflow


def check_board(workflow: Workflow, board: Board, forms: Mapping[str, Form], seen: Any) -> Iterator[Finding]:
    """Everything that is wrong with a board."""
    path: Path = ("board",)
    if board.audience is not None and board.audience not in seen.matrix.rows:
        rows = sentence("rows are {list}", list=", ".join(seen.matrix.rows))
        hint = did_you_mean(board.audience, seen.matrix.rows) or rows
        message = sentence("the permission matrix has no row '{row}'", row=board.audience)
        yield Finding((*path, "audience"), "E201", message, hint)
    for number, part in enumerate(board.parts):
        yield from _part(workflow, part, (*path, "parts", number), forms, seen)
    if board.shared is not None:
        yield from _shared(board.shared, (*path, "shared"), forms, seen)
        if any(part.newest or part.of for part in board.parts):
            hint = sentence("say at which steps the cases stand: {at: [shared], shows: […]}")
            message = sentence("what is shared is shared at steps, not by being the newest")
            yield Finding((*path, "parts"), "E412", message, hint)
    if board.writes is not None and seen.find("form", board.writes, seen.pack) is None:
        yield seen.unknown("form", board.writes, seen.pack, (*path, "writes"))
    known = [key for key, picture in seen.pictures().items() if picture.of == "board"]
    if board.picture is not None and board.picture not in known:
        hint = did_you_mean(board.picture, known) or (
            sentence("pictures of a board are {list}", list=", ".join(known))
            if known
            else sentence("there are no pictures of a board here")
        )
        message = sentence("there is no picture '{id}' of a board", id=board.picture)
        yield Finding((*path, "picture"), "E411", message, hint)


def _part(workflow: Workflow, part: BoardPart, path: Path, forms: Mapping[str, Form], seen: Any) -> Iterator[Finding]:
    steps = [step.id for step in workflow.steps]
    for number, step in enumerate(part.at):
        if step not in steps:
            hint = did_you_mean(step, steps) or sentence("steps are {list}", list=", ".join(steps))
            yield Finding((*path, "at", number), "E412", sentence("there is no step '{step}'", step=step), hint)
    if [bool(part.at), part.newest, part.of is not None].count(True) != 1:
        hint = sentence("write one of: at: [a step], newest: true, of: pack.form")
        yield Finding(path, "E412", sentence("it is not clear what lies in this part of the board"), hint)
    if part.of is not None:
        found = seen.find("form", part.of, seen.pack)
        if found is None:
            yield seen.unknown("form", part.of, seen.pack, (*path, "of"))
        elif not is_about_somebody(found.definition):
            message = sentence("'{form}' is about nobody by name", form=part.of)
            yield Finding((*path, "of"), "E412", message, sentence("name a form with 'subject: resident'"))
        for number, id in enumerate(part.shows):
            if found is not None:
                yield from _question(found.definition, id, (*path, "shows", number))
        return
    for number, shown in enumerate(part.shows):
        yield from _dotted(shown, (*path, "shows", number), forms, whole=True)


def _shared(sharing: Sharing, path: Path, forms: Mapping[str, Form], seen: Any) -> Iterator[Finding]:
    yield from _dotted(sharing.by, (*path, "by"), forms)
    local, _, question = sharing.by.partition(".")
    asked = forms[local].question(question) if local in forms else None
    for number, line in enumerate(sharing.with_):
        at: Path = (*path, "with", number)
        if asked is not None and line.option not in asked.choices():
            hint = did_you_mean(line.option, asked.choices()) or (
                sentence("it has {list}", list=", ".join(asked.choices()))
                if asked.choices()
                else sentence("it has no options")
            )
            message = sentence("'{question}' has no option '{option}'", question=sharing.by, option=line.option)
            yield Finding((*at, "option"), "E412", message, hint)
        for position, who in enumerate(line.who):
            hint = seen.people.who_problem(who, extra=(EVERYBODY,))
            if hint is not None:
                message = sentence("there is nobody called '{who}' here", who=who)
                yield Finding((*at, "who", position), "E201", message, hint)
        if line.name is not None:
            yield from _dotted(line.name, (*at, "name"), forms)


def _dotted(dotted: str, path: Path, forms: Mapping[str, Form], whole: bool = False) -> Iterator[Finding]:
    local, dot, question = dotted.partition(".")
    if local not in forms:
        hint = did_you_mean(local, forms) or (
            sentence("its forms are {list}", list=", ".join(forms)) if forms else sentence("it has no forms")
        )
        yield Finding(path, "E412", sentence("this workflow has no form '{form}'", form=local), hint)
    elif dot:
        yield from _question(forms[local], question, path)
    elif not whole:
        message = sentence("'{id}' names no question of a form", id=dotted)
        yield Finding(path, "E412", message, sentence("write form.question"))


def _question(form: Form, id: str, path: Path) -> Iterator[Finding]:
    if form.question(id) is None:
        known = [one.id for one in form.questions()]
        hint = did_you_mean(id, known) or sentence("it has {list}", list=", ".join(known))
        message = sentence("the form '{form}' has no question '{id}'", form=form.id, id=id)
        yield Finding(path, "E412", message, hint)

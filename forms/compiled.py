"""A form with its rules checked once: what the rest of the engine works with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from core.contributions import QuestionType
from core.definitions import Finding
from core.expressions import BOOL, TEXT, Checked, ExpressionError, Scope, Type, check, parse
from core.expressions.parse import Parsed
from core.expressions.types import described, fits
from core.people import People
from core.problems import Path, did_you_mean
from core.text import sentence
from forms.model import Asked, Question
from forms.symbols import row_scope, scope_of

Key = tuple[str | None, str]
"""A question: (the group it stands in or None, its id)."""


@dataclass
class Compiled:
    """A form, its rules as checked trees, and the findings where a rule could not be checked.

    `shown` has the rule of each question that has one; `page_shown` that of a page by its number; `nudges` the checks.
    """

    form: Asked
    types: Mapping[str, QuestionType]
    people: People
    shown: dict[Key, Checked] = field(default_factory=dict)
    page_shown: dict[int, Checked] = field(default_factory=dict)
    nudges: list[tuple[int, Checked]] = field(default_factory=list)
    computed: dict[Key, Checked] = field(default_factory=dict)
    defaults: dict[Key, Checked] = field(default_factory=dict)
    shows: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)


def compile_form(
    form: Asked,
    types: Mapping[str, QuestionType],
    people: People,
    companions: Mapping[str, tuple[Asked, str]] | None = None,
) -> Compiled:
    """Check every rule of a form. Never raises: what is wrong is in `findings`."""
    made = Compiled(form, types, people)
    scope = scope_of(form, types, people, companions)
    made.scope = scope = _with_conditions(made, scope)
    for number, page in enumerate(form.pages):
        if page.show_if is not None:
            found = _checked(made, page.show_if, ("pages", number, "show_if"), scope, BOOL)
            if found:
                made.page_shown[number] = found
    for path, question, group in form.walk():
        _rules(made, path, question, group, row_scope(scope, group, types) if group else scope)
        if question.repeat is not None and question.repeat.for_each is not None:
            _for_each(made, question, path, companions or {})
        if question.repeat is not None and question.repeat.consent is not None:
            _consent(made, question, path)
        if question.shows is not None:
            _shows(made, question, path, companions)
    for number, one in enumerate(form.checks):
        found = _checked(made, one.that, ("checks", number, "that"), scope, BOOL)
        if found:
            made.nudges.append((number, found))
    return made


def _rules(made: Compiled, path: Path, question: Question, group: Question | None, scope: Scope) -> None:
    """The rules of one question: when it is asked, what it reckons, what it begins with."""
    key: Key = (group.id if group else None, question.id)
    if question.show_if is not None:
        found = _checked(made, question.show_if, (*path, "show_if"), scope, BOOL)
        if found is not None:
            made.shown[key] = found
            if question.id in _own_names(found):
                message = sentence("'{id}' decides by its own answer whether it is asked", id=question.id)
                made.findings.append(Finding((*path, "show_if"), "E310", message, sentence("name another question")))
    if question.compute is not None:
        found = _checked(made, question.compute, (*path, "compute"), scope, None)
        if found is not None:
            made.computed[key] = found
    if question.default is not None:
        _default(made, path, question, key, scope)


def _default(made: Compiled, path: Path, question: Question, key: Key, scope: Scope) -> None:
    """What a question begins with: something that could be its answer."""
    found = _checked(made, question.default or "", (*path, "default"), scope, None)
    if found is None:
        return
    kind = made.types.get(question.type)
    wanted = kind.value(question) if kind is not None and kind.field is not None and question.type != "link" else None
    if key[0] is not None or wanted is None:
        message = sentence("nothing can be filled in beforehand here")
        hint = sentence("a default stands on a question of its own, not on a link or inside a group")
        made.findings.append(Finding((*path, "default"), "E312", message, hint))
    elif not fits(found.type, wanted) or (wanted == TEXT and found.type != TEXT):
        message = sentence(
            "this gives {kind}, and the answer is {kind_b}", kind=described(found.type), kind_b=described(wanted)
        )
        hint = sentence("name a question of the same type, with the same options")
        made.findings.append(Finding((*path, "default"), "E312", message, hint))
    else:
        made.defaults[key] = found


def _own_names(checked: Checked) -> set[str]:
    return {question for form, question in checked.names if form is None}


def _with_conditions(made: Compiled, scope: Scope) -> Scope:
    parsed: dict[str, Parsed] = {}
    for name, source in made.form.conditions.items():
        try:
            parsed[name] = parse(source)
        except ExpressionError as error:
            made.findings += list(expression_findings(error, ("conditions", name)))
    scope = replace(scope, conditions=parsed)
    for name in parsed:
        if name in scope.own:
            message = sentence("'{name}' is a question and a condition", name=name)
            made.findings.append(
                Finding(("conditions", name), "E109", message, sentence("give the condition another name"), at="key")
            )
        _checked(made, made.form.conditions[name], ("conditions", name), scope, BOOL)
    return scope


def _checked(made: Compiled, source: str, path: Path, scope: Scope, expect: Type | None) -> Checked | None:
    try:
        return check(source, scope, expect)
    except ExpressionError as error:
        made.findings += list(expression_findings(error, path))
        return None


def expression_findings(error: ExpressionError, path: Path) -> Iterator[Finding]:
    """The mistakes of an expression as findings; its own column is said in the message."""
    for problem in error.problems:
        yield Finding(
            path,
            problem.code,
            sentence("{message} (letter {column} of the rule)", message=problem.message, column=problem.column),
            problem.hint,
        )


def _shows(made: Compiled, question: Question, path: Path, companions: Mapping[str, tuple[Asked, str]] | None) -> None:
    written = (question.shows or "").strip()
    name = written[len("voices(") : -1] if written.startswith("voices(") and written.endswith(")") else ""
    if not name.isidentifier():
        hint = sentence("write shows: voices(my_view), with the name of the form to lay side by side")
        made.findings.append(Finding((*path, "shows"), "E311", sentence("this does not say what to show"), hint))
    elif companions and name not in companions:
        hint = sentence("known here: {list}", list=", ".join(companions))
        made.findings.append(
            Finding(
                (*path, "shows"), "E311", sentence("'{name}' is not asked together with this form", name=name), hint
            )
        )
    else:
        made.shows[question.id] = name


def _consent(made: Compiled, question: Question, path: Path) -> None:
    written = question.repeat.consent if question.repeat else ""
    known = [one.id for one in question.questions if one.type == "yes_no_not_sure"]
    if written not in known:
        hint = did_you_mean(written or "", known) or (
            sentence("such questions here are {list}", list=", ".join(known))
            if known
            else sentence("there is no such question here")
        )
        message = sentence("'{id}' is no yes-or-no question of this group", id=written or "")
        made.findings.append(Finding((*path, "repeat", "consent"), "E314", message, hint))


def _for_each(made: Compiled, question: Question, path: Path, companions: Mapping[str, tuple[Asked, str]]) -> None:
    written = question.repeat.for_each if question.repeat and question.repeat.for_each else ""
    form, _, id = written.rpartition(".")
    holder = companions[form][0] if form in companions else (None if form else made.form)
    found = holder.question(id) if holder is not None else None
    if found is None or found.type != "group":
        groups = [
            f"{name}.{one.id}"
            for name, (other, _) in companions.items()
            for one in other.questions()
            if one.type == "group"
        ]
        hint = did_you_mean(written, groups) or sentence(
            "groups asked together with this form are {word}", word=", ".join(groups) or sentence("none")
        )
        made.findings.append(
            Finding(
                (*path, "repeat", "for_each"),
                "E313",
                sentence("'{written}' is no group whose rows could be asked about", written=written),
                hint,
            )
        )

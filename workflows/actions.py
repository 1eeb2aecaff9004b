"""What a transition can do: set reviews, open another workflow, start a timer, remind, tell.

Each action says what its argument looks like, checks it when the definition is checked, and gives effects when it is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import Field

from core.contributions import WorkflowAction
from core.definitions import DefId, Name, Reference, Strict, TextField, build
from core.expressions import UNANSWERED
from core.problems import Path, did_you_mean
from core.text import Hint, Sentence, Text, language_name, sentence
from forms.model import Span
from workflows.effects import OpenCase, SetTimer, Tell
from workflows.env import answer_to
from workflows.model import Step, Transition, Workflow
from workflows.records import Due
from workflows.spans import after
from workflows.timers import review_of, timer_of
from workflows.view import CaseView

Fault = tuple[Path, str, Sentence, Hint]
"""Where below the action's argument, code, message, hint."""


@dataclass(frozen=True)
class Standing:
    """Where an action stands while it is checked: its transition and workflow, what it may name, and the languages."""

    workflow: Workflow
    transition: Transition
    seen: Any
    asked: Mapping[str, str]

    @property
    def target(self) -> Step | None:
        """The step that the transition leads to."""
        return self.workflow.step(self.transition.to)


def workflow_actions() -> tuple[WorkflowAction, ...]:
    """The actions the engine brings."""
    return (
        WorkflowAction("review", check_review, review),
        WorkflowAction("open", check_open, open_case),
        WorkflowAction("start", check_start, start),
        WorkflowAction("remind", check_remind, remind),
        WorkflowAction("tell", check_tell, tell),
    )


# -- review -----------------------------------------------------------------------------------------------------------


class Goes(Strict):
    """Or sooner: after a form was sent so many times."""

    said_as: ClassVar[Sentence] = sentence("an 'or_after'")
    form: Name
    times: Annotated[int, Field(ge=1, le=100)]


class Review(Strict):
    """One rung: some time from now, perhaps sooner; or every so often from then on.

    `with`: it is looked at by writing this form, and by nothing else.
    """

    said_as: ClassVar[Sentence] = sentence("a review")
    in_: Annotated[Span | None, Field(alias="in")] = None
    every: Span | None = None
    or_after: Goes | None = None
    with_: Annotated[Name | None, Field(alias="with")] = None


class Ladder(Strict):
    """The reviews of an agreement, one after another."""

    said_as: ClassVar[Sentence] = sentence("the reviews")
    reviews: tuple[Review, ...]


def check_review(given: Any, standing: Standing) -> Iterator[Fault]:
    """Each rung has `in` or `every`; `every` is the last; `or_after` counts a form that is asked again."""
    ladder, faults = read_argument(Ladder, {"reviews": _several(given)}, standing)
    alone = isinstance(given, Mapping)
    if ladder is not None and not ladder.reviews:
        yield (), "E406", sentence("this sets no review"), sentence("write {in: 4 weeks} or {every: 12 weeks}")
    for path, code, message, hint in faults:
        yield path[2 if alone else 1 :], code, message, hint
    for position, rung in enumerate(ladder.reviews if ladder is not None else ()):
        at: Path = () if alone else (position,)
        if (rung.in_ is None) == (rung.every is None):
            yield (
                at,
                "E406",
                sentence("a review is either 'in' some time or 'every' so often"),
                sentence("write {in: 4 weeks} or {every: 12 weeks}"),
            )
        elif rung.every is not None and ladder is not None and position < len(ladder.reviews) - 1:
            yield (
                at,
                "E406",
                sentence("after 'every: {every}' no other review ever comes", every=rung.every),
                sentence("put it last"),
            )
        if rung.or_after is not None:
            yield from _counted(rung.or_after.form, rung.or_after.times, (*at, "or_after", "form"), standing)
        if rung.with_ is not None:
            yield from _counted(rung.with_, 2, (*at, "with"), standing)


def _counted(form: str, times: int, at: Path, standing: Standing) -> Iterator[Fault]:
    if standing.workflow.used(form) is None:
        known = [used.name for used in standing.workflow.forms]
        yield (
            at,
            "E402",
            sentence("this workflow has no form '{form}'", form=form),
            did_you_mean(form, known) or sentence("its forms are {list}", list=", ".join(known)),
        )
    elif standing.asked.get(form) != "again":
        yield (
            at,
            "E406",
            sentence("'{form}' is asked once, so it is never sent {times} times", form=form, times=times),
            sentence("ask it {form: {form}, again: true}", form=form),
        )


def review(view: CaseView, given: Any) -> Iterator[SetTimer]:
    """The first review of the ladder begins; the others follow it one by one."""
    yield SetTimer(review_of(view, _several(given)))


def _several(given: Any) -> Any:
    return (given,) if isinstance(given, Mapping) else given


# -- open, start --------------------------------------------------------------------------------------------------------


class Opened(Strict):
    """A workflow that is opened from this one; with `about_each`, once for each person that an answer names."""

    said_as: ClassVar[Sentence] = sentence("an 'open'")
    workflow: Reference
    about_each: str | None = None


def check_open(given: Any, standing: Standing) -> Iterator[Fault]:
    """It names a workflow, and perhaps a question that names people."""
    alone = not isinstance(given, Mapping)
    opened, faults = read_argument(Opened, {"workflow": given} if alone else given, standing)
    yield from ((() if alone else fault[0], *fault[1:]) for fault in faults)
    if opened is None:
        return
    if standing.seen.find("workflow", opened.workflow, standing.seen.pack) is None:
        finding = standing.seen.unknown("workflow", opened.workflow, standing.seen.pack, ())
        yield () if alone else ("workflow",), finding.code, finding.message, finding.hint
    if opened.about_each is not None:
        yield from _names_people(opened.about_each, standing)


def _names_people(dotted: str, standing: Standing) -> Iterator[Fault]:
    local, _, _question = dotted.partition(".")
    used = standing.workflow.used(local)
    form = standing.seen.find("form", used.form, standing.seen.pack) if used is not None else None
    asked = form.definition.questions() if form is not None else ()
    known = [f"{local}.{one.id}" for one in asked if one.type in ("person", "people")]
    if dotted not in known:
        hint = did_you_mean(dotted, known) or (
            sentence("write form.question; {list} name people", list=", ".join(known))
            if known
            else sentence("write form.question; no question there names people")
        )
        yield ("about_each",), "E403", sentence("'{id}' is no question that names people", id=dotted), hint


def open_case(view: CaseView, given: Any) -> Iterator[OpenCase]:
    """Another case about the same person, or about each of those whom an answer names; linked both ways."""
    if not isinstance(given, Mapping):
        yield OpenCase(view.compiled.whole_ref(given))
        return
    ref = view.compiled.whole_ref(given["workflow"])
    if "about_each" not in given:
        yield OpenCase(ref)
        return
    local, _, question = given["about_each"].partition(".")
    sent = view.sent(local)
    named = answer_to(sent[-1], question) if sent else UNANSWERED
    several = (named,) if isinstance(named, Mapping) else named if isinstance(named, list | tuple) else ()
    for id in dict.fromkeys(one["id"] for one in several if one["id"] is not None):
        yield OpenCase(ref, about=id, once=True)


class Start(Strict):
    """A timer of the step that is entered."""

    said_as: ClassVar[Sentence] = sentence("a 'start'")
    timer: DefId


def check_start(given: Any, standing: Standing) -> Iterator[Fault]:
    """It names a timer of the step that the transition leads to."""
    found, faults = read_argument(Start, given, standing)
    yield from faults
    timers = [timer.id for timer in standing.target.timers] if standing.target is not None else []
    if found is not None and found.timer not in timers:
        hint = did_you_mean(found.timer, timers) or (
            sentence("its timers are {list}", list=", ".join(timers)) if timers else sentence("give the step one")
        )
        yield (
            ("timer",),
            "E408",
            sentence("the step '{to}' has no timer '{timer}'", to=standing.transition.to, timer=found.timer),
            hint,
        )


def start(view: CaseView, given: Any) -> Iterator[SetTimer]:
    """That timer begins now."""
    timer = next(one for one in view.step.timers if one.id == given["timer"])
    yield SetTimer(timer_of(view, view.step, timer))


# -- remind, tell -------------------------------------------------------------------------------------------------------


class Remind(Strict):
    """A word to somebody after some time, while the case is still at this step."""

    said_as: ClassVar[Sentence] = sentence("a reminder")
    who: str
    in_: Annotated[Span, Field(alias="in")]
    say: TextField


def check_remind(given: Any, standing: Standing) -> Iterator[Fault]:
    """It says who, when and what, in each language."""
    found, faults = read_argument(Remind, given, standing)
    yield from faults
    if found is not None:
        yield from _somebody(found.who, standing)
        yield from _every_language(found.say, standing)


def remind(view: CaseView, given: Any) -> Iterator[SetTimer]:
    """A calm reminder comes up later."""
    at = after(view.now, view.zone, given["in"])
    say = _words(given["say"])
    yield SetTimer(Due(0, "remind", "reminder", view.case.step, view.stamp, at, tell=given["who"], say=say))


class Told(Strict):
    """A word to somebody now; one that `stays` is there until the step it leads to is left again."""

    said_as: ClassVar[Sentence] = sentence("a 'tell'")
    who: str
    say: TextField
    stays: bool = False


def check_tell(given: Any, standing: Standing) -> Iterator[Fault]:
    """It says who and what, in each language; at a final step nothing stays."""
    found, faults = read_argument(Told, given, standing)
    yield from faults
    if found is not None:
        if found.stays and standing.target is not None and standing.target.final:
            message = sentence("'{to}' is final and never left, so nothing stays there", to=standing.transition.to)
            yield ("stays",), "E406", message, sentence("take 'stays' out: it waits until it was read")
        yield from _somebody(found.who, standing)
        yield from _every_language(found.say, standing)


def tell(view: CaseView, given: Any) -> Iterator[SetTimer | Tell]:
    """It waits until somebody it is for has read it, whatever becomes of the case; or, where it stays, until its step is left."""
    say, who = _words(given["say"]), given["who"]
    at, stays = view.today.isoformat(), given.get("stays", False)
    told = Due(0, "tell", "told", view.case.step, view.stamp, at, tell=who, say=say, due_at=view.stamp, stays=stays)
    yield SetTimer(told)
    yield Tell(who, Text(say))


# -- shared -----------------------------------------------------------------------------------------------------------

M = TypeVar("M", bound=Strict)


def read_argument(model: type[M], given: Any, standing: Standing) -> tuple[M | None, list[Fault]]:
    """An action's argument as its model, or what is wrong with it."""
    if not isinstance(given, Mapping):
        return None, [
            (
                (),
                "E406",
                sentence("{said_as} is a map of keys and values", said_as=model.said_as),
                sentence("like {{list}: …}", list=", ".join(_keys(model))),
            )
        ]
    made, findings = build(model, given, standing.seen.languages[0])
    return made, [(one.path, one.code, one.message, one.hint) for one in findings]


def _keys(model: type[Strict]) -> Iterable[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _somebody(who: str, standing: Standing) -> Iterator[Fault]:
    hint = standing.seen.people.who_problem(who)
    if hint is not None:
        yield ("who",), "E201", sentence("there is nobody called '{who}' here", who=who), hint


def _every_language(text: Text, standing: Standing) -> Iterator[Fault]:
    for language in standing.seen.languages:
        if language not in text.words:
            name = language_name(language)
            yield (
                ("say",),
                "E107",
                sentence("this text has no {name}", name=name),
                sentence(
                    "add {language}: …; where you are unsure of it, add review: [{language}] too", language=language
                ),
            )


def _words(given: str | Mapping[str, Any]) -> dict[str, str]:
    """A text of an action as it is kept; one string counts for every language."""
    if isinstance(given, str):
        return {"en": given}
    return {language: words for language, words in given.items() if language != "review"}

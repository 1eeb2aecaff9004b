"""State machines: `transitions` (MIT), `python-statemachine` (MIT) and `sismic` (LGPL, for the benchmark alone).

None of them keeps anything: each reads the plain documents, is put where the case stands, goes on, and the case is written.
Each knows the whole workflow; the conditions of the way that is taken and what is done on it are those written by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from sismic.interpreter import Interpreter
from sismic.io.datadict import import_from_dict
from sismic.model import Event
from statemachine.exceptions import TransitionNotAllowed
from statemachine.io import create_machine_class_from_definition
from statemachine.statemachine import StateMachine
from transitions import Machine

from bench.steps.by_hand import Answers, keep, may, move, read, understood
from bench.steps.emrys import WAY, Contestant, Held, Stored, Table
from core.records import stamp
from core.stores.protocol import Body
from workflows.view import Asker


class Talk:
    """What a machine carries along: a state, and what its conditions look at."""

    def __init__(self, stored: Stored, asker: Asker) -> None:
        self.case, self.answers = read(stored)
        self.asker = asker
        self.state: str = self.case["step"]


# -- transitions --------------------------------------------------------------------------------------------------------


def one_for_all(table: Table) -> Contestant:
    """`transitions` at its quickest: one machine is made beforehand, and a case only passes through."""
    machine = Machine(**_transitions(table))

    def step(stored: Stored, asker: Asker) -> bytes:
        talk = Talk(stored, asker)
        if not machine.events[WAY].trigger(talk, talk):
            raise Held
        return orjson.dumps(talk.case)

    return Contestant(keep, step, orjson.loads)


def one_each(table: Table) -> Contestant:
    """`transitions` as its guide begins: a machine for each case."""
    made = _transitions(table)

    def step(stored: Stored, asker: Asker) -> bytes:
        talk = Talk(stored, asker)
        Machine(**{**made, "model": talk, "initial": talk.state})
        if not talk.trigger(WAY, talk):  # type: ignore[attr-defined]
            raise Held
        return orjson.dumps(talk.case)

    return Contestant(keep, step, orjson.loads)


def _transitions(table: Table) -> dict[str, Any]:
    ways = []
    for step, id, to, by in table.ways():
        allowed, ready, on = _of_way(table, id, to, by)
        ways.append({
            "trigger": id, "source": step, "dest": to,
            "conditions": [lambda talk, allowed=allowed: allowed(talk.case, talk.asker),
                           lambda talk, ready=ready: ready(talk.case, talk.answers)],
            "before": lambda talk, on=on: on(talk.case, talk.asker),
        })  # fmt: skip
    return {
        "model": None,
        "states": list(table.made.steps),
        "transitions": ways,
        "initial": "draft",
        "auto_transitions": False,
    }


# -- python-statemachine ------------------------------------------------------------------------------------------------


def statemachine(table: Table) -> Contestant:
    """`python-statemachine`: a class made beforehand, a machine around each case."""
    steps: dict[str, Any] = {
        id: {"initial": id == "draft", "final": step.final, "on": {}} for id, step in table.made.steps.items()
    }
    for step, id, to, by in table.ways():
        allowed, ready, on = _of_way(table, id, to, by)
        steps[step]["on"][id] = [{
            "target": to,
            "cond": [lambda model, allowed=allowed: allowed(model.case, model.asker),
                     lambda model, ready=ready: ready(model.case, model.answers)],
            "before": lambda model, on=on: on(model.case, model.asker),
        }]  # fmt: skip
    exchange = create_machine_class_from_definition(
        "Exchange", states=steps, bases=(StateMachine,), allow_event_without_transition=False
    )

    def step_(stored: Stored, asker: Asker) -> bytes:
        talk = Talk(stored, asker)
        try:
            exchange(talk).send(WAY)
        except TransitionNotAllowed as refused:
            raise Held from refused
        return orjson.dumps(talk.case)

    return Contestant(keep, step_, orjson.loads)


# -- sismic -------------------------------------------------------------------------------------------------------------


def sismic(table: Table) -> Contestant:
    """`sismic`: the chart is read beforehand, an interpreter is put where the case stands.

    It has no way of its own to be put there; this is the one its users found (its issue 89).
    """
    steps: dict[str, dict[str, Any]] = {id: {"name": id, "transitions": []} for id in table.made.steps}
    for step in table.made.workflow.steps:
        if step.final:
            steps[step.id] = {"name": step.id, "type": "final"}
    doing: dict[str, Callable[..., Any]] = {}
    for step, id, to, by in table.ways():
        name = f"{step}_{id}"
        doing[f"may_{name}"], doing[f"ready_{name}"], doing[f"do_{name}"] = _of_way(table, id, to, by)
        steps[step]["transitions"].append({
            "event": id, "target": to,
            "guard": f"may_{name}(case, asker) and ready_{name}(case, answers)",
            "action": f"do_{name}(case, asker)",
        })  # fmt: skip
    root = {"name": "all", "initial": "draft", "states": list(steps.values())}
    chart = import_from_dict({"statechart": {"name": "exchange", "root state": root}})

    def step_(stored: Stored, asker: Asker) -> bytes:
        case, answers = read(stored)
        run = Interpreter(chart, initial_context={**doing, "case": case, "answers": answers, "asker": asker})
        run._configuration = {"all", case["step"]}
        run._initialized = True
        run._entry_time = dict.fromkeys(run._configuration, run.time)
        run._idle_time = dict(run._entry_time)
        taken = run.queue(Event(WAY)).execute_once()
        if taken is None or not taken.transitions:
            raise Held
        return orjson.dumps(case)

    return Contestant(keep, step_, orjson.loads)


# -- what each of them is told of a way ---------------------------------------------------------------------------------

Allowed = Callable[[Body, Asker], bool]
Ready = Callable[[Body, Answers], bool]
Done = Callable[[Body, Asker], None]


def _of_way(table: Table, id: str, to: str, by: tuple[str, ...]) -> tuple[Allowed, Ready, Done]:
    """Who may take it, whether nothing is missing, and what is done on it."""
    now = stamp(table.now)

    def allowed(case: Body, asker: Asker) -> bool:
        return may(case, asker, by)

    def ready(case: Body, answers: Answers) -> bool:
        return id != WAY or understood(case, answers)

    def on(case: Body, asker: Asker) -> None:
        move(case, id, to, asker, now)

    return allowed, ready, on

"""B1: one step of a case, against the dictionary and the `if`s somebody would write by hand for it, and `transitions`.

A step is: read the case and its answers from JSON, ask five conditions and the role, move, add a line of history, and write
the case as JSON again. All contestants read the same bytes. They take turns in short rounds; what counts is CPU seconds,
and the figure is the median of the ratios of each round. Run `python -m bench.workflow` from the top of the tree.
"""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from core import yamlfile
from core.definitions import build
from core.people import People, Role, Voice
from core.records import Person, stamp
from core.stores.protocol import Record
from core.text import plain
from forms.fields import CORE_TYPES
from forms.model import Form
from forms.records import Envelope, Response
from workflows.actions import workflow_actions
from workflows.compiled import CompiledWorkflow, compile_workflow
from workflows.engine import move
from workflows.model import Workflow, normalise
from workflows.needs import need_rules
from workflows.records import Case, Move, Seat
from workflows.view import Asker, CaseView

ROUNDS, WARM_UP, CALLS = 31, 5, 300
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PERSONS = {
    "bethan": Person(id="bethan", name="Bethan", roles=("care_staff",)),
    "emrys": Person(id="emrys", name="Emrys"),
}

FORM = """
form: plan
title: The plan
pages:
  - id: all
    questions:
      - {id: wish, ask: What?, type: text}
      - {id: chosen, ask: Which?, type: choice, options: [{id: walk, label: Walk}, {id: ride, label: Ride}, {id: no, label: No}]}
      - {id: likely, ask: Likely?, type: words_scale, scale: [{id: rarely, label: Rarely}, {id: often, label: Often}]}
      - {id: goes, ask: How often?, type: number}
      - {id: helps, ask: Helps?, type: choices, options: [{id: company, label: Company}, {id: quiet, label: Quiet}]}
"""

WORKFLOW = """
workflow: walk
title: A walk
started_by: [care_staff]
forms: [plan]
steps:
  - id: planning
    title: Planning
    ask: [plan]
    transitions:
      - id: agree
        to: living
        label: We agree
        by: [care_staff]
        needs:
          - {that: answered(plan.wish), say: Write the wish.}
          - {that: plan.chosen != "no", say: Choose.}
          - {that: plan.likely <= "often", say: How likely?}
          - {that: plan.goes < 5, say: Fewer.}
          - {that: '"company" in plan.helps', say: With company.}
  - {id: living, title: Living, final: true}
"""

ANSWERS: dict[str, Any] = {
    "wish": "The sea",
    "chosen": "walk",
    "likely": "rarely",
    "goes": 2,
    "helps": ["company", "quiet"],
}


def compiled() -> CompiledWorkflow:
    """The workflow, its rules checked."""
    form, faults = build(Form, yamlfile.read(FORM, "plan.yaml").data or {}, "en", "form")
    workflow, _ = build(Workflow, normalise(yamlfile.read(WORKFLOW, "walk.yaml").data or {}), "en", "workflow")
    assert form is not None, faults
    assert workflow is not None
    people = People(
        {"resident": Voice(title=plain("Resident"), many=False)},
        {"care_staff": Role(title=plain("Care"), may_host=True)},
    )
    made = compile_workflow(
        workflow,
        {"plan": form},
        pack="bench",
        people=people,
        types={one.key: one for one in CORE_TYPES},
        rules={one.key: one for one in need_rules()},
        actions={one.key: one for one in workflow_actions()},
    )
    assert not made.findings, made.findings
    return made


def kept() -> tuple[str, str]:
    """A case with twelve lines of history and its answers, as JSON texts."""
    at = stamp(NOW)
    history = tuple(Move(at, "bethan", "tried", "planning", id="s1", why="a walk") for _ in range(12))
    case = Case(
        id="c1", ref="bench.walk", workflow_hash="h", forms={"plan": {"ref": "bench.plan", "hash": "h"}}, subject="emrys",
        step="planning", started_by="bethan", started_at=at, host="bethan", entered_at=at,
        seats=(Seat("s1", "resident", "emrys", "heard"), Seat("s2", "resident", "carys")), history=history,
    )  # fmt: skip
    answers = {id: (Envelope(value, None, "bethan", "said", "sure", "en", at),) for id, value in ANSWERS.items()}
    response = Response(
        id="r1", ref="bench.plan", form_hash="h", subject="emrys", case="c1", form="plan", seat="together", voice="",
        person=None, occasion="", sent_at=at, answers=answers,
    )  # fmt: skip
    return json.dumps(case.body()), json.dumps(response.body())


# -- the contestants ----------------------------------------------------------------------------------------------------


def ours(made: CompiledWorkflow) -> Callable[[str, str], str]:
    """Cartref: records, view, engine, records."""
    asker = Asker("bethan", ("care_staff",))

    def step(case_text: str, response_text: str) -> str:
        case = Case.from_record(Record("h", "case", "c1", 1, json.loads(case_text)))
        response = Response.from_record(Record("h", "response", "r1", 1, json.loads(response_text)))
        view = CaseView(case, made, {"plan": (response,)}, PERSONS, NOW, "Europe/London")
        return json.dumps(move(view, "agree", asker).case.body())

    return step


MAY = {"care_staff"}
ROLES = ("care_staff",)
PLACES = {"rarely": 0, "often": 1}


def _value(answers: Any, question: str) -> Any:
    versions = answers.get(question)
    return versions[-1]["value"] if versions and versions[-1]["declined"] is None else None


def _needs(answers: Any) -> bool:
    likely, times, helps = _value(answers, "likely"), _value(answers, "goes"), _value(answers, "helps")
    return (
        bool(_value(answers, "wish"))
        and _value(answers, "chosen") not in (None, "no")
        and PLACES.get(likely, 9) <= 1
        and isinstance(times, int)
        and times < 5
        and isinstance(helps, list)
        and "company" in helps
    )


def by_hand(case_text: str, response_text: str) -> str:
    """A table of steps and a dictionary: the least that does the same."""
    case, answers = json.loads(case_text), json.loads(response_text)["answers"]
    to = {("planning", "agree"): "living"}.get((case["step"], "agree"))
    if to is None or not MAY.intersection(ROLES) or not _needs(answers):
        raise ValueError
    line = {"at": stamp(NOW), "by": "bethan", "what": "moved", "step": case["step"], "to": to, "id": "agree"}
    case["step"], case["entered_at"], case["closed"] = to, stamp(NOW), True
    case["history"].append(line)
    return json.dumps(case)


def with_transitions() -> Callable[[str, str], str] | None:
    """The same with `transitions`, where it is installed: a machine made once, the case as its model."""
    try:
        from transitions import Machine
    except ImportError:
        return None

    class Model:
        state: str

        def __init__(self, case: Any, answers: Any) -> None:
            self.case, self.answers = case, answers

        def allowed(self) -> bool:
            return bool(MAY.intersection(ROLES)) and _needs(self.answers)

        def noted(self) -> None:
            line = {
                "at": stamp(NOW),
                "by": "bethan",
                "what": "moved",
                "step": "planning",
                "to": "living",
                "id": "agree",
            }
            self.case["history"].append(line)

    machine = Machine(model=None, states=["planning", "living"], initial="planning", auto_transitions=False)
    machine.add_transition("agree", "planning", "living", conditions="allowed", after="noted")

    def step(case_text: str, response_text: str) -> str:
        model = Model(json.loads(case_text), json.loads(response_text)["answers"])
        machine.add_model(model, initial=model.case["step"])
        assert model.agree()  # type: ignore[attr-defined]
        model.case["step"], model.case["entered_at"], model.case["closed"] = model.state, stamp(NOW), True
        machine.remove_model(model)
        return json.dumps(model.case)

    return step


# -- measuring ----------------------------------------------------------------------------------------------------------


def seconds(step: Callable[[str, str], str], texts: tuple[str, str]) -> float:
    """CPU seconds for `CALLS` steps."""
    start = time.process_time()
    for _ in range(CALLS):
        step(*texts)
    return time.process_time() - start


def main() -> None:
    """Print the table of ratios."""
    texts = kept()
    contestants: dict[str, Callable[[str, str], str]] = {"by hand": by_hand, "Cartref": ours(compiled())}
    peer = with_transitions()
    if peer is not None:
        contestants["transitions"] = peer
    ends = {name: json.loads(step(*texts)) for name, step in contestants.items()}
    assert len({(end["step"], len(end["history"]), end["closed"]) for end in ends.values()}) == 1, ends
    gc.disable()
    ratios: dict[str, list[float]] = {name: [] for name in contestants}
    ours_each: list[float] = []
    names = list(contestants)
    for number in range(ROUNDS + WARM_UP):
        turn = names[number % len(names) :] + names[: number % len(names)]
        took = {name: seconds(contestants[name], texts) for name in turn}
        if number >= WARM_UP:
            ours_each.append(took["Cartref"] / CALLS * 1e6)
            for name in names:
                ratios[name].append(took[name] / took["by hand"])
    print("| one step of a case: read, five needs, role, move, history, write | times by hand |")
    print("|---|---|")
    for name in names:
        print(f"| {name} | {statistics.median(ratios[name]):.2f}x |")
    print(f"\nCartref: {statistics.median(ours_each):.0f} µs. Target: 3x, and 0.4x of the best peer.")
    if peer is None:
        print("`transitions` is not installed here, so it did not take part: pip install transitions")


if __name__ == "__main__":
    main()

"""SpiffWorkflow (LGPL, for the benchmark alone): the exchange as BPMN, its serializer's own JSON.

Each step is a task somebody does, then a gateway that asks for each way whether it was chosen, who may and what is missing, and
a script that notes it down. Where no way is open, the step is there again. What was said comes with the task that asks.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from bench.steps.by_hand import may, move, understood
from bench.steps.emrys import WAY, Contestant, Facts, Held, Stored, Table, plain, plain_answers
from core.records import stamp
from core.stores.protocol import Body
from workflows.view import Asker

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def spiff(table: Table) -> Contestant:
    """The contestant."""
    parser = BpmnParser()
    parser.add_bpmn_str(exchange(table).encode())
    spec = parser.get_spec("exchange")
    engine = PythonScriptEngine(TaskDataEnvironment(_known(table)))
    serializer = BpmnWorkflowSerializer()

    def keep(facts: Facts) -> Stored:
        """Gone through from its beginning, as the history says, up to where the case stands."""
        workflow = BpmnWorkflow(spec, script_engine=engine)
        workflow.do_engine_steps()
        case, answers = plain(facts.case.body), plain_answers(facts.sent)
        gone = [line for line in case["history"] if line["what"] == "moved"]
        for line in gone:
            _ready(workflow).data.update(passing=True, case={**case, "step": line["step"]}, answers={}, way=line["id"])
            _done(workflow)
        _ready(workflow).data.update(passing=False, case=case, answers=answers)
        return Stored(serializer.serialize_json(workflow).encode())

    def step(stored: Stored, asker: Asker) -> bytes:
        workflow = serializer.deserialize_json(stored.case.decode())
        workflow.script_engine = engine
        task = _ready(workflow)
        before = task.data["case"]["step"]
        task.data.update(way=WAY, person=asker.person, roles=list(asker.roles))
        _done(workflow)
        if _ready(workflow).data["case"]["step"] == before:
            raise Held
        return serializer.serialize_json(workflow).encode()

    def reached(text: bytes) -> Body:
        task = _ready(serializer.deserialize_json(text.decode()))
        case: Body = task.data["case"]
        assert task.task_spec.name == f"at_{case['step']}"
        return case

    return Contestant(keep, step, reached)


def _ready(workflow: BpmnWorkflow) -> Any:
    return workflow.get_tasks(state=TaskState.READY, manual=True)[0]


def _done(workflow: BpmnWorkflow) -> None:
    _ready(workflow).run()
    workflow.do_engine_steps()


def _known(table: Table) -> dict[str, Any]:
    """The functions that the conditions and scripts call: those written by hand."""
    by = {(step, id): who for step, id, _, who in table.ways()}
    now = stamp(table.now)

    def is_open(case: Body, answers: Any, way: str, person: str, roles: list[str]) -> bool:
        allowed = may(case, Asker(person, tuple(roles)), by[case["step"], way])
        return allowed and (way != WAY or understood(case, answers))

    def moved(case: Body, way: str, to: str, person: str) -> None:
        move(case, way, to, Asker(person), now)

    return {"is_open": is_open, "moved": moved}


def exchange(table: Table) -> str:
    """The whole workflow as BPMN."""
    parts = ['<startEvent id="begin"/>', _flow("begin", f"at_{next(iter(table.made.steps))}")]
    for id, step in table.made.steps.items():
        if step.final:
            parts.append(f'<endEvent id="at_{id}"/>')
            continue
        parts.append(f'<manualTask id="at_{id}" name={quoteattr(step.title.said("en"))}/>')
        parts.append(f'<exclusiveGateway id="from_{id}" default="again_{id}"/>')
        parts += [_flow(f"at_{id}", f"from_{id}"), _flow(f"from_{id}", f"at_{id}", f"again_{id}")]
    for step_id, way, to, _ in table.ways():
        script = f"{step_id}__{way}"
        asks = f'way == "{way}" and (passing or is_open(case, answers, way, person, roles))'
        parts.append(_flow(f"from_{step_id}", script, condition=asks))
        parts.append(
            f'<scriptTask id="{script}"><script>if not passing: moved(case, way, "{to}", person)</script></scriptTask>'
        )
        parts.append(_flow(script, f"at_{to}"))
    return f'<definitions xmlns="{BPMN}"><process id="exchange" isExecutable="true">{"".join(parts)}</process></definitions>'


def _flow(start: str, end: str, id: str = "", condition: str = "") -> str:
    asks = (
        f"<conditionExpression>{condition.replace('&', '&amp;').replace('<', '&lt;')}</conditionExpression>"
        if condition
        else ""
    )
    return f'<sequenceFlow id="{id or f"{start}_{end}"}" sourceRef="{start}" targetRef="{end}">{asks}</sequenceFlow>'

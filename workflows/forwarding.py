"""The services around moving open cases forward: which are on older versions, what would happen to them, and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.house import House
from core.stores.protocol import NotFound
from core.text import Text
from workflows import forward, runner
from workflows.compiled import compile_workflow
from workflows.effects import Moved
from workflows.forward import Forward, Newer, Wider
from workflows.records import Case
from workflows.runner import Desk
from workflows.view import CaseView, Refused

Steps = Mapping[str, Mapping[str, str]]
"""reference of a workflow → a step that is gone → the step from which its cases go on instead."""


@dataclass(frozen=True)
class Planned:
    """One open case on an older version, and what would become of it.

    `choices` are the steps it could go on from where its own is gone: step id → what it is called.
    """

    view: CaseView
    forward: Forward
    choices: Mapping[str, Text]

    @property
    def case(self) -> Case:
        """The case."""
        return self.view.case

    @property
    def moves(self) -> bool:
        """True when it can be moved."""
        return not self.forward.stays


def older(house: House, home_id: str) -> list[Case]:
    """The open cases of a home that stand on an older version than the home uses now, oldest first."""
    home = house.home(home_id)
    with house.store.read(home_id) as tx:
        versions = _Versions(Desk(house, home, tx))
        return [case for case in Case.find(tx, {"closed": False}) if versions.is_older(case)]


def dry_run(house: House, home_id: str, steps: Steps | None = None) -> list[Planned]:
    """What would happen to each of them. Nothing is kept."""
    home, found = house.home(home_id), older(house, home_id)
    with house.store.read(home_id) as tx:
        versions = _Versions(Desk(house, home, tx))
        return [versions.planned(case, steps or {}) for case in found]


def bring(house: House, home_id: str, case_id: str, by: str, why: str, steps: Steps | None = None) -> Case:
    """One case moved forward, kept with its event. Raises Refused where it stays, NotFound, or Conflict."""
    home = house.home(home_id)
    with house.store.tx(home_id, actor=by, purpose="brought_forward") as tx:
        desk = Desk(house, home, tx)
        before = runner.view(house, home, tx, case_id)
        _open(before)
        newer = _Versions(desk).of(before.case.ref)
        made = forward.brought(before, newer, by, why, (steps or {}).get(before.case.ref, {}), _wider(desk))
        published, forms = runner.in_use(desk, before.case.ref)
        for one in (published, *forms.values()):
            house.keep_snapshot(tx, one.snapshot)
        was = before.case.workflow_hash
        return runner.keep_change(
            desk, before, Moved(made), by, "brought_forward", {"from": was, "to": made.workflow_hash}
        )


def take_back(house: House, home_id: str, case_id: str, by: str, why: str = "") -> Case:
    """One case as it was before it was brought forward, as long as nothing has come of it. Raises Refused, NotFound, Conflict."""
    home = house.home(home_id)
    known = house.store.history(home_id, Case.kind, case_id)
    with house.store.tx(home_id, actor=by, purpose="brought_back") as tx:
        now = runner.view(house, home, tx, case_id)
        _open(now)
        before = next((Case.from_record(one) for one in known if one.revision == now.case.revision - 1), None)
        made = forward.back(now, before or now.case, by, why)
        was = now.case.workflow_hash
        return runner.keep_change(Desk(house, home, tx), now, Moved(made), by, "brought_back", {"from": was})


def lately(house: House, home_id: str) -> list[CaseView]:
    """The open cases that were brought forward and in which nothing has happened since: they can be taken back."""
    home = house.home(home_id)
    with house.store.read(home_id) as tx:
        every = Case.find(tx, {"closed": False})
        return [
            runner.view(house, home, tx, case)
            for case in every
            if case.history and case.history[-1].what == "brought_forward"
        ]


def _open(view: CaseView) -> None:
    if view.case.closed:
        raise NotFound("this conversation is at rest")


@dataclass
class _Versions:
    """The versions a home uses now, each looked up once."""

    desk: Desk
    known: dict[str, Newer] = field(default_factory=dict)

    def of(self, ref: str) -> Newer:
        """The version of this workflow. Raises Refused where its module is switched off."""
        if ref not in self.known:
            self.known[ref] = _newer(self.desk, ref)
        return self.known[ref]

    def is_older(self, case: Case) -> bool:
        """True for a case that stands on another; where its module is switched off there is no newer one."""
        try:
            return forward.is_older(case, self.of(case.ref))
        except Refused:
            return False

    def planned(self, case: Case, steps: Steps) -> Planned:
        """What would become of a case."""
        desk, newer = self.desk, self.of(case.ref)
        view = runner.view(desk.house, desk.home, desk.tx, case)
        made = forward.plan(view, newer, steps.get(case.ref, {}), _wider(desk))
        choices = {step.id: step.title for step in newer.compiled.workflow.steps if not step.final} if made.gone else {}
        return Planned(view, made, choices)


def _wider(desk: Desk) -> Wider:
    matrix = desk.house.catalogue(desk.home.id, desk.tx).matrix

    def wider(now: str, before: str) -> bool:
        if now == before:
            return False
        # A row that is not there opens nothing now; where the old one is not there any more, nothing says who could read.
        return now in matrix.rows and (before not in matrix.rows or matrix.wider(now, before) is not None)

    return wider


def _newer(desk: Desk, ref: str) -> Newer:
    """The version the home uses now, its rules checked once. Raises Refused where its module is switched off."""
    found, forms = runner.in_use(desk, ref)
    kept = {local: {"ref": one.ref, "hash": one.hash} for local, one in forms.items()}
    key = ":".join((found.hash, *(f"{local}={one['hash']}" for local, one in sorted(kept.items()))))
    shelf = desk.house.shelf("workflows.newer")
    made: Newer | None = shelf.get(key)
    if made is None:
        around = desk.house.installed.surroundings
        compiled = compile_workflow(
            found.definition,
            {local: one.definition for local, one in forms.items()},
            pack=ref.partition(".")[0],
            people=desk.house.catalogue(desk.home.id, desk.tx).people,
            types=around.question_types(),
            rules=around.need_rules(),
            actions=around.actions(),
        )
        made = shelf[key] = Newer(compiled, found.hash, kept)
    return made

"""The limit: a table of ways, a dictionary and a few `if`s, written by hand for this one workflow, with orjson.

The peers' conditions and actions are these very functions: what they take beyond this is their engine.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bench.steps.emrys import WAY, Contestant, Facts, Held, Stored, Table, plain, plain_answers
from core.records import stamp
from core.stores.protocol import Body
from workflows.view import Asker

HERE = ZoneInfo("Europe/London")
TIMERS = {"finding_a_way": (("meeting_late", 14, "manager"),)}
"""Step → id, days and whom to tell, of what begins to run when it is entered."""
Answers = dict[str, list[Body]]


def by_hand(table: Table) -> Contestant:
    """With orjson: the limit."""
    return _by_hand(table, orjson.loads, orjson.dumps)


def by_hand_json(table: Table) -> Contestant:
    """The same with the JSON that comes with Python."""
    return _by_hand(table, json.loads, lambda case: json.dumps(case).encode())


def _by_hand(table: Table, loads: Callable[[bytes], Any], dumps: Callable[[Body], bytes]) -> Contestant:
    ways = {(step, id): (to, by) for step, id, to, by in table.ways()}
    now = stamp(table.now)

    def step(stored: Stored, asker: Asker) -> bytes:
        case, answers = loads(stored.case), loads(stored.answers[0])
        to, by = ways[case["step"], WAY]
        if not may(case, asker, by) or not understood(case, answers):
            raise Held
        move(case, WAY, to, asker, now)
        return dumps(case)

    return Contestant(keep, step, loads)


def keep(facts: Facts) -> Stored:
    """The case in one document, what was said in another."""
    return Stored(orjson.dumps(plain(facts.case.body)), (orjson.dumps(plain_answers(facts.sent)),))


def read(stored: Stored) -> tuple[Body, Answers]:
    """Both documents."""
    return orjson.loads(stored.case), orjson.loads(stored.answers[0])


def may(case: Body, asker: Asker, by: tuple[str, ...]) -> bool:
    """Whoever leads, who sits there with such a voice, or has such a role."""
    for who in by:
        kind, _, voice = who.partition(":")
        if kind == "voice":
            if any(_sits(seat) and seat["voice"] == voice and seat["person"] == asker.person for seat in case["seats"]):
                return True
        elif case["host"] == asker.person if who == "host" else who in asker.roles:
            return True
    return False


def understood(case: Body, answers: Answers) -> bool:
    """Every voice that was heard has said whether we understood it, nobody said no, and no required question was left."""
    right: dict[str, Any] = {}
    for sent in answers.get("share_back", ()):
        versions = sent["answers"].get("heard_right")
        if not versions:
            return False
        newest = versions[-1]
        if newest.get("declined") is None:
            if newest["value"] == "no":
                return False
            right[sent["seat"]] = newest["value"]
    return all(seat["id"] in right for seat in case["seats"] if _sits(seat) and seat.get("status") == "heard")


def move(case: Body, way: str, to: str, asker: Asker, now: str) -> None:
    """One step on: what ran for the step ends, marks count no more, a line of history."""
    step, by = case["step"], asker.person
    for due in case.get("timers", ()):
        if due["step"] == step and due["kind"] in ("timer", "reminder") and "done" not in due:
            due["done"], due["done_by"] = now, by
            if "due_at" in due:
                case["history"].append({"at": now, "by": by, "what": "ended", "step": step, "id": due["id"]})
    for mark in case.get("signatures", ()):
        mark["standing"] = False
    case["history"].append({"at": now, "by": by, "what": "moved", "step": step, "to": to, "id": way})
    for id, days, tell in TIMERS.get(to, ()):
        at = (datetime.fromisoformat(now).astimezone(HERE).date() + timedelta(days=days)).isoformat()
        key = max((due["key"] for due in case.get("timers", ())), default=0) + 1
        due = {"key": key, "kind": "timer", "id": id, "step": to, "set_at": now, "at": at, "tell": tell}
        case.setdefault("timers", []).append(due)
    case["step"], case["entered_at"] = to, now
    case["closed"] = to == "closed"


def _sits(seat: Body) -> bool:
    return "withdrawn" not in seat

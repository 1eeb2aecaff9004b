"""What was sent before: by one seat, by a whole case, and as the rules of another form see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.stores.protocol import Tx
from forms.answers import Around
from forms.model import Asked
from forms.records import Draft, Response

Companions = Mapping[str, tuple[Asked, str]]
"""Local name → (form, once | each_voice | again): the forms that are asked together."""


def answered_before(tx: Tx, draft: Draft) -> Response | None:
    """What this seat has sent already for this form and occasion."""
    where = {"form": draft.form, "seat": draft.seat, "occasion": draft.occasion}
    for response in Response.find(tx, where):
        if response.case == draft.case and response.subject == draft.subject and response.ref == draft.ref:
            return response
    return None


def responses_of_case(tx: Tx, case_id: str) -> list[Response]:
    """Every response of a case, oldest first."""
    return sorted(Response.find(tx, {"case": case_id}), key=lambda one: (one.sent_at, one.id))


def spoke_for_themselves(response: Response | None) -> bool:
    """True when the person whose seat this is has given an answer here with their own hand."""
    if response is None or response.person is None:
        return False
    return any(one.written_by == response.person for versions in response.answers.values() for one in versions)


def around_of(
    tx: Tx,
    draft: Draft,
    companions: Companions,
    seen: Callable[[Response, Asked], Mapping[str, object]] = lambda response, form: response.values(),
) -> Around:
    """The sent answers of the draft's case. `seen` gives the values of one response, fewer for a reader who may see fewer."""
    if draft.case is None:
        return Around()
    sent = responses_of_case(tx, draft.case)
    once: dict[str, Mapping[str, object]] = {}
    each_voice: dict[str, list[tuple[str, Mapping[str, object]]]] = {}
    again: dict[str, list[Mapping[str, object]]] = {}
    declined: set[str] = set()
    for name, (form, _asked) in companions.items():
        theirs = [(one, seen(one, form)) for one in sent if one.form == name]
        if not theirs:
            continue
        once[name] = theirs[-1][1]
        each_voice[name] = [(one.voice, values) for one, values in theirs]
        again[name] = [values for _, values in theirs]
        declined |= {f"{name}.{question}" for question in theirs[-1][0].declined()}
        if name == draft.form:
            each_voice[""] = each_voice[name]
    return Around(once, each_voice, again, frozenset(declined))

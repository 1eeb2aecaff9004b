"""Whose words stand in the boxes of a draft before its writer has changed them: what its seat said before, and what a default
took over from another answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from core.house import House
from core.stores.protocol import Tx
from core.web.shown import Laid
from forms.answers import Typed
from forms.compiled import Compiled
from forms.drafts import compiled_of
from forms.model import Asked
from forms.records import Draft, Response
from forms.sent import answered_before, responses_of_case
from forms.written import typed_from

SeenValues = Callable[[Response, Asked], Mapping[str, object]]
"""The values of a response that the writer may see."""


def echoes_of(
    house: House, home_id: str, tx: Tx, compiled: Compiled, draft: Draft, seen: SeenValues
) -> dict[str, Laid]:
    """question → the answers whose words stand there as they were given."""
    found: dict[str, list[str]] = {}
    earlier = answered_before(tx, draft)
    if earlier is not None:
        theirs = compiled_of(house, home_id, tx, earlier.form_hash)
        for id, value in seen(earlier, theirs.form).items():
            if _stands_in(draft.typed, typed_from(theirs, {id: value}, {})):
                found.setdefault(id, []).append(earlier.id)
    for id, response in _taken_over(house, home_id, tx, compiled, draft, seen):
        found.setdefault(id, []).append(response)
    return {id: Laid("", [(Response.kind, one) for one in ids]) for id, ids in found.items()}


def _stands_in(typed: Typed, parts: Typed) -> bool:
    """True where any part that says something is still as it was: somebody else's words are there to be read."""
    return any(any(texts) and typed.get(name) == texts for name, texts in parts.items() if not name.endswith("._row"))


def _taken_over(
    house: House, home_id: str, tx: Tx, compiled: Compiled, draft: Draft, seen: SeenValues
) -> Iterator[tuple[str, str]]:
    """(question, response) for each default that holds the very words of another answer of the conversation."""
    wanted = {id: text for group, id in compiled.defaults if group is None and (text := _text(draft.typed, id))}
    if not wanted or draft.case is None:
        return
    for response in responses_of_case(tx, draft.case):
        said = set(map(_words, seen(response, compiled_of(house, home_id, tx, response.form_hash).form).values()))
        for id, text in wanted.items():
            if text in said:
                yield id, response.id


def _text(typed: Typed, id: str) -> str:
    return _words((typed.get(id) or ("",))[-1])


def _words(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""

"""What a page shows of others, said where words are laid out; it becomes a look once the page has been sent.

Whoever lays out somebody's words, or a record about somebody, says so with `shown`. What was laid out and not sent leaves
nothing: a page that was left for another, one that failed, a question that does not stand on this page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flask import g, has_request_context, request
from markupsafe import Markup, escape

Records = dict[tuple[str, str], None]
"""Kind and id of each record, the first that was laid out first."""
Seen = dict[tuple[str, str, str, str], None]
"""The same with the home, and with who is shown it: home, person, kind, id."""
HANDED_OVER = "cartref.shown"
"""Where a page that is made within another leaves what it shows; whoever sends it notes it."""


def shown(kind: str, id: str) -> None:
    """This record, or words of it, stand on the page that is being made. Outside a page nothing is noted."""
    if has_request_context():
        _here()[kind, id] = None


def _here() -> Records:
    if "cartref_shown" not in g:
        g.cartref_shown = {}
    found: Records = g.cartref_shown
    return found


class Laid:
    """Words that are noted as shown when they are put into a page, and not before.

    They are put there as markup (`{{ laid }}`, `escape`) or as text (`str`).
    """

    def __init__(self, words: str, records: Iterable[tuple[str, str]]) -> None:
        self._words = words
        self._records = tuple(records)

    def stands_here(self) -> None:
        """They stand on the page."""
        for kind, id in self._records:
            shown(kind, id)

    def __html__(self) -> Markup:
        self.stands_here()
        return escape(self._words)

    def __str__(self) -> str:
        self.stands_here()
        return str(self._words)

    def __bool__(self) -> bool:
        return bool(self._words)


@contextmanager
def held() -> Iterator[Records]:
    """What is laid out within the block is kept aside, to go with a `Laid`, or to be noted with `note_all`."""
    aside: Records = {}
    if not has_request_context():
        yield aside
        return
    before = _here()
    g.cartref_shown = aside
    try:
        yield aside
    finally:
        g.cartref_shown = before


def note_all(records: Iterable[tuple[str, str]]) -> None:
    """All of these stand on the page."""
    for kind, id in records:
        shown(kind, id)


def something_else() -> None:
    """Another page is sent instead of the one that was being made: one that says what went wrong, or asks for a sign-in."""
    if has_request_context():
        g.cartref_shown = {}
        g.cartref_instead = True


def is_something_else() -> bool:
    """True once another page is sent than the one at this address."""
    return bool(g.get("cartref_instead", False))


def taken() -> Records:
    """Everything that was laid out for this page."""
    return dict(_here())


def hand_over(seen: Seen) -> bool:
    """Leave it to whoever asked for this page within another; False where a browser asked for it."""
    held: Seen | None = request.environ.get(HANDED_OVER)
    if held is None:
        return False
    held.update(seen)
    return True


def handed_over(seen: Seen) -> None:
    """A page that was made within this one is sent in its place, with all that it shows."""
    g.cartref_handed_over = {**g.get("cartref_handed_over", {}), **seen}


def from_within() -> Seen:
    """What pages made within this one show, where they are sent."""
    found: Seen = g.get("cartref_handed_over", {})
    return found

"""One transaction of the embedded store, over a home's live tables."""

from __future__ import annotations

from core.stores.entries import Deed
from core.stores.kinds import Kinds
from core.stores.live import Live
from core.stores.protocol import Body, Refused
from core.stores.query import Asked
from core.stores.staging import Found, Last, StagedTx

MOST_RECORDS, MANY_RECORDS = 250_000, 100_000
"""How many records a home may hold here, and from how many on its people are warned."""


class TinyTx(StagedTx):
    """A transaction on one home."""

    def __init__(self, home: str, live: Live, kinds: Kinds, deed: Deed | None = None) -> None:
        idem = None if deed is None else deed.idem
        super().__init__(home, kinds, deed, None if idem is None else live.answers.get(idem))
        self._live = live

    def put(self, kind: str, id: str, body: Body, expect: int) -> int:
        """Keep `body` over revision `expect`; the new revision. Raises Refused where the home is full."""
        if expect == 0 and self._live.count + len(self.staged) >= MOST_RECORDS:
            check_count(self.home, self._live.count + self._more() + 1)
        return super().put(kind, id, body, expect)

    def _more(self) -> int:
        """How many records more there are than before this transaction."""
        return sum(
            (last.text is not None) - (id_ in self._live.table(kind).rows)
            for kind, now in self._now.items()
            for id_, last in now.items()
        )

    def _kept(self, kind: str, id: str) -> Last:
        return self._live.table(kind).last(id)

    def _kept_in_order(self, asked: Asked) -> list[Found]:
        return self._live.table(asked.kind).in_order(asked, self._kinds.indexes(asked.kind))


def check_count(home: str, count: int) -> None:
    """Raises Refused where a home would hold more records than may stand in memory."""
    if count > MOST_RECORDS:
        raise Refused(
            f"{home} holds {MOST_RECORDS:,} records, the most that can be kept in a folder; move it to PostgreSQL"
        )

"""The data keys of homes in the SQL store: made with a home's first line, wrapped, and unwrapped once in each process."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from core.stores.keys import Keys, Sealer, new_data_key
from core.stores.protocol import Refused
from core.stores.sqlrows import Rows, as_kept
from core.stores.sqltables import attachment, head, home_key, mine


class HomeKeys:
    """What seals each home's rows; with no `keys` nothing is sealed, and a sealed home is refused."""

    def __init__(self, keys: Keys | None) -> None:
        self._keys = keys
        self._known: dict[str, Sealer | None] = {}

    def rows(self, connection: Connection, home: str, *, writing: bool = False) -> Rows:
        """The rows of a home; where it begins with this transaction (`writing`), with a new key. Raises Refused."""
        if home in self._known:
            return Rows(home, self._known[home])
        wrapped = connection.execute(select(home_key.c.wrapped).where(mine(home_key, home))).scalar()
        if wrapped is not None:
            if self._keys is None:
                raise Refused(f"the records of {home} are sealed; name the file of their key in CARTREF_KEY")
            self._known[home] = sealer = Sealer(self._keys.unwrap(as_kept(wrapped)))
            return Rows(home, sealer)
        begun = _begun(connection, home)
        if self._keys is None:
            if begun:
                self._known[home] = None
            return Rows(home, None)
        if begun:
            raise Refused(
                f"the records of {home} were begun without a key; leave CARTREF_KEY out, or move them into a new store"
            )
        if not writing:
            return Rows(home, None)
        data_key = new_data_key()
        return Rows(home, Sealer(data_key), self._keys.wrap(data_key))

    def seals(self, connection: Connection, home: str) -> bool:
        """True where what is kept in a home is sealed, or will be once it begins."""
        return self.rows(connection, home).sealer is not None or not (self._keys is None or home in self._known)

    def kept(self, rows: Rows) -> None:
        """A new home's key stands in the database now."""
        if rows.new_key is not None:
            self._known[rows.home] = rows.sealer


def keep_new_key(connection: Connection, rows: Rows) -> None:
    """Keep the wrapped key of a home that begins."""
    if rows.new_key is not None:
        connection.execute(insert(home_key), {"home": rows.home, "wrapped": rows.new_key})


def _begun(connection: Connection, home: str) -> bool:
    """True when anything was ever kept in a home."""
    seq = connection.execute(select(head.c.seq).where(mine(head, home))).scalar()
    return bool(seq) or bool(
        connection.execute(select(attachment.c.sha256).where(mine(attachment, home)).limit(1)).scalar()
    )

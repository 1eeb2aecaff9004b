"""How an entry gets into a frame and out again: put together, and sealed for its place where the home is sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from core.stores.current import KEY
from core.stores.keys import Keys, Sealer
from core.stores.protocol import Corrupt, Refused
from core.stores.segment import Frame, Segment, frame, sum_in

T = TypeVar("T")


class Wrapping:
    """Of one home; `sealer` None: it is plain."""

    def __init__(self, folder: Path, home: str, sealer: Sealer | None = None) -> None:
        self.sealer = sealer
        self._folder = folder
        self._home = home

    @classmethod
    def of(cls, folder: Path, home: str, sealed: bool, keys: Keys | None) -> Wrapping:
        """Of a home that is there. Raises Refused without its key, or Corrupt."""
        if not sealed:
            return cls(folder, home)
        if keys is None:
            raise Refused(f"the records of {home} are sealed; name the file of their key in CARTREF_KEY")
        try:
            wrapped = (folder / KEY).read_bytes()
        except FileNotFoundError:
            raise Corrupt(f"{folder / KEY} is missing; restore it from a backup") from None
        return cls(folder, home, Sealer(keys.unwrap(wrapped)))

    def framed(self, segment: Segment, payloads: Sequence[bytes]) -> list[bytes]:
        """Payloads as they stand behind the last frame of a segment."""
        framed: list[bytes] = []
        previous = segment.sum
        for seq, payload in enumerate(payloads, segment.last + 1):
            kept = payload if self.sealer is None else self.sealer.seal(payload, self._place(seq, previous))
            framed.append(frame(previous, kept))
            previous = sum_in(framed[-1])
        return framed

    def read(self, one: Frame, how: Callable[[bytes], T]) -> T:
        """The entry in a frame. Raises Corrupt."""
        try:
            if self.sealer is None:
                return how(one.payload)
            return how(self.sealer.open(one.payload, self._place(one.seq, one.previous)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Corrupt(f"{self._folder}, line {one.seq}: this is not a transaction") from error
        except Corrupt as error:
            raise Corrupt(f"{self._folder}, line {one.seq}: {error}") from error

    def _place(self, seq: int, previous: bytes) -> bytes:
        return b"%s|%d|%s" % (self._home.encode(), seq, previous)

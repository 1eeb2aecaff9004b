"""One transaction as it stands in the journal, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass

from core.stores.live import Change
from core.stores.values import canonical


@dataclass(frozen=True)
class Entry:
    """One transaction that was kept. `at` is UTC as ISO 8601; bodies and the answer are canonical JSON."""

    seq: int
    at: str
    actor: str
    purpose: str
    idem: str | None
    answer: bytes | None
    changes: tuple[Change, ...]

    def to_bytes(self) -> bytes:
        """Canonical JSON, put together from parts that are canonical already: no body is encoded twice."""
        changes = b",".join(
            b'{"body":%s,"id":%s,"kind":%s,"rev":%d}'
            % (b"null" if text is None else text, canonical(id_), canonical(kind), revision)
            for kind, id_, revision, text in self.changes
        )
        return b'{"actor":%s,"answer":%s,"at":%s,"changes":[%s],"idem":%s,"purpose":%s,"seq":%d}' % (
            canonical(self.actor),
            b"null" if self.answer is None else self.answer,
            canonical(self.at),
            changes,
            canonical(self.idem),
            canonical(self.purpose),
            self.seq,
        )

    @classmethod
    def from_bytes(cls, payload: bytes) -> Entry:
        """The transaction in a payload whose sum was right. Raises ValueError or KeyError for anything else."""
        said = json.loads(payload)
        return cls(
            seq=said["seq"],
            at=said["at"],
            actor=said["actor"],
            purpose=said["purpose"],
            idem=said["idem"],
            answer=None if said["answer"] is None else canonical(said["answer"]),
            changes=tuple(
                (one["kind"], one["id"], one["rev"], None if one["body"] is None else canonical(one["body"]))
                for one in said["changes"]
            ),
        )

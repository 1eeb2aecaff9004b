"""The kinds of records that the core itself keeps."""

from __future__ import annotations

from core.accounts import AccountName, SignIn, Tries
from core.keeping.holds import Hold
from core.keeping.purge import Purge
from core.records import Account, Event, Home, KeptSnapshot, Person, Tools
from core.shares import Share
from core.stores.kinds import RecordKind
from core.stores.protocol import ATTACHMENT
from core.worries import Readers, Worry

CORE_KINDS: tuple[RecordKind, ...] = (
    *(
        one.record_kind()
        for one in (
            Account,
            AccountName,
            Event,
            Hold,
            Home,
            KeptSnapshot,
            Person,
            Purge,
            Readers,
            Share,
            SignIn,
            Tools,
            Tries,
            Worry,
        )
    ),
    RecordKind(ATTACHMENT, keeps="care"),
)

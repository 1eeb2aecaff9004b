"""What tests of the core share: passwords that are hashed in no time. What a real hash costs is looked at once, in `test_accounts`."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from core import accounts

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    monkeypatch.setattr(accounts, "_HASHER", QUICK)
    monkeypatch.setattr(accounts, "_NOBODY", QUICK.hash("nobody at all"))

"""What the tests of access share."""

from collections.abc import Iterator

import argon2
import pytest


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Hashes that take a millisecond; what they are made with in earnest is tested in test_accounts.py."""
    with pytest.MonkeyPatch.context() as patch:
        slow = argon2.PasswordHasher
        patch.setattr(argon2, "PasswordHasher", lambda: slow(time_cost=1, memory_cost=8, parallelism=1))
        yield

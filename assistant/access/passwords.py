"""Passwords: what is asked of one, and its argon2id hash (parameters of argon2-cffi, RFC 9106 low-memory profile)."""

import threading
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.errors import AccessError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 256
_FEWEST_DIFFERENT = 5
_AT_ONCE = 2
"""Hashes computed at the same time: each takes 64 MiB and a tenth of a second."""


class Passwords:
    """Hashes and verifies; one may serve several threads."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(_AT_ONCE)

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher

        return PasswordHasher()

    @cached_property
    def _nobodys(self) -> str:
        """The hash that the password of an unknown name is held against, so that it takes the same time."""
        return self._hasher.hash("a password that is nobody's")

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with self._free:
            return self._hasher.hash(_normal(password))

    def verify(self, password: str, kept: str | None) -> bool:
        """Whether `password` is the one whose hash was kept; None is never right and takes the same work."""
        from argon2.exceptions import InvalidHashError, VerifyMismatchError

        nobodys = self._nobodys
        with self._free:
            try:
                self._hasher.verify(nobodys if kept is None else kept, _normal(password[: LONGEST + 1]))
            except (VerifyMismatchError, InvalidHashError):
                return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def check_password(name: str, password: str) -> None:
    """Raises AccessError where `password` is none for the account `name`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccessError(f"a password has {SHORTEST} to {LONGEST} characters: a few words with spaces make a good one")
    if name.casefold() in password.casefold() or password.casefold() in name.casefold():
        raise AccessError("the password holds the account's name: choose another")
    if len(set(password)) < _FEWEST_DIFFERENT:
        raise AccessError(f"the password repeats itself: use at least {_FEWEST_DIFFERENT} different characters")


def _normal(password: str) -> str:
    """The same characters however the keyboard composes them (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)

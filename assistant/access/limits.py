"""How often one may ask and try to sign in. What is known of each asker stands on the board, so all processes of one app count together."""

import ipaddress
from collections.abc import Mapping
from dataclasses import replace

from assistant.access.board import Board, Failures
from assistant.access.models import Identity
from assistant.errors import TooManyError
from assistant.settings import AssistantSettings

_FIRST_WAIT = 15.0
_ADDRESS_SHARE = 4
"""Attempts an address has for each that a name has: a whole council may come from one address."""
_FORGIVEN = 3600.0
"""Seconds without an attempt after which earlier failures do not count."""


class Limits:
    """The limits of one app, however many processes it is; usable from several threads."""

    def __init__(self, settings: AssistantSettings, board: Board) -> None:
        self._settings, self._board = settings, board
        self._kept = max(_FORGIVEN, settings.sign_in_wait)

    def question(self, identity: Identity, address: str) -> None:
        """Count a question. Raises TooManyError where the asker has asked too many; the reader of a machine without accounts may."""
        rate = self._settings.questions_per_minute
        if identity.local or not rate:
            return
        wait = self._board.take(f"name {identity.name}" if identity.signed_in else f"from {network(address)}", rate)
        if wait > 0:
            raise TooManyError(f"Too many questions at once: try again in {max(1, round(wait))} seconds.", wait)

    def signing_in(self, name: str, address: str) -> None:
        """Count an attempt to sign in before it is looked at, so that attempts at the same time count too.

        Raises TooManyError while one must wait, whether or not there is an account of that name; the attempt must then not be looked at.
        """
        allowed = {_by_name(name): 1, f"from {network(address)}": _ADDRESS_SHARE}
        wait = 0.0

        def count(known: Mapping[str, Failures], now: float) -> dict[str, Failures]:
            nonlocal wait
            wait = max(failures.until for failures in known.values()) - now
            attempts = self._settings.sign_in_attempts
            return {} if wait > 0 else {key: self._counted(known[key], now, share * attempts) for key, share in allowed.items()}

        self._board.revise(list(allowed), count, self._kept)
        if wait > 0:
            raise TooManyError("Signing in is paused after too many attempts. Try again later.", wait)

    def signed_in(self, name: str, address: str) -> None:
        """The attempt was right: the name's failures are forgotten, and the address is not charged for it."""
        by_name, place = _by_name(name), f"from {network(address)}"

        def forgive(known: Mapping[str, Failures], _now: float) -> dict[str, Failures]:
            return {by_name: Failures(), place: replace(known[place], count=known[place].count - 1, until=0.0)}

        self._board.revise([by_name, place], forgive, self._kept)

    def _counted(self, failures: Failures, now: float, attempts: int) -> Failures:
        count = 1 if now - failures.at > self._kept else failures.count + 1
        doubled = min(count - attempts, 30)
        wait = min(_FIRST_WAIT * 2**doubled, self._settings.sign_in_wait) if doubled >= 0 else 0.0
        return Failures(count, now, now + wait)


def network(address: str) -> str:
    """What is counted as one place: an IPv4 address, or the 64 bits of an IPv6 address that name a household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def _by_name(name: str) -> str:
    return f"name {name.casefold()[:64]}"

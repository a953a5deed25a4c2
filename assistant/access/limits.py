"""How often one may ask and try to sign in. Kept in memory: the app is one process, and a restart forgives."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.access.models import Identity
from assistant.errors import TooManyError
from assistant.settings import AssistantSettings

_KEPT = 10_000
"""Askers remembered; those not heard of for longest are forgotten."""
_FIRST_WAIT = 15.0
_ADDRESS_SHARE = 4
"""Attempts an address has for each that a name has: a whole council may come from one address."""
_FORGIVEN = 3600.0
"""Seconds without an attempt after which earlier failures do not count."""


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Questions that may be asked at once, and when that was so."""

    left: float
    at: float


@dataclass(frozen=True, slots=True)
class _Failures:
    """Failed attempts in a row, when the last was, and until when there may be none."""

    count: int = 0
    at: float = 0.0
    until: float = 0.0


class Limits:
    """The limits of one running app; usable from several threads."""

    def __init__(self, settings: AssistantSettings, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds from any fixed moment."""
        self._settings, self._clock = settings, clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def question(self, identity: Identity, address: str) -> None:
        """Count a question. Raises TooManyError where the asker has asked too many; the reader of a machine without accounts may."""
        rate = self._settings.questions_per_minute
        if identity.local or not rate:
            return
        key, now = f"name {identity.name}" if identity.signed_in else f"from {network(address)}", self._clock()
        with self._lock:
            bucket = self._buckets.get(key, _Bucket(rate, now))
            left = min(rate, bucket.left + (now - bucket.at) * rate / 60)
            _put(self._buckets, key, _Bucket(left - 1 if left >= 1 else left, now))
        if left < 1:
            wait = (1 - left) * 60 / rate
            raise TooManyError(f"Too many questions at once: try again in {max(1, round(wait))} seconds.", wait)

    def signing_in(self, name: str, address: str) -> None:
        """Count an attempt to sign in before it is looked at, so that attempts at the same time count too.

        Raises TooManyError while one must wait, whether or not there is an account of that name; the attempt must then not be looked at.
        """
        now = self._clock()
        allowed = {_by_name(name): 1, f"from {network(address)}": _ADDRESS_SHARE}
        with self._lock:
            known = {key: self._failures.get(key, _Failures()) for key in allowed}
            wait = max(failures.until for failures in known.values()) - now
            if wait <= 0:
                for key, share in allowed.items():
                    _put(self._failures, key, self._counted(known[key], now, share * self._settings.sign_in_attempts))
        if wait > 0:
            raise TooManyError("Signing in is paused after too many attempts. Try again later.", wait)

    def signed_in(self, name: str, address: str) -> None:
        """The attempt was right: the name's failures are forgotten, and the address is not charged for it."""
        with self._lock:
            self._failures.pop(_by_name(name), None)
            if failures := self._failures.get(key := f"from {network(address)}"):
                self._failures[key] = replace(failures, count=failures.count - 1, until=0.0)

    def _counted(self, failures: _Failures, now: float, attempts: int) -> _Failures:
        count = 1 if now - failures.at > max(_FORGIVEN, self._settings.sign_in_wait) else failures.count + 1
        doubled = min(count - attempts, 30)
        wait = min(_FIRST_WAIT * 2**doubled, self._settings.sign_in_wait) if doubled >= 0 else 0.0
        return _Failures(count, now, now + wait)


def network(address: str) -> str:
    """What is counted as one place: an IPv4 address, or the 64 bits of an IPv6 address that name a household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def _by_name(name: str) -> str:
    return f"name {name.casefold()[:64]}"


def _put(kept: "OrderedDict[str, _Bucket] | OrderedDict[str, _Failures]", key: str, value: "_Bucket | _Failures") -> None:
    kept[key] = value  # type: ignore[assignment]
    kept.move_to_end(key)
    while len(kept) > _KEPT:
        kept.popitem(last=False)

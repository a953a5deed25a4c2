"""How long a connection may keep the app waiting, and how many there may be: the server itself waits for ever, for any number."""

import contextlib
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

_FEW_FILES: Final = 1024
_MANY_FILES: Final = 16_384
_MOST: Final = 2000


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, and connections."""

    request: float = 20.0
    """For a request's head to come, from when the connection is open or has its last answer."""
    body: float = 30.0
    """For the body to come, beside the time that it takes at `rate`."""
    rate: float = 64 * 1024.0
    """Bytes of a body a second; a body that does not say its length has no more time than `body`."""
    unread: float = 60.0
    """For the reader to take what waits to be sent."""
    most: int = _MOST
    """Connections; of more, those that have waited longest are closed."""


@dataclass(slots=True)
class _Seen:
    state: tuple[str, int]
    since: float


class Patience:
    """Closes connections of uvicorn that overstay; to be asked now and then in the server's loop.

    What a connection waits for is seen from outside, so that bytes that come one by one make nothing younger.
    """

    def __init__(self, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds from any fixed moment. Without `limits` the usual ones, within the files that this process may open."""
        self._limits, self._clock = limits or Limits(most=min(_MOST, _room_for_files() // 2)), clock
        self._seen: dict[Any, _Seen] = {}

    def look(self, connections: Collection[Any]) -> None:
        """Close those that have waited too long for their reader, and the longest waiting of too many."""
        now = self._clock()
        self._seen = {one: self._at(one, now) for one in connections}
        for one, seen in self._seen.items():
            if now - seen.since > self._allowed(one, seen.state[0]):
                _close(one)
        if len(connections) > self._limits.most:
            eldest = sorted(self._seen, key=lambda one: (self._seen[one].state[0] == "answer", self._seen[one].since))
            for one in eldest[: len(connections) - self._limits.most]:
                _close(one)

    def _at(self, connection: Any, now: float) -> _Seen:
        state, seen = _state(connection), self._seen.get(connection)
        return seen if seen and seen.state == state else _Seen(state, now)

    def _allowed(self, connection: Any, state: str) -> float:
        limits = self._limits
        if state == "body":
            return limits.body + _length(connection.cycle.scope["headers"]) / limits.rate
        return {"request": limits.request, "unread": limits.unread}.get(state, float("inf"))


def _state(connection: Any) -> tuple[str, int]:
    """What it waits for, and of which request."""
    cycle = getattr(connection, "cycle", None)
    if cycle is None or cycle.response_complete:
        return "request", id(cycle)
    if connection.flow.write_paused:
        return "unread", id(cycle)
    return ("body" if cycle.more_body else "answer"), id(cycle)


def _length(headers: Collection[tuple[bytes, bytes]]) -> int:
    said = next((value for name, value in headers if name == b"content-length"), b"")
    return int(said) if said.isdigit() and len(said) < 16 else 0


def _close(connection: Any) -> None:
    if transport := connection.transport:
        transport.abort()  # closing it would wait until all is read that was to be sent


def _room_for_files() -> int:
    """Files and sockets that this process may have open, after it has asked for as many as it can use."""
    if sys.platform == "win32":
        return _MANY_FILES
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < _MANY_FILES:
        wanted = _MANY_FILES if hard < 0 else min(hard, _MANY_FILES)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return soft if soft > 0 else _FEW_FILES

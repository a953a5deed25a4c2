"""Whether the asker has gone: told to work that is in the middle of waiting for a chat model, so that it ends at the next word."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


@contextmanager
def stoppable(stop: threading.Event) -> Iterator[None]:
    """What is done inside, in threads of LangChain too, is told by `stopped` when `stop` is set."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


def stopped() -> bool:
    """Whether nobody waits any more for what is being done."""
    stop = _STOP.get()
    return stop is not None and stop.is_set()

"""Answers being made, so that a reader can stop theirs.

gradio's own cancelling loses the message that follows it about once in ten times (6.31), and waits for the generator's next step.
"""

import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from assistant.events import Event

_LOOK_SECONDS = 0.1


class StoppedError(Exception):
    """The reader stopped the answer."""


class Running:
    """The answers being made, by browser session."""

    def __init__(self) -> None:
        self._stops: dict[str, threading.Event] = {}

    def stop(self, session: str) -> None:
        """Stop what this session has running, if anything."""
        if stop := self._stops.get(session):
            stop.set()

    def run(self, session: str, events: Iterator[Event]) -> Iterator[Event]:
        """The events, made in a thread of their own so that stopping need not wait for the next.

        Raises StoppedError where the session is stopped, and whatever the making of the events raises. The work itself ends at its
        next event, also where this iterator is closed early.
        """
        stop = self._stops[session] = threading.Event()
        made: SimpleQueue[Event | BaseException | None] = SimpleQueue()
        threading.Thread(target=_make, args=(events, made, stop), daemon=True).start()
        try:
            while not stop.is_set():
                try:
                    event = made.get(timeout=_LOOK_SECONDS)
                except Empty:
                    continue
                if stop.is_set():
                    break
                if event is None:
                    return
                if isinstance(event, BaseException):
                    raise event
                yield event
            raise StoppedError
        finally:
            stop.set()
            if self._stops.get(session) is stop:
                del self._stops[session]


def _make(events: Iterator[Event], made: "SimpleQueue[Event | BaseException | None]", stop: threading.Event) -> None:
    try:
        for event in events:
            if stop.is_set():
                break
            made.put(event)
        made.put(None)
    except BaseException as error:  # raised again where the events are read
        made.put(error)
    finally:
        if close := getattr(events, "close", None):
            close()

"""Answers being made, so that a reader can stop theirs, and so that one whose reader has gone ends.

gradio's own cancelling loses the message that follows it about once in ten times (6.31), and waits for the generator's next step.
"""

from collections.abc import Iterator
from queue import SimpleQueue

from assistant.events import Event
from assistant.line import Line, Ticket, Told, follow
from assistant.models import Ask

_LOOK_SECONDS = 0.1


class StoppedError(Exception):
    """The reader stopped the answer."""


class Running:
    """The questions of readers that are waiting or being answered, by browser session."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._tickets: dict[str, Ticket] = {}

    def stop(self, session: str) -> None:
        """Stop what this session has running, if anything: out of the line at once, or at the next step of the answer."""
        if ticket := self._tickets.get(session):
            ticket.cancel()

    def run(self, session: str, ask: Ask, who: str) -> Iterator[Event]:
        """The events of one answer, before them Waiting whenever the place in the line has changed; `who` as in Line.join.

        Raises StoppedError where the session is stopped, TooManyError where the line is full, and whatever answering raises. Closing
        the iterator cancels the question.
        """
        made: SimpleQueue[Told] = SimpleQueue()
        ticket = self._line.join(ask, made.put, who)
        self._tickets[session] = ticket
        try:
            if not (yield from follow(ticket, made, _LOOK_SECONDS)):
                raise StoppedError
        finally:
            ticket.cancel()
            if self._tickets.get(session) is ticket:
                del self._tickets[session]

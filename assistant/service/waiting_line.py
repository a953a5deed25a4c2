"""The line in which questions wait: a few are answered at a time, and people take turns, however many questions each has asked."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Iterator
from logging import getLogger
from queue import Empty, SimpleQueue
from typing import Protocol

from assistant.answering.stopping import stoppable
from assistant.errors import TooManyError
from assistant.events import Event, Waiting
from assistant.models import Ask

_LOG = getLogger(__name__)
Told = Event | BaseException | None
"""An event; what the answering raised; or None when it has ended."""
_LOOK_SECONDS = 0.25
"""How often someone who waits is told of a new place in the line."""
_FULL_SECONDS = 15.0


class Answerer(Protocol):
    """What answers: the assistant, or a stand-in for it."""

    def stream(self, ask: Ask) -> Iterator[Event]:
        """Events while the answer is made; the last is the Answer."""


class Ticket:
    """One question in the line."""

    def __init__(self, line: "Line", ask: Ask, who: object, tell: Callable[[Told], None]) -> None:
        self.ask, self.who, self.tell = ask, who, tell
        self.stop = threading.Event()
        self._line = line

    @property
    def place(self) -> int:
        """Its place in the line, the next to be answered being 1; 0 where it waits no longer."""
        return self._line.place(self)

    def cancel(self) -> None:
        """Leave the line; an answer that is being made ends at its next event, or at the chat model's next word."""
        self.stop.set()
        self._line.leave(self)


def follow(ticket: Ticket, made: "SimpleQueue[Told]", look: float = _LOOK_SECONDS) -> Generator[Event, None, bool]:
    """What `ticket` was told into `made`, and Waiting whenever its place has changed; looked for every `look` seconds.

    Returns whether the answering came to its end; False where the ticket was cancelled. Raises what answering raises.
    """
    place = 0
    while not ticket.stop.is_set():
        try:
            told = made.get(timeout=look)
        except Empty:
            if ticket.place not in (0, place):
                place = ticket.place
                yield Waiting(position=place)
            continue
        if ticket.stop.is_set():
            break
        if told is None:
            return True
        if isinstance(told, BaseException):
            raise told
        yield told
    return False


class Line:
    """Answers the questions of many askers with one answerer; itself an answerer."""

    def __init__(self, answerer: Answerer, at_once: int = 2, longest: int = 100) -> None:
        """`at_once` questions are answered at the same time, at most `longest` wait."""
        self._answerer, self._at_once, self._longest = answerer, at_once, longest
        self._waiting: OrderedDict[object, deque[Ticket]] = OrderedDict()
        self._busy = 0
        self._lock = threading.Lock()

    def join(self, ask: Ask, tell: Callable[[Told], None], who: str = "") -> Ticket:
        """Have `ask` answered in its turn; `tell` is called from another thread with every event, and at the end with None or an error.

        Questions with the same `who` share one turn; without it a question has its own. Raises TooManyError where the line is full.
        """
        ticket = Ticket(self, ask, who or object(), tell)
        with self._lock:
            if sum(map(len, self._waiting.values())) >= self._longest:
                raise TooManyError("too many questions are waiting to be answered: try again in a little while", _FULL_SECONDS)
            self._waiting.setdefault(ticket.who, deque()).append(ticket)
            idle = self._busy < self._at_once
            self._busy += idle
        if idle:
            threading.Thread(target=self._serve, daemon=True).start()
        return ticket

    def stream(self, ask: Ask, who: str = "") -> Iterator[Event]:
        """The events of one answer, before them Waiting while others come first. Closing the iterator cancels the question.

        Raises TooManyError where the line is full, and whatever answering raises.
        """
        made: SimpleQueue[Told] = SimpleQueue()
        ticket = self.join(ask, made.put, who)
        try:
            yield from follow(ticket, made)
        finally:
            ticket.cancel()

    def place(self, ticket: Ticket) -> int:
        """How many are served up to and with `ticket`, each person in turn; 0 where it does not wait."""
        with self._lock:
            own = self._waiting.get(ticket.who, ())
            if ticket not in own:
                return 0
            turn, before, passed = list(own).index(ticket), 0, False
            for who, theirs in self._waiting.items():
                passed = passed or who == ticket.who
                before += min(len(theirs), turn + (not passed))
            return before + 1

    def leave(self, ticket: Ticket) -> None:
        """Take a ticket that is cancelled out of the line."""
        with self._lock:
            own = self._waiting.get(ticket.who)
            if own and ticket in own:
                own.remove(ticket)
                if not own:
                    del self._waiting[ticket.who]

    def _next(self) -> Ticket | None:
        """The next to be served; its person goes to the end of the line with what else they asked."""
        with self._lock:
            if not self._waiting:
                self._busy -= 1
                return None
            who, tickets = self._waiting.popitem(last=False)
            ticket = tickets.popleft()
            if tickets:
                self._waiting[who] = tickets
            return ticket

    def _serve(self) -> None:
        while ticket := self._next():
            with stoppable(ticket.stop):
                try:
                    _answer(self._answerer, ticket)
                except Exception as error:  # whoever asked cannot be told so: the others are served all the same
                    _LOG.error("an asker could not be told of an answer: %s", type(error).__name__)


def _answer(answerer: Answerer, ticket: Ticket) -> None:
    try:
        events = answerer.stream(ticket.ask)
        try:
            for event in events:
                if ticket.stop.is_set():
                    break
                ticket.tell(event)
        finally:
            if close := getattr(events, "close", None):
                close()
        ticket.tell(None)
    except BaseException as error:  # raised again where the events are read
        ticket.tell(error)


# Answers being made, so that a reader can stop theirs, and so that one whose reader has gone ends.

_RUNNING_LOOK_SECONDS = 0.1


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
            if not (yield from follow(ticket, made, _RUNNING_LOOK_SECONDS)):
                raise StoppedError
        finally:
            ticket.cancel()
            if self._tickets.get(session) is ticket:
                del self._tickets[session]

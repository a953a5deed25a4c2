"""The line in which questions wait: a few are answered at a time, and people take turns, however many questions each has asked.

What the app asks by itself, to try a suggestion, stands in no line: it is done while no person asks, and gives way as soon as one does.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from logging import getLogger
from queue import Empty, SimpleQueue
from typing import Protocol

from assistant.answering.stopping import stoppable
from assistant.errors import TooManyError
from assistant.events import Event, Waiting
from assistant.models import Answer, Ask

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
        """Its place in the line, the next to be answered being 1; 0 where it waits for nobody else."""
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
        self._served: set[Ticket] = set()
        self._trials: set[threading.Event] = set()
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)

    @classmethod
    def over(cls, answerer: Answerer) -> "Line":
        """The answerer itself where it is a line, so that all doors share one; otherwise a line before it."""
        return answerer if isinstance(answerer, cls) else cls(answerer)

    def join(self, ask: Ask, tell: Callable[[Told], None], who: str = "") -> Ticket:
        """Have `ask` answered in its turn; `tell` is called from another thread with every event, and at the end with None or an error.

        Questions with the same `who` share one turn; without it a question has its own. Trials give way. Raises TooManyError where the
        line is full.
        """
        ticket = Ticket(self, ask, who or object(), tell)
        with self._lock:
            for trial in self._trials:
                trial.set()
            idle = len(self._served) < self._at_once
            if idle:
                self._served.add(ticket)
            elif sum(map(len, self._waiting.values())) >= self._longest:
                raise TooManyError("too many questions are waiting to be answered: try again in a little while", _FULL_SECONDS)
            else:
                self._waiting.setdefault(ticket.who, deque()).append(ticket)
        if idle:
            threading.Thread(target=self._serve, args=(ticket,), daemon=True).start()
        return ticket

    def try_out(self, ask: Ask, patience: float = 0.0) -> Answer | None:
        """The answer to what no person asks, made in this thread while no person asks anything, which is awaited up to `patience` seconds.

        None where it gave way. Raises whatever answering raises.
        """
        stop = threading.Event()
        with self._lock:
            if not self._idle.wait_for(lambda: not self._served, patience):
                return None
            self._trials.add(stop)
        try:
            with stoppable(stop), closing(_until(stop, self._answerer.stream(ask))) as events:
                return next((event for event in events if isinstance(event, Answer)), None)
        finally:
            with self._lock:
                self._trials.discard(stop)

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
        """How many are served up to and with `ticket`, each person in turn; 0 where it does not wait, or for its own person alone."""
        with self._lock:
            own = self._waiting.get(ticket.who, ())
            if ticket not in own or {*self._waiting, *(one.who for one in self._served)} == {ticket.who}:
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

    def _next(self, served: Ticket) -> Ticket | None:
        """The one to be served after `served`; its person goes to the end of the line with what else they asked."""
        with self._lock:
            self._served.discard(served)
            if not self._waiting:
                self._idle.notify_all()
                return None
            who, tickets = self._waiting.popitem(last=False)
            ticket = tickets.popleft()
            if tickets:
                self._waiting[who] = tickets
            self._served.add(ticket)
            return ticket

    def _serve(self, ticket: Ticket | None) -> None:
        while ticket:
            with stoppable(ticket.stop):
                try:
                    _answer(self._answerer, ticket)
                except Exception as error:  # whoever asked cannot be told so: the others are served all the same
                    _LOG.error("an asker could not be told of an answer: %s", type(error).__name__)
            ticket = self._next(ticket)


def _answer(answerer: Answerer, ticket: Ticket) -> None:
    try:
        for event in _until(ticket.stop, answerer.stream(ticket.ask)):
            ticket.tell(event)
        ticket.tell(None)
    except BaseException as error:  # raised again where the events are read
        ticket.tell(error)


def _until(stop: threading.Event, events: Iterator[Event]) -> Generator[Event]:
    """The events up to the stop; what makes them is closed."""
    try:
        for event in events:
            if stop.is_set():
                break
            yield event
    finally:
        if close := getattr(events, "close", None):
            close()


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

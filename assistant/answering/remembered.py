"""Answers given lately: the same question of the same papers has the same answer, and is not worked out twice."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Final

from assistant.answering.stopping import stopped
from assistant.events import Event
from assistant.models import Answer

MOST: Final = 200
"""Answers remembered, some 50 kB each."""


class Remembered:
    """The events of answers by question, as long as the papers stand as they do; usable from several threads."""

    def __init__(self) -> None:
        self._papers: Hashable = None
        self._known: OrderedDict[str, tuple[Event, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def events(self, papers: Callable[[], Hashable], question: str, make: Callable[[], Iterator[Event]]) -> Iterator[Event]:
        """The events of the answer to `question`, made where they are not known. `papers` tells one state of the papers from another:
        what was made while it changed is not remembered, nor what was not made to its end."""
        before = papers()
        if known := self._of(before, question):
            yield from known
            return
        made: list[Event] = []
        for event in make():
            made.append(event)
            if isinstance(event, Answer) and not stopped() and papers() == before:  # the last; who has it may ask for no more
                self._keep(before, question, tuple(made))
            yield event

    def _of(self, papers: Hashable, question: str) -> tuple[Event, ...]:
        with self._lock:
            if papers != self._papers:  # words of a paper that has gone are not kept either
                self._papers, self._known = papers, OrderedDict()
            if question in self._known:
                self._known.move_to_end(question)
            return self._known.get(question, ())

    def _keep(self, papers: Hashable, question: str, events: tuple[Event, ...]) -> None:
        with self._lock:
            if papers == self._papers:
                self._known[question] = events
                while len(self._known) > MOST:
                    self._known.popitem(last=False)

"""Questions to start with and to go on with, in a person's words, of which it is known that the papers answer them.

Where no chat model answers, each is tried, and kept only where the answer cites the part that it was made from. Trials give way to what
people ask; what came of one is kept until the library changes, so that none is made again for the next reader.
"""

import threading
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from assistant.models import Answer, Ask, Turn
from assistant.scope import Scope
from assistant.service.candidates import Candidate, Papers, about_meetings, about_papers, about_reports, in_turn, near
from assistant.service.reader import Reader
from assistant.service.services import Services
from assistant.service.waiting_line import Line
from ingest.library.as_of import Days, LibraryAsOf
from ingest.models import Classification
from vectorstore.models import Role

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
COUNT = 3
_OF_A_KIND = 2
_LOOKED_AT = 24
_TRIED, _TRIED_AFTER = 10, 6
"""Candidates tried at most for those to start with and to go on with."""
_PATIENCE_SECONDS = 3.0
"""How long a trial waits for people to be answered, before it gives way."""
_MOST_KEPT = 1000


class Suggestions:
    """Makes suggestions for what a reader may see."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._line = Line.over(services.assistant)
        self._tries = services.access is None or not services.access.settings.chat_model
        self._making = threading.Lock()
        self._kept = _Kept(services.library.revision())
        self._days = Days(lambda day: LibraryAsOf(services.library, day))

    def first(self, scope: Scope, role: Role) -> tuple[str, ...]:
        """Questions on what the newest papers in scope recommend, decide and hold. Raises UnknownBodyError as `Scope.papers`."""
        reader, key = self._reader(role, scope), (role.classifications, scope)
        papers = _in_scope(reader, scope)
        known = self._now().firsts.get(key)
        if known is not None:
            return known
        with self._making:
            kept = self._now()
            if key in kept.firsts:
                return kept.firsts[key]
            streams = about_meetings(reader, papers), about_reports(reader, papers), about_papers(reader, papers)
            candidates = varied(islice(in_turn(*streams), _LOOKED_AT), topics=True)
            found, whole = self._answered(candidates, Ask(question="", role=role, filters=scope), _TRIED)
            return _keep(kept.firsts, key, found) if whole else found

    def after(self, answers: Sequence[Answer], scope: Scope, role: Role) -> tuple[str, ...]:
        """Questions on what the last answer did not cite of the matters it cites, then on others of the same papers.

        None while suggestions are being made for others all the time. Raises UnknownBodyError as `Scope.papers`.
        """
        if not self._making.acquire(timeout=_PATIENCE_SECONDS):
            return ()
        try:
            reader, asked = self._reader(role, scope), {answer.question for answer in answers}
            history = tuple(Turn(question=answer.question, answer=answer.answer) for answer in answers)
            fresh = (one for one in near(reader, answers[-1], _in_scope(reader, scope)) if one.question not in asked)
            trial = Ask(question="", history=history, role=role, filters=scope)
            return self._answered(varied(islice(fresh, _LOOKED_AT)), trial, _TRIED_AFTER)[0]
        finally:
            self._making.release()

    def _reader(self, role: Role, scope: Scope) -> Reader:
        """Who asks, as the papers stood on the day as of which they are asked."""
        return Reader(self._days.on(scope.as_of) if scope.as_of else self._services.library, role)

    def _answered(self, candidates: Iterable[Candidate], trial: Ask, most: int) -> tuple[tuple[str, ...], bool]:
        """The first few that the papers answer with what they were made from; and whether all was tried that was to be.

        Of one matter a kind is asked for once, in the way that is answered.
        """
        found: dict[tuple[str, str], str] = {}
        kinds, tried = Counter[str](), 0
        for one in candidates:
            if (one.kind, one.topic) in found or kinds[one.kind] == _OF_A_KIND:
                continue
            if len(found) == COUNT or tried == most:
                break
            met, tried = self._met(one, trial), tried + 1
            if met is None:
                return tuple(found.values()), False
            if met:
                found[one.kind, one.topic] = one.question
                kinds[one.kind] += 1
        return tuple(found.values()), True

    def _met(self, candidate: Candidate, trial: Ask) -> bool | None:
        """Whether the papers answer a question with what it was made from; None where the trial gave way to a person."""
        if not self._tries:
            return True
        ask = trial.model_copy(update={"question": candidate.question})
        verdicts = self._now().verdicts
        key = (ask.question, tuple(turn.question for turn in ask.history), ask.role.classifications, ask.filters)
        if key in verdicts:
            return verdicts[key]
        answer = self._line.try_out(ask, _PATIENCE_SECONDS)
        return None if answer is None else _keep(verdicts, key, candidate.met_by(answer.citations))

    def _now(self) -> "_Kept":
        """What is known of the library as it is now."""
        revision, kept = self._services.library.revision(), self._kept
        if kept.revision != revision:
            kept = self._kept = _Kept(revision)
        return kept


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was found out at one revision of the library, the oldest forgotten first."""

    revision: int
    firsts: dict[tuple[frozenset[Classification], Scope], tuple[str, ...]] = field(default_factory=dict)
    verdicts: dict[tuple[object, ...], bool] = field(default_factory=dict)


def _keep(kept: dict[K, V], key: K, value: V) -> V:
    if len(kept) == _MOST_KEPT:
        del kept[next(iter(kept))]
    kept[key] = value
    return value


def varied(candidates: Iterable[Candidate], topics: bool = False) -> list[Candidate]:
    """The candidates in an order in which kinds of question, and with `topics` matters too, come back as late as they can."""
    left, kinds, seen = list(candidates), Counter[str](), Counter[str]()
    ordered: list[Candidate] = []
    while left:
        one = min(left, key=lambda c: kinds[c.kind] + (seen[c.topic] if topics else 0))
        same = [c for c in left if (c.kind, c.topic) == (one.kind, one.topic)]  # other ways of putting it
        ordered += same
        left = [c for c in left if c not in same]
        kinds[one.kind] += 1
        seen[one.topic] += 1
    return ordered


def _in_scope(reader: Reader, scope: Scope) -> Papers:
    return {paper.id: paper for paper in scope.papers(reader.papers())}

"""Decisions, actions and comparisons of one library, each register worked out once for each revision and kind of reader."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from assistant.models import Citation
from assistant.registers import actions as tracked
from assistant.registers import decisions as decided
from assistant.registers.action_models import Tracker
from assistant.registers.comparison import compare
from assistant.registers.comparison_models import CompareRequest, Comparison
from assistant.registers.models import Decision
from assistant.scope import EVERYTHING, Scope
from ingest.library.library import Library
from vectorstore.models import Role


class Registers:
    """The registers of one library; may serve several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[tuple[object, ...], tuple[int, Any]] = {}
        self._lock = threading.Lock()

    def decisions(self, role: Role, scope: Scope = EVERYTHING, outcome: str = "") -> tuple[Decision, ...]:
        """The decisions asked for, by date; `outcome` is part of its name. Raises UnknownBodyError as `Scope.keep`."""
        found, papers = self._kept("decisions", role, decided.decisions), self._library.papers(role.classifications)
        kept = scope.keep(found, lambda one: (one.meeting, (one.citation.document, *one.citation.also_in)), papers)
        return tuple(decision for decision in kept if outcome.casefold() in decision.outcome.value)

    def actions(self, role: Role, scope: Scope = EVERYTHING, status: str = "", responsible: str = "") -> Tracker:
        """The actions asked for, by date. Raises UnknownBodyError as `Scope.keep`.

        `status` is as in the register, or "open" or "closed"; `responsible` is part of the name of who is.
        """
        found, papers = self._kept("actions", role, tracked.tracker), self._library.papers(role.classifications)
        kept = scope.keep(found.actions, lambda one: (one.meeting, {entry.action.citation.document for entry in one.entries}), papers)
        documents = tuple(f"{document}: " for document in scope.documents)
        return Tracker(
            actions=tuple(one for one in kept if one.status.called(status) and one.is_for(responsible)),
            unread=tuple(line for line in found.unread if not documents or line.startswith(documents)),
        )

    def compare(self, request: CompareRequest) -> Comparison:
        """As `assistant.registers.comparison.compare`; not kept, since everyone compares something else."""
        return compare(self._library, request)

    def _kept(self, name: str, role: Role, make: Callable[[Library, Role], Any]) -> Any:
        """What was worked out at this revision of the library for whoever may see what this role may."""
        key = (name, role.classifications)
        with self._lock:
            revision = self._library.revision()
            if key not in self._known or self._known[key][0] != revision:
                self._known[key] = revision, make(self._library, role)
            return self._known[key][1]


def citations_in(value: object) -> Iterator[Citation]:
    """Every citation inside a model, or inside a sequence of them, in order."""
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from citations_in(inner)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from citations_in(getattr(value, name))

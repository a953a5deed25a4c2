"""Decisions, actions and comparisons of one library, each register worked out once for each revision and kind of reader."""

import threading
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from pydantic import BaseModel

from assistant.citations import told_apart
from assistant.models import Citation
from assistant.registers.action_models import Action, Tracker
from assistant.registers.actions import tracked
from assistant.registers.comparison import compare
from assistant.registers.comparison_models import CompareRequest, Comparison
from assistant.registers.decisions import decided, live_passages
from assistant.registers.models import Decision
from assistant.registers.sought import Sought
from assistant.scope import EVERYTHING, Scope
from ingest.library.as_of import Days, LibraryAsOf
from ingest.library.library import Library
from ingest.library.record import Record
from ingest.models import Classification, Paper, Standing
from vectorstore.models import Role


class Register:
    """What one kind of reader may know of decisions and actions, from one pass over the record of meetings."""

    def __init__(self, library: Library, role: Role) -> None:
        self._library, self._role = library, role
        self._clauses = Record(library).clauses(role.classifications)
        with told_apart(library.papers(role.classifications)):
            self.decisions = decided(self._clauses)

    @cached_property
    def tracker(self) -> Tracker:
        """The actions; worked out when they are first asked for. Raises LibraryError where the library cannot be read."""
        with told_apart(self._library.papers(self._role.classifications)):
            return tracked(live_passages(self._library, self._role), self._clauses, self.decisions)


class Registers:
    """The registers of one library; may serve several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._days = Days(lambda day: Registers(LibraryAsOf(library, day)))
        self._known: dict[Collection[Classification], tuple[int, Register]] = {}
        self._lock = threading.Lock()

    def decisions(self, role: Role, scope: Scope = EVERYTHING, outcome: str = "", words: str = "") -> tuple[Decision, ...]:
        """The decisions asked for, by date; `outcome` is part of its name, `words` are all in it or its title.

        Raises UnknownBodyError as `Scope.keep`.
        """
        if (held := self._on(scope)) is not self:
            return held.decisions(role, scope, outcome, words)
        with self._lock:
            found = self._register(role).decisions
        kept = scope.keep(found, lambda one: (one.meeting, (one.citation.document, *one.citation.also_in)), self._papers(role))
        sought = Sought(words)
        return tuple(one for one in kept if outcome.casefold() in one.outcome.value and sought.in_decision(one))

    def actions(self, role: Role, scope: Scope = EVERYTHING, status: str = "", responsible: str = "", words: str = "") -> Tracker:
        """The actions asked for, by date. Raises UnknownBodyError as `Scope.keep`.

        `status` is as in the register, or "open" or "closed"; `responsible` is part of the name of who is; `words` as of decisions.
        """
        if (held := self._on(scope)) is not self:
            return held.actions(role, scope, status, responsible, words)
        with self._lock:
            found = self._register(role).tracker
        papers, sought = self._papers(role), Sought(words)

        def kept(actions: Sequence[Action]) -> tuple[Action, ...]:
            near = scope.keep(actions, lambda one: (one.meeting, {entry.action.citation.document for entry in one.entries}), papers)
            return tuple(one for one in near if one.status.called(status) and one.is_for(responsible) and sought.in_action(one))

        documents = tuple(f"{document}: " for document in scope.documents)
        return Tracker(
            actions=kept(found.actions),
            recommended=kept(found.recommended),
            unread=tuple(line for line in found.unread if not documents or line.startswith(documents)),
        )

    def compare(self, request: CompareRequest) -> Comparison:
        """As `assistant.registers.comparison.compare`; not kept, since everyone compares something else."""
        library = self.library(request.filters)
        with told_apart(library.papers(request.role.classifications)):
            found = compare(library, request)
        return found.model_copy(update={"as_of": library.standing(request.role.classifications)})

    def standing(self, role: Role, scope: Scope) -> Standing | None:
        """How much was known on the day as of which the papers are asked; None where they are asked as they stand now."""
        return self.library(scope).standing(role.classifications)

    def library(self, scope: Scope) -> Library:
        """The papers as of the day that is asked for."""
        return self._on(scope)._library

    def _on(self, scope: Scope) -> "Registers":
        """The registers of the day as of which the papers are asked."""
        day = scope.as_of
        return self if day in (None, self._library.day) else self._days.on(day)

    def _papers(self, role: Role) -> list[Paper]:
        return self._library.papers(role.classifications)

    def _register(self, role: Role) -> Register:
        """The register at this revision of the library for whoever may see what this role may."""
        key, revision = role.classifications, self._library.revision()
        if key not in self._known or self._known[key][0] != revision:
            self._known[key] = revision, Register(self._library, role)
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

"""The routes to decisions, actions and comparisons: rows with their places, of nothing but what the caller may see."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from assistant.access.models import Action as Recorded
from assistant.api.models import ActionList, DecisionList, scope_in_query
from assistant.api.problems import responses
from assistant.models import Frozen
from assistant.registers.comparison_models import CompareRequest, Comparison
from assistant.registers.registers import Registers, citations_in
from assistant.scope import Name, Scope
from assistant.service.visitor import Caller

_ROUTE: dict[str, Any] = {"responses": responses(401, 404, 422, 500, 503)}
Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Outcome = Annotated[Name | None, Query(description='"agreed", "noted", "refused", "deferred", …')]
Status = Annotated[Name | None, Query(description='"open", "closed", or a status as it is given.')]
Who = Annotated[Name | None, Query(description="Part of the name of who is responsible, as printed.")]
Words = Annotated[Name | None, Query(description="Words that a row or its title must all have.")]
Proposed = Annotated[
    bool, Query(description="What reports recommend and no meeting is minuted to have asked for, in place of the actions.")
]
Measure = Annotated[str, Query(min_length=2, max_length=200, description="What to compare, as a paper may print it.")]


def build_registers(registers: Registers, caller_of: Callable[..., Caller]) -> APIRouter:
    """The routes, bound to the registers."""
    router = APIRouter(tags=["registers"])
    Reading = Annotated[Caller, Depends(caller_of)]  # noqa: N806 a type
    Asked = Annotated[Scope, Depends(scope_in_query)]  # noqa: N806 a type

    @router.get("/decisions", **_ROUTE)
    def decisions(
        caller: Reading, scope: Asked, outcome: Outcome = None, words: Words = None, limit: Limit = 100, offset: Offset = 0
    ) -> DecisionList:  # fmt: skip
        """What was decided, word for word, by date, with votes, movers and what became of the recommendation."""
        every = registers.decisions(caller.identity.role, scope, outcome or "", words or "")
        shown = every[offset : offset + limit]
        _saw(caller, "decisions", shown)
        return DecisionList(total=len(every), decisions=shown, as_of=registers.standing(caller.identity.role, scope))

    @router.get("/actions", **_ROUTE)
    def actions(
        caller: Reading, scope: Asked, status: Status = None, responsible: Who = None, words: Words = None,
        recommended: Proposed = False, limit: Limit = 100, offset: Offset = 0,
    ) -> ActionList:  # fmt: skip
        """What was asked of whom, by when, and the latest that the papers say of it, by the date it was asked."""
        found = registers.actions(caller.identity.role, scope, status or "", responsible or "", words or "")
        every = found.recommended if recommended else found.actions
        shown = every[offset : offset + limit]
        _saw(caller, "actions", shown)
        stood = registers.standing(caller.identity.role, scope)
        return ActionList(total=len(every), actions=shown, unread=found.unread, as_of=stood)

    @router.get("/compare", responses=responses(401, 404, 422, 429, 500, 503))
    def compare(caller: Reading, measure: Measure, scope: Asked) -> Comparison:
        """A measure, budget line, recommendation or topic side by side over years or papers; no rows where the papers give nothing."""
        caller.count()
        found = registers.compare(CompareRequest(measure=measure, role=caller.identity.role, filters=scope))
        _saw(caller, f"compare {measure}", found.sources)
        return found

    return router


def _saw(caller: Caller, what: str, shown: tuple[Frozen, ...]) -> None:
    ids = list(dict.fromkeys(citation.passage_id for citation in citations_in(shown)))
    passages = caller.services.library.passages(ids=ids, classifications=caller.identity.role.classifications)
    caller.saw(Recorded.OPENED, what, list(passages))

"""The routes to papers, their passages, and search: what the caller may not see does not exist."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from assistant.access.models import Action
from assistant.api.models import (
    FoundPassage,
    PaperList,
    PaperOut,
    PassageList,
    PassageOut,
    Question,
    SearchResult,
    scope_in_query,
)  # fmt: skip
from assistant.api.problems import responses
from assistant.marking import marking_of
from assistant.models import Ask, MeetingRef
from assistant.scope import Scope
from assistant.service.reader import Reader, found
from assistant.service.services import Search
from assistant.service.visitor import Caller
from ingest.library.rows import passage_record
from ingest.models import Classification, Meeting, Paper, Passage

Id = Annotated[str, Path(max_length=300, description="As the list gives it.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Longer = Annotated[int, Query(ge=1, le=1000, description="How many at most.")]
COMMON: dict[str, Any] = {"responses": responses(401, 422, 500, 503), "response_model_exclude_unset": True}
ONE: dict[str, Any] = {"responses": responses(401, 404, 422, 500, 503), "response_model_exclude_unset": True}


def build_papers(caller_of: Callable[..., Caller]) -> APIRouter:
    """The routes to papers."""
    router = APIRouter()
    Reading = Annotated[Caller, Depends(caller_of)]  # noqa: N806 a type

    @router.get("/papers", tags=["papers"], **COMMON)
    def papers(caller: Reading, limit: Limit = 100, offset: Offset = 0) -> PaperList:
        """The papers, newest meeting first."""
        return list_papers(caller.reader, limit, offset)

    @router.get("/papers/{paper_id}", tags=["papers"], **ONE)
    def paper(paper_id: Id, caller: Reading) -> PaperOut:
        """One paper."""
        return paper_out(caller.reader, found(caller.reader.paper(paper_id)))

    @router.get("/papers/{paper_id}/passages", tags=["papers"], **ONE)
    def passages(
        paper_id: Id, caller: Reading, limit: Longer = 200, offset: Offset = 0
    ) -> PassageList:  # fmt: skip
        """The passages of a paper in reading order."""
        every = caller.reader.passages(found(caller.reader.paper(paper_id)))
        shown = every[offset : offset + limit]
        caller.saw(Action.OPENED, shown[0].document if shown else paper_id, shown)
        return PassageList(total=len(every), passages=passages_out(shown))

    return router


def build_search(search: Search, caller_of: Callable[..., Caller]) -> APIRouter:
    """The route to search."""
    router = APIRouter(tags=["questions"])

    @router.get("/search", response_model_exclude_unset=True, responses=responses(401, 404, 422, 429, 500, 503))
    def find(
        caller: Annotated[Caller, Depends(caller_of)],
        scope: Annotated[Scope, Depends(scope_in_query)],
        q: Annotated[Question, Query(description="What is looked for, a question or words.")],
        k: Annotated[int, Query(ge=1, le=100, description="Passages wanted.")] = 10,
    ) -> SearchResult:
        """The passages that a question would be answered from, best first; `from` and `to` are meeting dates, both included."""
        return search_for(search, caller, q, scope, k)

    return router


def list_papers(reader: Reader, limit: int, offset: int) -> PaperList:
    """A part of the papers that a reader may know of."""
    every = reader.papers()
    return PaperList(total=len(every), papers=tuple(paper_out(reader, one) for one in every[offset : offset + limit]))


def search_for(search: Search, caller: Caller, query: str, scope: Scope, k: int) -> SearchResult:
    """What a search finds for a caller; it is counted and recorded. Raises TooManyError where the caller asks too much."""
    caller.count()
    hits = search(Ask(question=query, role=caller.identity.role, filters=scope), k)
    caller.saw(Action.SEARCHED, query, [hit.passage for hit in hits])
    shown = tuple(
        FoundPassage.model_validate(_record(hit.passage) | {"rank": rank, "score": hit.score}) for rank, hit in enumerate(hits, 1)
    )
    return SearchResult(query=query, count=len(shown), passages=shown)


def paper_out(reader: Reader, paper: Paper) -> PaperOut:
    """What a reader may know of a paper: of one that is public in part, neither its whole length nor what was noted in reading it."""
    info, whole = paper.info, reader.whole_file(paper)
    exempt = reader.library.passage_count(paper.id, {Classification.EXEMPT} & reader.role.classifications)
    return PaperOut(
        id=paper.id, document=paper.document, title=info.title, paper_type=info.paper_type, meeting=meeting_ref(info.meeting),
        author=info.author, decision_reference=info.decision_reference, classification=info.classification, status=info.status,
        supersedes=info.supersedes, duplicate_of=_known(reader, info.duplicate_of), pages=len(reader.pages(paper)),
        warnings=paper.warnings if whole else (), **({"marking": marking_of(_exempt_of(reader, paper))} if exempt else {}),
    )  # fmt: skip


def passages_out(passages: Iterable[Passage]) -> tuple[PassageOut, ...]:
    """Passages as they are sent."""
    return tuple(PassageOut.model_validate(_record(passage)) for passage in passages)


def _record(passage: Passage) -> dict[str, object]:
    marking = marking_of([passage])
    return passage_record(passage) | ({"marking": marking} if marking else {})


def _exempt_of(reader: Reader, paper: Paper) -> list[Passage]:
    return [passage for passage in reader.passages(paper) if passage.classification is Classification.EXEMPT]


def _known(reader: Reader, document: str | None) -> str | None:
    return document if any(paper.document == document for paper in reader.papers()) else None


def meeting_ref(meeting: Meeting) -> MeetingRef:
    """A meeting as it is sent."""
    return MeetingRef(**asdict(meeting))

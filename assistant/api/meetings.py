"""The routes to meetings: their papers, and what was recommended, moved, voted, resolved and set right on each item."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from assistant.access.models import Action
from assistant.api.models import MeetingDetail, MeetingList, MeetingOut, PaperRef, RecommendedOut
from assistant.api.papers import COMMON, ONE, Id, meeting_ref, passages_out
from assistant.marking import marking_of
from assistant.service.meetings import Business, MeetingPapers, Overview, find_meeting, holding, list_meetings, passages_of
from assistant.service.reader import found
from assistant.service.visitor import Caller


def build_meetings(caller_of: Callable[..., Caller]) -> APIRouter:
    """The routes to meetings."""
    router = APIRouter(tags=["meetings"])
    Reading = Annotated[Caller, Depends(caller_of)]  # noqa: N806 a type

    @router.get("/meetings", **COMMON)
    def meetings(caller: Reading) -> MeetingList:
        """The meetings that the papers tell of, newest first."""
        every = list_meetings(caller.reader)
        return MeetingList(total=len(every), meetings=tuple(MeetingOut.model_validate(_meeting(one)) for one in every))

    @router.get("/meetings/{meeting_id}", **ONE)
    def meeting(meeting_id: Id, caller: Reading) -> MeetingDetail:
        """The business of a meeting: what was recommended on each item and, where there are minutes, moved, voted and resolved."""
        told = found(find_meeting(caller.reader, meeting_id))
        caller.saw(Action.OPENED, meeting_id, told.passages)
        return _detail(told)

    return router


def _detail(told: Overview) -> MeetingDetail:
    other = [item for item in told.items if not item.listed]
    business = {"items": [_item(item) for item in told.items if item.listed], "other_items": [_item(item) for item in other]}
    also = passages_out(holding(clause for item in other for clause in item.resolved))
    return MeetingDetail.model_validate(_meeting(told.meeting) | business | {"also_resolved": also, "minuted": told.minuted})


def _meeting(listed: MeetingPapers) -> dict[str, Any]:
    held = listed.held
    papers = (PaperRef(id=paper.id, document=paper.document, title=paper.info.title, role=role) for paper, role in listed.papers)
    changed = {"cancelled": held.cancelled, "moved_to": listed.moved_to}
    told = {name: value for name, value in changed.items() if value}
    return {"id": held.key, "meeting": meeting_ref(held.meeting), "papers": tuple(papers), **told}


def _item(item: Business) -> dict[str, Any]:
    marking = marking_of((item.titled, *passages_of(item.said)))
    told = {name: getattr(item, name) for name in ("number", "title", "minute", "clauses", "motions", "votes", "corrections")}
    recommended = [RecommendedOut(report=report, passages=passages_out(holding(own))) for report, own in item.recommended]
    shown = {"recommended": recommended, "resolved": passages_out(holding(item.resolved))}
    return told | shown | ({"marking": marking} if marking else {})

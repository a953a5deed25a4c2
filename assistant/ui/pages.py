"""Pages and files served beside the chat: meetings, a paper's file, the accessibility statement."""

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from assistant.marking import marking, marking_of
from assistant.service.meetings import find_meeting, list_meetings
from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.visitor import kept_from_public, visitor_of
from assistant.ui.render import MEDIA, is_exempt, render
from ingest.models import Classification, Paper
from ingest.record.models import Side


def build_pages(services: Services) -> APIRouter:
    """The routes, bound to the services."""
    router = APIRouter()

    @router.get("/meetings", response_class=HTMLResponse)
    def meetings(request: Request) -> str:
        visitor = visitor_of(services, request)
        return render("meetings.html", here="/meetings", visitor=visitor, meetings=list_meetings(visitor.reader))

    @router.get("/meetings/{key}", response_class=HTMLResponse)
    def meeting(request: Request, key: str) -> str:
        visitor = visitor_of(services, request)
        reader = visitor.reader
        told = found(find_meeting(reader, key))
        papers = [paper for paper, _ in told.meeting.papers]
        exempt = visitor.entitled and any(kept_from_public(services, paper) for paper in papers)
        visitor.opened(f"meeting {key}", papers, exempt)
        marked = marking_of(told.passages) or (marking(Classification.EXEMPT, ()) if any(map(is_exempt, papers)) else None)
        briefs = services.briefer is not None and services.access is not None
        files = {paper.id for paper in papers if reader.whole_file(paper)}
        shown = {"told": told, "files": files, "key": key, "briefs": briefs, "marking": marked, "sides": tuple(Side)}
        return render("meeting.html", here="/meetings", visitor=visitor, **shown)

    @router.get("/papers")
    def papers() -> RedirectResponse:
        return RedirectResponse("/papers/")

    @router.get("/papers/{paper_id}/file")
    def file(request: Request, paper_id: str) -> FileResponse:
        visitor = visitor_of(services, request)
        paper = found(visitor.reader.paper(paper_id))
        path = found(services.library.stored_file(paper) if visitor.reader.whole_file(paper) else None)
        visitor.opened("the file", [paper], visitor.entitled and kept_from_public(services, paper))
        return _file(path, paper)

    @router.get("/accessibility", response_class=HTMLResponse)
    def accessibility(request: Request) -> str:
        return render("accessibility.html", here="/accessibility", visitor=visitor_of(services, request))

    return router


def _file(path: Path, paper: Paper) -> FileResponse:
    media = MEDIA.get(Path(paper.document).suffix.lower())
    shown = "inline" if media else "attachment"
    headers = {"content-disposition": f"{shown}; filename*=UTF-8''{quote(paper.document)}", "cache-control": "private, no-cache"}
    return FileResponse(path, media_type=media or "application/octet-stream", headers=headers)

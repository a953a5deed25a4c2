"""Pages and files served beside the chat: meetings, papers, a paper's file, the accessibility statement."""

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.visitor import kept_from_public, visitor_of
from assistant.ui.meetings import build_meetings
from assistant.ui.render import MEDIA, render
from assistant.ui.shelf import build_shelf
from ingest.models import Paper


def build_pages(services: Services) -> APIRouter:
    """The routes, bound to the services."""
    router = APIRouter()
    router.include_router(build_meetings(services))
    router.include_router(build_shelf(services))

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

"""Pages and files served beside the chat: meetings, a paper's file, the accessibility statement."""

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from assistant.ui.access import Reader, found
from assistant.ui.meetings import find_meeting, list_meetings
from assistant.ui.render import MEDIA, render
from assistant.ui.services import Services
from ingest.models import Paper


def build_pages(services: Services) -> APIRouter:
    """The routes, bound to the services."""
    router = APIRouter()

    def reader() -> Reader:
        return Reader(services.library, services.role)

    @router.get("/meetings", response_class=HTMLResponse)
    def meetings() -> str:
        return render("meetings.html", here="/meetings", meetings=list_meetings(reader()))

    @router.get("/meetings/{key}", response_class=HTMLResponse)
    def meeting(key: str) -> str:
        held = found(find_meeting(reader(), key))
        papers = [(paper, reader().whole_file(paper)) for paper in held.papers]
        return render("meeting.html", here="/meetings", held=held, papers=papers, key=key)

    @router.get("/papers")
    def papers() -> RedirectResponse:
        return RedirectResponse("/papers/")

    @router.get("/papers/{paper_id}/file")
    def file(paper_id: str) -> FileResponse:
        paper = found(reader().paper(paper_id))
        return _file(found(services.library.stored_file(paper) if reader().whole_file(paper) else None), paper)

    @router.get("/accessibility", response_class=HTMLResponse)
    def accessibility() -> str:
        return render("accessibility.html", here="/accessibility")

    return router


def _file(path: Path, paper: Paper) -> FileResponse:
    media = MEDIA.get(Path(paper.document).suffix.lower())
    shown = "inline" if media else "attachment"
    headers = {"content-disposition": f"{shown}; filename*=UTF-8''{quote(paper.document)}", "cache-control": "private, no-cache"}
    return FileResponse(path, media_type=media or "application/octet-stream", headers=headers)

"""Pages and files served beside the chat: a source, a paper's file, the accessibility statement."""

from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from assistant.citations import locator
from assistant.ui.access import Reader
from assistant.ui.render import render
from assistant.ui.services import Services
from ingest.models import Paper, PaperStatus, Passage

T = TypeVar("T")

_INLINE = {".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8", ".md": "text/plain; charset=utf-8"}
"""Types a browser may show; anything else is downloaded, since a web page among the papers could carry scripts."""


def build_pages(services: Services) -> APIRouter:
    """The routes, bound to the services."""
    router = APIRouter()

    def reader() -> Reader:
        return Reader(services.library, services.role)

    @router.get("/source/{passage_id}", response_class=HTMLResponse)
    def source(request: Request, passage_id: str, page: int | None = None, start: int = 0, end: int | None = None) -> str:
        passage = _found(reader().passage(passage_id))
        template = "source_body.html" if request.headers.get("x-panel") else "source.html"
        return render(
            template, here="", heading="h2" if request.headers.get("x-panel") else "h1", **_source(reader(), passage, page, start, end)
        )

    @router.get("/papers")
    def papers() -> RedirectResponse:
        return RedirectResponse("/papers/")

    @router.get("/papers/{paper_id}/file")
    def file(paper_id: str) -> FileResponse:
        paper = _found(reader().paper(paper_id))
        return _file(_found(services.library.stored_file(paper) if reader().whole_file(paper) else None), paper)

    @router.get("/accessibility", response_class=HTMLResponse)
    def accessibility() -> str:
        return render("accessibility.html", here="/accessibility")

    return router


def _found(value: T | None) -> T:
    if value is None:
        raise HTTPException(404)
    return value


def _source(reader: Reader, passage: Passage, page: int | None, start: int, end: int | None) -> dict[str, object]:
    paper = _found(reader.paper_of(passage))
    near = {other.ordinal: other for other in reader.passages(paper)}
    end = len(passage.text) if end is None else end
    page = page or passage.page
    file_url = f"/papers/{paper.id}/file" + (f"#page={page}" if page else "")
    return {
        "locator": locator(passage), "labels": _labels(passage), "page": page,
        "before": near.get(passage.ordinal - 1), "after": near.get(passage.ordinal + 1),
        "text_before": passage.text[:start], "text_marked": passage.text[start:end], "text_after": passage.text[end:],
        "file_url": file_url if reader.whole_file(paper) else None,
    }  # fmt: skip


def _labels(passage: Passage) -> list[str]:
    labels = [] if passage.status is PaperStatus.CURRENT else [f"{passage.status.value.capitalize()} paper"]
    if passage.struck:
        labels.append("Words here are struck out in the paper")
    if passage.confidence is not None:
        labels.append("Read from a scanned image: check the wording on the page")
    return labels


def _file(path: Path, paper: Paper) -> FileResponse:
    media = _INLINE.get(Path(paper.document).suffix.lower())
    shown = "inline" if media else "attachment"
    headers = {"content-disposition": f"{shown}; filename*=UTF-8''{quote(paper.document)}"}
    return FileResponse(path, media_type=media or "application/octet-stream", headers=headers)

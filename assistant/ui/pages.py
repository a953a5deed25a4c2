"""Pages and files served beside the chat: a source with the image of its page, a paper's file, the accessibility statement."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from assistant.citations import locator
from assistant.ui.access import Reader
from assistant.ui.meetings import find_meeting, list_meetings
from assistant.ui.page_image import PageImages
from assistant.ui.render import render
from assistant.ui.services import Services
from ingest.models import Meeting, Paper, PaperStatus, Passage

T = TypeVar("T")

_INLINE = {".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8", ".md": "text/plain; charset=utf-8"}
"""Types a browser may show; anything else is downloaded, since a web page among the papers could carry scripts."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a passage and how they are shown."""

    text: str
    marked: bool
    struck: bool


def build_pages(services: Services, images: PageImages) -> APIRouter:
    """The routes, bound to the services."""
    router = APIRouter()

    def reader() -> Reader:
        return Reader(services.library, services.role)

    @router.get("/source/{passage_id}", response_class=HTMLResponse)
    def source(request: Request, passage_id: str, page: int | None = None, start: int = 0, end: int | None = None) -> str:
        passage = _found(reader().passage(passage_id))
        in_panel = "x-panel" in request.headers
        shown = _source(reader(), passage, page or passage.page, max(start, 0), len(passage.text) if end is None else end)
        return render("source_body.html" if in_panel else "source.html", here="", heading="h2" if in_panel else "h1", **shown)

    @router.get("/source/{passage_id}/page/{page}.png")
    def page_image(passage_id: str, page: int, start: int = 0, end: int | None = None) -> Response:
        passage = _found(reader().passage(passage_id))
        paper = _found(reader().paper_of(passage))
        file = _found(services.library.stored_file(paper) if _drawable(reader(), paper, page) else None)
        image = images.png(file, page, passage.text[max(start, 0) : end], passage.boxes)
        return Response(image, media_type="image/png", headers={"cache-control": "private, no-cache"})

    @router.get("/meetings", response_class=HTMLResponse)
    def meetings() -> str:
        return render("meetings.html", here="/meetings", meetings=list_meetings(reader()))

    @router.get("/meetings/{key}", response_class=HTMLResponse)
    def meeting(key: str) -> str:
        held = _found(find_meeting(reader(), key))
        papers = [(paper, reader().whole_file(paper)) for paper in held.papers]
        return render("meeting.html", here="/meetings", held=held, papers=papers, ask_query=_ask_query(held.meeting))

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


def _ask_query(meeting: Meeting) -> str:
    """The part of the chat's address that limits questions to one meeting."""
    date = meeting.date.isoformat() if meeting.date else ""
    return urlencode({"committee": meeting.committee or "", "from": date, "to": date})


def _source(reader: Reader, passage: Passage, page: int | None, start: int, end: int) -> dict[str, object]:
    """What the template of a source shows."""
    paper = _found(reader.paper_of(passage))
    near = {other.ordinal: other for other in reader.passages(paper)}
    span = urlencode({"start": start, "end": end})
    file_url = f"/papers/{paper.id}/file" + (f"#page={page}" if page else "")
    return {
        "locator": locator(passage), "labels": _labels(passage), "spans": list(_spans(passage, start, end)),
        "before": near.get(passage.ordinal - 1), "after": near.get(passage.ordinal + 1),
        "page": page, "pages": paper.pages, "file_url": file_url if reader.whole_file(paper) else None,
        "image_url": f"/source/{passage.id}/page/{page}.png?{span}" if page and _drawable(reader, paper, page) else None,
        "page_urls": {number: f"/source/{passage.id}?page={number}&{span}" for number in (page - 1, page + 1)} if page else {},
        "on_page": page is not None and passage.page is not None and passage.page <= page <= (passage.page_end or passage.page),
    }  # fmt: skip


def _drawable(reader: Reader, paper: Paper, page: int) -> bool:
    return Path(paper.document).suffix.lower() == ".pdf" and 1 <= page <= paper.pages and reader.page(paper, page)


def _spans(passage: Passage, start: int, end: int) -> Iterator[Span]:
    """The words of a passage cut where the cited or the struck-out ones begin and end."""
    cuts = sorted({0, start, end, len(passage.text), *(offset for span in passage.struck for offset in span)})
    for left, right in itertools.pairwise(cuts):
        if text := passage.text[left:right]:
            yield Span(text, start <= left < end, any(low <= left < high for low, high in passage.struck))


def _labels(passage: Passage) -> list[str]:
    """What must be known of the paper or the words, said in words."""
    labels = [] if passage.status is PaperStatus.CURRENT else [f"{passage.status.value.capitalize()} paper"]
    if passage.struck:
        labels.append("Some of these words are struck out in the paper")
    if passage.confidence is not None:
        labels.append("Read from a scanned image: check the wording on the page")
    return labels


def _file(path: Path, paper: Paper) -> FileResponse:
    media = _INLINE.get(Path(paper.document).suffix.lower())
    shown = "inline" if media else "attachment"
    headers = {"content-disposition": f"{shown}; filename*=UTF-8''{quote(paper.document)}", "cache-control": "private, no-cache"}
    return FileResponse(path, media_type=media or "application/octet-stream", headers=headers)

"""A source: the cited words in their passage, and the image of the page they stand on."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.citations import locator
from assistant.marking import marking, marking_of
from assistant.ui.access import Reader, found
from assistant.ui.page_image import PageImages
from assistant.ui.render import render
from assistant.ui.services import Services
from assistant.ui.visitor import Visitor, kept_from_public, visitor_of
from ingest.models import Classification, Paper, PaperStatus, Passage


def build_sources(services: Services, images: PageImages) -> APIRouter:
    """The routes of sources, bound to the services."""
    router = APIRouter()

    @router.get("/source/{passage_id}", response_class=HTMLResponse)
    def source(request: Request, passage_id: str, page: int | None = None, start: int = 0, end: int | None = None) -> str:
        visitor = visitor_of(services, request)
        passage = found(visitor.reader.passage(passage_id))
        paper, in_panel = found(visitor.reader.paper_of(passage)), "x-panel" in request.headers
        shown = _source(visitor, passage, page or passage.page, max(start, 0), len(passage.text) if end is None else end)
        exempt = visitor.entitled and (passage.classification is Classification.EXEMPT or kept_from_public(services, paper, page))
        visitor.opened(f"passage {passage.id}" + (f", page {page}" if page else ""), [paper], exempt)
        template, heading = ("source_body.html", "h2") if in_panel else ("source.html", "h1")
        return render(template, here="", visitor=visitor, heading=heading, **shown)

    @router.get("/source/{passage_id}/page/{page}.png")
    def page_image(request: Request, passage_id: str, page: int, start: int = 0, end: int | None = None) -> Response:
        visitor = visitor_of(services, request)
        passage = found(visitor.reader.passage(passage_id))
        paper = found(visitor.reader.paper_of(passage))
        file = found(services.library.stored_file(paper) if _drawable(visitor.reader, paper, page) else None)
        if visitor.entitled and kept_from_public(services, paper, page):
            visitor.opened(f"image of page {page}", [paper], exempt=True)
        image = images.png(file, page, passage.text[max(start, 0) : end], passage.boxes, _page_marking(visitor, paper, page) or "")
        return Response(image, media_type="image/png", headers={"cache-control": "private, no-cache"})

    return router


def _source(visitor: Visitor, passage: Passage, page: int | None, start: int, end: int) -> dict[str, object]:
    """What the template of a source shows."""
    reader = visitor.reader
    paper = found(reader.paper_of(passage))
    near = {other.ordinal: other for other in reader.passages(paper)}
    before, after = near.get(passage.ordinal - 1), near.get(passage.ordinal + 1)
    page_marking = _page_marking(visitor, paper, page)
    span = urlencode({"start": start, "end": end})
    file_url = f"/papers/{paper.id}/file" + (f"#page={page}" if page else "")
    pages, whole = reader.pages(paper), reader.whole_file(paper)
    beside = _beside(pages, page) if page else ()
    return {
        "document": paper.document,
        "locator": locator(passage), "labels": labels_of(passage), "passage": passage, "start": start, "end": end,
        "before": before, "after": after,
        "marking": marking_of([one for one in (passage, before, after) if one]) or page_marking,
        "page_marking": page_marking,
        "page": page if pages else None, "pages": len(pages) if whole else None, "file_url": file_url if whole else None,
        "image_url": f"/source/{passage.id}/page/{page}.png?{span}" if page and _drawable(reader, paper, page) else None,
        "page_urls": [number and f"/source/{passage.id}?page={number}&{span}" for number in beside],
        "on_page": page is not None and passage.page is not None and passage.page <= page <= (passage.page_end or passage.page),
    }  # fmt: skip


def _beside(pages: Sequence[int], page: int) -> tuple[int | None, int | None]:
    """The pages before and after this one among those that may be seen."""
    return max((number for number in pages if number < page), default=None), min(
        (number for number in pages if number > page), default=None
    )


def _page_marking(visitor: Visitor, paper: Paper, page: int | None) -> str | None:
    """The marking of a page of a PDF; one of which nothing was read, in a paper with exempt parts, is taken to be exempt."""
    if page is None or not visitor.entitled or not kept_from_public(visitor.services, paper, page):
        return None
    return marking_of(_on_page(visitor.reader.passages(paper), page)) or marking(Classification.EXEMPT, ())


def _on_page(passages: Sequence[Passage], page: int) -> list[Passage]:
    return [passage for passage in passages if passage.page is not None and passage.page <= page <= (passage.page_end or passage.page)]


def _drawable(reader: Reader, paper: Paper, page: int) -> bool:
    return Path(paper.document).suffix.lower() == ".pdf" and 1 <= page <= paper.pages and reader.page(paper, page)


def labels_of(passage: Passage) -> list[str]:
    """What must be known of the paper or the words, said in words."""
    labels = [] if passage.status is PaperStatus.CURRENT else [f"{passage.status.value.capitalize()} paper"]
    if passage.struck:
        labels.append("Some of these words are struck out in the paper")
    if passage.confidence is not None:
        labels.append("Read from a scanned image: check the wording on the page")
    return labels

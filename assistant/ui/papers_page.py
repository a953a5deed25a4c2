"""The page on which papers are added: how far it is, and what became of each."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from assistant.access.models import Action
from assistant.service.faults import log_fault
from assistant.service.reader import Reader
from assistant.service.readings import ReadPaper, read_paper
from assistant.service.services import OnProgress, Services
from assistant.service.visitor import Visitor, kept_from_public, visitor_of
from assistant.ui.parts import handler, html
from assistant.ui.render import render
from ingest.errors import CouncilPapersError
from ingest.models import Outcome, OutcomeStatus, Paper
from ingest.sources import ENDINGS, content_hash
from vectorstore.models import Role

_LOG = logging.getLogger(__name__)
_OF_READING = ("reading ", "another ingest ", *(f"{status}: " for status in OutcomeStatus))
"""How the signs begin that ingest gives; those that follow are of the index."""
_SIGN_SECONDS = 3.0
_STALE = "Sign in again, with an account that may."


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file, and what was read of it."""

    outcome: Outcome
    told: ReadPaper | None
    """None where it is not among the papers."""
    seen: bool
    """Whether who added it may see it among the papers."""


def build_papers_page(services: Services) -> None:
    """Lay out the page inside the current Blocks."""
    import gradio as gr

    top = html(render("header.html", here="/papers/"), "top")
    with gr.Column(elem_id="content", elem_classes="width"):
        html('<p class="back"><a href="/papers/">Papers</a></p><h1>Add papers</h1>', "intro")
        intro = html("", "upload-intro")
        outcome = html("", "outcome")
        with gr.Column(visible=False) as adding:
            files = gr.File(label="Papers to add", file_count="multiple", file_types=list(ENDINGS), type="filepath", elem_id="upload")
            with gr.Row(elem_id="buttons"):
                add = gr.Button("Add these papers", variant="primary", elem_id="add")
            add.click(
                _adder(services), files, [outcome, files],
                show_progress="hidden", api_visibility="private", concurrency_limit=1,
            )  # fmt: skip
        gr.on(None, _opener(services), None, [top, intro, adding], show_progress="hidden", api_visibility="private")
        html(render("footer.html"), "foot")


def _opener(services: Services) -> Any:
    """What is filled in when the page is opened."""
    import gradio as gr

    def open_page(request: gr.Request) -> tuple[Any, Any, Any]:
        visitor = visitor_of(services, request)
        may_add = visitor.identity.may_upload and services.add_papers is not None
        intro = render("upload_intro.html", most=services.max_upload, may_add=may_add)
        return render("header.html", here="/papers/", visitor=visitor), intro, gr.update(visible=may_add)

    return handler(open_page)


def _adder(services: Services) -> Any:
    import gradio as gr

    def add(uploaded: list[str] | None, request: gr.Request) -> Iterator[tuple[Any, Any]]:
        visitor = visitor_of(services, request)
        if services.add_papers is None or not visitor.identity.may_upload:
            yield render("problem.html", title="You cannot add papers", message=_STALE), gr.skip()
            return
        if not uploaded:
            yield render("problem.html", title="Choose a paper first", message="Then choose Add these papers."), gr.skip()
            return
        paths = [Path(name) for name in uploaded]
        try:
            for shown in _run(visitor, services.add_papers, paths):
                yield shown, gr.skip()
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
        yield gr.skip(), None

    return handler(add)


def _run(visitor: Visitor, add_papers: Callable[[Sequence[Path], OnProgress], Sequence[Outcome]], paths: list[Path]) -> Iterator[str]:
    """Add papers and show how far it is, at the end what became of each."""
    signs: SimpleQueue[tuple[int, int, str] | None] = SimpleQueue()
    sign: tuple[int, int, str] | None
    began, sign = time.monotonic(), (0, len(paths), "")
    yield _reading(len(paths), *sign, 0)
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(add_papers, paths, lambda done, total, message: signs.put((done, total, message)))
        adding.add_done_callback(lambda _: signs.put(None))
        while sign:
            with suppress(Empty):  # a long paper gives no sign for a while: that it is being read is said all the same
                sign = signs.get(timeout=_SIGN_SECONDS)
            if sign:
                yield _reading(len(paths), *sign, time.monotonic() - began)
    try:
        outcomes = adding.result()
    except Exception as error:
        yield _problem("The papers could not be added", error)
        return
    held = _held(visitor, paths)
    shown = _told(visitor, outcomes, held)
    try:
        _record(visitor, outcomes, held)
    except Exception as error:  # the papers are there all the same
        shown = _problem("The papers were added, but this could not be recorded", error) + shown
    yield shown


def _reading(count: int, done: int, total: int, message: str, seconds: float) -> str:
    """How far it is: files are read, then their passages are made ready to be found."""
    indexing = bool(message) and not message.startswith(_OF_READING)
    title = "Making them findable" if indexing else f"Reading {count} paper{'s' * (count > 1)}"
    far = f"{done} of {total} {'passages' if indexing else 'papers'}" if total else ""
    far = ", ".join(filter(None, (far, f"{seconds:.0f} seconds so far" if seconds > _SIGN_SECONDS else "")))
    return render("reading.html", count=count, title=title, done=done, total=total, far=far, message="" if indexing else message)


def _held(visitor: Visitor, paths: Sequence[Path]) -> Mapping[str, Paper]:
    """The papers of the library that hold what was sent, by the place of the file."""
    papers = {paper.id: paper for paper in visitor.services.library.papers()}
    found = {str(path): papers.get(content_hash(path)[:16]) for path in paths if path.is_file()}
    return {path: paper for path, paper in found.items() if paper}


def _told(visitor: Visitor, outcomes: Sequence[Outcome], held: Mapping[str, Paper]) -> str:
    """What became of each file. Who sent it holds the whole of it, and is told what was read of the whole."""
    every = Reader(visitor.services.library, Role.OFFICER)
    seen = {paper.id for paper in visitor.reader.papers()} if held else set()
    results = []
    for outcome in outcomes:
        paper = held.get(outcome.path) if outcome.status is not OutcomeStatus.FAILED else None
        results.append(Result(outcome, read_paper(every, paper) if paper else None, bool(paper and paper.id in seen)))
    ids = [one.told.paper.id for one in results if one.told and one.seen]
    return render("outcomes.html", results=results, ids=ids, may_change=visitor.services.access is not None)


def _problem(title: str, error: Exception) -> str:
    if isinstance(error, CouncilPapersError):
        return render("problem.html", title=title, message=str(error))
    log_fault(_LOG, "adding papers failed", error)
    return render("problem.html", title=title, message="There is a fault in this service. Try again.")


def _record(visitor: Visitor, outcomes: Sequence[Outcome], held: Mapping[str, Paper]) -> None:
    """Record what was added; the name of a paper that could not be read is treated as exempt, since nobody knows what it is."""
    for outcome in outcomes:
        paper = held.get(outcome.path)
        exempt = paper is None or outcome.status is OutcomeStatus.FAILED or kept_from_public(visitor.services, paper)
        visitor.record(Action.UPLOADED, outcome.document, [outcome.document], outcome.status.value, exempt)

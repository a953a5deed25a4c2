"""The page of the papers: what there is, and adding more."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from assistant.access.models import Action
from assistant.service.faults import log_fault
from assistant.service.services import OnProgress, Services
from assistant.service.visitor import Visitor, kept_from_public, visitor_of
from assistant.ui.parts import handler, html
from assistant.ui.render import render
from ingest.errors import CouncilPapersError
from ingest.models import Outcome, OutcomeStatus
from ingest.sources import ENDINGS

_LOG = logging.getLogger(__name__)


def build_papers_page(services: Services) -> None:
    """Lay out the page inside the current Blocks."""
    import gradio as gr

    top = html(render("header.html", here="/papers/"), "top")
    with gr.Column(elem_id="content", elem_classes="width"):
        html("<h1>Papers</h1>", "intro")
        shelf = html("", "shelf")
        with gr.Column(visible=False) as adding:
            html(render("upload_intro.html", most=services.max_upload), "upload-intro")
            files = gr.File(label="Papers to add", file_count="multiple", file_types=list(ENDINGS), type="filepath", elem_id="upload")
            with gr.Row(elem_id="buttons"):
                add = gr.Button("Add these papers", variant="primary", elem_id="add")
            outcome = html("", "outcome")
            add.click(
                _adder(services), files, [outcome, shelf, files],
                show_progress="hidden", api_visibility="private", concurrency_limit=1,
            )  # fmt: skip
        gr.on(None, _opener(services), None, [top, shelf, adding], show_progress="hidden", api_visibility="private")
        html(render("footer.html"), "foot")


def _opener(services: Services) -> Any:
    """What is filled in when the page is opened."""
    import gradio as gr

    def open_page(request: gr.Request) -> tuple[Any, Any, Any]:
        visitor = visitor_of(services, request)
        may_add = visitor.identity.may_upload and services.add_papers is not None
        return render("header.html", here="/papers/", visitor=visitor), _shelf(visitor), gr.update(visible=may_add)

    return handler(open_page)


def _shelf(visitor: Visitor) -> str:
    reader = visitor.reader
    papers = [
        (reader.as_seen(paper), reader.whole_file(paper), visitor.entitled and kept_from_public(visitor.services, paper))
        for paper in reader.papers()
    ]
    may_change = visitor.identity.may_upload and visitor.services.access is not None
    return render("shelf.html", papers=papers, may_change=may_change)


def _adder(services: Services) -> Any:
    import gradio as gr

    def add(uploaded: list[str] | None, request: gr.Request) -> Iterator[tuple[Any, Any, Any]]:
        visitor = visitor_of(services, request)
        if services.add_papers is None or not visitor.identity.may_upload:
            message = render("problem.html", title="You cannot add papers", message="Sign in again, with an account that may.")
            yield message, gr.skip(), gr.skip()
            return
        if not uploaded:
            message = render("problem.html", title="Choose a paper first", message="Then choose Add these papers.")
            yield message, gr.skip(), gr.skip()
            return
        paths = [Path(name) for name in uploaded]
        try:
            for shown in _run(visitor, services.add_papers, paths):
                yield shown, gr.skip(), gr.skip()
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
        yield gr.skip(), _shelf(visitor_of(services, request)), None

    return handler(add)


def _run(visitor: Visitor, add_papers: Callable[[Sequence[Path], OnProgress], Sequence[Outcome]], paths: list[Path]) -> Iterator[str]:
    """Add papers and show how far it is, at the end what became of each."""
    signs: SimpleQueue[tuple[int, int, str] | None] = SimpleQueue()
    yield render("reading.html", count=len(paths), message="")
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(add_papers, paths, lambda done, total, message: signs.put((done, total, message)))
        adding.add_done_callback(lambda _: signs.put(None))
        for done, total, message in iter(signs.get, None):
            yield render("reading.html", count=len(paths), message=f"{message} ({done} of {total})" if total else message)
    try:
        outcomes = adding.result()
    except Exception as error:
        yield _problem("The papers could not be added", error)
        return
    try:
        _record(visitor, outcomes)
    except Exception as error:  # the papers are there all the same
        yield _problem("The papers were added, but this could not be recorded", error) + render("outcomes.html", outcomes=outcomes)
        return
    yield render("outcomes.html", outcomes=outcomes)


def _problem(title: str, error: Exception) -> str:
    if isinstance(error, CouncilPapersError):
        return render("problem.html", title=title, message=str(error))
    log_fault(_LOG, "adding papers failed", error)
    return render("problem.html", title=title, message="There is a fault in this service. Try again.")


def _record(visitor: Visitor, outcomes: Sequence[Outcome]) -> None:
    """Record what was added; the name of a paper that could not be read is treated as exempt, since nobody knows what it is."""
    papers = {paper.document: paper for paper in visitor.services.library.papers()}
    for outcome in outcomes:
        paper = papers.get(outcome.document)
        exempt = paper is None or outcome.status is OutcomeStatus.FAILED or kept_from_public(visitor.services, paper)
        visitor.record(Action.UPLOADED, outcome.document, [outcome.document], outcome.status.value, exempt)

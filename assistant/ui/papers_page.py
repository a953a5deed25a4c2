"""The page of the papers: what there is, and adding more."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from assistant.ui.access import Reader
from assistant.ui.parts import html
from assistant.ui.render import render
from assistant.ui.services import OnProgress, Services
from ingest.errors import CouncilPapersError
from ingest.models import Outcome

_LOG = logging.getLogger(__name__)
_ENDINGS = [".pdf", ".docx", ".html", ".htm", ".md", ".txt"]


def build_papers_page(services: Services) -> None:
    """Lay out the page inside the current Blocks."""
    import gradio as gr

    html(render("header.html", here="/papers/"), "top")
    with gr.Column(elem_id="content", elem_classes="width"):
        html("<h1>Papers</h1>", "intro")
        shelf = html("", "shelf")
        gr.on(None, lambda: _shelf(services), None, shelf, show_progress="hidden", api_visibility="private")
        if services.add_papers is not None:
            html(render("upload_intro.html", most=services.max_upload), "upload-intro")
            files = gr.File(label="Papers to add", file_count="multiple", file_types=_ENDINGS, type="filepath", elem_id="upload")
            with gr.Row(elem_id="buttons"):
                add = gr.Button("Add these papers", variant="primary", elem_id="add")
            outcome = html("", "outcome")
            add.click(
                _adder(services), files, [outcome, shelf, files],
                show_progress="hidden", api_visibility="private", concurrency_limit=1,
            )  # fmt: skip
        html(render("footer.html"), "foot")


def _shelf(services: Services) -> str:
    reader = Reader(services.library, services.role)
    return render("shelf.html", papers=[(paper, reader.whole_file(paper)) for paper in reader.papers()])


def _adder(services: Services) -> Any:
    import gradio as gr

    def add(uploaded: list[str] | None) -> Iterator[tuple[Any, Any, Any]]:
        if not uploaded or services.add_papers is None:
            message = render("problem.html", title="Choose a paper first", message="Then choose Add these papers.")
            yield message, gr.skip(), gr.skip()
            return
        paths = [Path(name) for name in uploaded]
        try:
            for shown in _run(services.add_papers, paths):
                yield shown, gr.skip(), gr.skip()
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
        yield gr.skip(), _shelf(services), None

    return add


def _run(add_papers: Callable[[Sequence[Path], OnProgress], Sequence[Outcome]], paths: list[Path]) -> Iterator[str]:
    """Add papers and show how far it is, at the end what became of each."""
    signs: SimpleQueue[tuple[int, int, str] | None] = SimpleQueue()
    yield render("reading.html", count=len(paths), message="")
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(add_papers, paths, lambda done, total, message: signs.put((done, total, message)))
        adding.add_done_callback(lambda _: signs.put(None))
        for done, total, message in iter(signs.get, None):
            yield render("reading.html", count=len(paths), message=f"{message} ({done} of {total})" if total else message)
    try:
        yield render("outcomes.html", outcomes=adding.result())
    except CouncilPapersError as error:
        yield render("problem.html", title="The papers could not be added", message=str(error))
    except Exception:
        _LOG.exception("adding papers failed")
        yield render("problem.html", title="The papers could not be added", message="There is a fault in this service. Try again.")

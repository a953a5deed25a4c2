"""The page of the papers: what there is, and adding more."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.ui.access import Reader
from assistant.ui.parts import html
from assistant.ui.render import render
from assistant.ui.services import Services
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
        shelf = html(lambda: _shelf(services), "shelf")
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
        done: list[Outcome] = []
        yield _outcomes(done, len(paths)), gr.skip(), gr.skip()
        try:
            for outcome in services.add_papers(paths):
                done.append(outcome)
                yield _outcomes(done, len(paths)), gr.skip(), gr.skip()
            result = _outcomes(done, len(paths), finished=True)
        except CouncilPapersError as error:
            result = render("problem.html", title="The papers could not be added", message=str(error))
        except Exception:
            _LOG.exception("adding papers failed")
            result = render("problem.html", title="The papers could not be added", message="There is a fault in this service. Try again.")
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
        yield result, _shelf(services), None

    return add


def _outcomes(done: list[Outcome], total: int, *, finished: bool = False) -> str:
    return render("outcomes.html", outcomes=done, total=total, finished=finished)

"""council-papers serve: the web app."""

import contextlib
import threading
from pathlib import Path

import click

from assistant.cli.ingest import index_papers, outcome_line, read_papers
from assistant.cli.shell import Parts, Shell, cli, verb
from ingest.models import OutcomeStatus


@verb(cli, "serve", "council-papers serve\ncouncil-papers serve --port 8080\ncouncil-papers serve --ingest papers/")
@click.option("--host", help="Address to listen on (setting host).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one (setting port).")
@click.option("--ingest", "papers", multiple=True, type=click.Path(path_type=Path), help="Papers to take in first; may be repeated.")
def serve(shell: Shell, host: str | None, port: int | None, papers: tuple[Path, ...]) -> None:
    """Serve the web app until it is stopped with Ctrl+C.

    It says its address once it can answer. With --ingest, papers are taken in before, as `council-papers ingest` does: what is
    already there is left alone, so the same command is quick the second time.
    """
    parts = shell.parts
    settings = parts.configuration.assistant

    def prepare() -> None:
        if papers:
            _take_in(parts, papers)

    with contextlib.suppress(KeyboardInterrupt):
        parts.serve(host or settings.host, settings.port if port is None else port, prepare, lambda address: _say_where(parts, address))


def _take_in(parts: Parts, papers: tuple[Path, ...]) -> None:
    """Read the papers in child processes while this one loads what it takes seconds to load, then index them."""
    loading = threading.Thread(target=parts.load_ahead, daemon=True)
    loading.start()
    for outcome in read_papers(parts, papers):
        failed = outcome.status is OutcomeStatus.FAILED
        if failed or outcome.status is not OutcomeStatus.UNCHANGED:
            click.echo(outcome_line(outcome), err=failed)
    loading.join()
    index_papers(parts)


def _say_where(parts: Parts, address: str) -> None:
    """The address, where the papers lie, and how to end it. Flushed, since whoever starts it may wait for these lines in a pipe."""
    count = len(parts.library.papers())
    held = "1 paper" if count == 1 else f"{count:,} papers" if count else "no papers yet: add some on the page Papers"
    click.echo(f"Council papers assistant: {address}\nLibrary: {parts.configuration.home} ({held})\nCtrl+C stops it.")

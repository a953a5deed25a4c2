"""council-papers serve: the web app."""

import contextlib
import threading
from pathlib import Path

import click

from assistant.access.opening import open_desk
from assistant.cli.ingest import index_papers, outcome_line, read_papers
from assistant.cli.mounts import network_file_system
from assistant.cli.shell import Parts, Shell, cli, verb
from assistant.cli.terminal import say
from assistant.cli.workers import READY, Worker, Workers, end_with_parent, refuse_ports
from assistant.errors import AssistantError
from ingest.models import OutcomeStatus
from ingest.websites.addresses import is_here

_MOST_PROCESSES = 64
_LAST_PORT = 65535


@verb(cli, "serve", "council-papers serve\ncouncil-papers serve --port 8080\ncouncil-papers serve --ingest papers/")
@click.option("--host", help="Address to listen on (setting host).")
@click.option("--port", type=click.IntRange(0, _LAST_PORT), help="Port to listen on; 0 takes any free one (setting port).")
@click.option("--ingest", "papers", multiple=True, type=click.Path(path_type=Path), help="Papers to take in first; may be repeated.")
@click.option(
    "--processes",
    type=click.IntRange(1, _MOST_PROCESSES),
    default=1,
    show_default=True,
    help="Processes, each on a port of its own from --port on, behind a reverse proxy (docs/server.md).",
)
@click.option("--one-of", type=click.IntRange(1), hidden=True, help="Of how many processes this is one; its parent gives it.")
def serve(shell: Shell, host: str | None, port: int | None, papers: tuple[Path, ...], processes: int, one_of: int | None) -> None:
    """Serve the web app until it is stopped with Ctrl+C.

    It says its address once it can answer. With --ingest, papers are taken in before, as `council-papers ingest` does: what is
    already there is left alone, so the same command is quick the second time.
    """
    parts = shell.parts
    settings = parts.configuration.assistant
    host, port = host or settings.host, settings.port if port is None else port

    def prepare() -> None:
        if papers:
            _take_in(parts, papers)

    def on_ready(address: str) -> None:
        click.echo(f"{READY}{address}") if one_of else _say_where(parts, address)

    if processes > 1:
        _serve_many(shell, host, port, papers, processes)
        return
    if one_of:
        end_with_parent()
    with contextlib.suppress(KeyboardInterrupt):
        parts.serve(host, port, prepare, on_ready, processes=one_of or 1)


def _serve_many(shell: Shell, host: str, port: int, papers: tuple[Path, ...], count: int) -> None:
    """Have `count` processes serve, the first of which takes the papers in before the others begin."""
    parts, home = shell.parts, shell.parts.configuration.home
    ports = range(port, port + count)
    _check(host, ports, home)
    refuse_ports(host, ports)
    at_once = parts.configuration.assistant.at_once()
    if at_once < count:
        say(f"note: each process answers 1 question at a time, {count} together, where the settings allow {at_once} (answers_at_once)")
    said: set[int] = set()

    def command(at: int, prepares: bool) -> list[str]:
        config = ["--config", str(shell.config)] if shell.config else []
        taken = [part for paper in papers for part in ("--ingest", str(paper))] if prepares else []
        place = ["--home", str(home), "--host", host, "--port", str(at), "--one-of", str(count)]
        return [*parts.program, "serve", *config, *place, *taken]

    def on_ready(worker: Worker) -> None:
        click.echo(f"Council papers assistant: {worker.address} (process {worker.number} of {count})")
        if len(said) < count and len(said | {worker.number}) == count:
            click.echo(f"Library: {home}\nCtrl+C stops all {count}.")
        said.add(worker.number)

    try:
        Workers(command, ports, on_ready).run()
    finally:
        desk = open_desk(home)
        desk.leave()
        desk.store.close()


def _check(host: str, ports: range, home: Path) -> None:
    """Raises AssistantError where several processes cannot serve the home there."""
    if not is_here(host):
        raise AssistantError(f"{host}: several processes listen on this computer alone, behind a reverse proxy: use --host 127.0.0.1")
    if ports[0] == 0 or ports[-1] > _LAST_PORT:
        raise AssistantError(
            f"{len(ports)} processes take {len(ports)} ports in a row, which the reverse proxy must know: name another --port"
        )
    if kind := network_file_system(home):
        raise AssistantError(
            f"{home} lies on a network file system ({kind}), where the locks of the databases do not hold: name another --home, on a disk "
            "of this computer"
        )


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

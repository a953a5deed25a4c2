"""council-papers ingest: papers into the library, then the index brought up to date."""

import datetime
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import click

from assistant.cli.shell import Parts, Shell, cli, verb
from assistant.cli.terminal import json_line, progress_bar
from ingest.jobs import COMMAND_LINE, Feed
from ingest.models import Outcome, OutcomeStatus, Overrides

_NOTHING_SAID: Final = Overrides()
EXAMPLE = """council-papers ingest papers/
council-papers ingest report.docx --committee "Audit Committee" --meeting-date 2025-03-11"""


@verb(cli, "ingest", EXAMPLE)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--council", help="The council, whatever the papers say.")
@click.option("--committee", help="The committee, whatever the papers say.")
@click.option("--meeting-date", type=click.DateTime(["%Y-%m-%d"]), help="Date of the meeting, whatever the papers say.")
@click.option("--exempt", is_flag=True, help="These papers are exempt: only those entitled see them.")
@click.option("--rebuild", is_flag=True, help="Build the whole index anew, as after a change of model; needs no PATH.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of outcomes.")
def ingest(
    shell: Shell,
    paths: tuple[Path, ...],
    council: str | None,
    committee: str | None,
    meeting_date: datetime.datetime | None,
    exempt: bool,
    rebuild: bool,
    as_json: bool,
) -> None:
    """Take papers in: files or folders of .pdf, .docx, .xlsx, .html, .md and .txt.

    A file whose content is already there is left alone. One that cannot be read, as those of
    other Office formats, is reported and the rest goes on; the exit code is then 1.
    """
    if not paths and not rebuild:
        raise click.UsageError("Missing argument 'PATH…'.")
    overrides = Overrides(council, meeting_date.date() if meeting_date else None, committee, exempt)
    outcomes = read_papers(shell.parts, paths, overrides) if paths else []
    if as_json:
        click.echo(json_line(outcomes))
    for outcome in outcomes:
        failed = outcome.status is OutcomeStatus.FAILED
        if failed or not as_json:
            click.echo(outcome_line(outcome), err=failed)
    index_papers(shell.parts, rebuild)
    if any(outcome.status is OutcomeStatus.FAILED for outcome in outcomes):
        click.get_current_context().exit(1)


def read_papers(parts: Parts, paths: Sequence[Path], overrides: Overrides = _NOTHING_SAID, feed: Feed = COMMAND_LINE) -> list[Outcome]:
    """Take files and folders into the library, with progress on stderr."""
    with progress_bar("reading", "file") as on_progress:
        return parts.ingest(paths, overrides, on_progress, feed)


def go_on(parts: Parts, feed: Feed | None = None, ids: Collection[int] | None = None) -> list[Outcome]:
    """Read what waits in the queue, of one feed or these jobs, with progress on stderr."""
    with progress_bar("reading", "file") as on_progress:
        return parts.go_on(on_progress, feed, ids)


def index_papers(parts: Parts, rebuild: bool = False) -> None:
    """Bring the index up to date, with progress on stderr."""
    with progress_bar("indexing", "passage") as on_progress:
        parts.update_index(on_progress, rebuild)


def outcome_line(outcome: Outcome) -> str:
    """What became of a file, with what is kept back in it and what could not be read."""
    if outcome.status is OutcomeStatus.FAILED:
        return f"{outcome.status:9}  {outcome.document}: {(outcome.reason or '').removeprefix(f'{outcome.document}: ')}"
    notes = "".join(f"\n           {note}" for note in (*outcome.kept_back, *(f"note: {warning}" for warning in outcome.warnings)))
    kind = f"{outcome.paper_type}, " if outcome.paper_type else ""
    pages = f"{outcome.pages} pages, " if outcome.pages else ""
    return f"{outcome.status:9}  {outcome.document}: {kind}{pages}{outcome.passages} passages{notes}"

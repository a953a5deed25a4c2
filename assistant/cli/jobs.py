"""council-papers jobs: the queue of papers to take in, what became of each, and dead letters put back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from assistant.cli.ingest import go_on, index_papers, outcome_line
from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import json_line, say
from ingest.jobs import FeedState, Job, JobState, Looked
from ingest.library.private import JOBS
from ingest.models import OutcomeStatus
from ingest.sources import printable

EXAMPLE = """council-papers jobs
council-papers jobs --retry 17
council-papers jobs --all --json"""
_ENDED_WELL: Final = (JobState.READ, JobState.UNCHANGED)
_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """The queue as it is."""

    counts: Mapping[JobState, int]
    feeds: Sequence[FeedState]
    jobs: Sequence[Job]
    """The last changed first, 1,000 at most."""


@verb(cli, "jobs", EXAMPLE)
@click.option("--retry", "ids", multiple=True, type=int, metavar="ID", help="Put this dead letter back and read it; may be repeated.")
@click.option("--all", "every", is_flag=True, help="Put all dead letters back, and read what waits.")
@click.option("--state", "states", multiple=True, type=click.Choice([state.value for state in JobState]), help="Only jobs in this state.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: counts, feeds and jobs.")
def jobs(shell: Shell, ids: tuple[int, ...], every: bool, states: tuple[str, ...], as_json: bool) -> None:
    """Show what was taken in, kept back, doubted or failed, and why; put back what failed.

    What could not be fetched from a website is tried again at its next look.
    """
    if not (shell.parts.configuration.home / JOBS).exists():
        click.echo(json_line(Report({}, (), ())) if as_json else "nothing was taken in yet")
        return
    store = shell.parts.jobs
    store.recover()
    failed = _retry(shell, None if every else ids, as_json) if every or ids else False
    chosen = [JobState(state) for state in states] or list(JobState)
    report = Report(store.counts(), store.feeds(), [_printable(job) for job in store.jobs(chosen, most=_MOST)])
    if as_json:
        click.echo(json_line(report))
    elif not (every or ids):
        _show(report, bool(states))
    if failed:
        click.get_current_context().exit(1)


def _retry(shell: Shell, ids: Sequence[int] | None, quiet: bool) -> bool:
    """Put dead letters back and read them; whether any failed again."""
    back = shell.parts.jobs.retry(ids)
    missing = set(ids or ()) - {job.id for job in back}
    if missing:
        raise click.BadParameter(f"no dead letter, and nothing that waits, has the number {min(missing)}", param_hint="--retry")
    outcomes = go_on(shell.parts, ids=[job.id for job in back]) if back else []
    for outcome in [] if quiet else outcomes:
        click.echo(outcome_line(outcome), err=outcome.status is OutcomeStatus.FAILED)
    later = sum(job.path is None for job in back)
    if later:
        say(f"{later} to be fetched: at the next look of the website ('council-papers fetch')")
    if any(outcome.status is not OutcomeStatus.FAILED for outcome in outcomes):
        index_papers(shell.parts)
    return any(outcome.status is OutcomeStatus.FAILED for outcome in outcomes)


def _show(report: Report, asked: bool) -> None:
    counts = ", ".join(f"{report.counts[state]:,} {state}" for state in JobState if report.counts.get(state))
    click.echo(counts or "nothing was taken in yet")
    for one in report.feeds:
        if one.looked.at:
            click.echo(f"{one.feed.id}{' (exempt)' if one.feed.exempt else ''}: {looked_line(one.looked)}")
    for job in report.jobs:
        if asked or job.state not in _ENDED_WELL:
            click.echo(f"{job.state:9}  {job.id}  {job.name}  ({job.feed.id})")
            for note in (*filter(None, (job.reason,)), *job.notes):
                click.echo(f"           {note}")


def looked_line(looked: Looked) -> str:
    """What the last look of a feed found, in a line."""
    last = f"{looked.at:%Y-%m-%d %H:%M} UTC" if looked.at else "never"
    after = f", next {looked.next_at:%Y-%m-%d %H:%M}" if looked.next_at else ""
    found = f"{looked.found} found, {looked.new} new, {looked.failed} failed, {looked.withdrawn} withdrawn"
    return f"last look {last}{after}: {found}{f'; {looked.problem}' if looked.problem else ''}"


def _printable(job: Job) -> Job:
    return replace(job, path=Path(printable(job.path)) if job.path else None)

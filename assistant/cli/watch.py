"""council-papers watch: a folder watched over, new papers taken in and withdrawn ones removed."""

import datetime
import time
from collections.abc import Callable
from pathlib import Path

import click

from assistant.access.models import Action
from assistant.cli.ingest import go_on, index_papers, outcome_line, read_papers
from assistant.cli.papers import recorded
from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import say
from ingest.jobs import Feed, FeedKind, JobState, Looked
from ingest.models import Outcome, OutcomeStatus, Overrides, Paper
from ingest.sources import printable
from ingest.watched_folder import Round, Watch

EXAMPLE = """council-papers watch papers/
council-papers watch papers/ --every 300
council-papers watch part-two/ --exempt"""


@verb(cli, "watch", EXAMPLE)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER…")
@click.option("--every", type=click.FloatRange(min=1), default=60.0, show_default=True, help="Seconds from one look to the next.")
@click.option("--rounds", type=click.IntRange(min=1), help="Looks after which it ends; without it, it goes on until it is stopped.")
@click.option("--exempt", is_flag=True, help="All papers of these folders are exempt, now and later: only those entitled see them.")
def watch(shell: Shell, folders: tuple[Path, ...], every: float, rounds: int | None, exempt: bool) -> None:
    """Watch over folders: take in what is new or changed, withdraw what is gone.

    A file is read once two looks found it the same, and a paper is withdrawn once two looks found its file gone, from the library and
    from every answer, note and register. Nothing is withdrawn while a folder holds no paper at all or cannot be searched. A file that
    cannot be read is tried once more, then it is a dead letter ('council-papers jobs').
    """
    keep_watch(shell, Watch(lambda: shell.parts.library, folders), every, rounds, exempt=exempt)


def keep_watch(
    shell: Shell, over: Watch, every: float, rounds: int | None, wait: Callable[[float], None] = time.sleep, exempt: bool = False
) -> None:  # fmt: skip
    """Look every so many seconds, `rounds` times or until stopped, and say what each look led to."""
    address = ", ".join(printable(folder.absolute()) for folder in over.folders)
    feed = shell.parts.jobs.feed(Feed(FeedKind.FOLDER, address, exempt))
    count, told = 0, ""
    while True:
        again = go_on(shell.parts, feed) if _waits(shell, feed) else []
        found = over.round(lambda paths: read_papers(shell.parts, paths, Overrides(), feed), lambda paper: _withdraw(shell, feed, paper))
        told = _say(found, again, told)
        if found.outcomes or found.withdrawn or again:
            index_papers(shell.parts)
        count += 1
        _note(shell, feed, over, found, None if count == rounds else every)
        if count == rounds:
            return
        wait(every)


def _waits(shell: Shell, feed: Feed) -> bool:
    """Whether anything of the feed is left to be tried, by an earlier look or a program that ended."""
    shell.parts.jobs.recover()
    return bool(shell.parts.jobs.jobs([JobState.WAITING], feed, most=1))


def _withdraw(shell: Shell, feed: Feed, paper: Paper) -> None:
    """Remove a paper, as the audit keeps it."""
    recorded(shell, Action.REMOVED, paper.document, paper.document, lambda: shell.parts.library.remove(paper.id))
    shell.parts.jobs.forget(feed, paper.path)


def _note(shell: Shell, feed: Feed, over: Watch, found: Round, every: float | None) -> None:
    """Keep what a look found, for who looks at the queue."""
    now = datetime.datetime.now(datetime.UTC)
    failed = sum(outcome.status is OutcomeStatus.FAILED for outcome in found.outcomes)
    new = sum(outcome.status in (OutcomeStatus.NEW, OutcomeStatus.REPLACED) for outcome in found.outcomes)
    next_at = now + datetime.timedelta(seconds=every) if every else None
    for job in shell.parts.jobs.jobs([JobState.FAILED], feed) if over.found else ():
        if job.path and not job.path.exists():
            shell.parts.jobs.forget(feed, job.address)
    shell.parts.jobs.note(feed, Looked(now, next_at, over.found, new, failed, len(found.withdrawn), problem=found.held or ""))


def _say(found: Round, again: list[Outcome], told: str) -> str:
    """Say what a look led to, and why nothing is withdrawn where that was not said just before; what of it was said."""
    for outcome in (*again, *found.outcomes):
        click.echo(outcome_line(outcome))
    for document in found.withdrawn:
        click.echo(f"withdrawn  {document}")
    if found.held and found.held != told:
        say(found.held)
    return found.held or ""

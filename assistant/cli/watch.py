"""council-papers watch: a folder watched over, new papers taken in and withdrawn ones removed."""

import time
from collections.abc import Callable
from pathlib import Path

import click

from assistant.access.models import Action
from assistant.cli.ingest import index_papers, outcome_line, read_papers
from assistant.cli.papers import recorded
from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import say
from ingest.models import Paper
from ingest.watched_folder import Round, Watch

EXAMPLE = """council-papers watch papers/
council-papers watch papers/ --every 300"""


@verb(cli, "watch", EXAMPLE)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER…")
@click.option("--every", type=click.FloatRange(min=1), default=60.0, show_default=True, help="Seconds from one look to the next.")
@click.option("--rounds", type=click.IntRange(min=1), help="Looks after which it ends; without it, it goes on until it is stopped.")
def watch(shell: Shell, folders: tuple[Path, ...], every: float, rounds: int | None) -> None:
    """Watch over folders: take in what is new or changed, withdraw what is gone.

    A file is read once two looks found it the same, and a paper is withdrawn once two looks found its file gone, from the library and
    from every answer, note and register. Nothing is withdrawn while a folder holds no paper at all or cannot be searched.
    """
    keep_watch(shell, Watch(lambda: shell.parts.library, folders), every, rounds)


def keep_watch(shell: Shell, over: Watch, every: float, rounds: int | None, wait: Callable[[float], None] = time.sleep) -> None:
    """Look every so many seconds, `rounds` times or until stopped, and say what each look led to."""
    count, told = 0, ""
    while True:
        found = over.round(lambda paths: read_papers(shell.parts, paths), lambda paper: _withdraw(shell, paper))
        told = _say(found, told)
        if found.outcomes or found.withdrawn:
            index_papers(shell.parts)
        count += 1
        if count == rounds:
            return
        wait(every)


def _withdraw(shell: Shell, paper: Paper) -> None:
    """Remove a paper, as the audit keeps it."""
    recorded(shell, Action.REMOVED, paper.document, paper.document, lambda: shell.parts.library.remove(paper.id))


def _say(found: Round, told: str) -> str:
    """Say what a look led to, and why nothing is withdrawn where that was not said just before; what of it was said."""
    for outcome in found.outcomes:
        click.echo(outcome_line(outcome))
    for document in found.withdrawn:
        click.echo(f"withdrawn  {document}")
    if found.held and found.held != told:
        say(found.held)
    return found.held or ""

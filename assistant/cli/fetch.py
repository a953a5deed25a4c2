"""council-papers fetch: the papers that a council's website of meetings publishes, fetched politely and kept in step with it."""

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import click

from assistant.access.models import Action
from assistant.cli.ingest import go_on, index_papers, outcome_line
from assistant.cli.papers import recorded
from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import progress_bar, say
from ingest.jobs import Feed, FeedKind, FeedState
from ingest.models import OutcomeStatus, Paper
from ingest.watched_site import SiteRound, SiteWatch
from ingest.websites.client import Client, Manners
from ingest.websites.models import Way, Window
from ingest.websites.site import Site

EXAMPLE = """council-papers fetch https://democracy.example.gov.uk/
council-papers fetch https://democracy.example.gov.uk/ --committee Cabinet --since 2025-01-01
council-papers fetch https://democracy.example.gov.uk/ --every 21600"""
_YEAR: Final = datetime.timedelta(days=365)
_DAY: Final = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which meetings are wanted; days that were not given move with today."""

    since: datetime.date | None
    until: datetime.date | None
    committees: tuple[str, ...]

    def window(self) -> Window:
        """The meetings, as of today."""
        today = datetime.date.today()
        return Window(self.since or today - _YEAR, self.until or today + _YEAR, self.committees)


@verb(cli, "fetch", EXAMPLE)
@click.argument("url")
@click.option("--committee", "committees", multiple=True, help="Only this committee: words of its name, or its number; may be repeated.")
@click.option("--since", type=_DAY, help="Only meetings from this day on; a year ago where it is not given.")
@click.option("--until", type=_DAY, help="Only meetings up to this day; in a year where it is not given.")
@click.option("--every", type=click.FloatRange(min=60), help="Look again and again, so many seconds after each look.")
@click.option("--rounds", type=click.IntRange(min=1), help="Looks after which it ends; without it, with --every, it goes on until stopped.")
@click.option("--exempt", is_flag=True, help="All papers of this site are exempt, now and later: only those entitled see them.")
@click.option("--reports", is_flag=True, help="Take the reports of single items too where a pack holds them.")
@click.option("--pause", type=click.FloatRange(min=0), default=2.0, show_default=True, help="Seconds between two requests, at least.")
@click.option("--insecure", is_flag=True, help="Allow http, of this computer alone (for trials).")
def fetch(
    shell: Shell,
    url: str,
    committees: tuple[str, ...],
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    every: float | None,
    rounds: int | None,
    exempt: bool,
    reports: bool,
    pause: float,
    insecure: bool,
) -> None:
    """Fetch the papers of meetings from a council's website (ModernGov and what is like it).

    URL is the site's start page, or a page that lists committees or meetings. Its XML service is asked where there is one, else its pages,
    by one connection with pauses, within its robots.txt; what did not change is not sent again. A paper that the site withdrew leaves the
    library once it was missing in two complete looks. Nothing is fetched but by this command (docs/sources.md).
    """
    wanted = Wanted(since.date() if since else None, until.date() if until else None, committees)
    manners = Manners(pause, insecure, most_of_file=shell.parts.configuration.ingest.max_file_size << 20)
    with Client(url, manners) as client:
        watch = _watched(shell, client, url, exempt, reports)
        keep_looking(shell, watch, wanted, every, rounds)


def _watched(shell: Shell, client: Client, url: str, exempt: bool, reports: bool) -> SiteWatch:
    store = shell.parts.jobs
    feed = store.feed(Feed(FeedKind.WEBSITE, url, exempt))
    if feed.exempt and not exempt:
        say(f"{url}: its papers are exempt, as was said before; 'council-papers papers correct' says otherwise of a paper")
    before = next((state for state in store.feeds() if state.feed.id == feed.id), FeedState(feed))
    way = Way(before.looked.way) if before.looked.way else None
    return SiteWatch(lambda: shell.parts.library, store, feed, Site(client, way), reports)


def keep_looking(
    shell: Shell, watch: SiteWatch, wanted: Wanted, every: float | None, rounds: int | None, wait: Callable[[float], None] = time.sleep
) -> None:  # fmt: skip
    """Look once, or every so many seconds, and say what each look led to. Raises SiteError where the one look that was asked for failed."""
    last = 1 if every is None else rounds
    count, failed = 0, False
    while True:
        count += 1
        next_at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=every) if every and count != last else None
        with progress_bar("looking", "document") as on_progress:
            found = watch.round(
                wanted.window(), lambda feed: go_on(shell.parts, feed), lambda paper: _withdraw(shell, paper), next_at,
                lambda message: on_progress(0, 0, message),
            )  # fmt: skip
        _say(found)
        if found.outcomes or found.withdrawn:
            index_papers(shell.parts)
        failed = any(outcome.status is OutcomeStatus.FAILED for outcome in found.outcomes) or bool(found.failures)
        if found.error and last == 1:
            raise found.error
        if count == last:
            break
        wait(every or 0)
    if failed:
        click.get_current_context().exit(1)


def _withdraw(shell: Shell, paper: Paper) -> None:
    """Remove a paper, as the audit keeps it."""
    words = f"{paper.document}: withdrawn from its website"
    recorded(shell, Action.REMOVED, words, paper.document, lambda: shell.parts.library.remove(paper.id))


def _say(found: SiteRound) -> None:
    """Say what a look led to."""
    for outcome in found.outcomes:
        click.echo(outcome_line(outcome))
    for document in found.withdrawn:
        click.echo(f"withdrawn  {document}")
    for failure in found.failures:
        say(f"not fetched: {failure}")
    looked = found.looked
    if found.error is None:
        say(f"{looked.found} documents listed, {looked.new} new or changed, {looked.failed} failed, {looked.withdrawn} withdrawn")
    if looked.problem:
        say(looked.problem)

"""A council's website that is looked at: what is new or changed is fetched and put into the queue, what was withdrawn leaves the library.

A paper is withdrawn once it was missing in two looks, each of them complete. A look is complete where every page that was needed came
whole and something was listed; what a site lists and does not serve counts as missing only while it serves others.
"""

import datetime
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ingest.errors import BusySiteError, NotServedError, SiteError
from ingest.jobs import Feed, Item, Job, JobState, Looked, Settled
from ingest.jobs_store import JobStore
from ingest.library.library import Library
from ingest.library.private import FOLDER
from ingest.models import Outcome, OutcomeStatus, Overrides, Paper
from ingest.site_memory import Remembered, SiteMemory
from ingest.sources import content_hash, printable
from ingest.websites.addresses import clean_name, file_name
from ingest.websites.client import Known
from ingest.websites.models import Listed, Listing, Window
from ingest.websites.site import Site, chosen

MISSED: Final = 2
"""Complete looks in which a paper must be missing."""
_FAILURES: Final = 3
"""Documents in a row that fail before the site is left alone until the next look."""
_KEPT: Final = "; the version read before is kept"
_FEW: Final = 3
_NOTHING_SAID: Final = Overrides()


@dataclass(frozen=True, slots=True)
class SiteRound:
    """What one look led to."""

    looked: Looked
    outcomes: tuple[Outcome, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Papers that were removed from the library, by document name."""
    failures: tuple[str, ...] = ()
    """Why documents could not be fetched."""
    error: SiteError | None = None
    """Why there was no look; None where there was one."""


@dataclass(slots=True)
class _Look:
    """What one look has found so far."""

    listing: Listing
    jobs: dict[str, Job]
    """The jobs of the site, by address."""
    new: int = 0
    served: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    """Keys of documents that the site lists and does not serve, each with what it said."""
    failures: list[str] = field(default_factory=list)
    stopped: str = ""
    """Why the rest was left for the next look."""


@dataclass(slots=True)
class SiteWatch:
    """One site that is looked at for one library."""

    library: Callable[[], Library]
    """The library, opened when first needed: there may be none before the first paper."""
    store: JobStore
    feed: Feed
    site: Site
    every_report: bool = False
    """Whether the reports of single items are taken too where a pack holds them."""

    def round(
        self, window: Window, take: Callable[[Feed], list[Outcome]], withdraw: Callable[[Paper], None],
        next_at: datetime.datetime | None = None, say: Callable[[str], None] = lambda _: None,
    ) -> SiteRound:  # fmt: skip
        """Look once: fetch what is new or changed, have the queue read, withdraw what is gone.

        `take` reads what of the feed waits in the queue; `say` is told of each document that is asked for. Raises LibraryError as the
        library and what is given do.
        """
        memory, now = SiteMemory(self.store, self.feed), datetime.datetime.now(datetime.UTC)
        try:
            listing = self.site.listing(window, {one.met.number: one.met for one in memory.all().values()}.values())
        except SiteError as error:
            looked = Looked(now, next_at, problem=f"nothing was looked at: {error}", way=self.site.way or "")
            self.store.note(self.feed, looked)
            return SiteRound(looked, tuple(take(self.feed)), error=error)
        look = _Look(listing, {job.address: job for job in self.store.jobs(feed=self.feed, most=1 << 30)})
        wanted = chosen(listing.documents, self.every_report)
        self._fetch(look, wanted, memory, say)
        outcomes = take(self.feed)
        withdrawn, kept = self._withdraw(look, memory, withdraw)
        failed = len(look.failures) + sum(outcome.status is OutcomeStatus.FAILED for outcome in outcomes)
        problem = "; ".join(filter(None, (look.stopped, _closed(look), *listing.faults[:_FEW], *kept[:_FEW], _undated(listing))))
        looked = Looked(now, next_at, len(wanted), look.new, failed, len(withdrawn), listing.way, problem)
        self.store.note(self.feed, looked)
        return SiteRound(looked, tuple(outcomes), tuple(withdrawn), tuple(look.failures))

    def _fetch(self, look: _Look, wanted: list[Listed], memory: SiteMemory, say: Callable[[str], None]) -> None:
        """Ask for each document; failures count only where the site served something after them, or the look came to its end."""
        known = memory.all()
        row: list[tuple[Listed, SiteError]] = []
        for at, one in enumerate(wanted):
            before, job = known.get(one.key), look.jobs.get(one.address)
            if not before and job and job.state is JobState.FAILED and job.path is None:
                continue  # a dead letter
            say(f"{at + 1} of {len(wanted)}: {one.title}")
            try:
                look.new += self._take(one, before, job, memory)
                look.served += 1
            except NotServedError as error:
                look.refused[one.key] = str(error)
            except BusySiteError as error:
                look.stopped = str(error)
                return
            except SiteError as error:
                row.append((one, error))
                if len(row) < _FAILURES:
                    continue
                look.stopped = f"the site failed {len(row)} times in a row, so the rest is left for the next look: {error}"
                return
            look.failures += [self._fail(*failed, known) for failed in row]
            row.clear()
        look.failures += [self._fail(*failed, known) for failed in row]

    def _take(self, one: Listed, before: Remembered | None, job: Job | None, memory: SiteMemory) -> bool:
        """Fetch a document where it is new or changed, and put it into the queue. Raises SiteError."""
        there = before is not None and before.path.is_file()
        fetched = self.site.client.file(one.address, before.known if before and there else Known(), self.store.folder)
        path = before.path if before else self._place(one, memory)
        sha256, told = (content_hash(fetched.file), fetched.known) if fetched else (before.sha256 if before else "", Known())
        changed = before is None or not there or sha256 != before.sha256
        if fetched and changed:
            for folder in reversed(path.parents[: path.parents.index(self.store.folder)]):
                folder.mkdir(exist_ok=True, mode=FOLDER)
            fetched.file.replace(path)
        elif fetched:
            fetched.file.unlink()
        if before and before.address != one.address:
            self.store.forget(self.feed, before.address)
        if changed or job is None or job.path is None:
            self.store.put(self.feed, [Item(one.address, path, printable(path.name), sha256)], _NOTHING_SAID)
        known = told if fetched else before.known if before else Known()
        memory.keep(Remembered(one.key, one.address, one.title, one.met, path, sha256, known))
        return changed

    def _place(self, one: Listed, memory: SiteMemory) -> Path:
        """Where a new document is kept, under a name that tells its meeting and that no other document of the site has."""
        name = file_name(one.title, one.address)
        if str(one.met.day.year) not in name:
            name = clean_name(f"{one.met.day} {one.met.body} {name}")
        slug = one.key if one.key.replace("-", "").isalnum() else hashlib.sha256(one.key.encode()).hexdigest()[:12]
        if any(other.path.name == name for other in memory.all().values()):
            stem, dot, ending = name.rpartition(".")
            name = f"{stem} {slug}{dot}{ending}"
        site = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in urlsplit(self.site.client.start).netloc)
        return self.store.folder / site / slug / name

    def _fail(self, one: Listed, error: SiteError, known: dict[str, Remembered]) -> str:
        """Keep that a document could not be fetched; the line that says so."""
        reason = f"{error}{_KEPT if one.key in known else ''}"
        for job in self.store.put(self.feed, [Item(one.address, None, one.title)], _NOTHING_SAID):
            self.store.settle(job.id, Settled(JobState.FAILED, reason))
        return reason

    def _withdraw(self, look: _Look, memory: SiteMemory, withdraw: Callable[[Paper], None]) -> tuple[list[str], list[str]]:
        """Withdraw what was missing in two complete looks; the names of what went, and why others did not go."""
        met = {one.number for one in look.listing.meetings}
        listed = {one.key for one in look.listing.documents}
        counts = look.served > 0 and not look.stopped
        gone: list[str] = []
        kept: list[str] = []
        for one in memory.all().values():
            if one.met.number not in met:
                continue
            missing = one.key not in listed or one.key in look.refused
            if not missing and one.missing:
                memory.keep(replace(one, missing=0))
            elif missing and not counts:
                kept.append(f"{one.path.name} is missing and kept: the look was not complete")
            elif missing and one.missing + 1 < MISSED:
                memory.keep(replace(one, missing=one.missing + 1))
            elif missing:
                self._let_go(one, memory, withdraw, gone, kept)
        named = {one.address for one in look.listing.documents}
        for job in look.jobs.values() if counts else ():
            if job.path is None and job.address not in named:
                self.store.forget(self.feed, job.address)
        return gone, kept

    def _let_go(
        self, one: Remembered, memory: SiteMemory, withdraw: Callable[[Paper], None], gone: list[str], kept: list[str]
    ) -> None:  # fmt: skip
        """Withdraw the paper of a document, unless its content is still published at another address or was put in by a person."""
        library = self.library()
        paper = next((paper for paper in library.papers() if paper.sha256 == one.sha256), None)
        others = [path for path in memory.elsewhere(one) if path != one.path]
        if paper and paper.path != printable(one.path):
            if not others:
                kept.append(f"{paper.document} was withdrawn from the site and is kept: {paper.path} holds it too")
        elif paper and others:
            library.repoint(paper, printable(others[0]))
        elif paper:
            withdraw(paper)
            gone.append(paper.document)
        shutil.rmtree(one.path.parent, ignore_errors=True)
        self.store.forget(self.feed, one.address)
        memory.forget(one.key)


def _closed(look: _Look) -> str:
    """That no document at all is served; that some are not is no fault."""
    if look.served or not look.refused:
        return ""
    return f"none of the {len(look.refused)} documents listed is served: {next(iter(look.refused.values()))}"


def _undated(listing: Listing) -> str:
    return f"the day of {listing.undated} meetings could not be read, so they are passed over" if listing.undated else ""

"""The tests of the queue, as they are, on PostgreSQL; and what several hosts have to do with each other there."""

import datetime
import functools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from ingest.errors import LibraryError
from ingest.jobs import COMMAND_LINE, WEB_PAGE, Feed, FeedKind, Item, JobState, Settled
from ingest.jobs_intake import GONE, Intake
from ingest.library.library import Library
from ingest.models import Outcome, OutcomeStatus, Overrides
from ingest.pipeline import ingest
from ingest.site_memory import Remembered, SiteMemory
from ingest.websites.client import Known
from ingest.websites.models import Met
from tests.cluster.conftest import Server
from tests.ingest import test_jobs
from tests.ingest.test_jobs import *  # noqa: F403 the tests themselves
from tests.ingest.test_jobs import JobStore, only, quiet, states

OF_FILES = (
    "test_the_file_is_its_owners_only_and_a_newer_one_is_refused",
    "test_a_queue_of_the_first_version_is_brought_up_and_keeps_what_it_has",
)
for name in OF_FILES:
    del globals()[name]
SITE = Feed(FeedKind.WEBSITE, "https://larkmere.example/")


@pytest.fixture(autouse=True)
def address(on_postgres: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where whatever opens the queue, or the library, of the home finds it."""
    there = on_postgres(tmp_path / "home")
    monkeypatch.setenv("JOBS_ADDRESS", there)
    monkeypatch.setattr(test_jobs, "JobStore", functools.partial(JobStore, address=there))
    return there


@pytest.fixture
def hosts(tmp_path: Path, address: str) -> Iterator[tuple[JobStore, JobStore]]:
    """The queue as two hosts have it open."""
    here, there = JobStore(tmp_path / "here", address), JobStore(tmp_path / "there", address)
    there._host = "another-host"
    yield here, there
    here.close()
    there.close()


def reader(store: JobStore, read: list[str]) -> Intake:
    """Takes in by noting what it reads."""

    def note(paths: object, _said: object, _report: object) -> list[Outcome]:
        read.extend(path.name for path in paths)  # type: ignore[attr-defined]
        return [Outcome(str(path), OutcomeStatus.NEW, path.name) for path in paths]  # type: ignore[attr-defined]

    return Intake(store, note)


def test_a_file_of_another_host_is_left_to_it_and_one_that_both_reach_is_read_by_either(
    hosts: tuple[JobStore, JobStore], tmp_path: Path
) -> None:
    here, there = hosts
    (tmp_path / "shared.txt").write_text("shared")
    folder = Feed(FeedKind.FOLDER, "/elsewhere")
    there.put(folder, [Item("/elsewhere/a.txt", Path("/elsewhere/a.txt"), "a.txt")], Overrides())
    there.put(WEB_PAGE, [Item("up.txt", Path("/elsewhere/up.txt"), "up.txt")], Overrides())
    there.put(COMMAND_LINE, [Item("shared.txt", tmp_path / "shared.txt", "shared.txt")], Overrides())
    read: list[str] = []
    reader(here, read).go_on(quiet)
    assert read == ["shared.txt"]
    assert states(here) == {"a.txt": JobState.WAITING, "up.txt": JobState.WAITING, "shared.txt": JobState.READ}
    reader(there, read).go_on(quiet)
    assert states(here) == {"up.txt": JobState.FAILED, "shared.txt": JobState.READ}, "its own host knows that they are gone"
    assert next(job.reason for job in here.jobs([JobState.FAILED])) == GONE


def test_what_a_host_was_reading_when_it_died_waits_for_the_others(hosts: tuple[JobStore, JobStore], tmp_path: Path, address: str) -> None:
    here, there = hosts
    (tmp_path / "a.txt").write_text("a")
    dead = there.working()
    owner = dead.__enter__()
    there.put(COMMAND_LINE, [Item("a.txt", tmp_path / "a.txt", "a.txt")], Overrides(), owner)
    there.begin(only(there).id)
    read: list[str] = []
    reader(here, read).go_on(quiet)
    assert (read, only(here).state) == ([], JobState.READING), "it lives"
    with psycopg.connect(address) as connection:
        its_own = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        connection.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND {its_own}")
    reader(here, read).go_on(quiet)
    assert (read, only(here).state) == (["a.txt"], JobState.READ)
    dead.__exit__(None, None, None)
    assert only(here).state is JobState.READ


def test_two_hosts_take_papers_in_at_once(hosts: tuple[JobStore, JobStore], tmp_path: Path, address: str) -> None:
    with ThreadPoolExecutor() as pool:
        done = [pool.submit(_host, store, tmp_path / name, address) for store, name in zip(hosts, ("first", "second"), strict=True)]
        assert all(outcome.status is OutcomeStatus.NEW for one in done for outcome in one.result(60))
    assert states(hosts[0]) == {f"{name}{n}.txt": JobState.READ for name in ("first", "second") for n in range(3)}
    with Library.open(tmp_path / "home") as library:
        assert len(library.papers()) == 6


def _host(store: JobStore, folder: Path, address: str) -> list[Outcome]:
    """Papers of its own, taken in by a host."""
    folder.mkdir()
    for n in range(3):
        (folder / f"{folder.name}{n}.txt").write_text(f"{test_jobs.WORDS} {folder.name} {n}")
    with Library.open(folder / "home", address=address) as library:
        read = Intake(store, lambda paths, said, report: ingest(library, paths, test_jobs.SETTINGS, said, report))
        return read.take_in(COMMAND_LINE, [folder], Overrides(), quiet)


def test_the_public_role_is_told_nothing_of_the_queue(
    hosts: tuple[JobStore, JobStore], postgres: Server, address: str, tmp_path: Path
) -> None:
    hosts[0].put(COMMAND_LINE, [Item("sale-of-heron-wharf.pdf", None, "sale-of-heron-wharf.pdf")], Overrides(exempt=True))
    hosts[0].settle(only(hosts[0]).id, Settled(JobState.FAILED, "exempt by name"))
    public = postgres.of(address, "reader")
    with pytest.raises(LibraryError, match="this user may not do that"):
        JobStore(tmp_path / "public", public)
    with psycopg.connect(public, autocommit=True) as connection:
        for table in ("feed", "job", "document", "format"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM jobs.{table}")
    with Library.open(tmp_path / "home") as library, Library.open(tmp_path / "public", address=public) as shown:
        assert (library.may_change, shown.may_change) == (True, False), "a server for the public has no page of it"


def test_documents_of_a_website_are_remembered_and_replaced(hosts: tuple[JobStore, JobStore]) -> None:
    store = hosts[0]
    store.feed(SITE)
    met = Met("7", "Harbour Panel", datetime.date(2024, 5, 7))
    one = Remembered("501", "https://larkmere.example/501", "Pack", met, Path("/sources/501.pdf"), "ab", Known("etag", "then"))
    memory = SiteMemory(store, SITE)
    memory.keep(one)
    assert SiteMemory(hosts[1], SITE).all() == {"501": one}
    memory.keep(moved := replace(one, sha256="cd", missing=1))
    assert memory.all() == {"501": moved}
    memory.forget("501")
    assert memory.all() == {}


def test_a_queue_of_a_newer_version_is_refused(hosts: tuple[JobStore, JobStore], tmp_path: Path, address: str) -> None:
    with hosts[0].transaction() as connection:
        connection.execute("UPDATE format SET version = 9")
    with pytest.raises(LibraryError, match="newer version"):
        JobStore(tmp_path / "home", address)

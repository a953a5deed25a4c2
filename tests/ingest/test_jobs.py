"""The queue: nothing put in is lost, whoever dies; what fails twice is a dead letter; one bad file stops nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from ingest.errors import LibraryError
from ingest.jobs import COMMAND_LINE, MOST_DEATHS, WEB_PAGE, Feed, FeedKind, Item, Job, JobState, Settled, state_of
from ingest.jobs_intake import GONE, Intake
from ingest.jobs_store import JobStore
from ingest.library.library import Library
from ingest.library.private import JOBS, open_to_others
from ingest.models import Classification, Outcome, OutcomeStatus, Overrides, Progress
from ingest.pipeline import ingest
from tests.ingest.library_fakes import SETTINGS

FOLDER = Feed(FeedKind.FOLDER, "/papers")
WORDS = """Larkmere Borough Council

Minutes of the meeting of the Harbour Panel held on 7 May 2024

1. Apologies

None were made by the members.
"""
BAD = b"%PDF-1.7 nothing"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    opened = JobStore(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", create=True) as opened:
        yield opened


@pytest.fixture
def intake(store: JobStore, library: Library) -> Intake:
    return Intake(store, lambda paths, said, report: ingest(library, paths, SETTINGS, said, report))


def quiet(_: Progress) -> None:
    """Nobody is told."""


def file(folder: Path, name: str, content: bytes | str = WORDS) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def states(store: JobStore) -> dict[str, JobState]:
    return {job.name: job.state for job in store.jobs()}


def only(store: JobStore) -> Job:
    (job,) = store.jobs()
    return job


def test_what_is_taken_in_gives_what_it_gave_and_leaves_a_job_a_file(store: JobStore, intake: Intake, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    file(papers, "a.txt"), file(papers, "bad.pdf", BAD), file(papers, "secret.txt", f"NOT FOR PUBLICATION\n\n{WORDS} Secret.")
    with Library.open(tmp_path / "plain", create=True) as plain:
        expected = ingest(plain, [papers], SETTINGS)
    assert intake.take_in(COMMAND_LINE, [papers], Overrides(), quiet) == expected
    assert states(store) == {"a.txt": JobState.READ, "bad.pdf": JobState.FAILED, "secret.txt": JobState.KEPT_BACK}
    failed, kept = (next(job for job in store.jobs() if job.name == name) for name in ("bad.pdf", "secret.txt"))
    assert failed.reason == next(one.reason for one in expected if one.document == "bad.pdf")
    assert "NOT FOR PUBLICATION" in kept.notes[0]
    intake.take_in(COMMAND_LINE, [papers], Overrides(), quiet)
    assert states(store) == {"a.txt": JobState.UNCHANGED, "bad.pdf": JobState.FAILED, "secret.txt": JobState.KEPT_BACK}


def test_what_cannot_even_be_tried_has_its_job_too(store: JobStore, intake: Intake, tmp_path: Path) -> None:
    (outcome,) = intake.take_in(COMMAND_LINE, [tmp_path / "missing.pdf"], Overrides(), quiet)
    assert (only(store).state, only(store).reason) == (JobState.FAILED, outcome.reason)
    assert intake.take_in(COMMAND_LINE, [], Overrides(), quiet) == []


@pytest.mark.parametrize(
    ("status", "kept_back", "warnings", "state"),
    [
        (OutcomeStatus.NEW, (), (), JobState.READ),
        (OutcomeStatus.REPLACED, (), (), JobState.READ),
        (OutcomeStatus.UNCHANGED, (), (), JobState.UNCHANGED),
        (OutcomeStatus.NEW, (), ("page 2 is a scan",), JobState.DOUBTED),
        (OutcomeStatus.UNCHANGED, (), ("page 2 is a scan",), JobState.DOUBTED),
        (OutcomeStatus.NEW, ("kept back: page 1",), ("page 2 is a scan",), JobState.KEPT_BACK),
        (OutcomeStatus.FAILED, (), (), JobState.FAILED),
    ],
)
def test_states_tell_what_needs_attention(
    status: OutcomeStatus, kept_back: tuple[str, ...], warnings: tuple[str, ...], state: JobState
) -> None:
    assert state_of(Outcome("a", status, "a", kept_back=kept_back, warnings=warnings)) is state


@pytest.mark.parametrize(("feed", "tries"), [(COMMAND_LINE, 1), (WEB_PAGE, 1), (FOLDER, 2)])
def test_what_failed_is_a_dead_letter_at_once_where_a_person_sees_it_and_twice_elsewhere(
    store: JobStore, intake: Intake, tmp_path: Path, feed: Feed, tries: int
) -> None:
    bad = file(tmp_path, "bad.pdf", BAD)
    intake.take_in(feed, [bad], Overrides(), quiet)
    assert only(store).state is (JobState.FAILED if tries == 1 else JobState.WAITING)
    for _ in range(3):
        intake.go_on(quiet, feed)
    job = only(store)
    assert (job.state, job.tries) == (JobState.FAILED, tries)
    assert job.reason


def test_a_dead_letter_is_tried_again_when_it_changed_or_is_put_back_and_not_otherwise(
    store: JobStore, intake: Intake, tmp_path: Path
) -> None:
    bad = file(tmp_path, "bad.pdf", BAD)
    for _ in range(2):
        intake.take_in(FOLDER, [bad], Overrides(), quiet)
    assert only(store).state is JobState.FAILED
    assert intake.take_in(FOLDER, [bad], Overrides(), quiet) == []
    assert [job.name for job in store.retry([only(store).id])] == ["bad.pdf"]
    assert [outcome.status for outcome in intake.go_on(quiet)] == [OutcomeStatus.FAILED]
    assert only(store).state is JobState.WAITING
    intake.go_on(quiet)
    assert only(store).state is JobState.FAILED
    file(tmp_path, "bad.pdf", b"%PDF-1.7 otherwise")
    assert len(intake.take_in(FOLDER, [bad], Overrides(), quiet)) == 1


def test_a_file_that_was_mended_is_read_when_it_is_put_back(store: JobStore, intake: Intake, library: Library, tmp_path: Path) -> None:
    mended = file(tmp_path, "a.txt", "")
    intake.take_in(COMMAND_LINE, [mended], Overrides(), quiet)
    file(tmp_path, "a.txt")
    assert store.retry() == [only(store)]
    intake.go_on(quiet)
    assert states(store) == {"a.txt": JobState.READ}
    assert [paper.document for paper in library.papers()] == ["a.txt"]


def test_a_file_that_is_gone_says_so(store: JobStore, intake: Intake, tmp_path: Path) -> None:
    sent = file(tmp_path, "sent.pdf", BAD)
    intake.take_in(WEB_PAGE, [sent], Overrides(), quiet)
    sent.unlink()
    store.retry()
    assert intake.go_on(quiet) == []
    assert (only(store).state, only(store).reason) == (JobState.FAILED, GONE)


@pytest.mark.parametrize("exempt", [True, False])
def test_what_a_person_said_of_a_file_holds_when_it_is_read_later(
    store: JobStore, intake: Intake, library: Library, tmp_path: Path, exempt: bool
) -> None:
    said = file(tmp_path, "a.txt", "")
    intake.take_in(COMMAND_LINE, [said], Overrides(committee="Harbour Panel", exempt=exempt), quiet)
    file(tmp_path, "a.txt")
    store.retry()
    intake.go_on(quiet)
    (paper,) = library.papers()
    assert paper.info.meeting.committee == "Harbour Panel"
    assert library.passage_count(paper.id, {Classification.PUBLIC}) == (0 if exempt else paper.passages)


def test_an_exempt_feed_stays_exempt_and_another_does_not_become_it(store: JobStore) -> None:
    store.feed(Feed(FeedKind.FOLDER, "/papers", exempt=True))
    (job,) = store.put(FOLDER, [Item("a", Path("a"), "a")], Overrides(public=True))
    assert (job.feed.exempt, job.said) == (True, Overrides(exempt=True))
    (other,) = store.put(Feed(FeedKind.FOLDER, "/others"), [Item("a", Path("a"), "a")], Overrides())
    assert (other.feed.exempt, other.said) == (False, Overrides())


def test_where_the_reading_itself_breaks_off_what_was_not_read_waits(store: JobStore, tmp_path: Path) -> None:
    def read(paths: Sequence[Path], _said: Overrides, report: Callable[[Progress], None]) -> list[Outcome]:
        done = Outcome(str(paths[0]), OutcomeStatus.NEW, "a.txt")
        report(Progress("reading a.txt", path=str(paths[0])))
        report(Progress("new: a.txt", path=str(paths[0]), outcome=done))
        report(Progress("reading b.txt", path=str(paths[1])))
        raise LibraryError("the disk is full")

    with pytest.raises(LibraryError):
        Intake(store, read).take_in(COMMAND_LINE, [file(tmp_path, "a.txt"), file(tmp_path, "b.txt")], Overrides(), quiet)
    assert states(store) == {"a.txt": JobState.READ, "b.txt": JobState.WAITING}


KILLED = """
import os, signal, sys
from pathlib import Path
from ingest.jobs import COMMAND_LINE, Feed, FeedKind
from ingest.jobs_intake import Intake
from ingest.jobs_store import JobStore
from ingest.library.library import Library
from ingest.models import Overrides
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

home, papers, last = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
address = os.environ.get("JOBS_ADDRESS", "")
library = Library.open(home, address=address)
store = JobStore(home, address)

def die(at):
    if at.path and at.path.endswith(last) and at.outcome is None:
        os.kill(os.getpid(), signal.SIGKILL)

read = lambda paths, said, report: ingest(library, paths, IngestSettings(), said, lambda at: (report(at), die(at)))
intake = Intake(store, read)
feed = Feed(FeedKind.FOLDER, "/papers")
if sys.argv[4] == "first":
    intake.take_in(feed, [papers], Overrides(exempt=True), lambda at: None)
else:
    intake.go_on(lambda at: None, feed)
"""


def kill(tmp_path: Path, last: str, how: str) -> None:
    command = [sys.executable, "-c", KILLED, tmp_path / "home", tmp_path / "papers", last, how]
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(Path.cwd())}, check=False)
    assert ended.returncode == -signal.SIGKILL


def recovered(store: JobStore) -> int:
    """How many jobs are put back; a child that was being started at the kill holds its parent's lock a moment longer."""
    deadline = time.monotonic() + 10
    while not (found := store.recover()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def test_a_killed_process_loses_no_job(store: JobStore, intake: Intake, library: Library, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        file(papers, name, f"{WORDS} {name}")
    kill(tmp_path, "b.txt", "first")
    assert states(store) == {"a.txt": JobState.READ, "b.txt": JobState.READING, "c.txt": JobState.WAITING}
    assert recovered(store) == 2
    assert states(store) == {"a.txt": JobState.READ, "b.txt": JobState.WAITING, "c.txt": JobState.WAITING}
    assert sorted(outcome.document for outcome in intake.go_on(quiet, FOLDER)) == ["b.txt", "c.txt"]
    assert set(states(store).values()) == {JobState.READ}
    for paper in library.papers():
        assert not library.passage_count(paper.id, {Classification.PUBLIC}), "it is read as it was put in"
    assert not list((tmp_path / "home" / "sources").glob(".owners/*"))


def test_a_file_that_ends_the_program_each_time_is_a_dead_letter_in_the_end(store: JobStore, intake: Intake, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    file(papers, "poison.txt")
    for at in range(MOST_DEATHS):
        kill(tmp_path, "poison.txt", "again" if at else "first")
    assert recovered(store) == 1
    assert (only(store).state, only(store).tries) == (JobState.FAILED, MOST_DEATHS)
    assert "the program ended each time" in only(store).reason
    assert intake.go_on(quiet) == []
    store.retry()
    assert len(intake.go_on(quiet)) == 1


def test_a_job_whose_owner_lives_is_left_to_it(store: JobStore, tmp_path: Path) -> None:
    with store.working() as owner:
        store.put(COMMAND_LINE, [Item("a", tmp_path, "a")], Overrides(), owner)
        store.begin(only(store).id)
        other = JobStore(tmp_path / "home")
        assert other.recover() == 0
        with other.working() as second:
            assert other.take(second) == []
        assert other.retry() == []
        other.close()
        assert only(store).state is JobState.READING
    assert only(store).state is JobState.WAITING


def test_two_who_take_at_once_never_get_the_same_job(store: JobStore) -> None:
    store.put(COMMAND_LINE, [Item(str(n), Path(str(n)), str(n)) for n in range(40)], Overrides())
    taken: list[int] = []

    def work() -> None:
        with store.working() as owner:
            taken.extend(job.id for job in store.take(owner))
            done.wait(10)

    done = threading.Barrier(5)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    done.wait(10)
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted({job.id for job in store.jobs()})


def test_the_file_is_its_owners_only_and_a_newer_one_is_refused(store: JobStore, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with store.working():
        assert open_to_others(home) == []
    with store.transaction() as connection:
        connection.execute("PRAGMA user_version = 9")
    with pytest.raises(LibraryError, match="newer version"):
        JobStore(home)


def test_a_queue_of_the_first_version_is_brought_up_and_keeps_what_it_has(tmp_path: Path) -> None:
    first = JobStore(tmp_path)
    first.put(COMMAND_LINE, [Item("a", Path("a"), "a")], Overrides())
    first.close()
    with closing(sqlite3.connect(tmp_path / JOBS)) as kept:
        kept.executescript("ALTER TABLE job DROP COLUMN host; PRAGMA user_version = 1")
    store = JobStore(tmp_path)
    assert not store.is_elsewhere(only(store))
    assert states(store) == {"a": JobState.WAITING}
    store.put(COMMAND_LINE, [Item("b", Path("b"), "b")], Overrides())
    assert [job.host for job in store.jobs()] == ["", ""]
    store.close()


def test_counts_and_lists_are_by_state(store: JobStore) -> None:
    store.put(COMMAND_LINE, [Item(name, Path(name), name) for name in "abc"], Overrides())
    store.settle(store.jobs()[0].id, Settled(JobState.DOUBTED, notes=("page 2 is a scan",), document="c"))
    assert store.counts() == {JobState.WAITING: 2, JobState.DOUBTED: 1}
    assert [job.document for job in store.jobs([JobState.DOUBTED])] == ["c"]
    store.forget(COMMAND_LINE, "a")
    assert {job.name for job in store.jobs(feed=COMMAND_LINE)} == {"b", "c"}
    assert store.jobs(feed=WEB_PAGE) == []

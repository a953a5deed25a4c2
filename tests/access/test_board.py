"""The board: processes together allow what one allows, whatever the clock does, and nothing private stays in the file."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.access.board import Failures, NoteJob, Room
from assistant.access.limits import Limits
from assistant.access.models import Identity
from assistant.access.opening import open_desk
from assistant.access.presence import Presence
from assistant.access.schema import FILE_NAME, SCHEMA_VERSION
from assistant.access.store import AccessStore
from assistant.access.store_board import StoreBoard
from assistant.briefing.models import BriefRequest
from assistant.errors import TooManyError
from assistant.settings import AssistantSettings
from ingest.library.backup import back_up
from ingest.library.library import Library
from tests.access.doors import bytes_of
from vectorstore.models import Role

Ask = Callable[[str, float, int], list[list[float]]]
"""What is tried, at which second, how often by each process; the waits that each process met, 0.0 where it was allowed."""


def askers(root: Path, home: Path, count: int, address: str = "") -> Iterator[Ask]:
    """Processes on one home, which do what they are told at the same time."""
    command = [sys.executable, "-m", "tests.access.board_askers", str(home), address]
    running = [
        subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) for _ in range(count)
    ]

    def answers() -> list[list[float]]:
        return [json.loads(process.stdout.readline()) for process in running if process.stdout]

    def ask(what: str, at: float, times: int) -> list[list[float]]:
        for process in running:
            assert process.stdin
            process.stdin.write(json.dumps([what, at, times]) + "\n")
        return answers()

    answers()
    yield ask
    for process in running:
        process.communicate(timeout=10)


@pytest.fixture
def two(root: Path, tmp_path: Path) -> Iterator[Ask]:
    """Two processes on one home, which do what they are told at the same time."""
    yield from askers(root, tmp_path / "two", 2)


@pytest.fixture
def one(root: Path, tmp_path: Path) -> Iterator[Ask]:
    yield from askers(root, tmp_path / "one", 1)


def _allowed(answers: list[list[float]]) -> int:
    return sum(wait == 0 for waits in answers for wait in waits)


def test_two_processes_allow_the_questions_that_one_allows(two: Ask, one: Ask) -> None:
    for at, expected in ((1000.0, 960), (1000.03125, 0), (1000.0625, 1), (1000.0625, 0), (1000.6875, 10), (1100.0, 960)):
        together = two("question", at, 1000)
        assert _allowed(together) == _allowed(one("question", at, 2000)) == expected, at
    refused = [wait for waits in together for wait in waits if wait]
    assert set(refused) == {0.0625}, "and all are told the same wait"


def test_two_processes_allow_the_attempts_to_sign_in_that_one_allows(two: Ask, one: Ask) -> None:
    for at, expected in ((1000.0, 5), (1014.9, 0), (1015.0, 1), (1044.0, 0), (1045.0, 1), (1084.0, 0), (1085.0, 1)):
        together = two("signing_in", at, 10)
        assert _allowed(together) == _allowed(one("signing_in", at, 20)) == expected, at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AccessStore]:
    store = AccessStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def now() -> list[float]:
    return [1_000_000.0]


@pytest.fixture
def board(store: AccessStore, now: list[float]) -> StoreBoard:
    return StoreBoard(store, lambda: now[0])


def test_a_clock_that_is_set_back_gives_nobody_a_question_and_keeps_nobody_waiting_longer(board: StoreBoard, now: list[float]) -> None:
    assert [board.take("jane", 6) for _ in range(7)] == [0.0] * 6 + [10.0]
    now[0] -= 86_400
    assert board.take("jane", 6) == 10.0
    now[0] += 9.5
    assert board.take("jane", 6) > 0
    now[0] += 0.5
    assert board.take("jane", 6) == 0.0


def test_a_wait_to_sign_in_begins_anew_where_the_clock_is_set_back(board: StoreBoard, now: list[float]) -> None:
    limits = Limits(AssistantSettings(sign_in_attempts=2), board)
    for _ in range(2):
        limits.signing_in("jane", "192.0.2.1")
    now[0] += 5
    now[0] -= 86_400
    with pytest.raises(TooManyError) as paused:
        limits.signing_in("jane", "192.0.2.1")
    assert paused.value.wait == 15
    now[0] += 14.9
    with pytest.raises(TooManyError):
        limits.signing_in("jane", "192.0.2.1")
    now[0] += 0.1
    limits.signing_in("jane", "192.0.2.1")


def test_rows_go_in_their_time_and_are_bounded(board: StoreBoard, store: AccessStore, now: list[float], monkeypatch) -> None:
    monkeypatch.setattr("assistant.access.store_board._MOST", 50)
    for number in range(80):
        now[0] += 0.01
        board.take(f"asker {number}", 30)
        board.revise([f"name {number}"], lambda known, at: {key: Failures(1, at) for key in known}, 3600)
    counts = [store.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in ("bucket", "failure")]
    assert counts == [50, 50]
    for _ in range(29):
        assert board.take("asker 79", 30) == 0, "those heard of last are known still"
    assert board.take("asker 79", 30) > 0
    now[0] += 61
    board.sweep()
    assert [len(store.rows(f"SELECT * FROM {table}")) for table in ("bucket", "failure")] == [0, 50]
    now[0] += 3600
    board.sweep()
    assert store.rows("SELECT * FROM failure") == []


def test_no_name_place_or_note_stays_in_the_file(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    limits = Limits(AssistantSettings(), desk.board)
    limits.signing_in("hunter2 typed as a name", "198.51.100.77")
    limits.question(Identity(name=""), "198.51.100.77")
    job = NoteJob("anna", BriefRequest(topic="the reserve price of the depot"), Role.MEMBER, desk.presence.name)
    assert desk.board.post(job, Room())
    files = sorted(tmp_path.glob("access.sqlite3*"))
    held = bytes_of(*files)
    assert b"reserve price" in held
    assert b"hunter2" not in held
    assert b"198.51.100.77" not in held
    desk.leave()
    assert b"reserve price" not in bytes_of(*files)
    desk.store.close()


def test_a_backup_holds_nothing_that_is_to_go_within_an_hour(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    Library.open(home).close()
    desk = open_desk(home)
    assert desk.board.post(NoteJob("anna", BriefRequest(topic="the reserve price"), Role.MEMBER, desk.presence.name), Room())
    desk.board.take("anna", 30)
    back_up(home, copy)
    assert desk.board.notes("anna"), "and takes nothing from what runs"
    assert b"reserve price" not in bytes_of(*copy.glob("access.sqlite3*"))
    restored = open_desk(copy)
    assert (restored.board.notes("anna"), restored.accounts.any()) == ([], False)
    assert not (copy / "processes").exists()
    for one in (desk, restored):
        one.store.close()


def test_a_removed_account_leaves_no_note_to_the_next_of_its_name(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    for name in ("jane", "john"):
        desk.accounts.create(name, Role.MEMBER, "meadow gate at dusk")
        assert desk.board.post(NoteJob(name, BriefRequest(topic="t"), Role.MEMBER, desk.presence.name), Room())
    desk.accounts.remove("jane")
    assert (len(desk.board.notes("jane")), len(desk.board.notes("john"))) == (0, 1)
    desk.store.close()


def test_an_access_file_of_the_first_version_is_brought_up_and_keeps_what_it_has(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    desk.accounts.create("jane", Role.MEMBER, "meadow gate at dusk")
    desk.store.close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        file.executescript("DROP TABLE bucket; DROP TABLE failure; DROP TABLE note_job; PRAGMA user_version = 1;")
        made = set(file.execute("SELECT name FROM sqlite_master"))
    fresh = tmp_path / "fresh"
    for home in (tmp_path, fresh):
        store = AccessStore(home)
        StoreBoard(store).take("jane", 30)
        store.close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file, closing(sqlite3.connect(fresh / FILE_NAME)) as new:
        assert file.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        tables = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        assert file.execute(tables).fetchall() == new.execute(tables).fetchall()
        assert made < set(file.execute("SELECT name FROM sqlite_master"))
    desk = open_desk(tmp_path)
    assert desk.accounts.find("jane")
    desk.store.close()


def test_a_process_is_there_until_it_ends_however_it_ends(root: Path, tmp_path: Path) -> None:
    said = (
        "import sys; from pathlib import Path; from assistant.access.presence import Presence; "
        "p = Presence(Path(sys.argv[1])); print(p.name, flush=True); sys.stdin.read()"
    )
    here = Presence(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", said, tmp_path], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        name = other.stdout.readline().strip()
        assert (here.lives(name), here.lives(here.name), here.lives("nobody")) == (True, True, False)
        assert Presence(tmp_path).lives(here.name), "as others of the same process see it"
        other.kill()
        other.wait()
    assert not here.lives(name)
    here.sweep()
    assert (tmp_path / "processes" / name).exists(), "new: its process may be about to lock it"


def test_what_dead_processes_left_is_removed_and_what_living_ones_hold_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, dead = Presence(tmp_path), tmp_path / "processes" / "dead"
    name = here.name
    dead.mkdir()
    monkeypatch.setattr("assistant.access.presence._NEW_SECONDS", -1)
    Presence(tmp_path).sweep()
    assert [path.name for path in (tmp_path / "processes").iterdir()] == [name]
    here.end()
    assert list((tmp_path / "processes").iterdir()) == []

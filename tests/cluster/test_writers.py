"""Writers of a library in PostgreSQL: killed at any moment, several at once, and with the server gone."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ingest.errors import LibraryError
from ingest.library.library import Library
from tests.cluster.conftest import Server
from tests.cluster.killed_writer import state, states
from tests.cluster.papers import ALL
from tests.ingest.library_fakes import put, write

KILLS, MOST = 20, 120


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_the_state_before_or_after(
    root: Path, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    with Library.open(tmp_path / "file") as local:
        known = states(local, MOST)
    chance, done = random.Random(5), list[int]()
    for number in range(KILLS):
        home, address = tmp_path / str(number), new_database()
        done.append(_killed(root, home, address, number, chance.uniform(0, 0.1)))
        with Library.open(home, address=address) as library:
            began = time.monotonic()
            assert state(library) in known[done[-1] : done[-1] + 2], f"after {done[-1]} deeds"
            with library.lock(), library.transaction():
                assert time.monotonic() - began < 5, "the server lets go of the locks of a process that is gone"
    assert len(set(done)) > KILLS // 3, "they were killed at different moments"


def _killed(root: Path, home: Path, address: str, deeds: int, after: float) -> int:
    """Kill a writer some seconds after it had done some deeds; the number of those that it said were kept."""
    command = [sys.executable, "-m", "tests.cluster.killed_writer", str(home)]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin
        assert writer.stdout
        writer.stdin.write(f"{address}\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "open\n"
        for _ in range(deeds):
            assert writer.stdout.readline()
        time.sleep(after)
        assert writer.poll() is None, "it was still at it"
        writer.kill()
        return deeds + len(writer.stdout.read().split())


def test_writers_wait_for_each_other_and_say_so(tmp_path: Path, database: str) -> None:
    with Library.open(tmp_path, address=database) as one, Library.open(tmp_path, address=database) as other:
        held, told, order = threading.Event(), threading.Event(), list[str]()

        def hold() -> None:
            with one.lock():
                held.set()
                assert told.wait(10)
                order.append("one")
                put(one, write(tmp_path, "a.txt", "1|A|one"))

        thread = threading.Thread(target=hold)
        thread.start()
        assert held.wait(10)
        with other.lock(told.set):
            order.append("other")
            put(other, write(tmp_path, "b.txt", "1|B|two"))
        thread.join()
        assert order == ["one", "other"]
        assert [paper.document for paper in one.papers()] == ["a.txt", "b.txt"]


def test_transactions_of_two_writers_come_one_after_the_other(tmp_path: Path, database: str) -> None:
    """As SQLite's do: what one has read holds until it has written."""
    with Library.open(tmp_path, address=database) as library, library.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES ('count', 0)")

    def count() -> None:
        with Library.open(tmp_path, address=database) as library:
            for _ in range(20):
                with library.transaction() as connection:
                    (value,) = connection.execute("SELECT value FROM meta WHERE name = 'count'").fetchone()
                    connection.execute("UPDATE meta SET value = ? WHERE name = 'count'", (value + 1,))

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Library.open(tmp_path, address=database) as library:
        assert library.rows("SELECT value FROM meta WHERE name = 'count'", allowed=()) == [(60,)]


def test_a_reader_goes_on_when_the_server_was_started_again_and_a_writer_says_what_happened(
    tmp_path: Path, postgres: Server, database: str
) -> None:
    with Library.open(tmp_path, address=database) as library:
        put(library, write(tmp_path, "a.txt", "1|A|one"))
        _cut(postgres, database)
        assert [paper.document for paper in library.papers()] == ["a.txt"]

        def change() -> None:
            with library.transaction() as connection:
                connection.execute("UPDATE paper SET document = 'b.txt'")
                _cut(postgres, database)
                connection.execute("UPDATE paper SET document = 'c.txt'")

        def change_locked() -> None:
            with library.lock():
                _cut(postgres, database)
                put(library, write(tmp_path, "b.txt", "1|A|two"))

        with pytest.raises(LibraryError, match=r"cut|stopped or started|cannot be reached"):
            change()
        assert [paper.document for paper in library.papers()] == ["a.txt"]
        with pytest.raises(LibraryError):  # a lock that was lost is not taken for one that is held
            change_locked()
        assert [paper.document for paper in library.papers()] == ["a.txt"]
        put(library, write(tmp_path, "b.txt", "1|A|two"))
        assert [paper.document for paper in library.papers()] == ["a.txt", "b.txt"]


def test_a_server_that_holds_back_gives_an_error_within_five_seconds(tmp_path: Path, database: str) -> None:
    with Library.open(tmp_path, address=database) as library, psycopg.connect(database) as other:
        put(library, write(tmp_path, "a.txt", "1|A|one"))
        other.execute("LOCK TABLE library.paper IN ACCESS EXCLUSIVE MODE")
        for ask in (lambda: library.papers(), lambda: list(library.passages(classifications=ALL))):
            began = time.monotonic()
            with pytest.raises(LibraryError, match="did not answer within 5 seconds: try again"):
                ask()
            assert 4 < time.monotonic() - began < 7
        other.rollback()
        assert len(library.papers()) == 1


def _cut(postgres: Server, database: str) -> None:
    """End every connection to the database, as a server does that is started again."""
    with psycopg.connect(postgres.address("postgres", "postgres"), autocommit=True) as admin:
        name = database.rpartition("/")[2]
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,))

"""Closing while another thread reads must not end the process: sqlite3 crashes where a connection is closed under a statement."""

import sqlite3
import threading
from pathlib import Path

import pytest

from ingest.library.connections import Connections

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n"


def test_a_thread_that_reads_may_finish_after_the_file_is_closed(tmp_path: Path) -> None:
    pool = Connections(tmp_path / "a.sqlite3", lambda: sqlite3.connect(tmp_path / "a.sqlite3", check_same_thread=False))
    mine, began, read = pool.mine(), threading.Event(), list[int]()

    def reader() -> None:
        connection = pool.mine()
        began.set()
        for _ in range(20):
            read.append(connection.execute(SLOW).fetchone()[0])

    thread = threading.Thread(target=reader)
    thread.start()
    began.wait()
    pool.close()
    thread.join()
    assert read == [300000] * 20
    assert len(pool) == 0
    with pytest.raises(sqlite3.ProgrammingError):
        mine.execute("SELECT 1")


def test_a_connection_passes_to_the_next_thread(tmp_path: Path) -> None:
    pool = Connections(tmp_path / "a.sqlite3", lambda: sqlite3.connect(tmp_path / "a.sqlite3", check_same_thread=False))
    for _ in range(5):
        thread = threading.Thread(target=pool.mine)
        thread.start()
        thread.join()
    assert len(pool) == 1
    pool.close()

"""A copy made while papers come and go is one whole library, for its owner only, or is not there."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ingest.errors import LibraryError
from ingest.library.backup import back_up
from ingest.library.library import Library
from tests.ingest.library_fakes import dump, take_in, write


def fill(home: Path, inbox: Path, count: int = 6) -> None:
    for number in range(count):
        write(inbox, f"{number}.txt", f"1|Report {number}|council words {number}")
    with Library.open(home) as library:
        take_in(library, inbox)


def test_a_copy_is_the_library(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "out" / "copy"
    fill(home, tmp_path / "inbox")
    (home / "settings.toml").write_text("port = 7861")
    label, unfinished = home / "evaluation" / "labels" / "one.marks.jsonl", home / "evaluation" / "labels" / ".new-1"
    label.parent.mkdir(parents=True)
    label.write_text("said")
    unfinished.write_text("")
    with sqlite3.connect(home / "access.sqlite3") as access:
        access.execute("CREATE TABLE t (x)")
    access.close()
    assert back_up(home, copy) == 6
    assert {file.name for file in copy.iterdir()} == {"library.sqlite3", "access.sqlite3", "papers", "settings.toml", "evaluation"}
    assert [file.read_text() for file in (copy / "evaluation").rglob("*") if file.is_file()] == ["said"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in (copy, *copy.rglob("*")))
    with Library.open(home) as one, Library.open(copy) as other:
        assert dump(one) == dump(other)
        assert all(other.stored_file(paper) for paper in other.papers())
        assert other.connection().execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.slow
def test_a_copy_made_while_papers_come_and_go_is_whole(root: Path, tmp_path: Path) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    fill(home, inbox, 3)
    for number in range(3, 60):
        write(inbox, f"{number}.txt", f"1|Report {number}|council words {number}")
    command = [sys.executable, "-m", "tests.ingest.killed_ingest", "slow", str(home), str(inbox)]
    stop = threading.Event()

    def come_and_go() -> None:
        with Library.open(home) as library:
            while not stop.is_set():
                library.relate()
                if len(papers := library.papers()) > 3:
                    library.remove(papers[-1].id)

    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        sizes = []
        while process.poll() is None:
            copy = tmp_path / f"copy{len(sizes)}"
            sizes.append(back_up(home, copy))
            with Library.open(copy) as library:
                assert library.connection().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                papers = library.papers()
                assert {file.name for file in (copy / "papers").iterdir()} == {f"{paper.sha256}.txt" for paper in papers}
                assert all(paper.passages == sum(1 for _ in library.passages(document=paper.document)) for paper in papers)
    assert len(set(sizes)) > 2, "the copies were made in the middle of the ingest"
    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        for number in range(10):
            assert back_up(home, tmp_path / f"again{number}") >= 3
    finally:
        stop.set()
        thread.join(30)


def test_where_a_copy_cannot_be_made_nothing_is_left(tmp_path: Path) -> None:
    home, there = tmp_path / "home", tmp_path / "there"
    with pytest.raises(LibraryError, match="no library in"):
        back_up(home, tmp_path / "copy")
    fill(home, tmp_path / "inbox", 1)
    there.mkdir()
    with pytest.raises(LibraryError, match="is there already: name a new folder"):
        back_up(home, there)
    with pytest.raises(LibraryError, match="within the library's folder"):
        back_up(home, home / "backups" / "copy")
    page = (home / "library.sqlite3").read_bytes()
    (home / "library.sqlite3").write_bytes(page[:8192] + bytes(4096) + page[12288:])
    with pytest.raises(LibraryError, match="damaged"):
        back_up(home, tmp_path / "copy")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["home", "inbox", "there"]
    assert not list(there.iterdir())

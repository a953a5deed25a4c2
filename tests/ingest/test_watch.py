"""A database in use is opened by SQLite alone, is noticed when it is replaced or deleted, and is its owner's only."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.access.models import Action, Identity
from assistant.access.opening import open_desk
from ingest.errors import LostFileError
from ingest.library.library import Library
from ingest.library.private import open_to_others
from ingest.library.watch import lost_by_others
from ingest.pipeline import ingest
from tests.ingest.library_fakes import SETTINGS, parse, put, read, write

NAMES = ("library.sqlite3", "access.sqlite3")
OPENINGS: dict[str, Callable[[Path, Path], object]] = {
    "open": lambda file, _: file.open("rb").close(),
    "write": lambda file, _: file.open("ab").close(),
    "descriptor": lambda file, _: os.close(os.open(file, os.O_RDONLY)),
    "bytes of the name": lambda file, _: open(os.fsencode(file), "rb").close(),  # noqa: PTH123
    "read": lambda file, _: file.read_bytes(),
    "copy": lambda file, beside: shutil.copy(file, beside),
    "copy of the folder": lambda file, beside: shutil.copytree(file.parent, beside / "copy"),
    "link": lambda file, beside: _linked(file, beside, os.symlink).read_bytes(),
    "hard link": lambda file, beside: _linked(file, beside, os.link).read_bytes(),
}


def _linked(file: Path, beside: Path, link: Callable[[Path, Path], None]) -> Path:
    link(file, beside / "report.pdf")
    return beside / "report.pdf"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A library and an access file in use."""
    with Library.open(tmp_path / "home") as library:
        put(library, write(tmp_path, "a.txt", "1|A|words"))
        desk = open_desk(library.home)
        yield library.home
        desk.store.close()


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("name", [*NAMES, *(name + ending for name in NAMES for ending in ("-wal", "-shm"))])
def test_nothing_in_the_process_opens_a_database_in_use(home: Path, tmp_path: Path, name: str, opening: str) -> None:
    with pytest.raises((PermissionError, shutil.Error), match="a database in use is opened by SQLite alone"):
        OPENINGS[opening](home / name, tmp_path)


def test_everything_else_may_be_opened_and_the_files_too_when_they_are_closed(home: Path, tmp_path: Path) -> None:
    (home / "note.txt").write_text("words")
    assert (home / "note.txt").read_text() == "words"
    with Library.open(tmp_path / "other") as other:
        put(other, write(tmp_path, "b.txt", "1|A|words"))
    assert (tmp_path / "other" / "library.sqlite3").read_bytes().startswith(b"SQLite")
    copied = subprocess.run(["cat", home / "library.sqlite3"], capture_output=True, check=True).stdout
    assert copied.startswith(b"SQLite"), "another process, a backup's for one, may read it: it has locks of its own"


def test_a_file_that_is_the_librarys_own_is_not_ingested(home: Path, tmp_path: Path) -> None:
    os.link(home / "library.sqlite3", tmp_path / "minutes.txt")
    with Library.open(home) as library:
        (outcome,) = ingest(library, [tmp_path / "minutes.txt"], SETTINGS, read=read, parse=parse)
        assert "the file cannot be read (a database in use" in str(outcome.reason)
        put(library, write(tmp_path, "b.txt", "1|A|later words"))
        _used_elsewhere(home)
        assert len(library.papers()) == 2


def test_a_second_opening_of_the_access_file_leaves_the_locks_of_the_first(home: Path) -> None:
    first = open_desk(home)
    open_desk(home).store.close()
    _used_elsewhere(home)
    first.audit.record(Identity(name="mary"), Action.CORRECTED, "marked exempt")
    first.store.close()
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT what FROM audit').fetchall())"
    seen = subprocess.run([sys.executable, "-c", code, home / "access.sqlite3"], capture_output=True, check=True, text=True).stdout
    assert "marked exempt" in seen


def _used_elsewhere(home: Path) -> None:
    """Another process opens both files and closes them: were it the last to have them, it would delete the logs."""
    code = "import sqlite3, sys\nfor f in sys.argv[1:]:\n c = sqlite3.connect(f); c.execute('SELECT * FROM meta').fetchall(); c.close()"
    subprocess.run([sys.executable, "-c", code, *(home / name for name in NAMES)], check=True)


LOSSES: dict[str, Callable[[Path], object]] = {
    "deleted": lambda file: file.unlink(),
    "moved away": lambda file: file.rename(file.with_suffix(".old")),
    "replaced": lambda file: _copied(file, file),
    "log deleted": lambda file: file.with_name(file.name + "-wal").unlink(),
    "log replaced": lambda file: _copied(file, file.with_name(file.name + "-wal")),
}


def _copied(file: Path, onto: Path) -> None:
    """Put a copy, made by another process, in the place of a file, as the restoring of a backup does."""
    subprocess.run(["cp", file, file.with_suffix(".copy")], check=True)
    file.with_suffix(".copy").replace(onto)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_library_that_was_replaced_or_deleted_is_used_no_more(tmp_path: Path, loss: str) -> None:
    with Library.open(tmp_path / "home") as library:
        put(library, write(tmp_path, "a.txt", "1|A|words"))
        library.check()
        with pytest.raises(LostFileError), library.transaction() as connection:  # noqa: PT012 the loss falls into the transaction
            connection.execute("UPDATE meta SET value = 99")
            LOSSES[loss](tmp_path / "home" / "library.sqlite3")
        for use in (library.check, library.papers, library.revision, lambda: list(library.passages()), lambda: library.remove("a.txt")):
            with pytest.raises(LostFileError, match="was replaced or deleted while this program was using it"):
                use()
        write(tmp_path, "b.txt", "1|A|more")
        with pytest.raises(LostFileError):
            ingest(library, [tmp_path / "b.txt"], SETTINGS, read=read, parse=parse)
    assert loss not in ("deleted", "moved away") or not (tmp_path / "home" / "library.sqlite3").exists(), "no new one in its place"


@pytest.mark.parametrize("loss", LOSSES)
def test_an_access_file_that_was_replaced_or_deleted_is_used_no_more(tmp_path: Path, loss: str) -> None:
    desk = open_desk(tmp_path)
    desk.store.check()
    LOSSES[loss](tmp_path / "access.sqlite3")
    for use in (desk.store.check, desk.accounts.any, lambda: desk.audit.record(Identity(name=""), Action.ASKED, "?")):
        with pytest.raises(LostFileError):
            use()
    desk.store.close()


def test_another_process_that_uses_a_deleted_file_is_found(tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    file = tmp_path / "library.sqlite3"
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version').fetchone(); print(1, flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", code, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        assert lost_by_others(file) == []
        file.unlink()
        assert lost_by_others(file) == [other.pid]
        other.kill()


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0, 0o002, 0o022, 0o077])
def test_all_that_the_library_makes_is_its_owners_only(tmp_path: Path, mask: int) -> None:
    home = tmp_path / "home"
    write(tmp_path / "in", "a.txt", "1|A|words")
    write(tmp_path / "in", "b.txt").write_text("BUG")
    with _umask(mask), Library.open(home) as library:
        desk = open_desk(home)
        ingest(library, [tmp_path / "in"], SETTINGS, read=read, parse=parse)
        assert {path.name for path in home.rglob("*")} >= {".lock", "ingest.log", "papers", *NAMES, *(f"{name}-wal" for name in NAMES)}
        assert {oct(path.stat().st_mode & 0o777) for path in home.rglob("*") if path.is_file()} == {"0o600"}
        assert {oct(path.stat().st_mode & 0o777) for path in [home, *home.rglob("*")] if path.is_dir()} == {"0o700"}
        desk.store.close()


def test_a_home_made_before_is_closed_to_others_and_what_is_not_the_librarys_is_left(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Library.open(home) as library:
        put(library, write(tmp_path, "a.txt", "1|A|words"))
    (home / "index" / "shards").mkdir(parents=True)
    (home / "settings.toml").write_text("https = true")
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert len(open_to_others(home)) == 8
    Library.open(home).close()
    assert open_to_others(home) == []
    (home / "thesis.txt").write_text("another's")
    (home / "thesis.txt").chmod(0o644)
    home.chmod(0o755)
    Library.open(home).close()
    assert (home.stat().st_mode & 0o777, (home / "thesis.txt").stat().st_mode & 0o777) == (0o755, 0o644)

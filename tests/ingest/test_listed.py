"""The papers of a library are listed as they are now, whoever changed them, though they are read only after a change."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.library.library import Library
from ingest.library.sentences import unread
from tests.web_fakes import make_library


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    """Two programs on one library."""
    with make_library(tmp_path) as one, Library.open(tmp_path) as other:
        yield one, other


def test_a_change_by_another_program_is_listed(two: tuple[Library, Library]) -> None:
    one, other = two
    before = one.papers()
    other.repoint(before[0], "/moved/there.pdf")
    assert one.papers()[0].path == "/moved/there.pdf"
    other.remove(before[0].id)
    assert [paper.id for paper in one.papers()] == [paper.id for paper in before[1:]]


def test_what_is_taken_back_was_never_listed(two: tuple[Library, Library]) -> None:
    one, _ = two
    before = one.papers()

    def change() -> None:
        with one.transaction() as connection:
            connection.execute("DELETE FROM paper WHERE id = ?", (before[0].id,))
            connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")
            assert len(one.papers()) == len(before) - 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert one.papers() == before


def test_papers_are_read_once_for_each_change(two: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = two
    first = one.papers()
    monkeypatch.setattr("ingest.library.library.paper_of", lambda _row: pytest.fail("read again"))
    assert one.papers() == first


def test_a_library_that_kept_nothing_worked_out_is_brought_up(tmp_path: Path) -> None:
    with make_library(tmp_path) as library:
        before = library.papers()
        library.connection().executescript(
            "DROP TABLE sentence; DROP TABLE told; DELETE FROM meta WHERE name = 'paths'; PRAGMA user_version = 3"
        )
    with Library.open(tmp_path) as library:
        assert library.papers() == before
        assert len(list(unread(library))) == sum(paper.passages for paper in before)
        library.repoint(before[0], "/moved/there.pdf")
        assert library.papers()[0].path == "/moved/there.pdf"

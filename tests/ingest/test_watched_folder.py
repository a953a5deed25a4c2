"""A watched folder: what is ready is taken in, what is gone is withdrawn, and what may be a mistake is neither."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.library.library import Library
from ingest.models import Outcome, OutcomeStatus
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.watched_folder import Round, Watch

MINUTES = "Minutes of the meeting of the Harbour Panel held on {} May 2024\n\n1. Apologies\n\nNone were made by the members.\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", create=True) as opened:
        yield opened


class Folder:
    """A folder that is watched for one library."""

    def __init__(self, path: Path, library: Library) -> None:
        self.path, self.library = path, library
        self.tried: list[list[str]] = []
        path.mkdir()
        self.watch = Watch(lambda: library, (path,))

    def put(self, name: str, day: int) -> None:
        (self.path / name).write_text(MINUTES.format(day))

    def look(self) -> Round:
        return self.watch.round(self.take, lambda paper: self.library.remove(paper.id))

    def take(self, paths: Sequence[Path]) -> list[Outcome]:
        self.tried.append([path.name for path in paths])
        return ingest(self.library, paths, IngestSettings())

    def held(self) -> list[str]:
        return sorted(paper.document for paper in self.library.papers())


@pytest.fixture
def folder(tmp_path: Path, library: Library) -> Folder:
    return Folder(tmp_path / "papers", library)


def test_a_file_is_taken_in_once_it_looked_the_same_twice(folder: Folder) -> None:
    folder.put("one.txt", 1)
    assert (folder.look().waiting, folder.held()) == (1, [])
    folder.put("one.txt", 11)  # still being written
    assert (folder.look().waiting, folder.held()) == (1, [])
    assert [one.status for one in folder.look().outcomes] == [OutcomeStatus.NEW]
    assert folder.held() == ["one.txt"]
    assert folder.look() == Round()
    assert folder.tried == [["one.txt"]]


def test_a_changed_file_takes_the_place_of_what_it_was(folder: Folder) -> None:
    folder.put("one.txt", 1)
    folder.look(), folder.look()
    folder.put("one.txt", 12)
    folder.look(), folder.look()
    (paper,) = folder.library.papers()
    assert paper.info.meeting.date is not None
    assert paper.info.meeting.date.day == 12


def test_a_file_that_cannot_be_read_is_said_once_and_stops_nothing(folder: Folder) -> None:
    (folder.path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    folder.put("one.txt", 1)
    folder.look()
    assert {one.document: one.status for one in folder.look().outcomes} == {"bad.pdf": OutcomeStatus.FAILED, "one.txt": OutcomeStatus.NEW}
    assert folder.look() == Round()


def test_a_paper_is_withdrawn_once_its_file_was_missing_twice(folder: Folder) -> None:
    folder.put("one.txt", 1), folder.put("two.txt", 2)
    folder.look(), folder.look()
    (folder.path / "one.txt").rename(folder.path.parent / "one.txt")
    assert folder.look().withdrawn == ()
    (folder.path.parent / "one.txt").rename(folder.path / "one.txt")  # it was only being replaced
    folder.look()
    assert folder.held() == ["one.txt", "two.txt"]
    (folder.path / "one.txt").unlink()
    assert [folder.look().withdrawn, folder.look().withdrawn, folder.look().withdrawn] == [(), ("one.txt",), ()]
    assert folder.held() == ["two.txt"]
    assert not list(folder.library.passages(document="one.txt"))


def test_a_file_under_another_name_is_the_paper_it_was(folder: Folder) -> None:
    folder.put("one.txt", 1), folder.put("two.txt", 2)
    folder.look(), folder.look()
    (folder.path / "one.txt").rename(folder.path / "renamed.txt")
    for _ in range(4):
        assert folder.look().withdrawn == ()
    assert len(folder.held()) == 2


def test_nothing_is_withdrawn_from_a_folder_that_is_empty_or_gone(folder: Folder, tmp_path: Path) -> None:
    folder.put("one.txt", 1)
    folder.look(), folder.look()
    folder.path.rename(tmp_path / "unmounted")
    for _ in range(3):
        found = folder.look()
        assert (found.withdrawn, folder.held()) == ((), ["one.txt"])
        assert "1 paper is missing and kept" in (found.held or "")


def test_papers_of_other_folders_are_left_alone(folder: Folder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "papers-old.txt"
    elsewhere.write_text(MINUTES.format(7))
    ingest(folder.library, [elsewhere], IngestSettings())
    elsewhere.unlink()
    folder.put("one.txt", 1)
    for _ in range(4):
        assert folder.look().withdrawn == ()
    assert folder.held() == ["one.txt", "papers-old.txt"]

"""A long file says which page is being read while it is read; a short one is read without a word, and nobody waits for a sign."""

import time
from pathlib import Path

import pytest

from ingest.child.sandbox import Sandbox
from ingest.library.library import Library
from ingest.models import PaperInfo, Progress, Reading
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.signs import NOWHERE, OnPage, heard, listen, tell


def tells(page: int, pages: int) -> str:
    """Runs in the child: tells a page and is busy with it for a while."""
    tell(page, pages)
    time.sleep(0.4)
    return "read"


def test_the_parent_hears_which_page_the_child_is_at() -> None:
    said: list[tuple[int, int]] = []
    with Sandbox(1024, lambda page, pages: said.append((page, pages))) as box:
        assert box.call("tests.ingest.test_signs:tells", 7, 60, name="a.pdf", timeout=20) == "read"
        assert set(said) == {(7, 60)}
        box.call("tests.ingest.test_signs:tells", 8, 60, name="a.pdf", timeout=20)
    assert said[-1] == (8, 60)


def test_a_child_to_which_nobody_listens_reads_all_the_same() -> None:
    with Sandbox(1024) as box:
        assert box.call("tests.ingest.test_signs:tells", 7, 60, name="a.pdf", timeout=20) == "read"


def test_whatever_stands_there_are_two_numbers(tmp_path: Path) -> None:
    with (tmp_path / "signs").open("w+b", buffering=0) as file:
        assert heard(file.fileno()) == (0, 0)
        file.write(b"abc")
        assert heard(file.fileno()) == (0, 0)
        listen(file.fileno())
        try:
            tell(90, 60)
        finally:
            listen(NOWHERE)
        assert heard(file.fileno()) == (60, 60)


@pytest.mark.parametrize(("pages", "told"), [(60, ["page 1 of 60", "page 2 of 60"]), (50, [])])
def test_a_long_file_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int, told: list[str]) -> None:
    def take_in(_path: Path, _document: str, _paper_id: str, _settings: IngestSettings, on_page: OnPage) -> Reading:
        for page in (1, 2):
            on_page(page, pages)
            time.sleep(0.3)
        return Reading(PaperInfo(), (), pages, ())

    monkeypatch.setattr("ingest.reader.take_in", take_in)
    monkeypatch.setattr("ingest.pipeline._SIGN_SECONDS", 0.05)
    (tmp_path / "pack.txt").write_text("words")
    said: list[Progress] = []
    with Library.open(tmp_path / "home") as library:
        ingest(library, [tmp_path / "pack.txt"], IngestSettings(), on_progress=said.append)
    assert [one.message.partition(", ")[2] for one in said if ", page" in one.message] == told
    assert all(one.message.startswith("reading ") and (one.done, one.total) == (0, 1) for one in said if ", page" in one.message)

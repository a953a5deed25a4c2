"""What the papers page says of papers that were added, or were not."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.errors import AccessError
from assistant.ui.papers_page import _run
from ingest.errors import LibraryError
from ingest.models import Outcome, OutcomeStatus

OUTCOME = Outcome("a.md", OutcomeStatus.NEW, "a.md", 0, 4)


class Visitor:
    """A visitor whose record is full."""

    services = SimpleNamespace(library=SimpleNamespace(papers=list), access=None)

    def record(self, *_: object) -> None:
        raise AccessError("access.sqlite3: database or disk is full")


def shown(added: Any) -> str:
    def add(_paths: object, _on_progress: object) -> list[Outcome]:
        if isinstance(added, Exception):
            raise added
        return [added]

    return list(_run(Visitor(), add, [Path("a.md")]))[-1]  # type: ignore[arg-type]


def test_papers_that_were_added_are_not_said_to_be_missing_where_the_record_is_full() -> None:
    said = shown(OUTCOME)
    assert "a.md" in said
    assert "were added, but this could not be recorded" in said
    assert "disk is full" in said


def test_how_far_it_is_is_told_of_papers_and_then_of_the_index() -> None:
    def add(_paths: object, on_progress: Any) -> list[Outcome]:
        on_progress(0, 1, "reading index of a.md")
        on_progress(40, 90, "indexing papers")
        return [OUTCOME]

    _, reading, indexing, _ = _run(Visitor(), add, [Path("a.md")])  # type: ignore[arg-type]
    assert 'max="1" value="0"' in reading
    assert "reading index of a.md" in reading
    assert "0 of 1 papers" in reading
    assert "40 of 90 passages" in indexing


@pytest.mark.parametrize(("error", "told"), [(LibraryError("the disk is full"), "the disk is full"), (ValueError("insides"), "fault")])
def test_papers_that_were_not_added_are_said_to_be_missing(error: Exception, told: str) -> None:
    said = shown(error)
    assert "could not be added" in said
    assert told in said
    assert "insides" not in said

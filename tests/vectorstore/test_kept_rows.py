"""Rows kept by paper are at each moment those of all passages read anew, and an index built from them is the same."""

import random
from dataclasses import replace
from datetime import date

import pytest

from ingest.library.library import Library
from ingest.library.told import keep_told
from ingest.models import Classification, Overrides
from tests.assistant.test_kept_facts import paper
from vectorstore import kept_rows
from vectorstore.build import build_index
from vectorstore.kept_rows import rows_of
from vectorstore.settings import SearchSettings


def _sorted(library: Library, *, anew: bool = False) -> dict[Classification, list[object]]:
    return {kind: sorted(rows) for kind, rows in sorted(rows_of(library, anew=anew).items())}


@pytest.mark.parametrize("seed", range(4))
def test_they_are_those_of_all_passages_after_any_change(library: Library, seed: int) -> None:
    chosen = random.Random(seed)
    for step in range(16):
        held = [one.id for one in library.papers()]
        change = chosen.choice(("put", "put", "remove", "correct")) if held else "put"
        if change == "put":
            library.put(*paper(chosen.choice("abcd"), chosen.choice((None, date(2024, 5, 1), date(2024, 5, 2))), 100 * seed + step))
        elif change == "remove":
            library.remove(chosen.choice(held))
        else:
            said = chosen.choice(
                (Overrides(committee="Board"), Overrides(exempt=True), Overrides(public=True), Overrides(meeting_date=date(2020, 1, 1)))
            )
            library.correct(chosen.choice(held), said)
        assert _sorted(library) == _sorted(library, anew=True), change


def test_only_papers_that_changed_are_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for at, name in enumerate("abc"):
        library.put(*paper(name, date(2024, 5, 1), at + 1))
    rows_of(library)
    asked: list[object] = []
    read = library.passages
    monkeypatch.setattr(library, "passages", lambda **which: asked.append(which.get("document")) or read(**which))
    rows_of(library)
    assert asked == []
    library.put(*paper("b", date(2024, 5, 2), 50))
    rows_of(library)
    assert asked == ["b.pdf"]
    monkeypatch.setattr(kept_rows, "_version", lambda: "another")
    rows_of(library)
    assert sorted(map(str, asked[1:])) == ["a.pdf", "b.pdf", "c.pdf"]


def test_what_is_damaged_is_read_anew(library: Library) -> None:
    library.put(*paper("a", date(2024, 5, 1), 1))
    before = _sorted(library)
    with library.transaction() as connection:
        connection.execute("UPDATE told SET value = substr(value, 1, 20)")
    assert _sorted(library) == before


def test_what_is_kept_of_a_paper_that_says_something_else_never_reaches_the_index(library: Library, embedder) -> None:
    library.put(*paper("a", date(2024, 5, 1), 1))
    other, passages = paper("b", date(2024, 5, 1), 2)
    library.put(other, passages)
    rows_of(library)
    own = [(kind, row) for kind, rows in rows_of(library).items() for row in rows if row.id.startswith(other.id)]
    wrong = kept_rows._stored([(kind, replace(row, key="0" * 64)) for kind, row in own])
    keep_told(library, "rows", frozenset(Classification), kept_rows._version(), {other.id: wrong}, library.revision())
    report = build_index(library, embedder, SearchSettings())
    assert report.passages == 6
    assert _sorted(library) == _sorted(library, anew=True)

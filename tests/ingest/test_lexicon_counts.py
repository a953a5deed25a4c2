"""The lists of words are part of what reads: where they change, papers and their record are read again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.library.record_rows import reader_version
from ingest.pipeline import recipe
from ingest.settings import IngestSettings


def _recipe() -> str:
    from ingest import pipeline

    pipeline._code.cache_clear()
    return recipe(IngestSettings())


def _version() -> int:
    reader_version.cache_clear()
    return reader_version()


@pytest.mark.parametrize("told", [_recipe, _version])
@pytest.mark.parametrize(("file", "counts"), [("lexicon.toml", True), ("dates.py", True), ("README", False)])
def test_what_a_paper_is_read_by_is_told_by_code_and_lists(
    told: Callable[[], object], file: str, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, read = told(), Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (b"#" if path.name == file else b""))
    changed = told()
    monkeypatch.undo()
    assert (changed != before) is counts
    assert told() == before

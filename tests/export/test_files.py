"""Files are written whole or not at all, and a refusal says what to do."""

from pathlib import Path

import pytest

from assistant.errors import ExportError
from assistant.export import note_bytes, write_grids, write_note
from tests.export.notes import said, small_note


@pytest.mark.parametrize("ending", ["docx", "html", "md", "xlsx"])
def test_a_note_is_written_as_its_ending_says_and_leaves_nothing_beside(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"note.{ending.upper()}"
    path.write_bytes(b"an old version")
    write_note(small_note(), path)
    assert path.stat().st_size > 500
    assert list(tmp_path.iterdir()) == [path]


def test_refusals_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"note\.odt: .*use \.docx, \.html, \.md or \.xlsx"):
        write_note(small_note(), tmp_path / "note.odt")
    with pytest.raises(ExportError, match="use docx, html, md or xlsx"):
        note_bytes(small_note(), "pdf")
    with pytest.raises(ExportError, match="there is no folder"):
        write_note(small_note(), tmp_path / "nowhere" / "note.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        write_note(small_note(), tmp_path / "folder.md")
    with pytest.raises(ExportError, match="change the ending"):
        write_grids([], (), tmp_path / "tables.ods")
    with pytest.raises(ExportError, match="holds no table"):
        note_bytes(small_note().model_copy(update={"sections": ()}), "xlsx")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.md"]


def test_a_citation_without_a_source_is_never_written() -> None:
    note = small_note()
    with pytest.raises(ExportError, match="source 2 is cited and not among the sources"):
        note_bytes(note.model_copy(update={"sources": note.sources[:1]}), "md")
    assert said("x").markers == ()

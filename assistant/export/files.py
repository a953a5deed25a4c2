"""Notes and tables written to files: whole or not at all."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.briefing.models import Grid, Note
from assistant.errors import ExportError
from assistant.export.html import html
from assistant.export.markdown import markdown
from assistant.export.parts import grids
from assistant.export.prepare import prepared
from assistant.export.word.document import word_bytes
from assistant.export.xlsx import xlsx_bytes
from assistant.marking import marking
from assistant.models import Citation
from assistant.scope import standing_line


def note_bytes(note: Note, format: str, style: Path | None = None) -> bytes:
    """The note as a file's content.

    Args:
        note: what to write; sources are numbered anew in the order they are first used.
        format: "docx", "html", "md", or "xlsx" (its tables and sources alone).
        style: a .docx whose styles, page and header are taken over; read for "docx" only.

    Raises:
        ExportError: the format is unknown, the style file cannot be used, the note has no table for "xlsx" or cites what it lacks.
    """
    make = _MAKERS.get(format)
    if make is None:
        raise ExportError(f"a note cannot be written as {format!r}; use {_listed(_MAKERS)}")
    return make(prepared(note, by_cell=format == "xlsx"), style)


def write_note(note: Note, path: Path, style: Path | None = None) -> None:
    """Write the note as its file's ending says (.docx, .html, .md, .xlsx), whole or not at all. Raises ExportError as `note_bytes`."""
    format = path.suffix.lower().removeprefix(".")
    if format not in _MAKERS:
        raise ExportError(f"{path.name}: the ending says no format a note can be written in; use {_listed(f'.{name}' for name in _MAKERS)}")
    _write(path, note_bytes(note, format, style))


def write_grids(
    tables: Sequence[tuple[str, Grid]], sources: Sequence[Citation], path: Path, title: str = "Tables", marked: str | None = None
) -> None:
    """Write tables as an Excel workbook (.xlsx), whole or not at all; arguments and errors as `xlsx_bytes`."""
    if path.suffix.lower() != ".xlsx":
        raise ExportError(f"{path.name}: tables are written as .xlsx; change the ending")
    _write(path, xlsx_bytes(tables, sources, title=title, marked=marked))


def _xlsx(note: Note, style: Path | None) -> bytes:  # noqa: ARG001 one shape for all formats
    found = grids(note)
    if not found:
        raise ExportError("the note holds no table to write as .xlsx; use .docx, .html or .md")
    return xlsx_bytes(
        found,
        note.sources,
        title=f"{note.title} ({standing_line(note.as_of).rstrip('.')})" if note.as_of else note.title,
        marked=marking(note.classification, note.exempt_paragraphs),
        author=note.author,
        made=note.date,
    )


_MAKERS: dict[str, Callable[[Note, Path | None], bytes]] = {
    "docx": word_bytes,
    "html": lambda note, style: html(note).encode(),  # noqa: ARG005
    "md": lambda note, style: markdown(note).encode(),  # noqa: ARG005
    "xlsx": _xlsx,
}


def _listed(names: object) -> str:
    texts = [str(name) for name in names]  # type: ignore[attr-defined]
    return f"{', '.join(texts[:-1])} or {texts[-1]}"


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ExportError(_reason(path, error)) from error


def _reason(path: Path, error: OSError) -> str:
    if not path.parent.is_dir():
        return f"{path}: there is no folder {path.parent}; make it first or choose another place"
    if path.is_dir():
        return f"{path}: is a folder; give the name of a file"
    return f"{path}: could not be written ({error.strerror}); close it if it is open, or choose a folder you may write to"

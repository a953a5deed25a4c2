"""The way of a paper through the child process: from the file to its lines, and from the lines to its passages."""

from dataclasses import replace
from pathlib import Path

from ingest.child.recount import count_words
from ingest.errors import UnreadablePaperError
from ingest.language.wellformed import well_formed
from ingest.library.relations import shingles
from ingest.models import PaperText, Reading
from ingest.settings import IngestSettings
from ingest.structure.page_heads import with_page_heads
from ingest.structure.parse import clean, parse_cleaned


def take_in(path: Path, kind: str, document: str, paper_id: str, settings: IngestSettings) -> Reading | PaperText:
    """The whole reading; only the text where scanned pages are to be read first, see `finish`. Errors as in `ingest.reader`."""
    text = read(path, kind, settings)
    scanned = any(page.scanned for page in text.pages)
    return text if scanned else finish(text, document, paper_id, settings)


def read(path: Path, kind: str, settings: IngestSettings) -> PaperText:
    """The lines of a file of this kind ("pdf", "pdf by one parser", "docx", "xlsx", "html", "text"). Errors as in `ingest.reader`."""
    text = with_page_heads(well_formed(_read(path, kind, settings)))
    if not text.lines and not any(page.scanned for page in text.pages):
        what = text.warnings[0] if text.warnings else "it holds no text"
        raise UnreadablePaperError(f"{path.name}: nothing can be read: {what}; get a fresh copy, or save it with its text")
    return text


def _read(path: Path, kind: str, settings: IngestSettings, *, check: bool = True) -> PaperText:
    if kind == "pdf":
        from ingest.pdf.reader import read_pdf

        return read_pdf(path, settings.max_pages, check)
    if kind == "pdf by one parser":
        text = _read(path, "pdf", settings, check=False)
        said = "the second parser broke on this file and was left out: words were not counted against it"
        return replace(text, warnings=(said, *text.warnings))
    if kind == "docx":
        from ingest.formats.word import read_docx

        return read_docx(path, settings.max_unpacked)
    if kind == "xlsx":
        from ingest.formats.sheets import read_xlsx

        return read_xlsx(path, settings.max_unpacked)
    if kind == "html":
        from ingest.formats.html import read_html

        return read_html(path)
    from ingest.formats.text import read_text

    return read_text(path)


def finish(text: PaperText, document: str, paper_id: str, settings: IngestSettings) -> Reading:
    """The passages of a paper, with what was lost on the way to them. Raises UnreadablePaperError where there are none."""
    cleaned = clean(text)
    info, passages = parse_cleaned(cleaned, text, document, paper_id, settings)
    warnings = (*text.warnings, *count_words(text, cleaned, passages))
    if not passages:
        if any(page.scanned for page in text.pages):
            warnings = ("no text: nothing of this paper can be searched or cited", *warnings)
        else:
            what = "; ".join(warnings) or "it holds headings and page furniture only"
            raise UnreadablePaperError(f"{document}: holds no text that can be cited: {what}; get a fresh copy, or save it with its text")
    return Reading(info, passages, len(text.pages), warnings, tuple(sorted(shingles(passages))), text.defects)

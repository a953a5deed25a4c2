"""Read any paper: told apart by what the file holds and its ending, read in a child process with limits."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from ingest.child.sandbox import Sandbox
from ingest.errors import LimitExceededError, ReaderDiedError, ReaderFailedError, UnreadablePaperError
from ingest.models import Line, PaperText, Reading
from ingest.settings import IngestSettings
from ingest.signs import OnPage
from ingest.sources import ENDINGS, NOT_READ

_KINDS = {
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), "docx"),
    **dict.fromkeys((".xlsx", ".xlsm"), "xlsx"),
    **dict.fromkeys((".html", ".htm"), "html"),
    **dict.fromkeys((".md", ".txt"), "text"),
}
"""Ending to the reader in `ingest.child.work`."""
_MODULES = {
    "pdf": "ingest.pdf.reader", "docx": "ingest.formats.word", "xlsx": "ingest.formats.sheets", "html": "ingest.formats.html",
    "text": "ingest.formats.text",
}  # fmt: skip
"""What the reader of each kind is made of, to be loaded once and not in each child."""
_PROCESSORS = threading.BoundedSemaphore(os.cpu_count() or 1)
"""Scanned pages that are read at the same time, of all papers together."""


def take_in(path: Path, document: str, paper_id: str, settings: IngestSettings, on_page: OnPage | None = None) -> Reading:
    """Read a paper into its passages; all that touches its content runs in a child process with limits.

    Args:
        path: a file with one of `ingest.sources.ENDINGS`.
        document: the name by which the paper is cited.
        paper_id: the start of its content hash.
        settings: limits, how scans are read, how passages are cut.
        on_page: is told now and then which page is being read.

    Raises:
        UnreadablePaperError: missing, empty, damaged, encrypted, without text or not what its ending says.
        LimitExceededError: over the size, page, time or memory limit.
        ReaderFailedError: a defect of ours.
    """
    kind = _kind(path, settings)
    with Sandbox(settings.read_memory, on_page, ("ingest.child.work", _MODULES[kind])) as sandbox:
        rest = (document, paper_id, settings)
        try:
            found: Reading | PaperText = sandbox.call(
                "ingest.child.work:take_in", path, kind, *rest, name=path.name, timeout=settings.read_timeout
            )
        except ReaderDiedError:
            if kind != "pdf":
                raise
            left = max(1.0, settings.read_timeout - sandbox.spent)
            found = sandbox.call("ingest.child.work:take_in", path, "pdf by one parser", *rest, name=path.name, timeout=left)
        if isinstance(found, Reading):
            return found
        left = max(1.0, settings.read_timeout - sandbox.spent)
        text = _read_scans(path, found, settings, on_page)
        reading: Reading = sandbox.call("ingest.child.work:finish", text, document, paper_id, settings, name=path.name, timeout=left)
        return reading


def read_paper(path: Path, settings: IngestSettings, sandbox: Sandbox | None = None) -> PaperText:
    """Read a paper into lines, pages and bookmarks, without its structure; errors as in `take_in`.

    `sandbox` is a child process to use again; by default a fresh one reads this file only.
    """
    kind = _kind(path, settings)
    if sandbox is None:
        with Sandbox(settings.read_memory) as fresh:
            return read_paper(path, settings, fresh)
    paper: PaperText = sandbox.call("ingest.child.work:read", path, kind, settings, name=path.name, timeout=settings.read_timeout)
    return _read_scans(path, paper, settings, sandbox.on_page)


def _kind(path: Path, settings: IngestSettings) -> str:
    """The reader for a file, by its first bytes where they tell, else by its ending."""
    head = _head(path, settings.max_file_size)
    ending = path.suffix.lower()
    if b"%PDF-" in head:
        return "pdf"
    if ending == ".pdf":
        raise UnreadablePaperError(f"{path.name}: is not a PDF, though its name says so; get a fresh copy or correct the name")
    what = NOT_READ.get(ending, "save it as .docx or PDF")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadablePaperError(f"{path.name}: is an old Office file or a protected one; {what}, without a password")
    kind = _kind_by_content(head, ending) or _KINDS.get(ending)
    if kind in ("docx", "xlsx") and not head.startswith(b"PK"):
        named, as_what = ("a Word document", ".docx") if kind == "docx" else ("an Excel workbook", ".xlsx")
        raise UnreadablePaperError(f"{path.name}: is not {named}, though its name says so; save it as {as_what} or PDF")
    if kind is None and ending in NOT_READ:
        raise UnreadablePaperError(f"{path.name}: files of this kind ({ending}) are not read; {what}")
    if kind is None:
        raise UnreadablePaperError(f"{path.name}: papers can be {', '.join(ENDINGS)}; save it as one of these")
    return kind


def _kind_by_content(head: bytes, ending: str) -> str | None:
    """The reader for a file that is named .doc or .xls but is something newer, as many programs save them."""
    if ending not in (".doc", ".dot", ".xls"):
        return None
    if head.startswith(b"PK"):
        return "xlsx" if ending == ".xls" else "docx"
    opening = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return "html" if opening.startswith((b"<html", b"<!doctype html", b"<table")) else None


def _head(path: Path, max_size: int) -> bytes:
    """The first bytes of a file that is there, is not empty and is not too large."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(1024)
    except FileNotFoundError:
        raise UnreadablePaperError(f"{path}: there is no such file; check the path") from None
    except IsADirectoryError:
        raise UnreadablePaperError(f"{path}: is a folder, not a paper") from None
    except OSError as error:
        raise UnreadablePaperError(f"{path.name}: cannot be opened ({error.strerror}); check its permissions") from None
    if not head.strip():
        raise UnreadablePaperError(f"{path.name}: is empty; get a fresh copy")
    if size > max_size << 20:
        raise LimitExceededError(
            f"{path.name}: is {size >> 20} MiB, more than the limit of {max_size} MiB; split it or raise max_file_size"
        )
    return head


def _read_scans(path: Path, paper: PaperText, settings: IngestSettings, on_page: OnPage | None) -> PaperText:
    """Put what OCR reads on pages without a text layer into its place; pages that stay unread are named in a warning."""
    from ingest.ocr import missing_program
    from ingest.pdf.fallback import pages_phrase

    scanned = [page.number for page in paper.pages if page.scanned]
    if not scanned:
        return paper
    problem = missing_program() if settings.ocr else "OCR is switched off (setting ocr)"
    if problem is not None:
        return replace(paper, warnings=(*paper.warnings, f"{pages_phrase(scanned)} scanned and could not be read: {problem}"))
    done = _read_pages(path, scanned, settings, lambda number: on_page(number, len(paper.pages)) if on_page else None)
    read = {number: found for number, found in done.items() if not isinstance(found, str)}
    failed = [f"page {number} is scanned and could not be read: {found}" for number, found in done.items() if isinstance(found, str)]
    return replace(paper, lines=_in_order(paper, read), warnings=(*paper.warnings, *failed))


def _read_pages(
    path: Path, numbers: Sequence[int], settings: IngestSettings, on_page: Callable[[int], None]
) -> dict[int, tuple[Line, ...] | str]:
    """The lines of scanned pages, or why one could not be read, in the order of `numbers`; as many at once as there are processors."""
    done: dict[int, tuple[Line, ...] | str] = {}
    rest = iter(numbers)  # shared: one step of a list's iterator is never given to two threads

    def work() -> None:
        with Sandbox(settings.read_memory) as sandbox:
            for number in rest:
                with _PROCESSORS:
                    on_page(number)
                    arguments = path, number, settings.ocr_language
                    try:
                        done[number] = sandbox.call("ingest.ocr:read_page", *arguments, name=path.name, timeout=settings.ocr_timeout)
                    except (LimitExceededError, UnreadablePaperError, ReaderFailedError) as error:
                        done[number] = str(error)

    at_once = min(len(numbers), settings.workers or os.cpu_count() or 1)
    with ThreadPoolExecutor(at_once, thread_name_prefix="scan") as pool:
        for thread in [pool.submit(work) for _ in range(at_once)]:
            thread.result()
    return {number: done[number] for number in numbers}


def _in_order(paper: PaperText, read: dict[int, tuple[Line, ...]]) -> tuple[Line, ...]:
    by_page: dict[int | None, list[Line]] = {}
    for line in paper.lines:
        by_page.setdefault(line.page, []).append(line)
    return tuple(line for page in paper.pages for line in (*by_page.get(page.number, ()), *read.get(page.number, ())))

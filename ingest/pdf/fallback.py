"""What becomes of a PDF, or of a page of one, that the first parser or our own reader cannot read; and how that is said."""

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest.errors import LimitExceededError, UnreadablePaperError
from ingest.faults import trace
from ingest.models import PaperText
from ingest.pdf.pdfium import available
from ingest.pdf.quality import SecondReader

_PARSERS: Final = frozenset({"pypdf", "pypdfium2"})


SILENT: Final = "our reader found few or no words on {}; read by the second parser"
CIPHER: Final = "the fonts of {} do not say what letters they print; what is read there is left to OCR"
OVERFULL: Final = "more characters than are read on {}; the rest was left out"
UNSEEN: Final = "words on {} that nobody sees (no ink, the colour of the ground, tiny, cut off, covered) were left out"


class Failures:
    """Pages that the first way of reading failed on."""

    def __init__(self) -> None:
        self.defects: tuple[str, ...] = ()
        self._noted: dict[str, list[int]] = {}
        self._pages: dict[tuple[bool, bool], list[int]] = {}

    def add(self, number: int, error: Exception, rescued: bool) -> None:
        """A page that failed with `error`; `rescued` where the second parser found its words."""
        ours = is_ours(error)
        if ours:
            self.defects += (f"page {number}: {trace(error)}",)
        self._pages.setdefault((ours, rescued), []).append(number)

    def note(self, message: str, number: int) -> None:
        """A page of which one of the messages above is to be said."""
        self._noted.setdefault(message, []).append(number)

    def warnings(self) -> list[str]:
        """One line a kind of failure."""
        said = []
        for (ours, rescued), numbers in sorted(self._pages.items()):
            who = "our reader failed on" if ours else "the first parser could not read (damaged, or of a kind it does not know)"
            told = " (reported in the log)" if ours else ""
            then = "read by the second parser, without tables" if rescued else "the second parser found no words there"
            said.append(f"{who} {_pages(numbers)}{told}; {then}")
        said.extend(message.format(_pages(numbers)) for message, numbers in sorted(self._noted.items()))
        return said


def is_ours(error: BaseException) -> bool:
    """Whether an error arose in our own code, rather than in a parser that we call."""
    return not any(part in _PARSERS for frame in traceback.extract_tb(error.__traceback__) for part in Path(frame.filename).parts)


def read_by_second(path: Path, max_pages: int, error: Exception) -> PaperText:
    """The whole paper as the second parser reads it, after the first failed with `error`.

    Raises UnreadablePaperError where it cannot either, and LimitExceededError.
    """
    second = SecondReader(path)
    if second.count == 0:
        if isinstance(error, UnreadablePaperError):
            raise error
        if "password" in second.problem:
            raise UnreadablePaperError(f"{path.name}: is password-protected; save a copy without the password and add that") from error
        kind = "is damaged: neither PDF parser can open it" if available() else "cannot be opened (the second PDF parser is not installed)"
        raise UnreadablePaperError(f"{path.name}: {kind} ({_first(error)}); get a fresh copy") from error
    if second.count > max_pages:
        raise LimitExceededError(f"{path.name}: has {second.count} pages, more than {max_pages}; split it or raise max_pages")
    lines, pages = second.rest(0)
    second.close()
    ours = is_ours(error) and not isinstance(error, UnreadablePaperError)
    who = "our reader failed on this file (reported in the log)" if ours else f"the first parser could not read this file ({_first(error)})"
    warning = f"{who}; all of it was read by the second parser, without tables, page labels, bookmarks, notes and stamps"
    return PaperText(tuple(lines), tuple(pages), (), (warning,), defects=(trace(error),) if ours else ())


def _first(error: Exception) -> str:
    """The kind of error and its words, which are a parser's, not the paper's."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:120]


def _pages(numbers: Sequence[int]) -> str:
    return pages_phrase(numbers).rsplit(" ", 1)[0]


def pages_phrase(numbers: Sequence[int]) -> str:
    """ "page 4 is" or "pages 2-5, 9 are", for warnings."""
    spans: list[str] = []
    start = previous = numbers[0]
    for number in (*numbers[1:], -1):
        if number != previous + 1:
            spans.append(str(start) if start == previous else f"{start}-{previous}")
            start = number
        previous = number
    return f"page {spans[0]} is" if len(numbers) == 1 else f"pages {', '.join(spans)} are"

"""Is the text of a page sound: are words glued, split or garbled? Then a second parser is asked and the better text kept."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.language.english import strangeness
from ingest.models import Line, Page
from ingest.pdf.lines import page_lines
from ingest.pdf.page import Drawing, Rule
from ingest.pdf.pdfium import PdfiumDocument, available
from ingest.pdf.seen import take_hidden

_SPLIT = re.compile(r"(?<![^\s])(?:[^\W\d_]{1,2} ){3,}[^\W\d_]{1,2}(?![^\s])")
_GLUED = re.compile(r"(?<![\w@/:-])[^\W\d_]{24,}+(?![\w@/:-]|\.\w)|(?<![a-z])[a-z]{4,}+[A-Z][a-z]{3,}[A-Z]?[a-z]*")
_GARBLED = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]|\\(cid:\\d+\\)")
SUSPICIOUS = 0.03
"""Badness (see below) above which the second parser is asked."""
MOST_ALPHABETS, MANY_VOICELESS, SOME_VOICELESS = 4, 0.12, 0.04
"""What no language reaches: alphabets beside Latin on one page; a share of words without a vowel where some lines of a page hold no
English word (names, abbreviations), and where hardly one does (0.00 in French, Welsh and Irish)."""


def badness(text: str) -> float:
    """Share of the characters that stand in split, glued or garbled words; 0 is sound."""
    if not text:
        return 0.0
    hurt = sum(len(m[0]) for m in _SPLIT.finditer(text) if _is_split(m[0])) + sum(len(m[0]) for m in _GLUED.finditer(text))
    return min(1.0, (hurt + 4 * sum(len(m[0]) for m in _GARBLED.finditer(text))) / len(text))


def is_cipher(text: str) -> bool:
    """Whether the letters of some lines of a text stand for others, as in a font without a map to characters.

    No word of such a line is English, and many hold no vowel, as those of every other language in Latin letters do; or a font's own
    numbers give letters of many alphabets.
    """
    alphabets = {ord(char) >> 8 for char in text if "\u0250" <= char < "\u2000" and char.isalpha()}
    strange, voiceless = strangeness(text)
    return len(alphabets) > MOST_ALPHABETS or voiceless > (SOME_VOICELESS if strange > 0.8 else MANY_VOICELESS)


def _is_split(run: str) -> bool:
    """Whether a run of short words is a broken one: "To t a l", unlike "A G E N D A", "Mr N J D Ay" and "so as to be"."""
    return run != run.upper() and any(len(part) == 1 and part.islower() and part != "a" for part in run.split())


class SecondReader:
    """Asks the second parser about one file; without it the first text stands, and nothing is known beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document: PdfiumDocument | None = None
        self.problem = ""
        """Why the second parser cannot open the file, in its words."""
        self._repaired: list[int] = []
        self._doubtful: list[int] = []
        try:
            self._document = PdfiumDocument(path) if available() else None
        except (RuntimeError, ValueError, OSError) as error:
            self.problem = str(error)
        self.count = self._document.count if self._document is not None else 0
        """Pages that the second parser knows; 0 where it cannot open the file."""

    def better(self, lines: list[Line], number: int) -> list[Line]:
        """The lines of a page (1-based), their words replaced where the second parser read them better."""
        worst = badness(" ".join(line.text for line in lines if not line.cells))
        if worst <= SUSPICIOUS:
            return lines
        repaired = self._repair(lines, number)
        if repaired != lines:
            self._repaired.append(number)
        elif worst > 0.2:
            self._doubtful.append(number)
        return repaired

    def text(self, number: int, hidden: Sequence[str] = ()) -> str | None:
        """All words of a page but those that nobody sees; None where the second parser cannot tell."""
        try:
            text = self._document.text(number) if self._document is not None else None
        except (RuntimeError, ValueError, IndexError):
            return None
        unseen = Counter(word for piece in hidden for word in piece.split())
        return text if not text or not unseen else "\n".join(_seen(line.split(), unseen) for line in text.split("\n"))

    def lines(self, number: int, rules: Sequence[Rule] = ()) -> list[Line]:
        """The page as the second parser places its letters, with the rules that the first found; none where it cannot."""
        try:
            drawing, width, height = self._document.drawing(number) if self._document is not None else (Drawing(), 0.0, 0.0)
        except (RuntimeError, ValueError, IndexError):
            return []
        drawing.rules.extend(rules)
        take_hidden(drawing, width, height)
        return page_lines(drawing, number, height)

    def knows_more(self, ours: str, printed: str | None, cipher: bool) -> bool:
        """Whether most of a page's soundly printed words are not in our text of it, or that is a cipher and they are none.

        Its fonts or forms are none that the first parser can read. Words that are only parted otherwise have the same letters.
        """
        theirs = printed or ""
        if cipher:
            return bool(theirs.strip()) and not is_cipher(theirs)
        lost = Counter(filter(str.isalnum, theirs)) - Counter(filter(str.isalnum, ours))
        if lost.total() <= 0.05 * sum(map(str.isalnum, theirs)):
            return False
        words = Counter(re.findall(r"\w+", theirs))
        return (words - Counter(re.findall(r"\w+", ours))).total() > 0.5 * words.total() and badness(theirs) <= SUSPICIOUS

    def page(self, number: int) -> tuple[list[Line], Page]:
        """A page of which the first parser could read nothing; to be read by OCR where it holds no words."""
        lines = self.lines(number)
        width, height = self._size(number)
        return lines, Page(number, None, width, height, not lines)

    def rest(self, after: int) -> tuple[list[Line], list[Page]]:
        """All pages after the first `after`."""
        found = [self.page(number) for number in range(after + 1, self.count + 1)]
        return [line for lines, _ in found for line in lines], [page for _, page in found]

    def _size(self, number: int) -> tuple[float, float]:
        try:
            return self._document.size(number) if self._document is not None else (0.0, 0.0)
        except (RuntimeError, ValueError, IndexError):
            return 0.0, 0.0

    def close(self) -> list[str]:
        """End with the file; warnings about what was repaired or stays doubtful."""
        if self._document is not None:
            self._document.__exit__(None, None, None)
        warnings = []
        if self._repaired:
            warnings.append(f"words were glued or split on {_pages(self._repaired)}; the second parser's text was taken")
        if self._doubtful:
            warnings.append(f"the text of {_pages(self._doubtful)} looks garbled; check it against the paper")
        return warnings

    def _repair(self, lines: list[Line], number: int) -> list[Line]:
        wanted = [i for i, line in enumerate(lines) if line.box is not None and not line.cells and badness(line.text) > SUSPICIOUS]
        if self._document is None or not wanted:
            return lines
        try:
            texts = self._document.texts(number, [box for i in wanted if (box := lines[i].box) is not None])
        except (RuntimeError, ValueError, IndexError):
            return lines
        result = list(lines)
        for index, text in zip(wanted, texts, strict=True):
            result[index] = _chosen(lines[index], text)
        return result


def _seen(words: Sequence[str], unseen: Counter[str]) -> str:
    """The words without those that nobody sees, which are counted off."""
    kept = []
    for word in words:
        if unseen[word] > 0:
            unseen[word] -= 1
        else:
            kept.append(word)
    return " ".join(kept)


def _chosen(line: Line, text: str) -> Line:
    """The line with the second parser's words where they are the same letters better spaced, or readable ones for garbled."""
    same = _letters(text) == _letters(line.text)
    garbled = bool(_GARBLED.search(line.text)) and len(text) > 0.5 * len(line.text)
    if text and (same or garbled) and badness(text) < badness(line.text):
        return replace(line, text=text, struck=((0, len(text)),) if line.struck else ())
    return line


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _pages(numbers: Sequence[int]) -> str:
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(map(str, numbers))

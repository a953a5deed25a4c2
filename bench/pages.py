"""The text of PDF pages beside the second parser's: `python -m bench.pages FOLDER…`. The last line printed is JSON.

Words kept: the share of a page's words, as pypdfium2 reads them, that stand in our lines of it (a multiset; words broken at a hyphen are
put together on both sides), whole or, second figure, in letters (a narrow cell breaks words, and the parsers put them together
otherwise). The third figure leaves out what our reader says that nobody sees. A page under 0.90 in letters is "unsaid" where no warning
of its paper names it. Columns: pages on which pypdfium2's characters stand in two or more columns of running text, and those of them on
which our lines run over a gutter or go to and fro.
"""

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

from ingest.child.recount import count_words
from ingest.child.sandbox import Sandbox
from ingest.errors import CouncilPapersError
from ingest.models import Line, PaperText
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from ingest.structure.parse import clean, parse_cleaned

KEPT = 0.90
_BREAK = re.compile("[-\xad\u2010\x02\ufffe]\\s*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the second parser, in points."""

    x0: float
    x1: float
    y: float
    lettered: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One page of one paper."""

    paper: str
    page: int
    words: int
    whole: float
    kept: float
    seen: float
    said: bool
    columns: bool
    mixed: bool


def words(text: str) -> list[str]:
    """Words of a page in order, folded."""
    return _WORD.findall(_BREAK.sub("", unicodedata.normalize("NFKC", text).casefold()))


def pages(path: Path, settings: IngestSettings) -> Iterator[Found]:
    """Every page of a paper; a paper that is refused has none of its words."""
    import pypdfium2

    warnings: Sequence[str] = ()
    try:
        with Sandbox(settings.read_memory) as sandbox:
            text = read_paper(path, settings, sandbox)
        cleaned = clean(text)
        _, passages = parse_cleaned(cleaned, text, path.name, "0" * 16, settings)
        warnings = (*text.warnings, *count_words(text, cleaned, passages))
    except CouncilPapersError as error:
        text, warnings = PaperText(()), (str(error),)
    said = {int(number) for warning in warnings for number in _numbers(warning)}
    document = pypdfium2.PdfDocument(path)
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        theirs = page.get_textpage()
        ours = [line for line in text.lines if line.page == number]
        wanted = Counter(words(theirs.get_text_range()))
        shown = "\n".join(line.text for line in ours)
        lost, letters = wanted - Counter(words(shown)), "".join(words(shown))
        whole = 1 - lost.total() / max(1, wanted.total())
        kept = 1 - sum(count for word, count in lost.items() if word not in letters) / max(1, wanted.total())
        there = next((page.printed for page in text.pages if page.number == number and page.printed), "")
        unseen = sum(count for word, count in (Counter(words(there)) - Counter(words(shown))).items() if word not in letters)
        seen = 1 - unseen / max(1, len(words(there)))
        left, bottom = page.get_cropbox()[:2]
        gutters = list(_gutters(_printed(theirs, left, bottom))) if not page.get_rotation() else []
        mixed = any(_mixed(ours, x, heights) for x, heights in gutters)
        yield Found(path.name, number, wanted.total(), whole, kept, seen, number in said or not text.lines, bool(gutters), mixed)


def _numbers(warning: str) -> Iterator[int]:
    for first, last in re.findall(r"(?:pages? |, )(\d+)(?:-(\d+))?", warning):
        yield from range(int(first), int(last or first) + 1)


def _printed(textpage: Any, left: float, bottom: float) -> list[Word]:
    """The words of a page, put together from the second parser's characters."""
    found: list[Word] = []
    for index in range(min(textpage.count_chars(), 20_000)):
        char = textpage.get_text_range(index, 1)
        x0, y0, x1, y1 = textpage.get_charbox(index)
        x0, x1, y = x0 - left, x1 - left, (y0 + y1) / 2 - bottom
        last = found[-1] if found else None
        if char.strip() and last and abs(last.y - y) < 6 and -1 <= x0 - last.x1 < 1.2:
            found[-1] = Word(last.x0, x1, last.y, last.lettered)
        elif char.strip():
            found.append(Word(x0, x1, y, char.isalpha()))
    return found


def _gutters(words: Sequence[Word]) -> Iterator[tuple[float, list[float]]]:
    """Gutters of running text: x, and the heights of the lines that it parts, ten or more, full on the left, words on both sides."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(round(word.y / 4), []).append(word)
    ordered = [sorted(line, key=lambda w: w.x0) for line in lines.values() if len(line) >= 6]
    gaps = Counter(round((a.x1 + b.x0) / 12) for line in ordered for a, b in pairwise(line) if b.x0 - a.x1 > 6)
    for step, count in gaps.most_common(6):
        x = step * 6.0
        sides = [([w for w in line if w.x1 <= x + 3], [w for w in line if w.x0 >= x - 3]) for line in ordered]
        parted = [
            (a, b)
            for (a, b), line in zip(sides, ordered, strict=True)
            if len(a) + len(b) == len(line) and min(len(a), len(b)) >= 3 and b[0].x0 - a[-1].x1 > 5
        ]
        if count < 8 or len(parted) < 10 or not all(_is_prose([line[i] for line in parted]) for i in (0, 1)):
            continue
        low, high = (pick(a[0].y for a, _ in parted) for pick in (min, max))
        crossed = sum(low <= line[0].y <= high and any(w.x0 < x - 3 and w.x1 > x + 3 for w in line) for line in ordered)
        starts = Counter(round(b[0].x0 / 3) for _, b in parted).most_common(1)[0][1]
        if starts >= 0.5 * len(parted) and crossed < 0.25 * len(parted):
            yield x, [a[0].y for a, _ in parted]


def _is_prose(side: Sequence[Sequence[Word]]) -> bool:
    words = [word for line in side for word in line]
    start, edge = min(w.x0 for w in words), max(w.x1 for w in words)
    full = sum(line[-1].x1 > edge - 0.2 * (edge - start) for line in side)
    return full >= 0.5 * len(side) and sum(w.lettered for w in words) > 0.7 * len(words)


def _mixed(lines: Sequence[Line], x: float, heights: Sequence[float]) -> bool:
    """Whether three lines beside the gutter run over it, or the order goes from its right back to its left three times or more."""
    boxes = [line.box for line in lines if line.box and not line.cells and any(line.box.y0 < y < line.box.y1 for y in heights)]
    over = sum(box.x0 < x - 40 and box.x1 > x + 40 for box in boxes)
    return over >= 3 or sum(a.x0 > x - 5 > b.x0 for a, b in pairwise(boxes)) >= 3


def main() -> None:
    """Print a line a paper, the worst first, and the figures over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--each", action="store_true", help="print each page that is under the line, or whose columns are mixed")
    asked = parser.parse_args()
    settings = IngestSettings(ocr=False)
    files = sorted(path for folder in asked.folders for path in ([folder] if folder.is_file() else folder.rglob("*.pdf")))
    found = [page for path in files for page in pages(path, settings)]
    worded = [page for page in found if page.words]
    by_paper = {name: mean(p.kept for p in worded if p.paper == name) for name in {p.paper for p in worded}}
    for page in worded if asked.each else ():
        if page.kept < KEPT or page.mixed:
            marks = ("" if page.said else " unsaid") + (" mixed" if page.mixed else "")
            print(f"{page.kept:.3f} {page.words:5} {page.paper} page {page.page}{marks}")
    for name in sorted(by_paper, key=lambda name: by_paper[name])[:20]:
        print(f"{by_paper[name]:.3f} {name}")
    low = [page for page in worded if page.kept < KEPT]
    figures = {
        "papers": len(files), "pages": len(found), "words_kept_by_page": mean(p.whole for p in worded),
        "in_letters_by_page": mean(p.kept for p in worded), "in_letters_of_seen": mean(p.seen for p in worded),
        "whole_pages_low": sum(p.whole < KEPT for p in worded),
        "words_kept_by_paper": mean(by_paper.values()), "pages_low": len(low), "pages_low_unsaid": sum(not p.said for p in low),
        "pages_in_columns": sum(p.columns for p in found), "pages_mixed": sum(p.mixed for p in found),
    }  # fmt: skip
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))


if __name__ == "__main__":
    main()

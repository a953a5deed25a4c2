"""The words of each page counted against the second parser's, so that nothing is lost in silence.

The two parsers part words differently (at hyphens, between spaced letters), so where our reader has the letters of the page its own words
are counted from there on. A word is kept where a passage of its page holds it, whole or in its letters. Running heads and page numbers
that were taken out on purpose are no loss, up to what a page has of them.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ingest.models import PaperText, Passage
from ingest.structure.clean import Cleaned

KEPT: Final = 0.9
"""Share of a page's words under which the page is said."""
_SAME_LETTERS: Final = 0.95
"""Share of a page's letters and figures from which our reader has read it."""
_FEWEST: Final = 5
"""Words lost under which nothing is said: on a page of few words, one is a tenth."""
_FURNITURE: Final = 4
"""Lines of a page that may be running heads and feet; words of more are counted as lost."""
_LETTERS_TRIED: Final = 3_000
_WORD = re.compile(r"[^\W_]+")


def _folded(text: str) -> str:
    """Ligatures taken apart, superscripts brought down, soft hyphens out, lower case."""
    return unicodedata.normalize("NFKC", text.replace("\xad", "")).casefold()


class _Bag:
    """Words of a page at one stage of the reading."""

    def __init__(self, text: str = "") -> None:
        found = _WORD.findall(_folded(text))
        self.words = Counter(found)
        self.letters = "".join(found)

    def spells(self, printed: "_Bag") -> bool:
        """Whether the letters and figures of `printed` are there, in whatever words."""
        lost = Counter(printed.letters) - Counter(self.letters)
        return lost.total() <= (1 - _SAME_LETTERS) * len(printed.letters)

    def lacks(self, wanted: Counter[str]) -> Counter[str]:
        """The words that are not there, whole or in letters."""
        lost = wanted - self.words
        tried = sorted(lost)[:_LETTERS_TRIED]
        return lost - Counter({word: lost[word] for word in tried if word not in self.words and len(word) > 1 and word in self.letters})


_NOTHING: Final = _Bag()


def count_words(text: PaperText, cleaned: Cleaned, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Warnings: one a page (or one for a paper without pages) of which fewer than `KEPT` of the words are in passages."""
    read = _by_page((line.page, line.text) for line in text.lines)
    kept = _by_page(_passage_texts(passages))
    pages: list[tuple[int | None, str | None]] = [(page.number, page.printed) for page in text.pages]
    counted = []
    for number, printed in pages or [(None, "\n".join(line.text for line in text.lines))]:
        there, ours = _Bag(printed or ""), read.get(number, _NOTHING)
        wanted = ours.words if ours.spells(there) else there.words
        lost = kept.get(number, _NOTHING).lacks(wanted)
        if _too_many(lost, wanted):
            counted.append((number, wanted, lost))
    return tuple(_warnings(counted, text, cleaned, passages, read)) if counted else ()


def _too_many(lost: Counter[str], wanted: Counter[str]) -> bool:
    return lost.total() >= _FEWEST and lost.total() > (1 - KEPT) * wanted.total()


def _warnings(
    counted: Iterable[tuple[int | None, Counter[str], Counter[str]]],
    text: PaperText,
    cleaned: Cleaned,
    passages: Sequence[Passage],
    read: dict[int | None, _Bag],
) -> Iterator[str]:
    """One for each page of which too much is lost even where furniture and titles, which passages hold apart, are left out of account."""
    clean = _by_page((line.page, line.text) for line in cleaned.lines)
    furniture = _by_page(_furniture(text, cleaned))
    titles = _Bag("\n".join({t for p in passages for t in (*p.section_path, p.report_title, p.agenda_title, p.paragraph) if t}))
    for number, wanted, missing in counted:
        lost = titles.lacks(missing - furniture.get(number, _NOTHING).words)
        if _too_many(lost, wanted):
            cause = _cause(lost, read.get(number, _NOTHING), clean.get(number, _NOTHING))
            where = f"page {number}" if number else "the paper"
            yield f"{where}: {1 - lost.total() / wanted.total():.0%} of {wanted.total()} words kept; {cause}"


def _cause(lost: Counter[str], read: _Bag, clean: _Bag) -> str:
    """Where most of the lost words went."""
    unread = read.lacks(lost).total()
    furniture = clean.lacks(lost).total() - unread
    if 2 * unread >= lost.total():
        return "our reader did not find the others, which the second parser finds"
    return "the others were taken for running heads" if 2 * furniture >= lost.total() else "the others stand in no passage"


def _passage_texts(passages: Iterable[Passage]) -> Iterator[tuple[int | None, str]]:
    for passage in passages:
        for page in range(passage.page, (passage.page_end or passage.page) + 1) if passage.page else (None,):
            yield page, passage.text
            if passage.table:
                yield page, " ".join((*passage.table.columns, passage.table.caption or "", passage.table.unit or ""))


def _furniture(text: PaperText, cleaned: Cleaned) -> Iterator[tuple[int | None, str]]:
    """The first few lines of each page that were taken out."""
    kept = {id(line) for line in cleaned.lines}
    taken: Counter[int | None] = Counter()
    for line in text.lines:
        if id(line) not in kept:
            taken[line.page] += 1
            if taken[line.page] <= _FURNITURE:
                yield line.page, line.text


def _by_page(texts: Iterable[tuple[int | None, str]]) -> dict[int | None, _Bag]:
    gathered: dict[int | None, list[str]] = {}
    for page, text in texts:
        gathered.setdefault(page, []).append(text)
    return {page: _Bag("\n".join(found)) for page, found in gathered.items()}

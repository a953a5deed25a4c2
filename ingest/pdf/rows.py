"""Drafts of lines: printed lines and table rows before their look is compared with their neighbours'."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ingest.models import Line
from ingest.pdf.grid import Grid
from ingest.pdf.page import Rule
from ingest.pdf.undrawn import contents_of, parted, sub_rows
from ingest.pdf.words import Run, Word, bands, run_of

NARROW = 7.0
"""Width of a cell in em under which words are likely to be broken without a hyphen."""


@dataclass(slots=True)
class Draft:
    """A line before its look is compared with its neighbours; geometry in the frame it is read in."""

    words: list[Word]
    text: str
    struck: list[tuple[int, int]] = field(default_factory=list)
    bold: bool = False
    cells: tuple[str, ...] = ()
    spans: tuple[int, ...] = ()

    @property
    def top(self) -> float:
        return max(w.y + 0.75 * w.size for w in self.words)

    @property
    def base(self) -> float:
        """The baseline, not that of raised figures."""
        return max(self.words, key=lambda w: w.size).y

    @property
    def bottom(self) -> float:
        return min(w.y - 0.22 * w.size for w in self.words)


def plain_drafts(lines: Sequence[list[Word]], rules: Sequence[Rule]) -> list[Draft]:
    return [draft_of(line, rules) for line in lines]


def draft_of(line: list[Word], rules: Sequence[Rule]) -> Draft:
    run = run_of(line, rules)
    return Draft(line, run.text, run.struck, run.bold)


def row_draft(cells: Sequence[list[Word]], rules: Sequence[Rule], widths: Sequence[tuple[float, float]] = ()) -> Draft:
    """One row whose cells are words side by side; an empty list is an empty cell.

    Args:
        widths: left and right edge of each cell where rules tell them, so that words broken at a cell's edge are seen.
    """
    runs: list[list[Run]] = []
    for column, cell in enumerate(cells):
        lines = bands(cell)
        runs.append([run_of(line, rules) for line in lines])
        for index in range(len(lines) - 1 if widths else 0):
            runs[-1][index].brim = _full(lines[index], lines[index + 1], widths[column])
    return _joined(runs, [w for cell in cells for w in cell])


def _full(line: Sequence[Word], below: Sequence[Word], width: tuple[float, float]) -> bool:
    """True where a line leaves no room in its narrow cell for the next character; in wide cells that is mere chance."""
    word, following = line[-1], below[0]
    padding = max(1.0, min(line[0].x0 - width[0], 8.0))
    narrow = len(line) == 1 or width[1] - width[0] < NARROW * word.size
    return narrow and word.text[-1] != "-" and word.x1 + following.edges[1] - following.edges[0] > width[1] - padding - 0.2


def _joined(cells: Sequence[Sequence[Run]], words: list[Word]) -> Draft:
    """A row from the printed lines of each cell: lines of a cell joined by blanks (or BRIM), cells by tabs."""
    texts: list[str] = []
    struck: list[tuple[int, int]] = []
    offset = 0
    for runs in cells:
        text = ""
        for above, run in zip((None, *runs), runs, strict=False):
            text += "" if above is None else BRIM if above.brim else " "
            struck.extend((offset + len(text) + start, offset + len(text) + end) for start, end in run.struck)
            text += run.text
        texts.append(text)
        offset += len(text) + 1
    lettered = [run for runs in cells for run in runs if any(c.isalnum() for c in run.text)]
    return Draft(words, "\t".join(texts), struck, bool(lettered) and all(r.bold for r in lettered), tuple(texts))


def grid_drafts(grid: Grid, words: Sequence[Word], rules: Sequence[Rule]) -> list[Draft]:
    """One draft a row; a row that is a single cell across the table is text in a box and keeps its printed lines."""
    grid = parted(grid, words)
    contents = contents_of(grid, words)
    drafts: list[Draft] = []
    for row, owners in enumerate(grid.owner):
        members = [contents.get((row, column), []) if owners[column] == (row, column) else [] for column in range(len(owners))]
        found = [w for cell in members for w in cell]
        if found and set(owners) == {(row, 0)}:
            drafts.extend(plain_drafts(bands(found), rules))
        elif found:
            spans = _spans(owners, row)
            widths = [(grid.xs[column], grid.xs[column + max(1, reach)]) for column, reach in enumerate(spans)]
            drafts.extend(replace(row_draft(part, rules, widths), spans=spans) for part in sub_rows(members))
    return drafts


def _spans(owners: Sequence[tuple[int, int]], row: int) -> tuple[int, ...]:
    """See Line.spans."""
    return tuple(
        (-1 if owner[0] < row else _reach(owners, column)) if column == 0 or owners[column - 1] != owner else 0
        for column, owner in enumerate(owners)
    )


def _reach(owners: Sequence[tuple[int, int]], column: int) -> int:
    """Squares of one cell side by side; a cell that is no rectangle may come again further to the right."""
    return next((at for at in range(column, len(owners)) if owners[at] != owners[column]), len(owners)) - column


# Words and figures that a narrow table cell breaks without a hyphen are put together again.

BRIM = "\ue010"
_CHAIN = re.compile(rf"(?<![^\s{BRIM}])[^\s{BRIM}]++(?:{BRIM}[^\s{BRIM}]++)++")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FIGURE = re.compile(r"^[-+(£]*+[.,]*+\d[\d.,]*+$")
_SMALL = frozenset(
    (
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "if",
        "in",
        "is",
        "it",
        "no",
        "not",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "up",
        "was",
        "we",
        "with",
    )
)


def rejoined(lines: Sequence[Line]) -> list[Line]:
    """The lines of a whole paper without BRIM marks."""
    if not any(BRIM in line.text for line in lines):
        return list(lines)
    vocabulary = _vocabulary(lines)
    return [_rejoined(line, vocabulary) if BRIM in line.text else line for line in lines]


def _vocabulary(lines: Iterable[Line]) -> frozenset[str]:
    """Words of the paper that stand whole, in lower case."""
    return frozenset(word.lower() for line in lines for word in _WORD.findall(_CHAIN.sub(" ", line.text)) if len(word) > 1)


def _rejoined(line: Line, vocabulary: frozenset[str]) -> Line:
    marked = _CHAIN.sub(lambda m: _chain(m[0].split(BRIM), vocabulary), line.text)
    gone = [index for index, char in enumerate(marked) if char == BRIM]
    struck = tuple((a - sum(g < a for g in gone), b - sum(g < b for g in gone)) for a, b in line.struck)
    text = marked.replace(BRIM, "")
    return replace(line, text=text, struck=struck, cells=tuple(text.split("\t")) if line.cells else ())


def _chain(parts: list[str], vocabulary: frozenset[str]) -> str:
    """Parts joined by BRIM where a word was broken and by a blank where two words meet; the length stays the same."""
    done = parts[0]
    word = parts[0]
    index = 1
    while index < len(parts):
        whole = next((end for end in range(len(parts), index, -1) if _known(word + "".join(parts[index:end]), vocabulary)), None)
        if whole is not None:
            done += "".join(BRIM + part for part in parts[index:whole])
            word, index = word + "".join(parts[index:whole]), whole
            continue
        broken = _broken(word, parts[index], vocabulary)
        done += (BRIM if broken else " ") + parts[index]
        word = word + parts[index] if broken else parts[index]
        index += 1
    return done


def _known(text: str, vocabulary: frozenset[str]) -> bool:
    return text.strip(".,;:()").lower() in vocabulary


def _broken(word: str, rest: str, vocabulary: frozenset[str]) -> bool:
    """Whether `rest` continues `word`."""
    if _FIGURE.match(word) and rest[0] in "0123456789.,%)":
        return True
    if rest[0] in ".,;:)%":
        return True
    if word[-1] == "/" and word[0].isdigit() and rest[0].isdigit():
        return True
    if not (word[-1].isalpha() and rest[0].isalpha()) or rest.lower().strip(".,;:()") in _SMALL:
        return False
    same_case = rest[0].islower() or (word.isupper() and rest.strip(".,;:()").isupper())
    return same_case and not _known(word, vocabulary) and not (len(rest) > 3 and _known(rest, vocabulary))

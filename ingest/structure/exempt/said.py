"""The sentences of a run of lines as they were written, wherever the lines break, each with the lines that it stands in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.models import Line
from ingest.structure.exempt.markings import meant
from ingest.structure.headings import heading_text

MAX_CHARACTERS = 1_500
"""Characters above which a run of lines without an end is cut: it is a table or a list of names."""
_ITEM = re.compile(r"^\(?\d{1,3}[a-z]?[.)]\s+[A-Z]|^[A-Z]{1,4}/\d{1,3}\b")
_ENDS = re.compile(r"(?<=[\w)\"'’”]{3})(?<!\b[Cc]llr)(?<!\bpara)[.?!](?:\s*[\"'’”)])?\s+(?=[\"'‘“(]?[A-Z])")
"""The end of a sentence inside a line; never after "p.m.", "No." or a number of one or two figures."""
_RESOLVES = re.compile(r"^\W*(?:RESOLVED|AGREED|Resolved|Agreed|PENDERFYNWYD|Penderfynwyd)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence."""

    words: str
    """As `ingest.markings.meant` gives them."""
    start: int
    """Index of the line in which it begins."""
    end: int
    """Index after the line in which it ends."""
    rest: str
    """What stands behind it in its last line, as it is meant."""
    goes_on: str
    """What it goes on from, where the line above ended with a colon, a semicolon or a comma, as it is meant; "" elsewhere."""


def sentences(lines: Sequence[Line]) -> Iterator[Sentence]:
    """The sentences of the lines in their order."""
    texts = [heading_text(line) for line in lines]
    before = ""
    for start, end in _paragraphs(lines, texts):
        bounds = [0]
        for text in texts[start:end]:
            bounds.append(bounds[-1] + len(text) + 1)
        words = " ".join(texts[start:end])
        lead = before if before.endswith((":", ";", ",", " and")) else ""
        within = 0
        for first, last in pairwise([0, *(found.end() for found in _ENDS.finditer(words)), len(words)]):
            while bounds[within + 1] <= first:
                within += 1
            begins = start + within
            while bounds[within + 1] < last:
                within += 1
            rest = meant(words[last : bounds[within + 1] - 1])
            yield Sentence(meant(words[first:last]), begins, start + within + 1, rest, "" if first else lead)
        before = (f"{lead} " if lead and len(lead) < MAX_CHARACTERS else "") + meant(words)


def _paragraphs(lines: Sequence[Line], texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(first line, line after the last) of each run of lines that may hold one sentence."""
    start = length = 0
    for at in range(len(lines)):
        if at > start and (length > MAX_CHARACTERS or _begins(lines[at - 1], texts[at - 1], lines[at], texts[at])):
            yield start, at
            start, length = at, 0
        length += len(texts[at]) + 1
    if lines:
        yield start, len(lines)


def _begins(above: Line, before: str, line: Line, text: str) -> bool:
    """True where a line begins a paragraph, or a sentence of its own."""
    if before.endswith((".", ";", "?", "!")) or line.bullet or _ITEM.match(text) or _RESOLVES.match(text):
        return True
    if text[:1].islower():
        return False
    if before.endswith(":") or (line.page != above.page and before[-1:].isalnum() and not above.bold):
        return line.page is None and line.gap
    return line.gap or bool(line.level or above.level) or line.bold != above.bold

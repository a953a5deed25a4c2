"""Recommendations and resolutions as they are printed: whole clauses in order, with the numbers printed before them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz.fuzz import ratio

from ingest.language.safe_text import gives_orders
from ingest.models import Kind, Passage
from ingest.record.models import Clause, ClauseKind
from ingest.record.outcomes import outcome_of
from ingest.record.words import Words

_LABEL = re.compile(
    r"^\s*(?:[-•*▪◦–]\s+)?(\d{1,2}(?:\.\d+)+[.)]?(?=\s)|\(?(?:[ivxl]{1,6}|[a-z]|\d{1,2})[.)](?!\d))\s*(?=\S)", re.IGNORECASE
)
_BULLET = re.compile(r"^\s*[-•*▪◦–·]\s+")
_HEADING = re.compile(
    r"^\W*(?:\d+(?:\.\d+)*\.?\s+)?(?:recommendations?(?:\(s\))?|the decision|decision taken|resolution)\W*$", re.IGNORECASE
)
_NAMED = re.compile(r"^\s*recommendations?(?:\(s\))?\s*:\s*(?=\S)", re.IGNORECASE)
"""The heading of a recommendation, where it stands on the line of its words."""
_PULLED_APART: Final = 80
"""Likeness, of 100, from which capitals are the heading in spite of its damage ("RECO MMENDA ATIONS")."""
_CLOSED = re.compile(r"(?:^|(?<=\w))(?>[^\w.;:]*+[.;:])\W*+$|[.;:,]\s*+(?:and|or)\W*+$", re.IGNORECASE)
_FEWEST_WORDS: Final = 3
_ENDING = re.compile(r"^the meeting (?:ended|closed|finished|concluded)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """One clause as printed; struck words are not part of it."""

    label: str | None
    """Its number as printed ("(ii)", "3."); None where none is printed."""
    text: str
    """Its live words with single spaces, without the number."""
    words: tuple[Words, ...]
    """Where the words stand; more than one where the paper strikes out words between or breaks the clause over passages."""


def read_clauses(passages: Iterable[Passage]) -> list[Printed]:
    """The clauses of passages in their order; headings, orders to software and the closing of a meeting are left out."""
    return _read(Words(passage, 0, len(passage.text)) for passage in passages)


def as_printed(clauses: Iterable[Clause]) -> list[Printed]:
    """Clauses of the record as their paper prints them: each line that leads into some before them, wrapped lines whole."""
    runs: list[Words] = []
    for words in {(one.passage.id, one.start): one for clause in clauses for one in (*clause.stem, *clause.words)}.values():
        last = runs[-1] if runs else None
        between = words.passage.text[last.end : words.start] if last and last.passage.id == words.passage.id else ""
        if last and "\n" in between and not re.search(r"\w", between):
            runs[-1] = Words(last.passage, last.start, words.end)
        else:
            runs.append(_with_subject(words, last))
    return _read(runs)


def _with_subject(words: Words, before: Words | None) -> Words:
    """A decision with what its line says before it, which names what is decided ("24/00417 Two lodges. Resolved to object")."""
    passage = words.passage
    if passage.kind is not Kind.RESOLUTION:
        return words
    line = passage.text.rfind("\n", 0, words.start) + 1
    ended = before.end if before and before.passage.id == passage.id else 0
    return Words(passage, max(line, ended), words.end)


def _read(runs: Iterable[Words]) -> list[Printed]:
    found: list[Printed] = []
    for run in runs:
        for number, (start, end) in enumerate(_spans(run)):
            clause = _clause(run.passage, start, end)
            if clause is None:
                continue
            if number == 0 and found and _continues(found[-1], clause):
                clause = _joined(found.pop(), clause)
            found.append(clause)
    return found


def recommendations(passages: Iterable[Passage]) -> list[Clause]:
    """The recommendations of one report, each with the line that leads into it ("Council is asked to:")."""
    found: list[Clause] = []
    stem: tuple[Words, ...] = ()
    for printed in read_clauses(passage for passage in passages if passage.kind is Kind.RECOMMENDATION):
        if printed.text.endswith(":"):
            stem = printed.words
        elif len(printed.text.split()) >= _FEWEST_WORDS:
            label = printed.words[0].passage.paragraph or printed.label
            found.append(Clause(label, printed.words, stem, kind=ClauseKind.RECOMMENDATION, outcome=outcome_of(printed.text)))
    return found


def _spans(run: Words) -> Iterator[tuple[int, int]]:
    """Offsets of each clause of a run of lines."""
    passage = run.passage
    headings = {heading.strip().casefold() for heading in (*passage.section_path, passage.section or "")}
    begin: int | None = None
    end = 0
    for match in re.compile(r"[^\n]+").finditer(passage.text, run.start, run.end):
        line = match.group().strip()
        if not line or _HEADING.match(line) or (line.casefold() in headings and not _resolves(line)):
            continue
        opens = bool(_LABEL.match(line) or _BULLET.match(line))
        if begin is not None and not opens and not (_CLOSED.search(passage.text[begin:end]) and line[:1].isupper()):
            end = match.end()
            continue
        if begin is not None:
            yield begin, end
        begin, end = match.start(), match.end()
    if begin is not None:
        yield begin, end


def _resolves(line: str) -> bool:
    """Whether a line that stands as a heading is the opening of the decision itself."""
    return bool(re.match(r"\W*(?:\d+[.)]\s*)?(?:it was )?(?:resolved|agreed|decided)\b.{4,}", line, re.IGNORECASE))


def _clause(passage: Passage, start: int, end: int) -> Printed | None:
    words = passage.text[start:end]
    if gives_orders(words) or _ENDING.match(words.strip()):
        return None
    start += _heading_end(words)
    marker = _LABEL.match(passage.text[start:end]) or _BULLET.match(passage.text[start:end])
    label = marker[1] if marker and marker.re is _LABEL else None
    start += marker.end() if marker else 0
    found = tuple(Words(passage, left, right) for left, right in _live(passage, start, end))
    text = _single(" ".join(part.raw for part in found))
    return Printed(label, text, found) if re.search(r"\w{2}", text) else None


def _heading_end(words: str) -> int:
    """Where the heading ends that stands on the line of its words, also one whose letters a text layer has pulled apart."""
    if named := _NAMED.match(words):
        return named.end()
    head, colon, _ = words.partition(":")
    letters = re.sub(r"\W", "", head)
    return len(head) + 1 if colon and letters.isupper() and ratio(letters, "RECOMMENDATIONS") >= _PULLED_APART else 0


def _live(passage: Passage, start: int, end: int) -> Iterator[tuple[int, int]]:
    for left, right in (*sorted(passage.struck), (end, end)):
        if left > end or right < start:
            continue
        if passage.text[start : min(left, end)].strip(" \n"):
            yield start, min(left, end)
        start = max(start, right)


def _single(text: str) -> str:
    return re.sub(r"(?<!\s)\s++([.,;:])", r"\1", re.sub(r"\s+", " ", text.replace("**", ""))).strip()


def _continues(before: Printed, clause: Printed) -> bool:
    """Whether a clause is the tail of the one before, which the paper broke over a page."""
    return clause.label is None and clause.text[:1].islower() and not re.search(r"(?:^|(?<=\w))(?>[^\w.:]*+[.:])\W*+$", before.text)


def _joined(before: Printed, clause: Printed) -> Printed:
    return replace(before, text=f"{before.text} {clause.text}", words=(*before.words, *clause.words))


def same_words(one: Sequence[Printed], other: Sequence[Printed]) -> bool:
    """Whether two lists of clauses say the same, case and punctuation put aside."""
    return [_plain(clause.text) for clause in one] == [_plain(clause.text) for clause in other]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))

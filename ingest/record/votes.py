"""Votes and motions as minutes record them: counts and names from "For: Councillors … (5)", from sentences, from tables of names.

Only who is named beside a side is listed under it: who was present, or left before the vote, is no voter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.models import Passage, Table
from ingest.record.minutes import Minute
from ingest.record.models import Ending, Side, Vote
from ingest.record.words import Words, lines_of, sentences_in

_SIDES: Final = (
    r"(?:not voting|did not vote|absent|(?:for|in favour of|against) the (?:(?:original|substantive) )?(?:motion|proposal|recommendations?)"
    r"|for|in favour|against|abstain(?:ed|ing)?|abstentions?|ayes?|yeas?|nays?|noes)"
)
_HEAD = re.compile(rf"^({_SIDES})\b(?:\s*+\((\d{{1,3}})\)\s*+[:\-–]?+|\s*+[:\-–]|\s*+$)\s*+", re.I)
"""A side at the beginning of a line, with its number in brackets, a colon or nothing more: "Against (5)", "For:", "Ayes -", "FOR"."""
_TWO_MOTIONS = re.compile(r"\bfor the amendment\b", re.I)
"""A division between a motion and its amendment, where those for the one are not simply against the other."""
_INNER = re.compile(rf"(?<!\S)({_SIDES})\b(?:\s*+\((\d{{1,3}})\)\s*+[:\-–]?+|\s*+:)\s*+", re.I)
"""A side at the head of a line or within one, where the line holds more than one."""
_COUNTED = re.compile(rf"\b({_SIDES})\b\s*+[:\-–]?\s*+\(?(\d{{1,3}})\)?(?!\d)", re.I)
_ROW = re.compile(rf"^({_SIDES})\b[^A-Za-z]{{0,12}}$", re.I)
"""A side in a cell of its own."""
_TOTAL = re.compile(r"\((\d{1,3})\)\s*+\.?\s*+$")
_NUMBER: Final = r"(\d{1,3}|[a-z]{2,6})"
_SAID = re.compile(
    rf"\b(?:by|with) {_NUMBER} votes? to {_NUMBER}(?:,? (?:with|and) {_NUMBER} abst\w+)?"
    rf"|\b{_NUMBER} (?:(?:votes?|members|councillors) )?(?:vot(?:ing|ed) )?(?:for|in favour),? (?:and )?{_NUMBER} (?:votes? )?against"
    rf"(?:,? (?:with |and )?{_NUMBER} abst\w+)?"
    r"|\bvoted (\d+) to (\d+)"
    r"|\b(?:carried|agreed|approved|passed|resolved) unanimously\b|\bunanimously (?:agreed|carried|approved|resolved)\b"
    r"|\(unanimous(?:ly)?\)|\bnem\.? con\b|\bwithout a vote\b|\bgeneral assent\b|\bcasting vote\b|\bvoted against\b",
    re.I,
)
_ENDED = re.compile(
    r"\b(?:motion|amendment|proposal)\b(?: \([^()]{0,80}\))?,?(?: (?:was|were|is))?(?: (?:then|duly|declared|unanimously))*"
    r" (carried|agreed|passed|lost|fell|defeated|not carried|rejected|withdrawn)\b",
    re.I,
)
_ENDS = re.compile(r"(?:(?:The )?(?:substantive |original )?(?:motion|amendment)(?: was)? (?:carried|lost|fell)|Agreed)\.?\s*$", re.I)
_PART = re.compile(r"\b(?:recommendation|part|clause) \(?(\d{1,2}|[ivx]{1,5}|[a-z])(?:\)|\b)", re.I)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: number for number, word in enumerate(_WORDS)} | {"no": 0, "nil": 0, "none": 0}
_TICK = re.compile(r"^(?:[✓✔√☑☒✗✘xX•●]|yes|y|1)$", re.I)
_CARRIED: Final = frozenset({"carried", "agreed", "passed", "approved"})


def part_named(text: str) -> str | None:
    """Label of the part of a motion that a text names ("part 4", "recommendation (ii)"), in lower case."""
    found = _PART.search(text)
    return found[1].casefold() if found else None


@dataclass
class _Open:
    """A list of names by side that is being read."""

    lead: Words | None
    first: Words
    last: Words
    numbers: dict[Side, int] = field(default_factory=dict)
    names: list[tuple[Side, str]] = field(default_factory=list)
    side: Side = Side.FOR
    ended: Words | None = None


class VoteReader:
    """Reads the votes of one minute, line by line."""

    def __init__(self) -> None:
        self._votes: list[Vote] = []
        self._open: _Open | None = None
        self._above: Words | None = None
        self._part: str | None = None

    def read(self, passages: Sequence[Passage]) -> list[Vote]:
        """The votes in the order of print."""
        for passage in passages:
            self._part = None
            if passage.table is not None:
                self._close()
                self._votes += _from_table(passage, passage.table, self._above)
                continue
            for line in lines_of(passage):
                if not self._listed(line):
                    for sentence in sentences_in(line):
                        self._sentence(sentence)
        self._close()
        return self._votes

    def _listed(self, line: Words) -> bool:
        """Take a line into the list of names that it opens or goes on with; False where it is none of it."""
        text = line.raw.strip()
        head = _HEAD.match(text)
        if head and not _TWO_MOTIONS.search(text):
            side = _side(head[1])
            if self._open is None and side not in (Side.FOR, Side.AGAINST):
                return False
            if self._open is None or (side is Side.FOR and (self._open.numbers or self._open.names)):
                self._close()
                self._open = _Open(self._above, line, line)
            self._take(line, text)
            return True
        if self._open is None:
            return False
        if _are_names(_ENDS.sub("", text)):
            self._take(line, text)
            return True
        if not self._open.numbers and not self._open.names:
            self._open = None
            return False
        if (_ENDED.search(text) or _ENDS.search(text)) and not _COUNTED.search(text):
            self._open.ended = line
            self._close()
            return True
        self._close()
        return False

    def _take(self, line: Words, text: str) -> None:
        """The names of a line, and how the vote ended where the line goes on to say that."""
        vote = self._open
        assert vote is not None
        if ending := _ENDS.search(line.raw):
            vote.ended = Words(line.passage, line.start + ending.start(), line.end)
            text = _ENDS.sub("", text)
        first = _HEAD.match(text)
        heads = [*([first] if first else ()), *_INNER.finditer(text, first.end() if first else 0)]
        for head, start, end in zip([None, *heads], [0, *(h.end() for h in heads)], [*(h.start() for h in heads), len(text)], strict=True):
            if head:
                vote.side = _side(head[1])
                vote.numbers |= {vote.side: int(head[2])} if head[2] else {}
            names = text[start:end]
            if total := _TOTAL.search(names):
                vote.numbers[vote.side] = int(total[1])
            vote.names += [(vote.side, name) for name in names_in(_TOTAL.sub("", names))]
        vote.last = line

    def _close(self) -> None:
        vote, self._open = self._open, None
        if vote is None or not (vote.numbers or len({side for side, _ in vote.names}) > 1):
            return
        opening = vote.lead.raw if vote.lead else ""
        said = vote.ended or vote.lead or vote.first
        whole = vote.first.passage.id == vote.last.passage.id
        self._votes.append(
            Vote(
                said=said,
                in_favour=vote.numbers.get(Side.FOR),
                against=vote.numbers.get(Side.AGAINST),
                abstained=vote.numbers.get(Side.ABSTAINED),
                names=tuple(vote.names),
                named=Words(vote.first.passage, vote.first.start, vote.last.end if whole else len(vote.first.passage.text)),
                part=part_named(opening),
                amendment="amendment" in opening.casefold() and "as amended" not in opening.casefold(),
                ending=ending_of(said.raw) if vote.ended else None,
            )
        )

    def _sentence(self, words: Words) -> None:
        """A vote that a sentence tells of."""
        self._part = part_named(words.raw) or self._part
        self._above = words
        found = in_sentence(words)
        last = self._votes[-1] if self._votes else None
        if (
            found
            and found.in_favour is None
            and last
            and last.ending is None
            and (last.names or last.in_favour is not None)
            and _follows(words, last)
        ):
            self._votes[-1] = replace(last, ending=found.ending)
        elif found:
            self._votes.append(replace(found, part=self._part))


def _follows(words: Words, vote: Vote) -> bool:
    """Whether words stand in the passage of a list of names or the next."""
    return words.passage.ordinal <= (vote.named or vote.said).passage.ordinal + 1


def in_sentence(words: Words) -> Vote | None:
    """The vote that a sentence tells of ("Resolved to object, by 3 votes to 2"); None where it tells of none."""
    text = words.raw
    counted = {_side(found[1]): int(found[2]) for found in _COUNTED.finditer(text)}
    spoken = _SAID.search(text)
    ended = _ENDED.search(text)
    amendment = "amendment" in text.casefold() and "as amended" not in text.casefold()
    if len(counted) > 1:
        numbers = [counted.get(side) for side in (Side.FOR, Side.AGAINST, Side.ABSTAINED)]
    elif spoken:
        told = [int(n) if n.isdigit() else _COUNTS.get(n.casefold()) for n in spoken.groups() if n]
        numbers = [*told, None, None, None][:3] if len(told) > 1 else [None] * 3
    elif ended and ending_of(text) is not Ending.WITHDRAWN:
        numbers = [None] * 3
    else:
        return None
    return Vote(words, numbers[0], numbers[1], numbers[2], amendment=amendment, ending=ending_of(text))


def ending_of(text: str) -> Ending | None:
    """How a motion ended, by the words that say it."""
    found = _ENDED.search(text)
    word = found[1].casefold() if found else (re.search(r"\b(carried|agreed|lost|fell|defeated)\b", text, re.I) or [""])[0].casefold()
    if not word:
        return None
    return Ending.CARRIED if word in _CARRIED else Ending.WITHDRAWN if word == "withdrawn" else Ending.LOST


def _side(word: str) -> Side:
    first = word.casefold()
    for beginning, side in (
        ("not", Side.NOT_VOTING), ("did", Side.NOT_VOTING), ("absent", Side.ABSENT), ("abst", Side.ABSTAINED), ("against", Side.AGAINST),
        ("nay", Side.AGAINST), ("noes", Side.AGAINST),
    ):  # fmt: skip
        if first.startswith(beginning):
            return side
    return Side.FOR


def side_of(line: str) -> Side | None:
    """The side that a line of a recorded vote lists the members of ("Against: Councillors Fosse and Hext (2)")."""
    head = _HEAD.match(line.strip()) or _ROW.match(line.partition("\t")[0].strip())
    return _side(head[1]) if head else None


def names_in(text: str) -> list[str]:
    """The members that a list names, as printed, titles of the whole list left out."""
    bare = re.sub(r"^(?:Councillors?|Cllrs?|Members)\.?\s+", "", " ".join(text.split()).strip(" .:;"))
    found = (part.strip(" .") for part in re.split(r",|;|\band\b", bare))
    return [name for name in found if re.search(r"[A-Z][a-z]", name) and len(name.split()) <= 6]


def _are_names(text: str) -> bool:
    """Whether a line is nothing but names."""
    words = _TOTAL.sub("", text).replace(",", " ").replace(";", " ").split()
    return bool(words) and all(word[:1].isupper() or word in ("and", "de", "van", "von") or word.startswith("(") for word in words)


def _from_table(passage: Passage, table: Table, above: Words | None) -> Iterator[Vote]:
    """A recorded vote set as a table: side, names, number a row; or a member a row, with a tick under the side."""
    if not table.trusted and any(table.columns):  # sides that stand in the rows need no names of columns
        return
    rows = [tuple(cell.strip() for cell in row) for row in (table.columns, *table.rows)]
    numbers: dict[Side, int] = {}
    names: list[tuple[Side, str]] = []
    for row in rows:
        if row and (found := _ROW.match(row[0])):
            side = _side(found[1])
            numbers[side] = next((int(cell) for cell in row[1:] if cell.isdigit()), -1)
            names += [(side, name) for name in names_in(next((cell for cell in row[1:] if re.search(r"[A-Za-z]{3}", cell)), ""))]
    columns = {at: _side(name) for at, name in enumerate(rows[0]) if at and _ROW.match(name)}
    if len(columns) > 1 and not names:
        ticked = [(columns[at], row[0]) for row in rows[1:] for at in columns if at < len(row) and _TICK.match(row[at])]
        names = [(side, name) for side, name in ticked if re.search(r"[A-Z][a-z]", name) and not re.match(r"total", name, re.I)]
        numbers = {side: sum(own is side for own, _ in names) for side in columns.values()}
    if len(numbers) < 2:
        return
    known = {side: number for side, number in numbers.items() if number >= 0}
    whole = Words(passage, 0, len(passage.text))
    counts = [known.get(side) for side in (Side.FOR, Side.AGAINST, Side.ABSTAINED)]
    yield Vote(whole, counts[0], counts[1], counts[2], tuple(names), whole, part_named(above.raw) if above else None)


def read_votes(minute: Minute) -> list[Vote]:
    """The votes of a minute in the order of print."""
    return VoteReader().read(minute.passages)

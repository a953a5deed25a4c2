"""Who was at a meeting, in the chair, away, came or went, and when the meeting opened and closed, in the words of its minutes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from ingest.language.narrative import closes_meeting
from ingest.language.people import TITLE
from ingest.models import Passage
from ingest.record.votes import names_in
from ingest.record.words import Words, paragraphs_of, sentences_in


class Attended(StrEnum):
    """What words of minutes say of members and of the meeting."""

    PRESENT = "present"
    CHAIR = "in the chair"
    AWAY = "away"
    LEFT = "left"
    CAME = "came"
    ASIDE = "took no part"
    OPENED = "opened"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One such thing with the words that say it."""

    what: Attended
    said: Words
    names: tuple[str, ...] = ()
    """Members it is said of, as printed, titles of a list left out; () of the meeting itself."""
    time: str = ""
    """As printed; "" where none is."""
    counted: bool = False
    """Of those present: whether the names are members and all of them, so that they may be counted."""
    back: bool = False
    """Of one who left: whether the words say that they came back, or left for one item alone."""


_PRESENT = re.compile(
    r"^(?:(?:committee |board |council |parish )?(?:members|councillors) )?(?:present|sederunt)(?P<chair> in the chair)?\b\s*+[:\-–]?\s*+",
    re.I,
)
_CHAIR_LINE = re.compile(r"^(?:in the chair|chair(?:man|woman|person)?|presiding)\s*+[:\-–]\s*+", re.I)
_AWAY = re.compile(
    r"^(?:apolog(?:y|ies)\b|absent\b\s*+[:\-–])|\bapologies (?:for absence )?(?:were|was|had been) (?:received|given|tendered|submitted)\b",
    re.I,
)
_NO_MEMBERS = re.compile(
    r"(?P<own>,\s*)?\b(?:Councillors,(?= )|(?:in attendance|also present|apologies|officers?|clerk|minute taker|members? of the public)\b)",
    re.I,
)
_OFFICE = re.compile(r"\s?\(([^()]{0,40})\)")
_IN_CHAIR = re.compile(r"\b(?:in the chair|took the chair|presided|chaired the meeting)\b", re.I)
_CHAIR = re.compile(r"\b(?<!vice[ -])(?:chair(?:man|woman|person)?|convener|cathaoirleach|mayor|provost|in the chair)\b", re.I)
_WENT = (
    (Attended.ASIDE, re.compile(r"\b(?:took no part|did not (?:vote|take part|participate)|took no (?:further )?part)\b", re.I)),
    (Attended.LEFT, re.compile(r"\b(?:left|withdrew from)(?= (?:the (?:meeting|room|chamber|call)\b|at \d))", re.I)),
    (Attended.CAME, re.compile(r"\b(?:joined|arrived|entered)(?= (?:the (?:meeting|room|chamber|call)\b|at \d|late\b))", re.I)),
)
_BACK = re.compile(
    r"\b(?:returned|rejoined|for (?:this|that|the (?:duration|discussion)|minutes?|items?|the items?)|while|during)\b(?<!not return)", re.I
)
_OPENED = re.compile(
    r"^(?:minutes? of\b.{0,200}\b(?:held|at|from)\b|(?:the )?meeting (?:was )?(?:opened|commenced|began|started)\b)|\bopened the meeting\b",
    re.I,
)
_LABEL = re.compile(r"\n(?=\W{0,4}(?:apologies|in attendance|also (?:present|in)|absent|present|officers|members present)\b)", re.I)
_HOUR = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?(?:am\b|pm\b|[ap]\.m\.)|\bnoon\b|(?<=\bat )\d{1,2}[.:]\d\d(?!\d|\.\d)", re.I)
_GIVEN = re.compile(rf"^(?:{TITLE})?(?P<given>(?:[A-ZÁÉÍÓÚ][\w.’'-]*\s+){{0,3}})(?P<surname>[A-ZÁÉÍÓÚÓ][\w’'-]+)$")


def attendance(passages: Iterable[Passage]) -> Iterator[Attendance]:
    """All that the minutes of one meeting say of it; `passages` are in reading order."""
    for passage in passages:
        lines = [part for line in paragraphs_of(passage) for part in _parted(line)] if passage.table is None else []
        for line, after in pairwise([*lines, None]):
            assert line is not None
            if listed := _PRESENT.match(line.raw):
                if listed.end() == len(line.raw) and after:  # a label on a line of its own
                    line = Words(passage, line.start, after.end)
                yield from _listed(line, line.raw[listed.end() :], bool(listed["chair"]))
            elif led := _CHAIR_LINE.match(line.raw):
                yield Attendance(Attended.CHAIR, line, tuple(names_in(_OFFICE.sub("", line.raw[led.end() :]).partition(",")[0])))
            else:
                yield from (one for sentence in sentences_in(line) for one in _told(sentence))


def lists_attendance(text: str) -> bool:
    """Whether a text is a list of who was there or sent apologies."""
    return bool(_PRESENT.match(text) or _AWAY.match(text))


def _parted(line: Words) -> Iterator[Words]:
    """A paragraph parted where a line of it begins with another label."""
    text = line.passage.text[line.start : line.end]
    cuts = [0, *(found.start() for found in _LABEL.finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        start += text[start:end][:1] == "\n"
        yield Words(line.passage, line.start + start, line.start + end)


def _listed(line: Words, text: str, chair: bool) -> Iterator[Attendance]:
    """Those whom a list of the present names, and who of them is said to be in the chair."""
    if chair:
        yield Attendance(Attended.CHAIR, line, tuple(names_in(text.partition(",")[0])))
        return
    ends = _NO_MEMBERS.search(text)
    own = text[: ends.start()] if ends else text
    names = names_in(_OFFICE.sub("", own))
    plain = not (ends and ends["own"] and not ends.group().strip(" ,").startswith("Councillors"))
    whole = plain and bool(re.search(r"\band [^,;]+$", own))  # a list that is cut short has no "and"
    yield Attendance(Attended.PRESENT, line, tuple(names), counted=whole)
    for part in re.split(r",|;|\band\b", own):
        if (office := _OFFICE.search(part)) and _CHAIR.search(office[1]):
            yield Attendance(Attended.CHAIR, line, tuple(names_in(_OFFICE.sub("", part))))


def _told(said: Words) -> Iterator[Attendance]:
    """What a sentence tells of members, or of the meeting's hours."""
    text, hour = said.raw, _HOUR.search(said.raw)
    time = hour[0] if hour else ""
    if _AWAY.search(text):
        yield Attendance(Attended.AWAY, said, tuple(names_in(re.split(r"\bfrom\b|[:–]", text)[-1])))
    elif closes_meeting(text):
        yield Attendance(Attended.CLOSED, said, time=time)
    elif _OPENED.search(text) and time:
        yield Attendance(Attended.OPENED, said, time=time)
    if chaired := _IN_CHAIR.search(text):
        yield Attendance(Attended.CHAIR, said, _before(text[: chaired.start()]))
    for what, pattern in _WENT:
        if (found := pattern.search(text)) and (names := _before(text[: found.start()])):
            yield Attendance(what, said, names, time, back=bool(_BACK.search(text[found.end() :])))


def _before(text: str) -> tuple[str, ...]:
    """The people straight before a verb, or at the beginning of its sentence where the verb is a second one."""
    words = text.split()
    while words and words[-1].islower() and words[-1] in ("then", "also", "had", "both", "again"):
        words.pop()
    if words and words[-1].islower():
        kept = next((at for at, word in enumerate(words) if word[0].islower() and word != "and"), len(words))
        return tuple(names_in(" ".join(words[:kept])))
    start = next((at + 1 for at in reversed(range(len(words))) if words[at][0].islower() and words[at] != "and"), 0)
    return tuple(names_in(" ".join(words[start:])))


def same_person(asked: str, printed: str) -> bool:
    """Whether a name may be that of one printed: the same surname, and no other first name or initial."""
    one, other = (_GIVEN.match(re.sub(r"^The\s+", "", name.strip(" .,"))) for name in (asked, printed))
    if not one or not other or one["surname"].casefold() != other["surname"].casefold():
        return False
    first, second = one["given"].strip(), other["given"].strip()
    return not first or not second or first[0] == second[0]

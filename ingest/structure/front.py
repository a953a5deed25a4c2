"""What the front of a paper says of its meeting, before the business begins.

Two places say it: the clause that a meeting is or was held, and lines that hold nothing but a name or a day. What else a text names -
other councils, the day of a letter, the meeting whose minutes are confirmed - says nothing.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.language.dates import first_day, mentions
from ingest.language.lexicon import either, words_of
from ingest.language.periods import Period, PeriodKind
from ingest.models import Line
from ingest.structure.bodies import PAUSE, Body, bodies_in, kind_of
from ingest.structure.headings import fixed_heading, heading_text

_FRONT = 45
"""Lines of the front matter that may name the meeting."""
_BEGINS = re.compile(
    r"^(?:(?:\d{1,3}|[A-Z])[.)]\s++(?=\D)|1\s++[A-Z]|\d{1,4}/\d{1,4}\b[.:]?\s++[A-Z]|\d\d\.\d\d(?:\.\d\d)?\s++[A-Z]"
    r"|\d{1,4}(?:\.\d{1,2})?\t+(?=\D))"
)
"""The first numbered entry: what follows is the business, where other meetings are spoken of."""
_HEADS_THE_MEETING = frozenset(
    ("present", "in attendance", "also in attendance", "agenda", "summary", "classification", "other", "decision")
)
_ATTENDED = frozenset(("present", "in attendance", "also in attendance"))
_HELD = re.compile(rf"\b(?:{either('bodies.held')}|(?P<met>{either('bodies.met')})|(?P<attend>{either('bodies.attend')}))\b", re.I)
_MEETING = re.compile(rf"\b(?:{either('bodies.meeting')})\b", re.I)
_TIME = re.compile(r"\b\d{1,2}[.:]\d\d(?!\d|[.:/]\d)|\b\d{1,2}\s?[ap]\.?m\b|\bnoon\b", re.I)
_UNFINISHED = re.compile(r"(?:,|\b(?:of|the|and|on|in|at|for|to|by|a))$", re.I)
_OTHER = re.compile(rf"\b(?:{either('bodies.other')})\b", re.I)
_LETTER = re.compile(r"^(?:to\s*:|dear\b)", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")
_PLAIN = words_of("bodies.meetings", "bodies.outside", "bodies.inside", "weekdays.english", "weekdays.short") | {
    "no", "on", "pm", "am", "st", "nd", "rd", "th", "noon", "hours", "commencing", "time", "council", "committee", "ddydd", "nos",
    "general", "agm",
}  # fmt: skip
_PLACED = frozenset(("at", "in", "from", "commencing", "by", "via", "starting", "the"))
_MEETS_ON = re.compile(r"\b(?:held|on|at|followed)\b", re.I)
_STOP = re.compile(r"(?:[a-z]{3}|\d\d|\))\.(?=\s[A-Z¶])")
"""The end of a sentence, not of "St." or "12th."."""
_WITHIN = 260
"""Characters before and behind the word for holding within which its meeting is named."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one place of the front says: the bodies it names, and a day."""

    bodies: tuple[Body, ...]
    day: datetime.date | None
    short: Period | None = None
    """A day that it prints without a year."""

    @property
    def body(self) -> Body | None:
        """Who meets: the committee named last, else the council."""
        committees = [body for body in self.bodies if not body.council and body.own]
        named = committees or [body for body in self.bodies if body.council]
        return named[-1] if named else None


@dataclass(frozen=True, slots=True)
class Front:
    """What the lines before the business begins say."""

    clauses: tuple[Said, ...]
    """Of each clause that says that a meeting is or was held."""
    alone: tuple[Said, ...]
    """Of each line that holds nothing but names and days."""

    @property
    def body(self) -> Body | None:
        """Who meets, by the clause, else by the lines: a committee before the council it is of."""
        dated = [said for said in self.clauses if said.day or said.short]
        rest = [said for said in self.clauses if said not in dated]
        names = [said.body for said in (*dated, *self.alone, *rest) if said.body]
        if dated and dated[0].body:
            return names[0]
        return next((name for name in names if not name.council), names[0] if names else None)

    speaks: bool = False
    """A short line of it is of a meeting: "Minutes", "Notice of Meeting"."""

    @property
    def meets(self) -> bool:
        """Whether it says that somebody meets: by a clause, a day beside a name, a kind of council alone, or a short line."""
        bare = any(body.council and not body.own for said in self.alone for body in said.bodies)
        return bool(self.clauses) or self.speaks or bare or any(said.day and said.bodies for said in self.alone)

    @property
    def days(self) -> tuple[datetime.date, ...]:
        """The days of the meeting that the front names, the surest first: the clause's, those beside a name, the others."""
        alone = [said.day for said in sorted(self.alone, key=lambda said: not said.bodies) if said.day]
        clause = next((said for said in self.clauses if said.day or said.short), None)
        if clause and clause.short:
            return tuple(day for day in alone if (day.day, day.month) == (clause.short.start.day, clause.short.start.month))
        return tuple(dict.fromkeys([*([clause.day] if clause and clause.day else []), *alone]))

    @property
    def councils(self) -> list[Body]:
        """The councils that stand where a paper says whose it is."""
        return [body for said in (*self.alone, *self.clauses) for body in said.bodies if body.council]


def read_front(lines: Sequence[Line]) -> Front:
    """The front of a paper."""
    own = tuple(_before_business(lines))
    speaks = any(_MEETING.search(text) and (len(text.split()) <= 8 or _unit(text)) for line in own[:12] if (text := heading_text(line)))
    alone = tuple(_alone(own))
    formal = speaks or any(said.bodies for said in alone) or any(fixed_heading(heading_text(line)) in _ATTENDED for line in own)
    return Front(tuple(_clauses(own, formal)), alone, speaks)


def _before_business(lines: Sequence[Line]) -> Iterator[Line]:
    for at, line in enumerate(lines[:_FRONT]):
        text = heading_text(line)
        fixed = fixed_heading(text)
        if at and (
            (_BEGINS.match(line.text.strip()) and not first_day(" ".join(text.split()[:4]))) or (fixed and fixed not in _HEADS_THE_MEETING)
        ):
            return
        yield line


def _flowing(lines: Sequence[Line]) -> str:
    """The lines as one text, a pause where a paragraph ends."""
    out: list[str] = []
    for before, line in zip((None, *lines), lines, strict=False):
        text = heading_text(line) if not line.cells else " | ".join(" ".join(cell.split()) for cell in line.cells if cell.strip())
        if before is not None and out:
            long = len(before.text) >= 55 and not before.text.rstrip().endswith((".", ":", ";"))
            if out[-1].endswith("-") and out[-1][-2:-1].isalpha() and (long or not line.gap):
                text = out.pop() + text
            elif (line.gap and not (long or _UNFINISHED.search(before.text.rstrip()))) or (len(before.text) < 55 and _names_council(text)):
                out.append(PAUSE)
        out.append(text)
    return " ".join(out)


def _names_council(text: str) -> bool:
    said = _unit(text)
    return said is not None and any(body.council and body.own for body in said.bodies)


def _clauses(lines: Sequence[Line], formal: bool) -> Iterator[Said]:
    """What clauses say; that somebody "met" counts in a `formal` paper alone, for letters say so too."""
    text = _flowing(lines)
    for held in _HELD.finditer(text):
        before, behind = _sentence(text, held.start(), held.end())
        if _OTHER.search(_own_paragraph(before)) or _OTHER.search(behind.partition(PAUSE)[0]):
            continue
        if held["attend"]:
            above, before = text[max(0, held.start() - _WITHIN) : held.start()], _MEETS_ON.split(behind, maxsplit=1)[0]
            before = before if bodies_in(before) else f"{above} {PAUSE} {before} meeting"
        bodies = tuple(bodies_in(before))
        spoken = _MEETING.search(before) or _MEETING.search(" ".join(behind.split()[:5])) or (bodies and formal and held["met"])
        day = first_day(behind)
        short = next((period for period in mentions(behind) if period.kind is PeriodKind.DAY), None) if day is None else None
        day = day or (None if short else _last_day(before))
        if spoken and (bodies or day):
            yield Said(bodies, day, short)


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a word in its sentence; a heading runs on, for its parts are printed apart."""
    before, behind = text[max(0, start - _WITHIN) : start], text[end : end + _WITHIN]
    stops = [found.end() for found in _STOP.finditer(before)]
    before = before[stops[-1] :] if stops else before
    stop = _STOP.search(behind)
    return before, behind[: stop.end()] if stop else behind


def _own_paragraph(before: str) -> str:
    """The end of the words before, back to the paragraph that speaks of the meeting."""
    above, pause, own = before.rpartition(PAUSE)
    return own if not pause or _MEETING.search(own) else f"{above.rpartition(PAUSE)[2]} {own}"


def _last_day(text: str) -> datetime.date | None:
    days = [period.start for period in _days(text)]
    return days[-1] if days else None


def _days(text: str) -> list[Period]:
    return [period for period in mentions(text) if period.kind is PeriodKind.DAY and period.dated]


def _alone(lines: Sequence[Line]) -> Iterator[Said]:
    """What lines say that hold nothing but a name, a day or both; a day over the address of a letter is the letter's."""
    letters = [at for at, line in enumerate(lines) if _LETTER.match(heading_text(line))]
    at = 0
    while at < len(lines):
        said, used = _line_alone(lines, at)
        if said and said.day and not said.bodies and any(at < other <= at + 6 for other in letters) and not _timed(lines, at):
            said = None
        if said and said.day and _HELD.search(lines[at].text):
            said = Said(said.bodies, None)
        bare = said and said.bodies and not any(body.own or kind_of(body.name) for body in said.bodies)
        if said and not (bare and (lines[at].cells or at > 10)) and (at == 0 or not _OTHER.search(lines[at - 1].text)):
            yield said
        at += used


def _timed(lines: Sequence[Line], at: int) -> bool:
    """Whether an hour stands with a day, on its line or the next: the day is of a meeting, not of a letter."""
    return any(_TIME.search(line.text) for line in lines[at : at + 2])


def _line_alone(lines: Sequence[Line], at: int) -> tuple[Said | None, int]:
    for size in (1, 2):
        run = lines[at : at + size]
        text = " ".join(heading_text(line) for line in run)
        if len(run) < size or (size == 2 and (len(text) > 130 or run[1].cells or run[0].cells)):
            break
        said = _unit(text)
        second = _unit(heading_text(run[-1])) if size == 2 else None
        if second and (run[1].gap or any(body.council and body.own for body in second.bodies)):
            break
        if said and not (size == 1 and len(lines) > at + 1 and _torn(text, heading_text(lines[at + 1]), said)):
            return said, size
    return None, 1


def _torn(text: str, following: str, said: Said) -> bool:
    """Whether a day, or a name, ends on the next line."""
    both = _unit(f"{text} {following}") if _unit(following) is None else None
    return both is not None and ((said.day is None and both.day is not None) or (not said.bodies and bool(both.bodies)))


def _unit(text: str) -> Said | None:
    """What a line says where it holds nothing else."""
    if _OTHER.search(text) or len(text) > 160 or text.startswith("("):
        return None
    days = _days(text)
    bodies = bodies_in(text)
    if days and not bodies:
        return Said((), days[0].start) if _begins_with_day(text, days[0]) else None
    if not bodies:
        return None
    end = max(text.find(days[0].printed) + len(days[0].printed) if days else 0, _end(text, bodies[-1]))
    words = text[:end].split()
    taken = {at for body in bodies for at in range(body.start, body.end)}
    rest = " ".join(word for at, word in enumerate(words) if at not in taken)
    for period in reversed(_days(rest)):
        rest = rest[: period.at[0]] + rest[period.at[1] :]
    if any(word.casefold() not in _PLAIN for word in _WORD.findall(rest)) or not _apart(text[end:], strict=not days):
        return None
    if len(bodies) > 1 and not any(body.council for body in bodies):
        return None
    return Said(tuple(bodies), days[0].start if days else None)


def _end(text: str, body: Body) -> int:
    """Index of the character after a name."""
    return len(" ".join(text.split()[: body.end]))


def _apart(behind: str, *, strict: bool) -> bool:
    """Whether what stands behind a name and a day on their line is a time and a place, or nothing but words of meeting where `strict`."""
    behind = behind.strip()
    if strict:
        return all(word.casefold() in _PLAIN for word in _WORD.findall(behind))
    first = next(iter(behind.split()), "").casefold().strip(",.:;()")
    apart = not behind or behind[0] in ",.-–—(:;@|" or behind[0].isdigit() or first in _PLACED
    return apart and len(behind.split()) <= 14


def _begins_with_day(text: str, day: Period) -> bool:
    """Whether a line is of a day: before it stand a time and a weekday at most, behind it a time and a place."""
    before = [word for word in _WORD.findall(text[: day.at[0]]) if word.casefold() not in _PLAIN]
    return not before and _apart(text[day.at[1] :], strict=False)

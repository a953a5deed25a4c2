"""The papers inside a paper: front matter, agenda, minutes, reports and appendices, each with its agenda item and title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.language.dates import first_day
from ingest.language.lexicon import either, words_of
from ingest.language.periods import long_date
from ingest.models import Line
from ingest.structure.agenda import Entry
from ingest.structure.exempt.markings import Says, stamp
from ingest.structure.headings import heading_text


class PartKind(StrEnum):
    """What a part is."""

    FRONT = "front"
    AGENDA = "agenda"
    MINUTES = "minutes"
    REPORT = "report"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True)
class Part:
    """A run of lines that is one paper: a report, an appendix, the minutes of one meeting."""

    kind: PartKind
    lines: tuple[Line, ...]
    item: str | None = None
    item_title: str | None = None
    title: str | None = None
    exempt: bool = False
    """The part itself is marked as not for publication."""
    own_meeting: bool = False
    """The minutes are those of the paper's own meeting, so that their numbers are its items."""


@dataclass(slots=True)
class Opening:
    """Where a part begins and what is known of it there."""

    index: int
    kind: PartKind
    entry: Entry | None = None
    title: str | None = None
    appendix: str | None = None
    """Label of the appendix ("1", "B") where one is printed."""
    listed: dict[str, str] = field(default_factory=dict)
    """Appendices that a report lists, by label."""
    headed: bool = False
    """A report head stands here."""


_APPENDIX = re.compile(
    r"^(?:(?:exempt|confidential|restricted|private|not for publication)\W{1,3})?"
    r"(?:appendix|annex|annexe|enclosure|atodiad)\s+([A-Z]{1,2}|\d{1,2}[a-z]?|[ivx]{1,4})\b\s*[:.\-–—]*\s*(.*)$",
    re.I,
)
_STAMP = re.compile(r"^(?:agenda\s++)?item\s*+(?:no\.?|number)?\s*+:?\s*+(\d{1,2}[a-z]?|[A-Z]\d{1,2})\b[.:]?\s*(.*)$", re.I)
_STAMP_BEHIND = re.compile(
    r"^\W*(?:not for publication|exempt|confidential|public|unrestricted)\b.{0,60}\bagenda\s+item\s*(?:no\.?)?\s*:?\s*(\d{1,2}[a-z]?)()$",
    re.I,
)
_NAMES = words_of("bodies.minutes")
_OF_A_MEETING = rf"meeting|council|committee|panel|board|cabinet|{either('bodies.districts')}|cyfarfod|cyngor|pwyllgor"
_MINUTES = re.compile(rf"\b(?:{either('bodies.minutes')})\b.{{0,60}}\b(?:{_OF_A_MEETING})\b|^minutes\b.{{0,40}}\bheld\b", re.I)
_OPENS_MINUTES = re.compile(
    r"(?:(?:(?:Draft|DRAFT|Unapproved|Unconfirmed|Approved|Confirmed) [Mm]|M)(?:inutes of|inute of (?:the|Meeting)))\b|Cofnodion"
)
"""How minutes open, with what they are so far; "minutes of" in small letters is a line of a sentence."""
_NAMED_MINUTE = re.compile(r"^item\s+(?:no\.?\s*)?(\d{1,2}[a-z]?)\s*[:.–—-]\s*(?=\S)", re.I)


def appendix_mark(text: str) -> tuple[str, str] | None:
    """(label, title) where a line is the mark of an appendix: "Appendix 2", "Annex B - Costs"."""
    found = _APPENDIX.match(text.strip())
    if found is None or len(found[2].split()) > 22 or found[2][:1].islower() or found[2].startswith((",", ")")):
        return None
    if found[2].startswith("(") and stamp(found[2]) is Says.NOTHING:
        return None
    return found[1].upper() if found[1].isalpha() else found[1], found[2].strip()


def item_stamp(text: str) -> tuple[str, str] | None:
    """(number, rest) where a line is an "Agenda Item 9" stamp; the rest may name an appendix."""
    found = _STAMP.match(text.strip()) or _STAMP_BEHIND.match(text.strip())
    return (found[1], found[2].strip()) if found and len(found[2].split()) <= 3 else None


def is_stamp(text: str) -> bool:
    """True for "Agenda Item 9" and "Appendix 2" alone: they say where a paper begins and are no words of it."""
    mark = appendix_mark(text)
    return item_stamp(text) is not None or (mark is not None and not mark[1])


def is_minutes_heading(text: str) -> bool:
    """True for the line that opens the minutes of a meeting."""
    words = text.split()
    if not _MINUTES.search(text) or len(words) > 30 or re.match(r"^\(?\w{1,3}[.)]|^resolved", text, re.I):
        return False
    return "MINUTES" in text or text.startswith("MINUTE OF") or bool(_OPENS_MINUTES.match(text))


def names_minutes(text: str) -> bool:
    """True for a line that holds nothing but the word: "MINUTES", "Minute", "Cofnodion"."""
    return text.strip(" :.").casefold() in _NAMES


def named_minute(text: str) -> str | None:
    """The item that the heading of a minute names ("Item 5 - Parking"); None elsewhere. A stamp names a number alone."""
    found = _NAMED_MINUTE.match(text.strip())
    return found[1] if found else None


def minutes_title(lines: Sequence[Line], index: int) -> str:
    """ "Minutes of the meeting held on 12 April 2012", from the lines that open them."""
    words = " ".join(heading_text(line) for line in lines[index : index + 5])
    day = first_day(words)
    return f"Minutes of the meeting held on {long_date(day)}" if day else heading_text(lines[index])

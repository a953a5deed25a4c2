"""The AGENDA of a pack: its entries with their page ranges, and which entry a report's subject belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ingest.models import Line
from ingest.structure.headings import fixed_heading, heading_text

_PAGES = re.compile(
    r"(?:\(\s*+|(?<![\s(])\s++|)\bpages?\s*+(\d{1,4})(?:\s*+(?:[-–—]|to)\s*+(\d{1,4}))?\s*+\)?"
    r"|(?<!\s)(?=[^\S\t]*+\t)\s++(\d{1,4})\s*+[-–—]\s*+(\d{1,4})\s*+$|(?<!\s)(?=[^\S\t]*+\t)\s++(\d{1,4})\s*+$",
    re.I,
)
"""A page range in brackets, in words, or in a column at the right."""
_TORN_PAGES = re.compile(r"\(\s*pages?\b[^)]*$", re.I)
_ENTRY = re.compile(r"^(?:item\s+)?\*?((\d{1,2})(?:[a-z]|\.\d{1,2})?|[A-Z](\d{1,2}))(?:[.)]?\s*(?=[A-Z‘'“\"(\t])|[.)]\s+(?=\d))", re.I)
_NUMBER_CELL = re.compile(r"^\s*(?:\d{1,2}(?:[a-z]|\.\d{1,2})?|[A-Z]\d{1,2})\s*+[.)]?\s*+$")
_SIGNED = re.compile(
    r"^(?:dated?:?\s*)?(?:(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4}\b"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4}$)",
    re.I,
)
_HEADINGS = frozenset(
    {"agendaitemno", "agendaitem", "orderofbusiness", "itemsofbusiness", "unrestricteditems", "publicagenda", "publicitems"}
)
_TITLE = re.compile(r"^agenda (?:for|of) (?:[\w’'&-]++,? ){0,15}?meeting\b.*\b(?:to be held|\d{4})\b", re.I)
_SIGN_OFF = re.compile(r"^(?:yours (?:sincerely|faithfully)|general counsel|proper officer|chief executive\b)", re.I)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an agenda."""

    number: str
    title: str
    first: int | None = None
    """First pack page ("Page 3" stamped) of its papers; None where the agenda does not say."""
    last: int | None = None


def is_agenda_heading(text: str) -> bool:
    """True for the line over an agenda's entries."""
    letters = re.sub(r"[^a-z0-9]", "", text.casefold())
    return letters in _HEADINGS or bool(re.match(r"^agenda(?:part(?:[ab12]|i{1,2}|one|two))?(?:public|open)?(?:items)?$", letters))


def is_agenda_title(text: str) -> bool:
    """True for a line over an agenda's entries that says for which meeting: "Agenda for the meeting to be held on 11 March 2025"."""
    return bool(_TITLE.match(text.strip()))


def recommends(line: Line) -> bool:
    """True where a recommendation begins, which is printed under its entry where an agenda holds the reports."""
    return (fixed_heading(heading_text(line).partition(":")[0]) or "").startswith("recommendation")


def ends_agenda(text: str) -> bool:
    """True for the date or signature under an agenda."""
    return bool(_SIGNED.match(text.strip()) or _SIGN_OFF.match(text.strip()))


def entries(lines: Sequence[Line]) -> list[tuple[int, Entry]]:
    """(index of the line, entry) for each entry in the lines under an AGENDA heading; numbers must rise."""
    found: list[tuple[int, Entry]] = []
    last = 0
    for index, line in enumerate(lines):
        text = heading_text(line)
        if line.cells and _NUMBER_CELL.match(line.cells[0]):
            text = f"{line.cells[0].strip(' .)')}. {' '.join(line.cells[1:])}"
        match = _ENTRY.match(text)
        if match is None or not text[match.end() :].strip(" .)"):
            continue
        value = int(match[2] or match[3])
        if (last <= value <= last + 4 or not found) and not (value == last and match[1].isdigit()):
            found.append((index, _entry(match[1], line.text[_after(line.text, match[1]) :], _following(lines, index))))
            last = value
    return found


def _after(text: str, number: str) -> int:
    """Where the title begins in a line that begins with `number`."""
    at = text.index(number) + len(number)
    return at + len(text[at:]) - len(text[at:].lstrip(" .)\t"))


def _entry(number: str, title: str, upto: str) -> Entry:
    pages = _PAGES.search(f"{title} {upto}") or _PAGES.search(title)
    own = bool(_PAGES.search(title))
    name = _TORN_PAGES.sub("", _PAGES.sub("", title)).strip(" -–.\t")
    wraps = not own and upto and ((name.isupper() and upto.split("(")[0].isupper()) or upto[:1].islower())
    wraps = wraps or (upto and name.endswith((",", " and", " of", " the", " for", " to")))
    if wraps:
        name = f"{name} {_TORN_PAGES.sub('', _PAGES.sub('', upto)).strip(' -–.')}".strip()
    name = " ".join(name.split())
    if pages is None:
        return Entry(number, name)
    figures = [int(figure) for figure in pages.groups() if figure]
    return Entry(number, name, figures[0], figures[-1])


def _following(lines: Sequence[Line], index: int) -> str:
    """The line after an entry, where it goes on with the title or its pages."""
    if index + 1 >= len(lines):
        return ""
    text = heading_text(lines[index + 1])
    return "" if _ENTRY.match(text) or (lines[index + 1].gap and not text.startswith("(")) else text


def best_entry(title: str, agenda: Sequence[Entry]) -> Entry | None:
    """The entry whose title means the same as a report's, by its words; None where none is near enough."""
    wanted = _words(title)
    scored = [(fuzz.token_set_ratio(wanted, _words(entry.title)), -index, entry) for index, entry in enumerate(agenda)]
    score, _, entry = max(scored, default=(0, 0, None), key=lambda found: found[:2])
    return entry if score >= 80 else None


def _words(title: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", title.casefold().replace("&", " and ")))

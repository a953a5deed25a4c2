"""The AGENDA of a pack: its entries with their page ranges, and which entry a report's subject belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ingest.headings import heading_text
from ingest.models import Line

_PAGES = re.compile(r"\(\s*pages?\s*(\d{1,4})\s*(?:[-–—]|to)\s*(\d{1,4})\s*\)", re.I)
_ONE_PAGE = re.compile(r"\(\s*page\s*(\d{1,4})\s*\)", re.I)
_ENTRY = re.compile(r"^(?:item\s+)?\*?(\d{1,2}|[A-Z]\d{1,2}|\d{1,2}[a-z])[.)]?\s*(?=[A-Z‘'“\"(\t])", re.I)
_SIGNED = re.compile(
    r"^(?:dated?:?\s*)?(?:(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4}\b"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4}$)",
    re.I,
)
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
    return re.sub(r"[^a-z]", "", text.casefold()) in {"agenda", "agendaitemno", "agendaitem", "orderofbusiness", "unrestricteditems"}


def ends_agenda(text: str) -> bool:
    """True for the date or signature under an agenda."""
    return bool(_SIGNED.match(text.strip()) or _SIGN_OFF.match(text.strip()))


def entries(lines: Sequence[Line]) -> list[tuple[int, Entry]]:
    """(index of the line, entry) for each entry in the lines under an AGENDA heading; numbers must rise."""
    found: list[tuple[int, Entry]] = []
    last = 0
    for index, line in enumerate(lines):
        text = heading_text(line)
        match = _ENTRY.match(text)
        if match is None or not text[match.end() :].strip(" .)"):
            continue
        value = int(re.sub(r"\D", "", match[1]) or 0)
        if (last <= value <= last + 4 or not found) and not (value == last and match[1].isdigit()):
            title = text[match.end() :].strip(" .")
            upto = _following(lines, index)
            pages = _PAGES.search(f"{title} {upto}") or _ONE_PAGE.search(f"{title} {upto}")
            found.append((index, _entry(match[1], title, upto, pages)))
            last = value
    return found


def _entry(number: str, title: str, upto: str, pages: re.Match[str] | None) -> Entry:
    if _PAGES.search(title) is None and upto and (title.isupper() and upto.split("(")[0].isupper()):
        title = f"{title} {upto}"
    name = _ONE_PAGE.sub("", _PAGES.sub("", title)).strip(" -–")
    if pages is None:
        return Entry(number, name)
    return Entry(number, name, int(pages[1]), int(pages[pages.lastindex or 1]))


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

"""The entries of an agenda as they are printed, with or without a heading over them, and the codes that mark some of them as private.

Read for markings alone: `ingest.structure.agenda` reads entries for their titles, and leaves out what it cannot place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.models import Line
from ingest.structure.exempt.markings import NEGATED, STRONG, meant

_NUMBER = r"([a-z]{0,2}\d{1,3}[a-z]?)"
_ENTRY = re.compile(rf"^\W{{0,3}}(?:item )?\(?{_NUMBER}(?=[^\w/-]|$)")
_OPENER = re.compile(rf"^(?:agenda )?(?:item|report)(?: no\.?| number)?\s?[:.]?\s?{_NUMBER}\s?(?=$|[\s:.()–-])\s*(.*)$")
_USUAL = re.compile(
    r"\b(?:apologies|declarations? of|interests?|minutes|urgent|public (?:questions|speaking|participation)|next meeting|announcements"
    r"|matters arising|work programme|petitions)\b|ymddiheuriadau|leithscéal"
)
_SYMBOLS = "*†‡#^~§"
_NAMES = {"asterisk": "*", "dagger": "†", "hash": "#"}
_CODED = re.compile(
    r"\b(?:items?|reports?|those|papers?) (?:which are |that are )?"
    r"(?:marked|shown|identified|denoted|indicated|annotated|prefixed|followed)? ?(?:with |by |thus )?(?:an? |the )?"
    r"(?:letter |symbol )?[\"'(\[]*(asterisk|dagger|hash|[*†‡#^~§]|[a-z]{1,2}(?=[\"')\]]))"
)
_KEY = re.compile(r"^(?:key|note|codes?)?[\s:(\"'\[]*(?:([*†‡#^~§]+)|([a-z]{1,2})[\"')\]]*\s*(?:=|-|:|denotes?|indicates?|means?)\s)(.+)$")
_PRIVATE = re.compile(r"\b(?:exempt|confidential|private|closed|restricted|not for publication|absence of|exclu\w+|withheld)\b")
_NOT_PRIVATE = re.compile(r"\bcall.?in\b|\bappendi|\bannex|\btax\b|\bif\b|\bunless\b")
_EXPLAINS = re.compile(r"=|\bdenot|\bindicat|\bmeans\b|\bmarked (?:with|by)\b")
_COLOUR = re.compile(r"\b(pink|salmon|blue|green|yellow|gold|buff|lilac) (?:coloured )?(?:papers?|pages?|sheets?|reports?)\b")


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of an agenda."""

    number: str
    """In lower case: "4", "b1"."""
    start: int
    """Index of its first line among those given."""
    end: int
    """Index after its last line."""


def entry_number(line: Line) -> str | None:
    """The number with which an agenda entry begins, in lower case; None where a line begins with none."""
    found = _ENTRY.match(meant(line.text[:40]))
    return found[1] if found and any(map(str.isalpha, line.text[found.end() :])) else None


def opened_item(line: Line) -> str | None:
    """The number of the item whose paper a line opens: "Agenda item 5", "Report B1: Sale", "Item 4: Offer"; None where it opens none."""
    if len(line.text) > 160:
        return None
    found = _OPENER.match(meant(line.text))
    if found is None:
        return None
    rest = line.text.strip()[-len(found[2]) :] if found[2] else ""
    return found[1] if not rest or not rest[0].islower() else None


def entries(lines: Sequence[Line]) -> list[Listed]:
    """The entries among the lines of an agenda, each up to the next; a number that came before is no entry."""
    starts: list[tuple[int, str]] = []
    seen: set[str] = set()
    for at, line in enumerate(lines):
        number = entry_number(line)
        if number and number not in seen:
            starts.append((at, number))
            seen.add(number)
    return [Listed(number, at, end) for (at, number), (end, _) in pairwise([*starts, (len(lines), "")])]


def is_agenda(lines: Sequence[Line], found: Sequence[Listed]) -> bool:
    """True where two entries are such as every agenda has."""
    usual = sum(len(lines[entry.start].text) < 90 and bool(_USUAL.search(meant(lines[entry.start].text))) for entry in found)
    return usual >= 2


def codes(lines: Sequence[Line]) -> dict[str, Line]:
    """The codes that the notes of an agenda explain as private ("* items taken in private", "E = exempt"), each with its note."""
    found: dict[str, Line] = {}
    for at, line in enumerate(lines):
        if entry_number(line):
            continue
        wraps = at + 1 < len(lines) and not line.text.rstrip().endswith(".") and entry_number(lines[at + 1]) is None
        text = f"* {line.text}" if line.bullet else line.text
        plain = meant(f"{text} {lines[at + 1].text}" if wraps else text)
        for code, meaning in _explained(plain):
            if _is_private(meaning):
                found.setdefault(code, line)
    return found


def explains(line: Line) -> bool:
    """True for the note that explains a code, in so many words."""
    return bool(_EXPLAINS.search(meant(line.text)) and codes((line,)))


def _is_private(meaning: str) -> bool:
    plain = STRONG.sub(" exempt ", meaning)
    found = _PRIVATE.search(plain)
    return found is not None and not _NOT_PRIVATE.search(meaning) and not NEGATED.search(plain[: found.start()])


def _explained(plain: str) -> Iterator[tuple[str, str]]:
    if coded := _CODED.search(plain):
        yield _NAMES.get(coded[1], coded[1]), plain
    if coloured := _COLOUR.search(plain):
        yield coloured[1], plain
    for chunk in re.split(r"[,;|\t]", plain):
        if key := _KEY.match(chunk.strip()):
            yield key[1] or key[2], key[3]


def is_coded(line: Line, code: str) -> bool:
    """True where an entry bears a code."""
    if code[0] in _SYMBOLS:
        return code in line.text or (line.bullet and code == "*")
    plain = meant(line.text)
    if len(code) > 2:
        return f"({code}" in plain or f"\t{code}" in plain or any(found[1] == code for found in _COLOUR.finditer(plain))
    cells = [cell.strip(" .()[]").casefold() for cell in line.cells]
    return f"({code})" in plain or f"[{code}]" in plain or code in cells[1:] or line.text.rstrip().endswith(f" {code.upper()}")

"""What papers tell, in the form in which it is stored beside them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from zlib import compress, crc32, decompress

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

import assistant.question.facts
from assistant.question.facts import Part
from ingest.language.people import Person
from ingest.library.record_rows import reader_version
from ingest.models import Meeting

Place = tuple[bool, date, str]
"""Where a part stands in the library: undated last, by the day of its meeting, then by document name."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A part with its place; mappings whose keys are no text are lists of pairs."""

    place: Place
    passages: int
    frequency: dict[str, int]
    surface: dict[str, str]
    acronyms: dict[str, dict[str, int]]
    committees: dict[str, int]
    dates: list[date]
    places: list[tuple[tuple[str, str], list[str]]]
    sittings: list[Meeting]
    resolved: list[tuple[Meeting, list[str]]]
    headings: list[str]
    people: dict[str, list[Person]]
    days: list[tuple[int, int]]


_PARTS = TypeAdapter(list[_Stored])


def facts_version() -> str:
    """Tells one reader of facts from another: what another one stored is not used."""
    files = (Path(str(assistant.question.facts.__file__)), Path(__file__))
    return f"{reader_version()}-{crc32(b''.join(file.read_bytes() for file in files))}"


def stored(parts: Mapping[Place, Part]) -> bytes:
    """Parts as they are stored."""
    return compress(_PARTS.dump_json([_of(place, part) for place, part in parts.items()]), 1)


def parts_from(value: bytes) -> dict[Place, Part]:
    """The parts that were `stored`. Raises ValueError or zlib.error where the value is damaged."""
    return {one.place: _part(one) for one in _PARTS.validate_json(decompress(value))}


def _of(place: Place, part: Part) -> _Stored:
    return _Stored(
        place=place, passages=part.passages, frequency=part.frequency, surface=part.surface,
        acronyms={acronym: dict(meanings) for acronym, meanings in part.acronyms.items()}, committees=part.committees,
        dates=sorted(part.dates), places=list(part.places.items()), sittings=list(part.sittings), resolved=list(part.resolved.items()),
        headings=list(part.headings), people={name: sorted(known) for name, known in part.people.items()}, days=sorted(part.days),
    )  # fmt: skip


def _part(one: _Stored) -> Part:
    return Part(
        frequency=Counter(one.frequency), surface=one.surface,
        acronyms={acronym: Counter(meanings) for acronym, meanings in one.acronyms.items()}, committees=Counter(one.committees),
        dates=set(one.dates), places=dict(one.places), sittings=dict.fromkeys(one.sittings), resolved=dict(one.resolved),
        headings=dict.fromkeys(one.headings), people={name: set(known) for name, known in one.people.items()}, days=set(one.days),
        passages=one.passages,
    )  # fmt: skip

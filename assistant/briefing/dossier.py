"""A dossier: the passages of one matter as the reader may see them, in the roles that sections of a note ask for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.briefing.catalogue import Entry
from assistant.briefing.matters import Matter
from assistant.citations import long_date, meeting_name
from ingest.language.sentences import Shape, Unit, units
from ingest.library.library import Library
from ingest.models import Kind, Passage
from vectorstore.models import Role

_STOPPED = re.compile(r"(?:^|(?<=\w))(?>[^\w.;:?!,]*+[.;:?!,])\W*+$")
"""The end of words that a stop closes."""
_HEAD = re.compile(
    r"^\W*(?:decision[- ]maker|subject|title|date of (?:decision|meeting)|report of|by|from|to|status|classification|e-?mail|past pathway"
    r"|previous pathway|future pathway|electoral division|author|contact|agenda item)\b[^.]{0,60}:|^agenda item \d|^key decision\W"
    r"|^wards?\b.{0,4}communit",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"\d|^(?:none|nil|not applicable|n/?a|yes|no)\b", re.IGNORECASE)
"""What stands under a heading as its whole answer."""
_BULLET = re.compile(r"^\s*(?:[-•*▪◦·–]|\(?(?:[ivxl]{1,5}|[a-z]|\d{1,2})[.)])\s", re.IGNORECASE)
_ASKED = re.compile(r"(?:\?|carried out\.?)\s*$")
"""A question of a form, which says nothing without its answer."""
_OUTSIDE = re.compile(
    r"statement of confidentiality|supporting documentation|documents? in members|background (?:documents?|papers?)|contacts?\b|"
    r"report authors?|relevant director|appendices|further information|wards?.{0,3}communities affected|key decision",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dossier:
    """The papers of one matter."""

    matter: Matter
    agenda: tuple[Passage, ...] = ()
    report: tuple[Passage, ...] = ()
    """The report that stands."""
    appendices: tuple[tuple[Entry, tuple[Passage, ...]], ...] = ()
    minutes: tuple[Passage, ...] = ()
    decisions: tuple[tuple[Entry, tuple[Passage, ...]], ...] = ()
    superseded: tuple[Entry, ...] = field(default=())
    """Versions of the report that were replaced."""

    @property
    def name(self) -> str:
        """How the matter is called over its part of a section."""
        item = f"Item {self.matter.item}: " if self.matter.item else ""
        return f"{item}{self.matter.title}"

    @property
    def meeting(self) -> str:
        """Committee and date."""
        return meeting_name(self.matter.meeting)

    @property
    def when(self) -> str | None:
        """The date of its meeting as printed."""
        return long_date(self.matter.meeting.date) if self.matter.meeting.date else None

    @cached_property
    def body(self) -> tuple[Unit, ...]:
        """Sentences, items and rows of the report, without its head, its recommendations and what stands behind its signature."""
        return tuple(_body(self.report))

    @cached_property
    def report_units(self) -> tuple[Unit, ...]:
        """All sentences of the report, its head too."""
        return tuple(unit for passage in self.report if passage.kind is not Kind.RECOMMENDATION for unit in units(passage))

    @cached_property
    def attached(self) -> tuple[Unit, ...]:
        """The same of the appendices."""
        return tuple(unit for _, passages in self.appendices for unit in _body(passages))

    @cached_property
    def openers(self) -> dict[tuple[str, int], Unit]:
        """Items of lists in the report and its appendices, each with the line that opens its list."""
        return find_openers((*self.body, *self.attached))

    @property
    def everything(self) -> Iterator[Passage]:
        """All its passages."""
        yield from (*self.agenda, *self.report, *self.minutes)
        for _, passages in (*self.appendices, *self.decisions):
            yield from passages


def open_dossier(matter: Matter, library: Library, role: Role) -> Dossier:
    """Read the passages of a matter that `role` may see."""

    def read(entries: Sequence[Entry]) -> tuple[Passage, ...]:
        ids = [passage_id for entry in entries for passage_id in entry.ids]
        return tuple(library.passages(ids=ids, classifications=role.classifications)) if ids else ()

    return Dossier(
        matter,
        agenda=read([matter.agenda] if matter.agenda else []),
        report=read(matter.reports[:1]),
        appendices=tuple((entry, read([entry])) for entry in matter.appendices),
        minutes=read(matter.minutes),
        decisions=tuple((entry, read([entry])) for entry in matter.decisions),
        superseded=matter.reports[1:],
    )


def headed(passage: Passage, pattern: re.Pattern[str]) -> str | None:
    """The innermost heading over a passage that matches, headings that are whole sentences left out."""
    return next((h for h in reversed(passage.section_path) if len(h.split()) <= 12 and pattern.search(h)), None)


def _body(passages: Sequence[Passage]) -> Iterator[Unit]:
    for passage in passages:
        if passage.kind in (Kind.RECOMMENDATION, Kind.RESOLUTION, Kind.HEADING, Kind.AGENDA_ENTRY, Kind.FRONT_MATTER):
            continue
        if any(_OUTSIDE.match(re.sub(r"^[\d.\s]+", "", heading)) for heading in passage.section_path):
            continue
        yield from readable(passage)


def readable(passage: Passage) -> list[Unit]:
    """The units of a passage but for the head of a paper and labels; a sentence that a line break parts is whole again."""
    found: list[Unit] = []
    for unit in units(passage):
        numbered = re.match(r"[-•\s]*(\d+(?:\.\d+)*)\.?\s", unit.text)
        last = found[-1] if found else None
        reads_on = last is not None and last.shape is Shape.SENTENCE and not _BULLET.match(unit.text)
        if unit.shape is Shape.ITEM and ((numbered and numbered[1] == passage.paragraph) or (reads_on and not numbered)):
            unit = replace(unit, shape=Shape.SENTENCE)
        if last and unit.shape is not Shape.ROW and unit.text[:1].islower() and not _STOPPED.search(last.text):
            found[-1] = replace(last, end=unit.end)
            continue
        if last and _ASKED.search(last.text) and _ANSWER.match(unit.text) and len(unit.text.split()) <= 4:
            found[-1] = replace(last, end=unit.end)
            continue
        found.append(unit)
    bare = [_without_headings(unit) for unit in found]
    return [unit for unit in bare if re.search(r"\w{2}", unit.text) and not _HEAD.match(unit.text) and not _is_label(unit)]


def _without_headings(unit: Unit) -> Unit:
    """The unit behind the headings and the paragraph number that are printed on its first line."""
    passage, start = unit.passage, unit.start
    if unit.shape is Shape.ROW:
        return unit
    for heading in passage.section_path:
        pattern = r"\s*" + r"\s+".join(map(re.escape, heading.split())) + r"[\s:.]*(?=$|\d|[A-Z(])"
        if match := re.compile(pattern, re.IGNORECASE).match(passage.text, start, unit.end):
            start = match.end()
    if start > unit.start and (number := re.compile(r"\d+(?:\.\d+)*[.)]?(?:\s+|$)").match(passage.text, start, unit.end)):
        start = number.end()
    return replace(unit, start=start)


def find_openers(body: Sequence[Unit]) -> dict[tuple[str, int], Unit]:
    """Each item of a list (passage id, position) with the line that opens it, without which it may say the opposite of what is meant."""
    found: dict[tuple[str, int], Unit] = {}
    opener: Unit | None = None
    for unit in body:
        if unit.shape is Shape.ROW:
            opener = None
        elif opener and _is_item(unit, opener):
            found[unit.passage.id, unit.position] = opener
        elif unit.text.rstrip().endswith(":"):
            opener = unit
        else:
            opener = None
    return found


def _is_item(unit: Unit, opener: Unit) -> bool:
    """Whether a unit is still of the list that a line opened."""
    if unit.passage.section_path[:1] != opener.passage.section_path[:1]:
        return False
    own, over = unit.passage.paragraph or "", opener.passage.paragraph or ""
    below = own.startswith(f"{over}(") and bool(over)
    if own != over and not below:
        return False
    return below or unit.shape is Shape.ITEM or unit.passage.kind is Kind.LIST or unit.text[:1] in '“‘"•-'


def _is_label(unit: Unit) -> bool:
    """Whether a unit only names what follows."""
    text = unit.text.strip()
    return (
        unit.shape is Shape.SENTENCE
        and "?" not in text
        and len(text.split()) < 12
        and text[-1:] not in '.;:?!,”"'
        and not re.search(_ANSWER, text)
    )

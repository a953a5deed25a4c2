"""A dossier: the passages of one matter as the reader may see them, in the roles that sections of a note ask for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.briefing.matters import Matter
from assistant.citations import meeting_name
from ingest.language.periods import long_date
from ingest.language.sentences import Shape, Unit, units
from ingest.language.words import fold
from ingest.library.headings import Heading
from ingest.library.record import Item, Record
from ingest.models import Kind, PaperStatus, Passage
from ingest.record.corrections import calls_off
from ingest.record.models import Correction, Entry, Part
from vectorstore.models import Role

_STOPPED = re.compile(r"(?:^|(?<=\w))(?>[^\w.;:?!,]*+[.;:?!,])\W*+$")
"""The end of words that a stop closes."""
_HEAD = re.compile(
    r"^\W*(?:decision[- ]maker|subject|title|date of (?:decision|meeting)|report of|by|from|to|status|classification|e-?mail|past pathway"
    r"|previous pathway|future pathway|electoral division|author|contact|agenda item|case file)\b[^.]{0,60}:"
    r"|^agenda item \d|^key decision\W"
    r"|^wards?\b.{0,4}communit|^\W*(?:lead officer|report author|background papers?)\b|\[?\btel\b\W*+(?:no\b\W*+)?(?:\d|$)|^[\d ]{9,}\b",
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
    appendices: tuple[Entry, ...] = ()
    """What is attached to the report, in order, whatever it is called."""
    minutes: tuple[Entry, ...] = ()
    decisions: tuple[Entry, ...] = ()
    superseded: tuple[Entry, ...] = ()
    """Versions of the report that were replaced."""
    corrections: tuple[Correction, ...] = ()
    """What sets right words of these papers, or says that the item was withdrawn, the meeting cancelled or moved."""

    @property
    def name(self) -> str:
        """How the matter is called over its part of a section."""
        number, title = self.matter.number, self.matter.title
        if self.matter.item:
            return f"Item {self.matter.item}: {title}"
        return f"{number}. {title}" if number and number not in title.split() else title

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
        return tuple(unit for entry in self.appendices for unit in _body(entry.passages))

    @cached_property
    def openers(self) -> dict[tuple[str, int], Unit]:
        """Items of lists in the report and its appendices, each with the line that opens its list."""
        return find_openers((*self.body, *self.attached))

    @property
    def everything(self) -> Iterator[Passage]:
        """All its passages."""
        yield from (*self.agenda, *self.report)
        for entry in (*self.minutes, *self.appendices, *self.decisions):
            yield from entry.passages


def open_dossier(matter: Matter, decided: Iterable[Heading], record: Record, role: Role) -> Dossier:
    """Read what `role` may see of the papers of a matter and of the decision records on it."""
    allowed = role.classifications
    item = record.item({one.entry for one in (*matter.headings, *decided)}, allowed)
    called_off = tuple(one for one in record.corrections(allowed) if calls_off(one, matter.meeting))
    reports, attached = _reports(item, bool(matter.meeting.date))
    return Dossier(
        matter,
        agenda=tuple(passage for entry in item.of(Part.AGENDA) for passage in entry.passages),
        report=reports[0].passages if reports else (),
        appendices=attached,
        minutes=_printed_once(item.of(Part.MINUTE)),
        decisions=item.of(Part.DECISION),
        superseded=reports[1:],
        corrections=(*called_off, *item.corrections),
    )


def _reports(item: Item, met: bool) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The report that stands with the versions it replaced behind it, and all that is attached; `met`: a meeting claims the item.

    A report that was also published alone is not taken twice; a decision record that stands alone is read as a report.
    """
    papers = sorted(
        (*item.of(Part.REPORT), *item.of(Part.APPENDIX)),
        key=lambda entry: (entry.meeting.date is None, entry.agenda_item is None, entry.titled.document, entry.passages[0].ordinal),
    )
    reports: list[Entry] = []
    attached: list[Entry] = []
    for entry in papers if papers or item.of(Part.AGENDA) or item.of(Part.MINUTE) else item.of(Part.DECISION):
        behind = entry.part is Part.APPENDIX or (met and not entry.meeting.date)
        if not behind and any(_is_copy(entry, other) for other in reports):
            continue
        stands = any(not _is_superseded(other) for other in reports)
        (attached if behind or (stands and not _is_superseded(entry)) else reports).append(entry)
    current = {entry.title for entry in attached if not _is_superseded(entry)}
    kept = tuple(entry for entry in attached if not (_is_superseded(entry) and entry.title in current))
    return tuple(sorted(reports, key=_is_superseded)), kept


def _is_superseded(entry: Entry) -> bool:
    return all(passage.status is PaperStatus.SUPERSEDED for passage in entry.passages)


def _is_copy(entry: Entry, other: Entry) -> bool:
    """Whether a report is another one published again in a file of its own: the same title, and neither replaced by the other."""
    alike = fold(entry.title or "") == fold(other.title or "") and _is_superseded(entry) is _is_superseded(other)
    return alike and entry.titled.document != other.titled.document


def _printed_once(minutes: Iterable[Entry]) -> tuple[Entry, ...]:
    """Minutes without those that another printing of them holds already."""
    kept: dict[object, Entry] = {}
    told: list[set[str]] = []
    for entry in minutes:
        said = {fold(words.text) for clause in entry.clauses for words in clause.words}
        if said and any(said <= other for other in told):
            continue
        told.append(said)
        kept.setdefault((entry.number, fold(entry.title or "")) if entry.number or entry.title else entry.titled.id, entry)
    return tuple(kept.values())


def is_head(text: str) -> bool:
    """Whether words are a line of the head of a paper ("Subject: …", "To: Cabinet")."""
    return bool(_HEAD.match(text))


def title_of(entry: Entry) -> str:
    """What a paper is called; by its file where it prints no title that may be seen."""
    return entry.title or entry.titled.document


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
    return [unit for unit in bare if re.search(r"\w{2}", unit.text) and not is_head(unit.text) and not _is_label(unit)]


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

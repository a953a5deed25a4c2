"""The sheet that somebody takes into a meeting: its items in order, each with what is asked, what it costs and how it ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.service.endings import ending_of
from assistant.service.meetings import Business, Overview
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.words import content_stems
from ingest.models import PaperStatus, Passage
from ingest.record.models import Clause, Part
from ingest.record.words import Words, sentences_of

_MOST_SUMS = 4
_LONGEST_HEADING = 10
"""Words of the longest heading that is taken to say what stands under it."""
_MONEY = frozenset(content_stems("finance financial finances resource resources cost costs budget budgetary"))
"""Stems by which a heading says that money stands under it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An item on the sheet."""

    place: int
    """Its place among the items of the meeting, from 1."""
    item: Business
    asked: tuple[tuple[str | None, tuple[Clause, ...]], ...]
    """What is recommended, by title of report: words that a report prints at its head and at its end once."""
    sums: tuple[Words, ...]
    """Sentences of its reports that name money under a heading on finance, the first few."""
    ending: str
    """As `endings.ending_of`."""

    @property
    def brief(self) -> bool:
        """Whether nothing is asked on it that could be prepared: its title says all, and how it ended."""
        return not (self.asked or self.sums or self.item.corrections or self.item.motions)


def sheet(told: Overview) -> tuple[Taken, ...]:
    """The items of the agenda in its order; those that no agenda lists are no part of a sheet, but where there is no agenda at all."""
    numbered = list(enumerate(told.items, 1))
    agenda = [(place, item) for place, item in numbered if item.listed] or numbered
    return tuple(Taken(place, item, tuple(_asked(item)), tuple(sums(item))[:_MOST_SUMS], ending_of(item)) for place, item in agenda)


def words_on(taken: Iterable[Taken]) -> list[Passage]:
    """The passages whose words stand on a sheet."""
    return [passage for one in taken for passage in (one.item.titled, *(words.passage for words in (*one.item.said, *one.sums)))]


def sums(item: Business) -> Iterator[Words]:
    """The sentences of the item's reports that name money under a heading on finance, each once."""
    told: set[str] = set()
    for entry in item.entries:
        for passage in entry.passages if entry.part is Part.REPORT else ():
            if passage.status is PaperStatus.SUPERSEDED or passage.table or not _on_money(passage):
                continue
            for words in sentences_of(passage):
                if words.text not in told and any(one.kind is QuantityKind.MONEY for one in quantities(words.text)):
                    told.add(words.text)
                    yield words


def _asked(item: Business) -> Iterator[tuple[str | None, tuple[Clause, ...]]]:
    told: set[str] = set()
    for report, clauses in item.recommended:
        fresh = {one.text.casefold(): one for one in clauses[::-1] if one.text.casefold() not in told}
        told.update(fresh)
        if fresh:
            yield report, tuple(fresh.values())[::-1]


def _on_money(passage: Passage) -> bool:
    headings = [heading for heading in passage.section_path if len(heading.split()) <= _LONGEST_HEADING]
    return any(not _MONEY.isdisjoint(content_stems(heading)) for heading in headings[-2:])

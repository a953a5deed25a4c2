"""Notes and registers as pages and as files, for one visitor, with the record of what they were shown."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from assistant.access.models import Action
from assistant.briefing.models import Grid, Note
from assistant.briefing.references import references
from assistant.briefing.walk import names_part
from assistant.export.prepare import places, prepared
from assistant.marking import marking, marking_of
from assistant.models import Citation
from assistant.service.visitor import Visitor

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
"""Format to media type."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The sources of what is shown: their words, and what they are marked with."""

    texts: dict[str, str]
    """Passage id to its words, of the passages that the visitor may see."""
    marking: str | None
    """The marking of all of it; None where nothing of it is exempt."""
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """What the markers of a page stand for: each its own words, and a number that it shares with others of the same place."""

    sources: dict[int, Citation]
    numbers: dict[int, int]

    def links(self, markers: Iterable[int]) -> list[tuple[int, Citation]]:
        """Number and source of each place, once."""
        first: dict[int, Citation] = {}
        for marker in markers:
            first.setdefault(self.numbers[marker], self.sources[marker])
        return sorted(first.items(), key=lambda pair: pair[0])

    def of_table(self, grid: Grid) -> tuple[int, ...]:
        """The markers of a table whose rows all stand in one place, to be shown once; empty where rows stand in several."""
        of_rows = [tuple(marker for cell in row for marker in cell.markers) for row in grid.rows]
        places = {frozenset(self.numbers[marker] for marker in markers) for markers in of_rows if markers}
        return of_rows[-1] if len(of_rows) > 1 and len(places) == 1 and of_rows[-1] else ()

    def marking(self, markers: Iterable[int]) -> str | None:
        """The marking of what stands in these sources, as the first that is exempt has it."""
        return next((marked for marker in markers if (marked := self.sources[marker].marking)), None)


def shown(visitor: Visitor, citations: Iterable[Citation]) -> Shown:
    """The sources of these citations as the visitor may see them."""
    ids = list(dict.fromkeys(citation.passage_id for citation in citations))
    found = list(visitor.services.library.passages(ids=ids, classifications=visitor.identity.role.classifications))
    return Shown(
        {passage.id: passage.text for passage in found}, marking_of(found), tuple(dict.fromkeys(passage.document for passage in found))
    )


def record(visitor: Visitor, action: Action, what: str, held: Shown, outcome: str = "") -> None:
    """Add to the audit log what a visitor was shown or given."""
    visitor.record(action, what, held.documents, outcome, bool(held.marking))


def page_of(note: Note, held: Shown) -> dict[str, Any]:
    """What the templates need to show a note as a page."""
    ready = prepared(note, by_place=False, by_cell=True)
    return {
        "note": ready,
        "sources": (listed := prepared(note)).sources,
        "references": references(listed.sources),
        "names_part": names_part,
        "held": held,
        "marking": marking(note.classification, note.exempt_paragraphs),
        "cited": Cited({source.marker: source for source in ready.sources}, places(ready.sources)),
    }


def file(content: bytes, name: str, format: str) -> Response:
    """A file to be kept, named after what it is and the day: a name never holds words of papers."""
    disposition = f'attachment; filename="{name}-{datetime.date.today().isoformat()}.{format}"'
    return Response(content, media_type=MEDIA[format], headers={"content-disposition": disposition, "cache-control": "no-store"})

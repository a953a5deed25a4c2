"""The numbered sources of a register that is set as a note: each words-and-place once, in the order of first use."""

from collections.abc import Sequence

from assistant.briefing.decisions_models import Quoted
from assistant.briefing.models import Grid, Note, Origin, Said, Section
from assistant.marking import grounds_of
from assistant.models import Citation
from ingest.library import Library
from ingest.models import Classification


class Sources:
    """Numbers citations as they are used."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._citations: list[Citation] = []

    def marker(self, citation: Citation) -> int:
        """The number of a citation, given when it is first used."""
        key = (citation.passage_id, citation.quote)
        if key not in self._numbers:
            self._numbers[key] = len(self._citations) + 1
            self._citations.append(citation.model_copy(update={"marker": len(self._citations) + 1}))
        return self._numbers[key]

    def said(self, *quoted: Quoted) -> Said:
        """The words of a paper as a cell; an empty cell where there are none."""
        if not quoted:
            return Said(text="", origin=Origin.FIXED)
        markers = tuple(dict.fromkeys(self.marker(one.citation) for one in quoted))
        return Said(text=" ".join(one.text for one in quoted), markers=markers)

    def read(self, text: str, *citations: Citation) -> Said:
        """A cell that is read off the cited words and worded or set out otherwise (a date, a count, a difference)."""
        return Said(text=text, markers=tuple(dict.fromkeys(map(self.marker, citations))), origin=Origin.CHECKED)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations in order."""
        return tuple(self._citations)


def fixed(text: str) -> Said:
    """A cell in our own words that says nothing of what the papers hold."""
    return Said(text=text, origin=Origin.FIXED)


def sections_of(grids: Sequence[tuple[str, str, Grid]]) -> tuple[Section, ...]:
    """A section for each (name, heading, grid) that has rows."""
    return tuple(Section(name=name, heading=heading, blocks=(grid,)) for name, heading, grid in grids if grid.rows)


def marked(note: Note, library: Library) -> Note:
    """The note, not for publication where a passage that it cites is exempt."""
    ids = list(dict.fromkeys(citation.passage_id for citation in note.sources))
    exempt = list(library.passages(ids=ids, classifications={Classification.EXEMPT}))
    if not exempt:
        return note
    return note.model_copy(update={"classification": Classification.EXEMPT, "exempt_paragraphs": grounds_of(exempt)})

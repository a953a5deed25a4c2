"""What an engine drafts before the check: statements with the verbatim words and passages they rest on."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.check.models import Finding
from ingest.models import Passage
from vectorstore.models import Hit


class Style(StrEnum):
    """How a statement is set."""

    PROSE = "prose"
    BULLET = "bullet"
    LEAD = "lead"
    """The line that opens a list ("The Committee resolved:"); an answer is never made of it alone."""
    ROW = "row"
    """A row of a markdown table; the first of a run is its header and says nothing by itself."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words of a passage; offsets are code points, end exclusive."""

    hit: Hit
    start: int
    end: int

    @property
    def passage(self) -> Passage:
        """The passage quoted."""
        return self.hit.passage

    @property
    def text(self) -> str:
        """The words."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Cells:
    """A table row cell by cell, so that rows of one table can be set as a table again."""

    columns: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A statement and what it rests on."""

    text: str
    quotes: tuple[Quote, ...]
    style: Style = Style.PROSE
    unknown_markers: tuple[int, ...] = ()
    """Markers that a chat model made up."""
    claim: str = ""
    """What is checked where the text shown is set otherwise (a table row spelled out); empty means the text itself."""
    findings: tuple[Finding, ...] = ()
    """What the engine itself found wrong; any of them fails the statement."""
    corrects: bool = False
    """It sets right, in words of another paper, what the statement before or after it says."""
    cells: Cells | None = None
    """Where the statement is a table row whose columns can be told apart."""

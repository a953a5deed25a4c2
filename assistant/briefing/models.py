"""The nouns of a document made from papers. What is said carries markers of the sources it stands in; nothing without one is a fact.

Markers are 1-based numbers of `Note.sources`, in the order of first use.
"""

import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from assistant.models import AsOf, Citation, Frozen
from assistant.scope import Scope
from ingest.models import Classification

BOTTOM_LINE = "bottom_line"
"""Name of the section that a briefing note opens with."""


class Origin(StrEnum):
    """Whose words a piece of text is."""

    PAPER = "paper"
    """Word for word from the paper cited."""
    CHECKED = "checked"
    """Worded otherwise, and passed by the grounding check against the words cited."""
    FIXED = "fixed"
    """Ours, and says nothing of what the papers hold (a gap, a label, "not yet minuted"); carries no markers."""
    OFFICER = "officer"
    """Changed by hand after the check: the officer's words, whatever the source beside them says."""


class Said(Frozen):
    """A sentence, list item or table cell."""

    text: str
    markers: tuple[int, ...] = ()
    origin: Origin = Origin.PAPER
    label: str | None = None
    """Paragraph or clause number as printed, shown before the words; None where nothing is printed or wanted."""


class Paragraph(Frozen):
    """Sentences set together."""

    kind: Literal["paragraph"] = "paragraph"
    said: tuple[Said, ...]


class Bullets(Frozen):
    """A list."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[Said, ...]
    numbered: bool = False


class Quotation(Frozen):
    """Recommendations or resolutions, word for word, each clause an item."""

    kind: Literal["quotation"] = "quotation"
    items: tuple[Said, ...]


class Grid(Frozen):
    """A table; every row is as long as `columns`."""

    kind: Literal["grid"] = "grid"
    columns: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    caption: str | None = None
    note: str | None = None
    """What the reader must know of the figures: units reconciled, gaps."""
    markers: tuple[int, ...] = ()
    """Sources of the whole table, named once beside its caption; empty where each cell names its own."""


class Series(Frozen):
    """One line of a chart: a value for each label, None where the papers give none."""

    name: str
    values: tuple[float | None, ...]


class Chart(Frozen):
    """Figures drawn; `data` is the same figures with their citations and is always shown beside it."""

    kind: Literal["chart"] = "chart"
    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    data: Grid
    alt: str
    """What the chart shows, in words."""


Block = Annotated[Paragraph | Bullets | Quotation | Grid | Chart, Field(discriminator="kind")]


class Section(Frozen):
    """A headed part of a note; without blocks it says in `missing` what the papers do not cover."""

    name: str
    """Stable name used by templates: "background", "recommendations", …"""
    heading: str
    blocks: tuple[Block, ...] = ()
    missing: str | None = None


class Note(Frozen):
    """A document ready to be exported."""

    template: str
    """Name of the template it was made by; "comparison", "tracker", "decisions" for those."""
    title: str
    subject: str
    date: datetime.date
    """The day it was made."""
    recipient: str | None = None
    author: str | None = None
    disclaimer: str | None = None
    """"This is not a decision paper …"."""
    classification: Classification = Classification.PUBLIC
    exempt_paragraphs: tuple[str, ...] = ()
    """Paragraphs of Schedule 12A that the papers used name ("3")."""
    sections: tuple[Section, ...] = ()
    sources: tuple[Citation, ...] = ()
    not_found: tuple[str, ...] = ()
    """What was looked for and could not be supported from the papers, a line each."""
    closing: str | None = None
    """The one line that ends a briefing note: on what the papers are silent, and how much is left out and why. Where it is given, were it
    empty, a file shows it in place of `not_found`; None in registers."""
    as_of: AsOf = None


class BriefRequest(Frozen):
    """What a note is asked for."""

    topic: str
    """An agenda item ("item 7 of 12 July 2012"), a report's title, a paper's name, a meeting, a topic, or a question."""
    template: str = ""
    """Name of a template; empty takes the one made for what the topic turns out to be."""
    recipient: str | None = None
    author: str | None = None
    date: datetime.date | None = None
    """The day printed on the note; None takes today."""
    filters: Scope = Scope()

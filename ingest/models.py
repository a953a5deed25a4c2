"""The nouns of ingest: what a reader yields, what the structure parser makes of it, what the library keeps.

Pages are 1-based positions in the file (never printed numbers). Offsets are code points, end exclusive.
Boxes are PDF points with the origin at the lower left of the page. Dates are ISO local dates.
"""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a passage is in the life of a meeting."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    RECOMMENDATION = "recommendation"
    RESOLUTION = "resolution"
    MINUTE = "minute"
    AGENDA_ENTRY = "agenda_entry"
    HEADING = "heading"
    FRONT_MATTER = "front_matter"


class Classification(StrEnum):
    """Who may see a passage; EXEMPT means Part 2 (Local Government Act 1972, Schedule 12A) or confidential."""

    PUBLIC = "public"
    EXEMPT = "exempt"


class PaperStatus(StrEnum):
    """Whether the paper still stands: DRAFT is marked so in print, SUPERSEDED was replaced by a later paper."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    DRAFT = "draft"


class OutcomeStatus(StrEnum):
    """What became of one file in a batch."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on one page, in points, origin lower left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line (PDF) or one line of the file (text, Word), with the look that carries meaning."""

    text: str
    """The line's words, markup removed; the cells of a table row joined by tabs."""
    page: int | None = None
    """1-based page; None where the format has no pages."""
    cells: tuple[str, ...] = ()
    """The cells where the line is (part of) a table row; empty strings keep the columns; () otherwise."""
    level: int = 0
    """Heading level 1-6 where the file says so (markdown, Word style); 0 where it does not."""
    bold: bool = False
    """True where every word is bold."""
    size: float = 0.0
    """Font size in points; 0 where unknown."""
    indent: float = 0.0
    """Left edge in points (PDF) or nesting in spaces (text)."""
    gap: bool = False
    """True where a blank line or visibly more than line spacing stands above."""
    bullet: bool = False
    """True where a list bullet stood before the text (removed from it)."""
    struck: tuple[tuple[int, int], ...] = ()
    """Spans of `text` through which the paper draws a line."""
    box: Box | None = None
    confidence: float | None = None
    """Mean word confidence 0-1 where the line was read by OCR."""
    spans: tuple[int, ...] = ()
    """Where drawn rules tell how far each cell reaches: columns it takes up, 0 where the cell to its left reaches over it, -1 where
    the cell above does (fill down only there: a blank cell with 1 is blank). () where nothing tells."""
    head: bool | None = None
    """Whether the file calls the row one of its table's head; None where it does not say."""
    note: bool = False
    """True for a note to the words above it, such as a footnote."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file."""

    number: int
    label: str | None = None
    """The printed label as it is stamped or declared ("Page 12", "iv"); None where there is none."""
    width: float = 0.0
    height: float = 0.0
    scanned: bool = False
    """True where the page has no text layer, whether or not OCR could read it."""
    printed: str | None = None
    """All words of the page as the second parser reads them, to count ours against; None where it was not asked or cannot tell."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the PDF outline."""

    title: str
    level: int
    """1 = top."""
    page: int


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands in the head or foot of the pages of one section of a Word file."""

    text: str
    start: int
    """Index of the first line of the section."""
    end: int
    """Index after its last line."""


@dataclass(frozen=True, slots=True)
class PaperText:
    """What a reader makes of a file: lines in reading order, pages, bookmarks and what could not be read."""

    lines: tuple[Line, ...]
    pages: tuple[Page, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    warnings: tuple[str, ...] = ()
    asides: tuple[Line, ...] = ()
    """Words that stand outside the text and may mark the paper: boxes of Word files, watermarks, annotations, the title and sensitivity
    label among the file's properties; `page` is None where they hold for the whole file."""
    defects: tuple[str, ...] = ()
    """Defects of our reader that were met on the way, for the log: where they arose, no words of the paper."""
    page_heads: tuple[PageHead, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptBack:
    """Why words of a paper are kept back: what marks them as not for publication, and where."""

    words: str
    """The words that mark them, cut after 100 characters."""
    page: int | None = None
    """The 1-based page on which the words stand; None where the format has no pages."""
    place: str = ""
    """Where the words stand that are on no page ("the file's name"); "" where they are words of the text."""
    first: int | None = None
    """First page that is kept back for it; None without pages."""
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting a paper was published for; each part None where the paper does not say."""

    council: str | None = None
    committee: str | None = None
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or some whole rows of one, with what gives its cells their meaning."""

    columns: tuple[str, ...]
    """Header of each column, the parts of a split header joined by spaces; "" where nothing is printed."""
    rows: tuple[tuple[str, ...], ...]
    """Body rows, merged cells filled down; each as long as `columns`."""
    caption: str | None = None
    unit: str | None = None
    """Unit or scale printed over the figures ("£000", "%"); None where there is none."""
    trusted: bool = True
    """False where the columns could not be told apart: quote the words, never a column's value."""
    notes: tuple[str, ...] = ()
    """What is printed under the table for its figures ("* provisional", "Note: in thousands"); the last passage of it holds the words."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a paper small enough to match and whole enough to quote, with the place a careful person would cite."""

    id: str
    """Stable: made from the paper's content hash and the ordinal."""
    document: str
    """The file's own name as ingested."""
    ordinal: int
    """Reading order in the paper, from 0."""
    text: str
    """The paper's own words, without added context."""
    kind: Kind
    page: int | None = None
    page_end: int | None = None
    page_label: str | None = None
    agenda_item: str | None = None
    agenda_title: str | None = None
    report_title: str | None = None
    paragraph: str | None = None
    """As printed: "12", "4.3.1", "83(ii)", "RECOMMENDATION (ii)", "Table 1"; None where nothing is printed."""
    section: str | None = None
    """The nearest heading above."""
    section_path: tuple[str, ...] = ()
    meeting: Meeting = field(default_factory=Meeting)
    classification: Classification = Classification.PUBLIC
    status: PaperStatus = PaperStatus.CURRENT
    table: Table | None = None
    struck: tuple[tuple[int, int], ...] = ()
    """Spans of `text` that the paper strikes out: never to be quoted as live."""
    boxes: tuple[Box, ...] = ()
    """One box a printed line; () where the format has no positions."""
    confidence: float | None = None
    """Mean OCR confidence 0-1; None where the text layer was read."""
    marked: bool = False
    """Where a person said who may see the paper: whether the paper itself marks this passage as exempt. False where nobody said it."""
    exempt_paragraphs: tuple[str, ...] = ()
    """Paragraphs of Schedule 12A under which the paper says that this is exempt ("3"); () where it is public or names none."""

    def __hash__(self) -> int:
        """Of the id alone: what was read of passages is looked up by them thousands of times an answer."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class PaperInfo:
    """What a paper says of itself, read from it or overridden by the person who ingests it."""

    title: str | None = None
    paper_type: str | None = None
    """"agenda pack", "agenda", "report", "minutes", "decision record", "supplement", "annual report", "briefing paper"."""
    meeting: Meeting = field(default_factory=Meeting)
    author: str | None = None
    decision_reference: str | None = None
    classification: Classification = Classification.PUBLIC
    status: PaperStatus = PaperStatus.CURRENT
    supersedes: str | None = None
    """The words of the paper that say what it replaces; None where it replaces nothing."""
    duplicate_of: str | None = None
    """Document name of the paper that holds the same report, where one does."""
    kept_back: tuple[KeptBack, ...] = ()
    """Why passages of it are exempt, in the order of the paper; () where none is, or a person said so."""
    doubts: tuple[str, ...] = ()
    """What else it names as its council, committee or day: "date: 4 May 2025"; () where nothing disagrees."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that ingest takes from a file."""

    info: PaperInfo
    passages: tuple[Passage, ...]
    pages: int
    """Pages of the file; 0 where the format has none."""
    warnings: tuple[str, ...] = ()
    shingles: tuple[int, ...] | None = None
    """See ingest.relations; None where they are still to be worked out."""
    defects: tuple[str, ...] = ()
    """See PaperText.defects."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What persons say of a paper, when they ingest it or correct it later; None leaves what the paper says of itself."""

    council: str | None = None
    meeting_date: datetime.date | None = None
    committee: str | None = None
    exempt: bool = False
    """True makes every passage exempt; False leaves the classification that was read."""
    public: bool = False
    """True makes every passage public, whatever the paper marks as exempt; never together with `exempt`."""
    as_marked: bool = False
    """True takes back what was said of `exempt` and `public` before: the paper's own marks hold. Never kept."""
    title: str | None = None
    paper_type: str | None = None
    author: str | None = None
    decision_reference: str | None = None
    supersedes: str | None = None
    status: PaperStatus | None = None
    unknown: tuple[str, ...] = ()
    """Names of fields above of which a person said that there is nothing known, whatever the paper says."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as the library keeps it."""

    id: str
    """First 16 hex digits of the content hash."""
    document: str
    path: str
    sha256: str
    pages: int
    passages: int
    info: PaperInfo
    warnings: tuple[str, ...] = ()
    overrides: Overrides = field(default_factory=Overrides)
    """What a person said of the paper; stays in force when a new version of the file replaces it."""
    recipe: str = ""
    """Version of the reader and the settings its passages were made with; a paper made by another recipe is read again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of the library was known on a day, as far as one reader may know of its papers."""

    day: datetime.date
    known: int
    """Papers known by then."""
    held: int
    """All papers, those of later and those without a date too."""
    undated: int
    """Papers that are left out because they have no date."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; a batch returns one a file and never raises for bad input."""

    path: str
    status: OutcomeStatus
    document: str
    pages: int = 0
    passages: int = 0
    reason: str | None = None
    """One line that says what happened and what to do; set where the status is FAILED."""
    warnings: tuple[str, ...] = ()
    paper_type: str | None = None
    kept_back: tuple[str, ...] = ()
    """A line for each marking in the paper: what is kept back for it, by what words, and the command by which a person says otherwise."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life from a batch."""

    message: str
    """One line: what is being done or waited for."""
    done: int = 0
    """Files finished."""
    total: int = 0
    """Files in the batch; 0 where not yet known."""
    path: str | None = None
    """The file concerned, where it is one."""
    outcome: Outcome | None = None
    """What became of the file, where it has just been finished."""

"""Where the words stand: the locator a careful person would write, and the numbered citations of one answer.

Where the papers that a reader may know of are of several councils, the names of meetings say which council is meant.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from assistant.marking import marking_of
from assistant.models import Citation, MeetingRef
from assistant.struck import struck_in
from ingest.language.periods import long_date
from ingest.models import Meeting, Paper, Passage

T = TypeVar("T")
_SEVERAL: ContextVar[bool] = ContextVar("several councils", default=False)
_PARAGRAPH = re.compile(r"\(?\d|\(?[a-z]{1,5}\)", re.IGNORECASE)


@contextmanager
def told_apart(papers: Iterable[Paper]) -> Iterator[None]:
    """What is named inside says its council where these papers, which are all that the reader may know of, are of several."""
    token = _SEVERAL.set(len({paper.info.meeting.council for paper in papers} - {None}) > 1)
    try:
        yield
    finally:
        _SEVERAL.reset(token)


def each_told_apart(papers: Iterable[Paper], made: Iterator[T]) -> Generator[T]:
    """What is made, each of it made inside `told_apart`; between two of them nothing is changed for who takes them."""
    every = list(papers)
    try:
        while True:
            with told_apart(every):
                one = next(made)
            yield one
    except StopIteration:
        return
    finally:
        if close := getattr(made, "close", None):
            close()


def meeting_name(meeting: Meeting | MeetingRef) -> str:
    """Committee (or council) and date, with what is not known left out; before it the council, where there are several."""
    return _name(meeting, _SEVERAL.get())


def names_of(meeting: Meeting) -> set[str]:
    """What the meeting is called, whether or not there are several councils."""
    return {_name(meeting, several) for several in (False, True)}


def _name(meeting: Meeting | MeetingRef, several: bool) -> str:
    body, council = meeting.committee or meeting.council, meeting.council if several else None
    if council and council.casefold() in (body or "").casefold():
        council = None
    return ", ".join(part for part in (council, body, long_date(meeting.date) if meeting.date else None) if part)


def _paragraph(passage: Passage) -> str | None:
    label = passage.paragraph
    if not label:
        return None
    if not _PARAGRAPH.match(label):
        return label
    return f"minute {label}" if passage.kind.value in {"minute", "resolution"} else f"para {label}"


def printed_page(label: str | None) -> str:
    """The page as it is printed, without the word: "12"; "" where none is."""
    return re.sub(r"^\s*pages?\s+", "", label or "", flags=re.IGNORECASE)


def _pages(passage: Passage) -> str | None:
    label = printed_page(passage.page_label)
    printed = f"pack page {label}" if label else None
    position = None
    if passage.page:
        last = passage.page_end or passage.page
        position = f"PDF page {passage.page}" if last == passage.page else f"PDF pages {passage.page}-{last}"
    inside = ", ".join(part for part in (printed, position) if part)
    return f"({inside})" if inside else None


def locator(passage: Passage) -> str:
    """The citation as a person would write it; parts that the paper does not print are left out, never invented.

    Form: Committee, 12 July 2012, item 9 "Report title", para 12 (pack page 12, PDF page 16).
    """
    title = passage.report_title or passage.agenda_title
    item = f"item {passage.agenda_item}" if passage.agenda_item else None
    named = " ".join(part for part in (item, f'"{title}"' if title else None) if part)
    paragraph = _paragraph(passage)
    section = f'section "{passage.section}"' if passage.section and not paragraph and passage.section != title else None
    place = ", ".join(part for part in (meeting_name(passage.meeting), named, paragraph, section) if part)
    return " ".join(part for part in (place or passage.document, _pages(passage)) if part)


class CitationList:
    """The citations of one answer, numbered in order of first use; the same words are cited once."""

    def __init__(self) -> None:
        self._citations: list[Citation] = []
        self._markers: dict[tuple[str, str], int] = {}
        self._passages: dict[int, Passage] = {}

    def add(self, passage: Passage, quote: str, also_at: Iterable[Passage] = ()) -> int:
        """The marker of these verbatim words of the passage, made if they are new."""
        key = (passage.id, quote)
        if key not in self._markers:
            marker = len(self._citations) + 1
            self._markers[key] = marker
            self._passages[marker] = passage
            self._citations.append(make_citation(marker, passage, quote, also_at))
        return self._markers[key]

    def passage(self, marker: int) -> Passage | None:
        """The passage a marker cites; None where there is no such marker."""
        return self._passages.get(marker)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages cited, in order of first use."""
        return tuple(dict.fromkeys(self._passages.values()))

    def __iter__(self) -> Iterator[Citation]:
        return iter(self._citations)

    def __len__(self) -> int:
        return len(self._citations)


def make_citation(marker: int, passage: Passage, quote: str, also_at: Iterable[Passage] = ()) -> Citation:
    """A citation of verbatim words of a passage."""
    return Citation(
        marker=marker,
        document=passage.document,
        passage_id=passage.id,
        page=passage.page,
        page_label=passage.page_label,
        agenda_item=passage.agenda_item,
        report_title=passage.report_title,
        paragraph=passage.paragraph,
        section=passage.section,
        meeting=MeetingRef(council=passage.meeting.council, committee=passage.meeting.committee, date=passage.meeting.date),
        quote=quote,
        locator=locator(passage),
        struck=struck_in(passage, quote),
        marking=marking_of([passage]),
        also_in=tuple(dict.fromkeys(other.document for other in also_at if other.document != passage.document)),
    )


_NAMED_BY_MEETING = ("agenda pack", "agenda", "minutes")


def paper_name(paper: Paper) -> str:
    """What a paper is called: packs, agendas and minutes after their meeting, anything else by its title."""
    info, meeting = paper.info, meeting_name(paper.info.meeting)
    if meeting and (info.paper_type in _NAMED_BY_MEETING or not info.title):
        return f"{meeting}: {info.paper_type or paper.document}"
    return info.title or paper.document

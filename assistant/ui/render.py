"""Answers and pages as HTML.

Whatever comes from papers or a chat model is escaped: images, links and markup in it stay plain text, so a poisoned paper
can neither run code in the page nor send the conversation away.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from itertools import cycle
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from markdown_it import MarkdownIt
from markupsafe import Markup

from assistant.answering.left_out import told
from assistant.briefing.models import Chart
from assistant.citations import locator, meeting_name, paper_name, told_apart
from assistant.export.chart import chart_svg
from assistant.marking import TAG, marking_of
from assistant.models import Answer, Citation, Matched, Searched, Status
from assistant.registers.notes import vote_words
from assistant.scope import standing_line
from assistant.service.meetings import whole
from assistant.struck import Spans, pieces
from assistant.unmatched import MARK
from ingest.language.periods import long_date
from ingest.models import Classification, Paper

if TYPE_CHECKING:
    from jinja2 import Environment

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_ROWS = re.compile(r"<(ul|table)>.*?</\1>", re.DOTALL)
_ROW = re.compile(r"<li>.*?</li>|(?<=<tr>\n)<td>.*?(?=</tr>)", re.DOTALL)
_CITED_AT_END = re.compile(r"(?<!\])[^\S\n]?((?:\[\d{1,3}\])++)(?=(?:</p>\s?)?</(?:li|td)>\s*\Z)")
_MARKER = re.compile(r"(?<!\s)\s*+\[(\d{1,3})\]")
_MARKERS = re.compile(rf"(?:{_MARKER.pattern})++(?:\s?(?P<unmatched>{MARK.pattern}))?")
_NOT_ALLOWED = ["image", "link", "autolink", "html_block", "html_inline", "code", "fence", "backticks", "heading", "lheading", "reference"]

NO_TEXTS: Mapping[str, str] = MappingProxyType({})

MEDIA = {".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8", ".md": "text/plain; charset=utf-8"}
"""Ending to media type of the files that a browser may show."""


ABOUT = "Ask about the council's meetings, decisions and reports in your own words, and see the place in the papers behind every answer."
"""What is said of the app where a link to it is shared."""
CALLED_AT: ContextVar[str] = ContextVar("called_at", default="")
"""Address of the app as its readers call it, without a path ("https://papers.example"), while a request is answered; else ""."""
CITED = "cited"
"""Id of the place where the cited words begin on the page of a source."""

HEADINGS = {
    Status.NOT_IN_PAPERS: "The papers do not answer this",
    Status.NEEDS_CLARIFICATION: "Please say a little more",
    Status.NOT_PERMITTED: "You cannot see papers on this",
    Status.BLOCKED: "This question cannot be answered here",
    Status.ERROR: "Something went wrong",
    Status.PARTIAL: "The papers answer part of this",
}
"""Heading over an answer that is not a plain answer."""


def source_url(citation: Citation, texts: Mapping[str, str]) -> str:
    """Address of the page that shows the cited words in their paper: `start` and `end` are code points of the passage.

    `texts` are passages' words by passage id; where the passage or its words are not there, the whole passage is shown as cited.
    """
    query: dict[str, int] = {"page": citation.page} if citation.page else {}
    words = r"\s+".join(map(re.escape, citation.quote.split()))
    place = re.search(words, texts.get(citation.passage_id, "")) if words else None
    if place:
        query |= {"start": place.start(), "end": place.end()}
    return f"/source/{quote(citation.passage_id, safe='')}" + (f"?{urlencode(query)}" if query else "") + f"#{CITED}"


def prose(text: str, citations: Sequence[Citation] = (), texts: Mapping[str, str] = NO_TEXTS, whole: bool = True) -> Markup:
    """Markdown of an answer as HTML: paragraphs, lists, tables and emphasis only; [1] becomes a link to the source with that marker.

    A list or table that cites the same with every row cites it once, unless the answer is not `whole` yet: another row may come.
    """
    cited = {citation.marker: citation for citation in citations}

    def link(match: re.Match[str]) -> str:
        citation = cited.get(int(match[1]))
        if citation is None:
            return match[0]
        address, place = Markup.escape(source_url(citation, texts)), Markup.escape(citation.locator)
        return f' <a class="cite" href="{address}" title="{place}"><span class="sr-only">Source </span>{citation.marker}</a>'

    def links(run: re.Match[str]) -> str:
        """The links of a statement; behind those to an exempt source it says so, then that it was not matched."""
        markers = run[0].removesuffix(run["unmatched"] or "")
        exempt = any(cited[at].marking for at in map(int, re.findall(r"\d+", markers)) if at in cited)
        tag = f' <strong class="tag exempt">{TAG}</strong>' if exempt else ""
        mark = f' <span class="unmatched">{run["unmatched"]}</span>' if run["unmatched"] else ""
        return _MARKER.sub(link, markers).rstrip() + tag + mark

    markup = _markdown().render(text)
    return Markup(_MARKERS.sub(links, _framed(_ROWS.sub(_cited_once, markup) if whole else markup)))


def printed(text: str, struck: Spans, start: int = 0, cited: tuple[int, int] | None = None) -> Markup:
    """Words of a paper from `start` on, what it strikes out struck, what is `cited` (offsets, end exclusive) marked for links to go to."""
    first, last = cited or (0, 0)
    found, anchor = Markup(), Markup('<span id="{}"></span>').format(CITED)
    for piece in pieces(text, struck, start, (first, last)):
        words: str = Markup.escape(piece.text)
        if piece.struck:
            words = Markup('<del><span class="sr-only">[struck out: </span>{}<span class="sr-only">]</span></del>').format(words)
        if first <= piece.start < last:
            words, anchor = anchor + Markup("<mark>{}</mark>").format(words), Markup()
        found += words
    return found


def searched_line(searched: Searched) -> str:
    """What was searched, in words: "5 papers, 3 meetings, 12 July 2012 to 12 March 2020"."""
    parts = [_count(searched.documents, "paper"), _count(len(searched.meetings), "meeting")]
    dates = [long_date(date) for date in (searched.date_from, searched.date_to) if date]
    return ", ".join([part for part in parts if part] + ([" to ".join(dict.fromkeys(dates))] if dates else [])) or "no papers"


def announcement(answer: Answer) -> str:
    """What a screen reader is told once when an answer is finished."""
    heading = HEADINGS.get(answer.status)
    loose = _count(sum(one.support is Matched.UNMATCHED for one in answer.statements), "statement")
    parts = [heading or "Answer ready", _count(len(answer.citations), "source"), f"{loose} not matched" if loose else ""]
    return " ".join(f"{part}." for part in parts if part)


def restated(answer: Answer) -> str | None:
    """The question as it was understood, where that differs from what was typed."""
    return answer.standalone_question if _plain(answer.standalone_question) != _plain(answer.question) else None


def picture(chart: Chart) -> str:
    """A chart as an address that holds it whole; as a picture nothing in it can run."""
    return "data:image/svg+xml;base64," + base64.b64encode(chart_svg(chart)).decode()


def is_exempt(paper: Paper) -> bool:
    """Whether the whole paper is exempt."""
    return paper.info.classification is Classification.EXEMPT


def in_browser(document: str) -> bool:
    """Whether a browser may show the file; anything else is downloaded, since a web page among the papers could carry scripts."""
    return Path(document).suffix.lower() in MEDIA


def page_head(title: str) -> str:
    """Title, description and icons of a page that another makes, as our own pages have them."""
    own = render("head.html", title=title, description=ABOUT)
    return f"<title>{Markup.escape(title)} - Council papers</title>{own}"


def render(template: str, **context: Any) -> str:
    """A template of assistant/ui/templates, its values escaped; councils are told apart for the `visitor` who looks at it."""
    visitor = context.get("visitor")
    with told_apart(visitor.reader.papers() if visitor else ()):
        return _environment().get_template(template).render(context)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable(_NOT_ALLOWED)


def _cited_once(rows: re.Match[str]) -> str:
    """A list or table whose rows all end with the same markers, with these once behind it; any other as it is."""
    ends = [_CITED_AT_END.search(row[0]) for row in _ROW.finditer(rows[0])]
    if len(ends) < 2 or len({end and end[1] for end in ends}) > 1 or not ends[0]:
        return rows[0]
    bare = _ROW.sub(lambda row: _CITED_AT_END.sub("", row[0]), rows[0])
    if ">Source</th>" in bare:
        bare = bare.replace("<th>Source</th>\n</tr>", "</tr>").replace("<td></td>\n</tr>", "</tr>")
    number = "Both" if len(ends) == 2 else f"All {len(ends)}"
    return f'{bare}<p class="all-from">{number} from {ends[0][1]}</p>'


def _framed(markup: str) -> str:
    """Tables that scroll by themselves, also by keyboard, where they are wider than the screen; a narrow one sets them cell by cell."""
    return _TABLE.sub(lambda table: f'<div class="table" role="group" aria-label="Table" tabindex="0">{_labelled(table[0])}</div>', markup)


def _labelled(table: str) -> str:
    """A table that tells its parts whatever its style, each cell with the heading of its column; a heading without words is none."""
    heads = cycle([re.sub(r"<[^<>]*>", "", head) for head in re.findall(r"<th>(.*?)</th>", table)])
    table = re.sub(r"<td>", lambda _: f'<td role="cell" data-label="{next(heads)}">', table)
    for tag, role in (("table", "table"), ("thead", "rowgroup"), ("tbody", "rowgroup"), ("tr", "row"), ("th", "columnheader")):
        table = table.replace(f"<{tag}>", f'<{tag} role="{role}">')
    return table.replace('<th role="columnheader"></th>', '<td role="cell"></td>')


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("assistant.ui"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(announcement=announcement, headings=HEADINGS, prose=prose, restated=restated, searched_line=searched_line)
    environment.globals.update(
        left_out_line=told,
        marking_of=marking_of,
        picture=picture,
        printed=printed,
        source_url=source_url,
        standing_line=standing_line,
        vote_words=vote_words,
    )
    environment.globals.update(about_the_app=ABOUT, called_at=CALLED_AT.get)
    environment.filters.update(count=_count, locator=locator, long_date=long_date, meeting_name=meeting_name)
    environment.filters.update(in_browser=in_browser, is_exempt=is_exempt, paper_name=paper_name, whole=whole)
    return environment

"""A site read by its pages: links lead from committees to meetings to documents; how the pages look is of no account."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ingest.errors import NotServedError, SiteError
from ingest.language.dates import first_day
from ingest.websites.addresses import absolute, committee_of, document_of, folder_of, kind_of, meeting_of
from ingest.websites.client import Client, Page
from ingest.websites.models import Committee, Listed, Listing, Met, Way, Window

_HOMES: Final = ("mgListCommittees.aspx?bcr=1", "ieDocHome.aspx?Year=0")
"""Pages that list the committees, of the makers' versions."""
_MOST_AROUND: Final = 300
_MOST_UP: Final = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page."""

    address: str
    words: str
    around: tuple[str, ...]
    """Words of what it stands in (a list item, a row), from the inside; long ones are left out."""


@dataclass(slots=True)
class Pages:
    """The pages of one site."""

    client: Client

    def listing(self, window: Window) -> Listing:
        """All documents of the meetings in the window. Raises SiteError where a page that is needed fails or is cut short."""
        documents: dict[str, Listed] = {}
        meetings: dict[str, Met] = {}
        undated = restricted = 0
        for committee in self._committees(window):
            found, unread = self._meetings(committee)
            undated += unread
            meetings |= {met.number: met for met in found if window.holds(met.day)}
        for met in meetings.values():
            listed, named = self.documents(met)
            restricted += named
            documents = {one.key: one for one in listed} | documents
        return Listing(Way.PAGES, tuple(documents.values()), tuple(meetings.values()), restricted, undated)

    def documents(self, met: Met) -> tuple[list[Listed], int]:
        """What the page of a meeting lists, and how many documents it names without a link."""
        page, named = self._links(self.client.page(met.address))
        listed: dict[str, Listed] = {}
        for link in page:
            if key := document_of(link.address):
                title = _title(link.words)
                listed.setdefault(key, Listed(key, link.address, title, kind_of(title, link.address), met))
        return list(listed.values()), named

    def _committees(self, window: Window) -> list[Committee]:
        """The committees that are looked at; the one whose page was given, where one was."""
        if number := committee_of(self.client.start):
            return [Committee(number, "", _all_years(self.client.start))]
        found = {one.number: one for one in self._listed_committees()}
        return wanted(list(found.values()), window, self.client.start)

    def _listed_committees(self) -> Iterator[Committee]:
        places = [absolute(folder_of(self.client.start), home) for home in _HOMES]
        refused = ""
        for at, place in enumerate([self.client.start, *places]):
            try:
                links, _ = self._links(self.client.page(place))
            except NotServedError as error:
                refused = f" ({error})"
                continue
            found = [
                Committee(number, link.words, _meetings_page(link.address, number))
                for link in links
                if (number := committee_of(link.address))
            ]
            if found and (at or len({one.number for one in found}) > 1):
                yield from found
                return
        advice = "give the address of a page that lists meetings"
        raise SiteError(f"{self.client.start}: no committees are listed there; {advice}{refused}")

    def _meetings(self, committee: Committee) -> tuple[list[Met], int]:
        """The meetings of a committee, whatever their day, and how many of which the day cannot be read."""
        links, _ = self._links(self.client.page(committee.address))
        found: dict[str, Met] = {}
        unread = set()
        for link in links:
            if number := meeting_of(link.address):
                day = next((day for words in (link.words, *link.around) if (day := first_day(words))), None)
                if day:
                    found.setdefault(number, Met(number, committee.name, day, committee.number, link.address))
                else:
                    unread.add(number)
        return list(found.values()), len(unread - found.keys())

    def _links(self, page: Page) -> tuple[list[Link], int]:
        """The links of a page in its order, and how many documents it calls restricted without a link to them. Raises SiteError."""
        from selectolax.lexbor import LexborHTMLParser

        if page.media not in ("text/html", "application/xhtml+xml"):
            raise SiteError(f"{page.address}: a page was asked for, and {page.media or 'something else'} came")
        if b"</html>" not in page.content[-4096:].lower():
            raise SiteError(f"{page.address}: the page was cut short")
        tree = LexborHTMLParser(_decoded(page))
        links = [
            Link(absolute(page.address, node.attributes["href"] or ""), _words(node), tuple(_around(node))) for node in tree.css("a[href]")
        ]
        restricted = sum("restrict" in link.address.casefold() for link in links)
        return links, restricted


def wanted(committees: list[Committee], window: Window, start: str) -> list[Committee]:
    """The committees that the window names. Raises SiteError where it names one that is not there."""
    if not window.committees:
        return committees
    found: list[Committee] = []
    for name in window.committees:
        fits = [one for one in committees if Window(window.since, window.until, (name,)).wants(one.number, one.name)]
        if not fits:
            some = ", ".join(one.name for one in committees[:8])
            raise SiteError(f"{start}: no committee is called {name!r}; there are {some}{' and others' if len(committees) > 8 else ''}")
        found += [one for one in fits if one not in found]
    return found


def _decoded(page: Page) -> str:
    try:
        return page.content.decode(page.charset, "replace")
    except LookupError:
        return page.content.decode("utf-8", "replace")


def _meetings_page(address: str, number: str) -> str:
    """The page of all meetings of a committee, whichever of its pages an address is of."""
    if address.casefold().partition("?")[0].endswith("mgcommitteedetails.aspx"):
        return absolute(address, f"ieListMeetings.aspx?CommitteeId={number}&Year=0")
    return _all_years(address)


def _all_years(address: str) -> str:
    """The address, asked to show every year."""
    parts = urlsplit(address)
    said = [(name, value) for name, value in parse_qsl(parts.query) if name.casefold() != "year"]
    return urlunsplit(parts._replace(query=urlencode([*said, ("Year", "0")])))


def _words(node: Any) -> str:
    return " ".join(node.text(separator=" ").split())


def _title(words: str) -> str:
    """The words of a link without what is told of the file: "Report (PDF, 82 KB)", "Report PDF 82 KB"."""
    before, _, after = words.rpartition(" PDF ")
    if before and after.upper().endswith("B") and len(after) < 12:
        return before
    before, _, after = words.rpartition(" (")
    return before if before and after.upper().startswith(("PDF", "DOC", "XLS")) else words


def _around(node: Any) -> Iterator[str]:
    parent = node.parent
    for _ in range(_MOST_UP):
        if parent is None or parent.tag in ("body", "html", "-undef"):
            return
        words = _words(parent)
        if len(words) > _MOST_AROUND:
            return
        yield words
        parent = parent.parent

"""A site read by its XML service (mgWebService.asmx): committees, their meetings, the documents of each."""

import datetime
import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from ingest.errors import BusySiteError, SiteError
from ingest.websites.addresses import absolute, committee_of, document_of, folder_of, kind_of
from ingest.websites.client import Client, Page
from ingest.websites.models import Committee, Listed, Listing, Met, Way, Window
from ingest.websites.pages import wanted

_NAME: Final = "mgWebService.asmx/"
_TRUE: Final = ("true", "1", "yes")


class _Tree(TreeBuilder):
    """Takes no document type, so that nothing is declared that could grow while it is read."""

    def doctype(self, name: str, _pubid: str | None, _system: str | None) -> None:
        """Refuse it. Raises ParseError."""
        raise ParseError(f"declares a document type ({name})")


@dataclass(slots=True)
class Service:
    """The service of one site."""

    client: Client

    def is_there(self) -> bool:
        """Whether the site has the service and lets it be asked; a switched off one fails. Raises BusySiteError."""
        try:
            return bool(self._committees())
        except BusySiteError:
            raise
        except SiteError:  # whether the site itself fails, its pages tell
            return False

    def listing(self, window: Window) -> Listing:
        """All documents of the meetings in the window. Raises SiteError where an answer that is needed fails or is cut short."""
        meetings: dict[str, Met] = {}
        undated = restricted = 0
        number = committee_of(self.client.start)
        found = [one for one in self._committees() if not number or one.number == number]
        for committee in wanted(found, window, self.client.start):
            for met in self._meetings(committee, window):
                if met is None:
                    undated += 1
                elif window.holds(met.day):
                    meetings[met.number] = met
        documents: dict[str, Listed] = {}
        for met in meetings.values():
            listed, named = self.documents(met)
            restricted += named
            documents = {one.key: one for one in listed} | documents
        return Listing(Way.SERVICE, tuple(documents.values()), tuple(meetings.values()), restricted, undated)

    def documents(self, met: Met) -> tuple[list[Listed], int]:
        """What the service lists of a meeting, and how many documents it names without giving them."""
        tree = self._ask("GetMeeting", lMeetingId=met.number)
        listed: dict[str, Listed] = {}
        restricted = 0
        for one in _all(tree, "linkeddoc"):
            link, title = _text(one, "url"), _text(one, "title")
            if _text(one, "isrestricted").casefold() in _TRUE or not link:
                restricted += 1
                continue
            address = absolute(folder_of(self.client.start), link)
            if key := document_of(address):
                listed.setdefault(key, Listed(key, address, title, kind_of(title, address), met))
        return list(listed.values()), restricted

    def _committees(self) -> list[Committee]:
        tree = self._ask("GetCommittees", lDummy="0")
        gone = ("committeedeleted",)
        return [
            Committee(number, _text(one, "committeetitle"))
            for one in _all(tree, "committee")
            if (number := _text(one, "committeeid")) and not any(_text(one, name).casefold() in _TRUE for name in gone)
        ]

    def _meetings(self, committee: Committee, window: Window) -> Iterator[Met | None]:
        """The meetings of a committee; None for one whose day cannot be read."""
        since, until = (f"{day:%d/%m/%Y}" for day in (window.since, window.until))
        tree = self._ask("GetMeetings", lCommitteeId=committee.number, sFromDate=since, sToDate=until)
        for one in _all(tree, "meeting"):
            if number := _text(one, "meetingid"):
                day = _day(_text(one, "meetingdate"))
                yield Met(number, committee.name, day, committee.number) if day else None

    def _ask(self, method: str, **said: str) -> Element:
        address = absolute(folder_of(self.client.start), f"{_NAME}{method}?{urlencode(said)}")
        return _tree(self.client.page(address))


def _tree(page: Page) -> Element:
    if not page.media.endswith("xml") or page.media == "application/xhtml+xml":
        raise SiteError(f"{page.address}: XML was asked for, and {page.media or 'something else'} came")
    try:
        parser = XMLParser(target=_Tree())
        parser.feed(page.content)
        root: Element = parser.close()
    except ParseError as error:
        raise SiteError(f"{page.address}: the answer is no whole XML ({error})") from error
    return root


def _all(tree: Element, name: str) -> list[Element]:
    """The elements of that name, whatever their namespace and the size of their letters."""
    return [node for node in tree.iter() if _local(node) == name]


def _text(node: Element, name: str) -> str:
    """The text of the first child of that name; services escape it twice."""
    found = next((child.text or "" for child in node if _local(child) == name), "")
    return " ".join(html.unescape(found).split())


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2].casefold()


def _day(written: str) -> datetime.date | None:
    """A day as services write it: 12/03/2024, or ISO with a time behind it."""
    for form, length in (("%d/%m/%Y", 10), ("%Y-%m-%d", 10)):
        try:
            return datetime.datetime.strptime(written[:length], form).date()
        except ValueError:
            continue
    return None

"""One look at a site: by its XML service where there is one, else by its pages; and which of what it lists is taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.errors import NotServedError, SiteError
from ingest.websites.addresses import committee_of
from ingest.websites.client import Client
from ingest.websites.models import DocumentKind, Listed, Listing, Met, Way, Window
from ingest.websites.pages import Pages
from ingest.websites.service import Service


@dataclass(slots=True)
class Site:
    """A site of meetings."""

    client: Client
    way: Way | None = None
    """How it was read before; it is read that way again as long as it answers so."""

    def listing(self, window: Window, known: Iterable[Met] = ()) -> Listing:
        """All that the site lists within the window. Raises SiteError where the look is not complete, whatever the cause.

        A meeting of `known` that is listed no more is asked for by itself: lists leave out what is still there.
        """
        self.client.begin()
        reader = self._reader()
        listing = reader.listing(window)
        self.way = listing.way
        if not listing.documents:
            raise SiteError(f"{self.client.start}: no document is listed between {window.since} and {window.until}")
        number, seen = committee_of(self.client.start), {met.number for met in listing.meetings}
        for met in known:
            inside = window.holds(met.day) and window.wants(met.committee, met.body) and number in ("", met.committee)
            if inside and met.number not in seen:
                listing = _with(listing, reader, met)
        return listing

    def _reader(self) -> Service | Pages:
        if self.way is not Way.PAGES and (service := Service(self.client)).is_there():
            return service
        if self.way is Way.SERVICE:
            raise SiteError(f"{self.client.start}: the XML service by which the site was read before does not answer")
        return Pages(self.client)


def _with(listing: Listing, reader: Service | Pages, met: Met) -> Listing:
    """The listing with what the site says of one meeting more; nothing, where it has no such meeting any more."""
    try:
        found = reader.documents(met)[0]
    except NotServedError:
        found = []
    except SiteError as error:
        return replace(listing, faults=(*listing.faults, str(error)))
    there = {one.key for one in listing.documents}
    more = (one for one in found if one.key not in there)
    return replace(listing, documents=(*listing.documents, *more), meetings=(*listing.meetings, met))


def chosen(documents: Sequence[Listed], every: bool = False) -> list[Listed]:
    """Those that are taken: of a meeting that has a pack not the single reports and the agenda that it holds, unless `every` is wanted."""
    packed = {one.met.number for one in documents if one.kind is DocumentKind.PACK}
    inside = (DocumentKind.REPORT, DocumentKind.AGENDA)
    return [one for one in documents if every or one.met.number not in packed or one.kind not in inside]

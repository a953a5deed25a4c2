"""What sites of two makers list, by pages and by service."""

import datetime
from pathlib import Path

import pytest

from ingest.errors import BusySiteError, NotServedError, SiteError
from ingest.websites.client import AGENT, Client, Known, Manners
from ingest.websites.models import DocumentKind, Listing, Way, Window
from ingest.websites.robots import Robots
from ingest.websites.site import Site, chosen
from tests.sites.site import Body, Doc, Maker, Met, Newer, Older, Reply, minutes_of, pdf, served

YEAR = datetime.date.today().year
MARCH, LAST = datetime.date(YEAR, 3, 12), datetime.date(YEAR - 1, 11, 5)
WINDOW = Window(datetime.date(YEAR - 1, 1, 1), datetime.date(YEAR, 12, 31))
QUICK = Manners(pause=0.0, insecure=True, patience=5.0)
MAKERS: tuple[type[Maker], ...] = (Newer, Older)


def council() -> tuple[Body, ...]:
    """Two committees; the second has a name that must be escaped, and a restricted paper."""
    cabinet = Met(7115, MARCH, [
        Doc(90, "Cabinet", minutes_of("Cabinet", f"12 March {YEAR}", "pack"), "pack"),
        Doc(501, "Bridge repairs", pdf("Bridge repairs"), "report"),
        Doc(88, "Supplement 1", pdf("Supplement"), "supplement"),
        Doc(91, "Cabinet", minutes_of("Cabinet", f"12 March {YEAR}"), "minutes"),
    ])  # fmt: skip
    before = Met(7001, LAST, [Doc(444, "Parking & permits", pdf("Parking")), Doc(445, "Sale of land", pdf("Land"), restricted=True)])
    return Body(130, "Cabinet", [cabinet]), Body(131, "Children & Families Panel", [before])


def look(site: Maker, window: Window = WINDOW, at: str = "") -> Listing:
    with served(site) as address, Client(address + at, QUICK) as client:
        return Site(client).listing(window)


def told(listing: Listing) -> set[tuple[str, DocumentKind, datetime.date]]:
    return {(one.title.partition(" PDF")[0], one.kind, one.met.day) for one in listing.documents}


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("maker", MAKERS)
def test_everything_published_is_listed_and_nothing_else(maker: type[Maker], way: Way) -> None:
    site = maker(*council())
    site.has_service, site.has_pages = way is Way.SERVICE, way is Way.PAGES
    listing = look(site)
    assert listing.way is way
    assert {one.met.day for one in listing.documents} == {MARCH, LAST}
    kinds = [one.kind for one in listing.documents]
    assert sorted(kinds) == sorted(
        [DocumentKind.PACK, DocumentKind.SUPPLEMENT, DocumentKind.MINUTES, DocumentKind.REPORT, DocumentKind.REPORT]
    )
    titles = " | ".join(one.title for one in listing.documents)
    assert "Bridge repairs" in titles
    assert "Parking & permits" in titles or maker is Older
    assert "Sale of land" not in titles
    assert {one.met.body for one in listing.documents} == {"Cabinet", "Children & Families Panel"}
    assert len(listing.meetings) == 2
    assert AGENT in next(iter(site.agents))
    assert not site.cookies
    assert not any("g0" in one.key or "privacy" in one.key.casefold() or "contact" in one.key.casefold() for one in listing.documents)


@pytest.mark.parametrize("maker", MAKERS)
def test_both_ways_tell_the_same_documents_apart_by_the_same_keys(maker: type[Maker]) -> None:
    by_service, by_pages = maker(*council()), maker(*council())
    by_pages.has_service = False
    assert {one.key for one in look(by_service).documents} == {one.key for one in look(by_pages).documents}


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize(
    ("window", "days"),
    [
        (Window(datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31)), {MARCH}),
        (Window(LAST, LAST), {LAST}),
        (Window(WINDOW.since, WINDOW.until, ("families",)), {LAST}),
        (Window(WINDOW.since, WINDOW.until, ("130",)), {MARCH}),
        (Window(WINDOW.since, WINDOW.until, ("130", "Children & Families Panel")), {MARCH, LAST}),
    ],
)
def test_the_window_bounds_what_is_listed(maker: type[Maker], way: Way, window: Window, days: set[datetime.date]) -> None:
    site = maker(*council())
    site.has_service = way is Way.SERVICE
    assert {one.met.day for one in look(site, window).documents} == days


@pytest.mark.parametrize(
    "reply", [Reply(b"Request format is unrecognized", 500), Reply(b"", 404), Reply(b"<html></html>"), Reply(b"", 403)]
)
def test_where_the_service_is_switched_off_the_pages_are_read(reply: Reply) -> None:
    site = Newer(*council())
    site.faults["mgWebService"] = reply
    assert look(site).way is Way.PAGES


@pytest.mark.parametrize("way", list(Way))
def test_a_committee_that_is_not_there_is_said(way: Way) -> None:
    site = Newer(*council())
    site.has_service = way is Way.SERVICE
    with pytest.raises(SiteError, match="no committee is called 'Harbour'; there are Cabinet, Children"):
        look(site, Window(WINDOW.since, WINDOW.until, ("Harbour",)))


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize(
    ("maker", "place"), [(Newer, "ieListMeetings.aspx?CommitteeId=131"), (Older, "ieListMeetings.aspx?CId=131&Year=0")]
)
def test_the_address_of_a_committee_means_that_committee(maker: type[Maker], place: str, way: Way) -> None:
    site = maker(*council())
    site.has_service = way is Way.SERVICE
    assert {one.met.day for one in look(site, at=place).documents} == {LAST}


def test_a_document_listed_twice_is_one() -> None:
    bodies = council()
    bodies[0].meetings[0].docs.append(bodies[0].meetings[0].docs[1])
    bodies[1].meetings[0].docs.append(bodies[0].meetings[0].docs[1])
    listing = look(Newer(*bodies))
    assert len({one.key for one in listing.documents}) == len(listing.documents) == 5


def test_single_reports_are_left_where_a_pack_holds_them_and_taken_where_none_does() -> None:
    listing = look(Newer(*council()))
    assert {one.key for one in chosen(listing.documents)} == {"g7115-10", "g7115-1", "b88", "s444"}
    assert len(chosen(listing.documents, every=True)) == 5
    assert listing.restricted == 1


@pytest.mark.parametrize("name", ["entities", "external", "cut"])
def test_xml_that_is_a_bomb_or_cut_short_makes_the_look_incomplete(name: str) -> None:
    bodies = {
        "entities": b'<?xml version="1.0"?>'
        b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><meetings><meeting>&c;</meeting></meetings>',
        "external": b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><meetings/>',
        "cut": b"<meetings><meeting><meetingid>1</meetingid>",
    }
    site = Newer(*council())
    site.faults["GetMeetings"] = Reply(bodies[name], media="text/xml")
    with pytest.raises(SiteError, match="no whole XML"):
        look(site)


FAULTS = {
    "500": (Reply(b"<html></html>", 500), SiteError),
    "refused": (Reply(b"<html></html>", 403), NotServedError),
    "busy": (Reply(b"", 429), BusySiteError),
    "cut": (Reply(b"<html><body>" + b"x" * 5000, cut=200), SiteError),
    "cut, of untold length": (Reply(b"<html><body><a href=x>", sized=False), SiteError),
    "not a page": (Reply(b"%PDF-1.7", media="application/pdf"), SiteError),
    "elsewhere": (Reply(status=302, headers={"location": "https://example.org/ieListMeetings.aspx"}), SiteError),
    "round and round": (Reply(status=302, headers={"location": "/ieListMeetings.aspx?CommitteeId=130&Year=0"}), SiteError),
    "packed": (Reply(b"x", headers={"content-encoding": "gzip"}), SiteError),
    "endless": (Reply(b"x" * (9 << 20)), SiteError),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_page_that_fails_makes_the_look_incomplete(name: str) -> None:
    site = Newer(*council())
    site.has_service = False
    reply, error = FAULTS[name]
    site.faults["ieListMeetings.aspx?CommitteeId=130"] = reply
    with pytest.raises(error):
        look(site)


def test_an_empty_site_and_a_dead_one_are_incomplete_looks() -> None:
    with pytest.raises(SiteError, match="no document is listed"):
        look(Newer(Body(130, "Cabinet", [Met(1, MARCH)])))
    bare = Newer()
    bare.has_service = False
    with pytest.raises(SiteError, match="no committees are listed"):
        look(bare)
    with pytest.raises(SiteError, match="cannot be reached"), Client("http://127.0.0.1:9/", QUICK) as client:
        Site(client).listing(WINDOW)


def test_a_service_that_was_there_before_is_not_made_up_for_by_pages() -> None:
    site = Newer(*council())
    with served(site) as address, Client(address, QUICK) as client:
        reader = Site(client)
        assert reader.listing(WINDOW).way is Way.SERVICE
        site.has_service = False
        with pytest.raises(SiteError, match="does not answer"):
            reader.listing(WINDOW)


@pytest.mark.parametrize("way", list(Way))
def test_a_meeting_that_the_lists_leave_out_is_asked_for_by_itself(way: Way) -> None:
    site = Newer(*council())
    site.has_service = way is Way.SERVICE
    with served(site) as address, Client(address, QUICK) as client:
        reader = Site(client)
        before = reader.listing(WINDOW)
        site.faults["ieListMeetings.aspx?CommitteeId=131"] = Reply(b"<html><body>none</body></html>")
        site.faults["lCommitteeId=131"] = Reply(b"<meetings/>", media="text/xml")
        assert len(reader.listing(WINDOW).documents) == 4
        assert {one.key for one in reader.listing(WINDOW, before.meetings).documents} == {one.key for one in before.documents}


def test_only_https_is_asked_and_this_computer_where_it_is_said() -> None:
    site = Newer(*council())
    with served(site) as address, pytest.raises(SiteError, match="only https"):
        Site(Client(address, Manners(pause=0))).listing(WINDOW)
    assert not site.asked
    with pytest.raises(SiteError, match="only https"):
        Site(Client("http://democracy.example.gov.uk/", QUICK)).listing(WINDOW)


def test_pauses_are_kept_between_requests_and_the_sites_own_are_longer() -> None:
    for robots, pause in ((None, 2.0), ("User-agent: *\nCrawl-delay: 7", 7.0)):
        site = Newer(*council())
        site.robots = robots
        slept: list[float] = []
        manners = Manners(pause=2.0, insecure=True)
        with served(site) as address, Client(address, manners, sleep=slept.append, clock=lambda: 0.0) as client:
            Site(client).listing(WINDOW)
        assert len(slept) == len(site.asked) - 1
        assert set(slept[1:]) == {pause}


@pytest.mark.parametrize(("robots", "allowed"), [
    ("User-agent: *\nDisallow: /", False),
    (f"User-agent: *\nAllow: /\n\nUser-agent: {AGENT}\nDisallow: /mg", False),
    (f"User-agent: *\nDisallow: /\n\nUser-agent: {AGENT}\nDisallow:", True),
    ("User-agent: OtherBot\nDisallow: /", True),
    ("", True),
])  # fmt: skip
def test_robots_txt_is_respected(robots: str, allowed: bool) -> None:
    site = Newer(*council())
    site.robots = robots
    if allowed:
        assert look(site).documents
    else:
        with pytest.raises(SiteError):
            look(site)
        assert not [
            place for place in site.asked if place.startswith("/mg") or (place != "/robots.txt" and "Disallow: /\n" in robots + "\n")
        ]


def test_where_robots_txt_cannot_be_had_nothing_is_asked() -> None:
    site = Newer(*council())
    site.faults["/robots.txt"] = Reply(b"", 500)
    with pytest.raises(SiteError):
        look(site)
    assert set(site.asked) == {"/robots.txt"}


@pytest.mark.parametrize(("rules", "place", "allowed"), [
    ("Disallow: /documents/", "https://a.uk/documents/s1/a.pdf", False),
    ("Disallow: /documents/\nAllow: /documents/g", "https://a.uk/documents/g1/a.pdf", True),
    ("Disallow: /*.pdf$", "https://a.uk/x/a.pdf", False),
    ("Disallow: /*.pdf$", "https://a.uk/x/a.pdf?T=1", True),
    ("Disallow: /*?T=*", "https://a.uk/x/a.pdf?T=1", False),
    ("Disallow: /a%20b", "https://a.uk/a b/c", False),
    ("Disallow: /Public reports", "https://a.uk/Public%20reports/c", False),
    ("Disallow:", "https://a.uk/", True),
    ("Disallow: /x\nAllow: /x", "https://a.uk/x", True),
    ("Disallow: /" + "*a" * 60, "https://a.uk/" + "b" * 5000, True),
])  # fmt: skip
def test_rules_of_robots_txt(rules: str, place: str, allowed: bool) -> None:
    assert Robots.read(f"User-Agent: *\n{rules}", AGENT).allow(place) is allowed


FILES = {
    "500": (Reply(b"", 500), SiteError, "failed"),
    "404": (Reply(b"", 404), NotServedError, "does not give"),
    "sign in": (Reply(status=302, headers={"location": "/signin"}), NotServedError, "sign in"),
    "a page": (Reply(b"<html></html>"), SiteError, "web page"),
    "cut": (Reply(pdf("a"), media="application/pdf", cut=100), SiteError, "cut short"),
    "cut, of untold length": (Reply(pdf("a")[:-200], media="application/pdf", sized=False), SiteError, "cut short"),
    "empty": (Reply(b"", media="application/pdf"), SiteError, "nothing came"),
    "huge, told": (Reply(b"%PDF-" + b"x" * 4000, media="application/pdf"), SiteError, "larger"),
    "huge, untold": (Reply(b"%PDF-" + b"x" * 4000, media="application/pdf", sized=False), SiteError, "larger"),
    "slow": (Reply(pdf("a"), media="application/pdf", wait=2.0), SiteError, "in time"),
    "elsewhere": (Reply(status=302, headers={"location": "http://127.0.0.1:9/a.pdf"}), SiteError, "another host"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_document_that_does_not_come_whole_leaves_nothing(name: str, tmp_path: Path) -> None:
    reply, error, words = FILES[name]
    site = Newer(*council())
    site.faults |= {"s501": reply, "/signin": Reply(b"<html></html>")}
    manners = Manners(pause=0, insecure=True, patience=1.0, most_of_file=3000)
    with served(site) as address, Client(address, manners) as client, pytest.raises(error, match=words):
        client.file(f"{address}documents/s501/Bridge%20repairs.pdf", Known(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_document_that_drips_for_ever_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.websites.client._FILE_SECONDS", 0.3)
    site = Newer(*council())
    site.faults["s501"] = Reply(pdf("a"), media="application/pdf", drip=0.05)
    with served(site) as address, Client(address, QUICK) as client, pytest.raises(SiteError, match="too slowly"):
        client.file(f"{address}documents/s501/Bridge%20repairs.pdf", Known(), tmp_path)


def test_a_document_is_sent_once_while_it_is_what_it_was(tmp_path: Path) -> None:
    site = Newer(*council())
    with served(site) as address, Client(address, QUICK) as client:
        place = f"{address}documents/s501/Bridge%20repairs.pdf"
        first = client.file(place, Known(), tmp_path)
        assert first
        assert first.file.read_bytes() == site.bodies[0].meetings[0].docs[1].body
        assert client.file(place, first.known, tmp_path) is None
        site.bodies[0].meetings[0].docs[1].body = pdf("Bridge repairs, corrected")
        assert client.file(place, first.known, tmp_path) is not None

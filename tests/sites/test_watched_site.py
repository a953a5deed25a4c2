"""A site that is watched: what is new comes in once, what is withdrawn leaves, and a fault of the site withdraws nothing."""

import datetime
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.jobs import Feed, FeedKind, JobState
from ingest.jobs_intake import Intake
from ingest.jobs_store import JobStore
from ingest.library.library import Library
from ingest.library.private import open_to_others
from ingest.models import Classification, Outcome, OutcomeStatus, PaperText
from ingest.pipeline import ingest
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from ingest.site_memory import SiteMemory
from ingest.sources import content_hash
from ingest.watched_site import SiteRound, SiteWatch
from ingest.websites.client import Client, Manners
from ingest.websites.models import Way, Window
from ingest.websites.site import Site
from tests.sites.site import Body, Doc, Maker, Met, Newer, Older, Reply, minutes_of, served

TODAY = datetime.date.today()
YEAR = TODAY.year
WINDOW = Window(datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31))
BOTH = pytest.mark.parametrize("way", list(Way))


def council() -> list[Body]:
    """Three meetings of two committees, with minutes each; words of the same day differ by committee."""
    days = (datetime.date(YEAR, 3, 12), datetime.date(YEAR, 4, 9))
    cabinet = [
        Met(
            7100 + at, day, [Doc(90 + at, "Cabinet", minutes_of("Cabinet", f"{day.day} {day:%B} {YEAR}", f"The fee is £{at}2."), "minutes")]
        )
        for at, day in enumerate(days)
    ]
    panel = Met(7200, days[0], [Doc(501, "Harbour report", minutes_of("Harbour Panel", f"12 March {YEAR}", "The quay is blue."))])
    return [Body(130, "Cabinet", cabinet), Body(131, "Harbour Panel", [panel])]


READ: dict[str, PaperText] = {}


def read_once(path: Path, settings: IngestSettings) -> PaperText:
    """A paper as it is read, in this process; papers that several tests have are read once."""
    sha256 = content_hash(path)
    if sha256 not in READ:
        READ[sha256] = read_paper(path, settings)
    return READ[sha256]


class Office:
    """A library that watches a site."""

    def __init__(self, home: Path, site: Maker, address: str, exempt: bool = False, **manners: int) -> None:
        self.library = Library.open(home, create=True)
        self.store = JobStore(home)
        self.site = site
        self.feed = self.store.feed(Feed(FeedKind.WEBSITE, address, exempt))
        self.client = Client(address, Manners(pause=0.0, insecure=True, patience=5.0, **manners))
        self.watch = SiteWatch(lambda: self.library, self.store, self.feed, Site(self.client))
        self.removed: list[str] = []

    def look(self, window: Window = WINDOW) -> SiteRound:
        return self.watch.round(window, self.take, self.remove)

    def take(self, feed: Feed) -> list[Outcome]:
        intake = Intake(self.store, lambda paths, said, report: ingest(self.library, paths, IngestSettings(), said, report, read=read_once))
        return intake.go_on(lambda _: None, feed)

    def remove(self, paper: object) -> None:
        self.removed.append(paper.document)  # type: ignore[attr-defined]
        self.library.remove(paper.id)  # type: ignore[attr-defined]

    def words(self) -> str:
        return "\n".join(passage.text for passage in self.library.passages())

    def held(self) -> int:
        return len(self.library.papers())

    def states(self) -> dict[str, JobState]:
        return {job.name: job.state for job in self.store.jobs()}


@contextmanager
def open_office(home: Path, site: Maker, exempt: bool = False, **manners: int) -> Iterator[Office]:
    with served(site) as address:
        office = Office(home, site, address, exempt, **manners)
        with office.client:
            yield office
        office.store.close()
        office.library.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home", Newer(*council())) as opened:
        yield opened


@pytest.fixture(params=[(maker, way) for maker in (Newer, Older) for way in Way], ids=lambda one: f"{one[0].__name__}, {one[1]}")
def each(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    maker, way = request.param
    site = maker(*council())
    site.has_service = way is Way.SERVICE
    with open_office(tmp_path / "home", site) as opened:
        yield opened


def docs(office: Office) -> list[Doc]:
    return [doc for _, doc in office.site.documents()]


def test_everything_comes_in_once_and_is_not_sent_again(each: Office) -> None:
    first = each.look()
    assert [outcome.status for outcome in first.outcomes] == [OutcomeStatus.NEW] * 3
    assert (first.looked.found, first.looked.new, first.looked.failed, first.looked.problem) == (3, 3, 0, "")
    assert "The quay is blue." in each.words()
    assert len({paper.document for paper in each.library.papers()}) == 3
    again = each.look()
    assert (again.outcomes, again.looked.new) == ((), 0)
    assert each.held() == 3
    assert not each.site.cookies, "what the site set is not sent back"


@pytest.mark.parametrize("tags", [True, False])
def test_a_new_version_takes_the_place_of_the_old(each: Office, tags: bool) -> None:
    each.site.tags = tags
    each.look()
    assert each.look().looked.new == 0
    docs(each)[0].body = minutes_of("Cabinet", f"12 March {YEAR}", "The fee is £99.")
    found = each.look()
    assert [outcome.status for outcome in found.outcomes] == [OutcomeStatus.REPLACED]
    assert each.held() == 3
    assert "£99" in each.words()
    assert "£02" not in each.words()


def test_a_withdrawn_paper_leaves_after_two_complete_looks_and_not_before(each: Office) -> None:
    each.look()
    each.site.bodies[1].meetings[0].docs.clear()
    first = each.look()
    assert (first.withdrawn, each.held()) == ((), 3)
    second = each.look()
    assert (len(second.withdrawn), second.looked.withdrawn, each.held()) == (1, 1, 2)
    assert each.removed == list(second.withdrawn)
    assert "quay" not in each.words()
    assert len(each.store.jobs()) == 2
    kept = [path for path in (each.store.folder).rglob("*.pdf")]
    assert len(kept) == 2
    assert each.look().withdrawn == ()


def test_a_paper_that_comes_back_in_time_stays_and_one_that_comes_back_later_comes_in_again(office: Office) -> None:
    office.look()
    meeting = office.site.bodies[1].meetings[0]
    taken, meeting.docs = meeting.docs, []
    for _ in range(3):
        office.look()
        meeting.docs = taken
        assert office.look().withdrawn == ()
        meeting.docs = []
    assert [bool(office.look().withdrawn) for _ in range(2)] == [False, True]
    assert office.held() == 2
    meeting.docs = taken
    assert len(office.look().outcomes) == 1
    assert office.held() == 3


@BOTH
def test_a_meeting_that_is_gone_takes_its_papers_with_it_and_one_that_is_only_not_listed_does_not(tmp_path: Path, way: Way) -> None:
    for gone in (False, True):
        site = Newer(*council())
        site.has_service = way is Way.SERVICE
        with open_office(tmp_path / f"{gone}", site) as office:
            office.look()
            if gone:
                site.bodies[1].meetings.clear()
                site.faults["lMeetingId=7200"] = Reply(status=404)
            site.faults["ieListMeetings.aspx?CommitteeId=131"] = Reply(b"<html><body>None</body></html>")
            site.faults["lCommitteeId=131"] = Reply(b"<meetings/>", media="text/xml")
            for _ in range(3):
                office.look()
            assert office.held() == (2 if gone else 3)


def answers(page: Reply, xml: Reply) -> Callable[[Office], None]:
    """Every page and every answer of the service is this."""
    return lambda office: office.site.faults.update({".aspx": page, ".asmx": xml})


def fails(part: str, reply: Reply) -> Callable[[Office], None]:
    return lambda office: office.site.faults.update({part: reply})


def unpublish(office: Office) -> None:
    for body in office.site.bodies:
        for met in body.meetings:
            met.docs.clear()


CUT, NO_XML = Reply(b"<html><body>" + b"x" * 999, cut=50), Reply(b"<a><b>", media="text/xml")
MOVED = Reply(b"<html><body><p>We have moved</p></body></html>")
WHOLE_SITE: dict[str, Callable[[Office], None]] = {
    "down": fails("/", Reply(b"", 500)),
    "asleep": fails("/", Reply(b"", 503)),
    "refuses": fails("/", Reply(b"", 403)),
    "cut": answers(CUT, NO_XML),
    "empty pages": answers(Reply(b"<html></html>"), Reply(b"<a/>", media="text/xml")),
    "no committees": lambda office: office.site.bodies.clear(),
    "no documents at all": unpublish,
    "other pages": answers(MOVED, Reply(status=404)),
    "one list fails": fails("CommitteeId=131", Reply(b"", 500)),
    "serves no document": fails("/documents/", Reply(b"", 403)),
    "documents fail": fails("/documents/", Reply(b"", 500)),
    "robots.txt fails": fails("/robots.txt", Reply(b"", 500)),
}


@BOTH
@pytest.mark.parametrize("name", WHOLE_SITE)
def test_no_fault_of_the_site_withdraws_anything(tmp_path: Path, name: str, way: Way) -> None:
    site = Newer(*council())
    site.has_service = way is Way.SERVICE
    with open_office(tmp_path / "home", site) as office:
        office.look()
        WHOLE_SITE[name](office)
        looks = [office.look() for _ in range(4)]
        assert office.held() == 3
        assert office.removed == []
        assert all(found.looked.problem or found.looked.failed for found in looks)
        site.faults.clear()
        site.bodies[:] = council()
        assert office.look().error is None
        assert office.held() == 3


def test_where_the_look_breaks_off_what_is_missing_is_counted_no_further(office: Office) -> None:
    office.look()
    office.site.bodies[1].meetings[0].docs.clear()
    office.look()
    office.site.faults["/documents/"] = Reply(b"", 503)
    assert "asks to be left alone" in office.look().looked.problem
    assert office.held() == 3
    office.site.faults.clear()
    office.look()
    assert office.held() == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_is_listed_and_no_longer_served_is_withdrawn_while_others_are_served(office: Office, status: int) -> None:
    office.look()
    office.site.faults["/documents/s501"] = Reply(b"", status)
    assert office.look().looked.failed == 0
    office.look()
    assert office.held() == 2


def test_restricted_papers_that_are_named_and_not_served_are_no_error(office: Office) -> None:
    docs(office)[2].restricted = True
    office.site.faults["/documents/g7100"] = Reply(b"", 403)
    found = office.look()
    assert (found.error, found.failures, found.looked.problem, office.held()) == (None, (), "", 1)
    assert len(office.store.jobs()) == 1


FILE_FAULTS = {
    "500": Reply(b"", 500),
    "a page": Reply(b"<html></html>"),
    "cut": Reply(docs_body := minutes_of("Harbour Panel", f"12 March {YEAR}"), media="application/pdf", cut=len(docs_body) // 2),
    "elsewhere": Reply(status=302, headers={"location": "https://example.org/a.pdf"}),
    "huge": Reply(b"%PDF-" + b"x" * (2 << 20), media="application/pdf"),
    "no paper inside": Reply(b"%PDF-1.7 nothing %%EOF", media="application/pdf"),
}


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_one_bad_document_stops_no_other_and_is_a_dead_letter_after_two_looks(tmp_path: Path, name: str) -> None:
    site = Newer(*council())
    site.faults["/documents/s501"] = FILE_FAULTS[name]
    with open_office(tmp_path / "home", site, most_of_file=1 << 20) as office:
        assert office.look().looked.failed == 1
        assert office.held() == 2
        assert [job.state for job in office.store.jobs([JobState.WAITING])] == [JobState.WAITING]
        office.look()
        (dead,) = office.store.jobs([JobState.FAILED])
        assert dead.reason
        asked = sum("s501" in place for place in site.asked)
        office.look()
        assert sum("s501" in place for place in site.asked) == asked + (name == "no paper inside")
        site.faults.clear()
        office.store.retry([dead.id])
        office.look()
        assert office.held() == 3
        assert not office.store.jobs([JobState.FAILED, JobState.WAITING])


def test_a_document_that_cannot_be_fetched_anew_keeps_its_version_and_is_asked_for_again(office: Office) -> None:
    office.look()
    office.site.faults["/documents/s501"] = Reply(b"", 500)
    for _ in range(3):
        office.look()
    (dead,) = office.store.jobs([JobState.FAILED])
    assert "the version read before is kept" in dead.reason
    assert office.held() == 3
    office.site.faults.clear()
    office.look()
    assert set(office.states().values()) == {JobState.READ, JobState.UNCHANGED}


def test_a_renamed_document_is_the_same_and_a_renamed_new_version_takes_its_place(each: Office) -> None:
    each.look()
    before = {paper.id for paper in each.library.papers()}
    if isinstance(each.site, Newer):
        docs(each)[2].title = "Harbour report (corrected title)"
    assert each.look().looked.failed == 0
    each.look()
    assert {paper.id for paper in each.library.papers()} == before
    if isinstance(each.site, Newer):
        docs(each)[2].title, docs(each)[2].body = "Harbour report 2", minutes_of("Harbour Panel", f"12 March {YEAR}", "The quay is red.")
        for _ in range(3):
            each.look()
        assert each.held() == 3
        assert "The quay is red." in each.words()
        assert "blue" not in each.words()


def test_the_same_content_at_a_new_address_is_no_new_paper_and_outlives_the_old_address(office: Office) -> None:
    office.look()
    docs(office)[2].number = 777
    for _ in range(4):
        office.look()
    assert office.held() == 3
    assert office.removed == []
    paper = next(paper for paper in office.library.papers() if "Harbour" in paper.document)
    assert Path(paper.path).is_file()
    docs(office).pop()
    office.site.bodies[1].meetings[0].docs.clear()
    for _ in range(2):
        office.look()
    assert office.held() == 2


def test_what_a_person_put_in_from_a_file_of_their_own_stays(office: Office, tmp_path: Path) -> None:
    own = tmp_path / "own.pdf"
    own.write_bytes(docs(office)[2].body)
    ingest(office.library, [own], IngestSettings())
    office.look()
    office.site.bodies[1].meetings[0].docs.clear()
    problems = [office.look().looked.problem for _ in range(2)]
    assert office.held() == 3
    assert "own.pdf holds it too" in problems[1]


def test_what_lies_outside_the_window_is_not_missing(office: Office) -> None:
    office.look()
    for window in (Window(datetime.date(YEAR, 4, 1), WINDOW.until), Window(WINDOW.since, WINDOW.until, ("Cabinet",))):
        for _ in range(3):
            assert office.look(window).error is None
        assert office.held() == 3


@pytest.mark.parametrize("exempt", [True, False])
def test_a_site_may_be_marked_so_that_all_its_papers_are_exempt(tmp_path: Path, exempt: bool) -> None:
    with open_office(tmp_path / "home", Newer(*council()), exempt=exempt) as office:
        office.look()
        docs(office)[0].body = minutes_of("Cabinet", f"12 March {YEAR}", "The fee is £99.")
        office.look()
        public = [paper for paper in office.library.papers() if office.library.passage_count(paper.id, {Classification.PUBLIC})]
        assert len(public) == (0 if exempt else 3)


def test_where_a_paper_came_from_is_kept(office: Office) -> None:
    office.look()
    paper = next(paper for paper in office.library.papers() if "Harbour" in paper.document)
    (kept,) = office.store.rows("SELECT address FROM document WHERE sha256 = ?", paper.sha256)
    assert kept["address"] == f"{office.feed.address}mgConvert2PDF.aspx?ID=501"
    assert str(YEAR) in paper.document
    assert open_to_others(office.library.home) == []


KILLED = """
import os, signal, sys
from tests.sites.test_watched_site import *
site, home = Newer(*council()), Path(sys.argv[1])
office = Office(home, site, sys.argv[2])
def die(message):
    if message.startswith("3 of"):
        os.kill(os.getpid(), signal.SIGKILL)
office.watch.round(WINDOW, office.take, office.remove, say=die)
"""


def test_a_look_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    site = Newer(*council())
    with served(site) as address:
        command = [sys.executable, "-c", KILLED, tmp_path / "home", address]
        ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(Path.cwd())}, check=False)
        assert ended.returncode == -signal.SIGKILL
        office = Office(tmp_path / "home", site, address)
        assert len(office.store.jobs([JobState.WAITING])) == 2
        assert office.held() == 0
        with office.client:
            assert len(office.look().outcomes) == 3
        assert len(SiteMemory(office.store, office.feed).all()) == 3
        office.store.close()
        office.library.close()

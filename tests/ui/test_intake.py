"""The page of the queue: who gets it, what it says, what is put back; nothing of an exempt paper for who may not see it."""

import datetime
import html
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.access.models import Action
from assistant.service.services import Services
from assistant.ui.intake_page import PATH
from ingest.jobs import COMMAND_LINE, WEB_PAGE, Feed, FeedKind, Item, Job, JobState, Looked, Settled
from ingest.jobs_store import JobStore
from ingest.models import Overrides
from ingest.sources import content_hash
from tests.access.doors import Visit, make_app
from tests.web_fakes import make_services
from vectorstore.models import Role

PASSWORD = "meadow gate at dusk"
SITE = Feed(FeedKind.WEBSITE, "https://democracy.example.gov.uk/")
PART_TWO = Feed(FeedKind.FOLDER, "/papers/part-two", exempt=True)
HOSTILE = '<script>alert("1")</script>.pdf'
SECRETS = ("depot-sale", "reserve price", "kept back: page 3", "harbour valuation (confidential)", "part-two", "land-deal", "removed-since")


class House(NamedTuple):
    """The services with a queue, visits to them by who is signed in, and the jobs that were read."""

    services: Services
    queue: JobStore
    as_: Callable[[str], Visit]
    read: list[Collection[int] | None]


def fill(services: Services, queue: JobStore) -> None:
    """A job in every state, of public and exempt papers."""
    papers = {paper.document: paper for paper in services.library.papers()}

    def put(feed: Feed, name: str, settled: Settled | None, said: Overrides | None = None, path: Path | None = Path("/gone")) -> Job:
        (job,) = queue.put(feed, [Item(name, path and path / name, name)], said or Overrides())
        if settled:
            queue.settle(job.id, settled)
        return job

    def of(name: str, state: JobState, *notes: str) -> Settled:
        return Settled(state, notes=notes, sha256=papers[name].sha256, document=name)

    put(COMMAND_LINE, "minutes.txt", of("minutes.txt", JobState.READ))
    put(COMMAND_LINE, "meadows-pack.pdf", of("meadows-pack.pdf", JobState.KEPT_BACK, "kept back: page 3 says 'Not for publication'"))
    put(COMMAND_LINE, "depot-sale.txt", of("depot-sale.txt", JobState.DOUBTED, "the reserve price could not be read"))
    put(COMMAND_LINE, HOSTILE, Settled(JobState.FAILED, f"{HOSTILE}: is damaged"))
    put(WEB_PAGE, "harbour valuation (confidential).pdf", Settled(JobState.FAILED, "harbour valuation (confidential).pdf: is damaged"))
    put(PART_TWO, "land-deal.pdf", None)
    put(COMMAND_LINE, "removed-since.pdf", Settled(JobState.READ, sha256="a" * 64, document="removed-since.pdf"))
    for _ in range(2):
        (job,) = queue.put(SITE, [Item("https://democracy.example.gov.uk/a.pdf", None, "Fees")], Overrides())
        queue.settle(job.id, Settled(JobState.FAILED, "the site failed (500)"))
    now = queue.jobs()[0].made
    queue.note(SITE, Looked(now, now + datetime.timedelta(hours=6), 12, 3, 1, 2, "its pages", "one list failed"))
    queue.note(PART_TWO, Looked(now, now - datetime.timedelta(hours=2), 1, 1, 0, 0, "", "land-deal.pdf is missing"))


def with_queue(home: Path, read: list[Collection[int] | None]) -> tuple[Services, JobStore]:
    services = make_services(home, questions_per_minute=0)
    queue = JobStore(services.library.home)
    return replace(services, queue=queue, go_on=read.append), queue


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A council with an account of each role; the public is ""."""
    read: list[Collection[int] | None] = []
    services, queue = with_queue(tmp_path_factory.mktemp("town"), read)
    fill(services, queue)
    assert services.access
    app, opened = make_app(services), {}
    first = Visit(app)

    def visit(name: str) -> Visit:
        if name not in opened:
            opened[name] = Visit(app, first)
            assert not name or opened[name].sign_in(name, PASSWORD) == 303
        return opened[name]

    with first.client:
        for name, role in (("member", Role.MEMBER), ("officer", Role.OFFICER), ("root", Role.ADMINISTRATOR)):
            services.access.accounts.create(name, role, PASSWORD)
        yield House(services, queue, visit, read)
    queue.close()
    services.access.close()
    services.library.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[House]:
    """A machine without accounts, whose user may add papers and reads what is public."""
    read: list[Collection[int] | None] = []
    services, queue = with_queue(tmp_path / "alone", read)
    fill(services, queue)
    visit = Visit(make_app(services))
    visit.client._transport.client = ("127.0.0.1", 50000)  # type: ignore[attr-defined]
    with visit.client:
        yield House(services, queue, lambda _: visit, read)
    queue.close()
    assert services.access
    services.access.close()
    services.library.close()


@pytest.mark.parametrize(("who", "status"), [("", 404), ("member", 404), ("officer", 200), ("root", 200)])
def test_who_gets_the_page(house: House, who: str, status: int) -> None:
    visit = house.as_(who)
    assert visit.get(PATH)[0] == status
    assert visit.get(f"{PATH}?state=failed")[0] == status
    assert visit.post(PATH, PATH if status == 200 else "/sign-in", job="0")[0] == (303 if status == 200 else 404)
    assert ("How papers come in" in visit.text("/papers/")) is (status == 200)


def test_every_state_source_and_reason_is_told_in_words(house: House) -> None:
    page = house.as_("officer").text(PATH)
    for words in ("Failed", "Waiting", "Kept back, in whole or part", "Read with doubts", "The site failed (500)."):
        assert words in page
    assert "https://democracy.example.gov.uk/" in page
    assert "12 found · 3 new or changed · 1 failed · 2 withdrawn" in page
    assert "One list failed." in page
    assert page.count("nobody looks: it was due") == 1, "of the folder alone, whose look is overdue"
    assert html.escape(HOSTILE, quote=False) in page.replace("&#34;", '"')
    assert "<script>alert" not in page
    assert "kept back: page 3 says" in page
    assert f'href="/papers/read?paper={content_hash_of(house, "minutes.txt")[:16]}"' in page


def content_hash_of(house: House, name: str) -> str:
    paper = house.services.library.paper(name)
    stored = house.services.library.stored_file(paper)
    assert stored
    return content_hash(stored)


def test_who_is_entitled_sees_the_names_of_exempt_papers(house: House) -> None:
    page = house.as_("officer").text(PATH).casefold()
    assert all(secret in page for secret in SECRETS)
    assert "no longer among the papers" in page


@pytest.mark.parametrize("query", ["", *(f"?state={state.value}" for state in JobState)])
def test_who_may_not_see_exempt_papers_learns_nothing_of_one(alone: House, query: str) -> None:
    page = alone.as_("").text(f"{PATH}{query.replace(' ', '%20')}").casefold()
    assert not [secret for secret in SECRETS if secret in page]
    if not query:
        assert "minutes.txt" in page, "what is public is told"
        assert "fees" in page
        assert page.count("<h3>a paper that you may not see") == 4
        assert "a source whose papers are exempt" in page


def test_a_dead_letter_is_put_back_read_and_recorded(house: House) -> None:
    visit = house.as_("officer")
    job = next(job for job in house.queue.jobs([JobState.FAILED]) if job.name == HOSTILE)
    house.read.clear()
    assert visit.post(PATH, PATH, job=str(job.id))[0] == 303
    wait_for(lambda: house.read == [[job.id]])
    assert next(one for one in house.queue.jobs() if one.id == job.id).state is JobState.WAITING
    assert house.services.access
    entry = list(house.services.access.audit.entries(exempt=True))[-1]
    assert (entry.action, entry.who, entry.outcome, entry.exempt) == (Action.UPLOADED, "officer", "put back", True)
    assert "1 paper put back" in visit.text(f"{PATH}?back=1")
    house.queue.settle(job.id, Settled(JobState.FAILED, f"{HOSTILE}: is damaged"))


@pytest.mark.parametrize("fields", [{"job": "1; DROP"}, {"job": ""}, {"job": "9" * 40}])
def test_what_is_no_job_is_not_found(house: House, fields: dict[str, str]) -> None:
    assert house.as_("officer").post(PATH, PATH, **fields)[0] == 404


def test_a_form_that_was_not_made_here_changes_nothing(house: House) -> None:
    before = house.queue.counts()
    answer = house.as_("officer").client.post(PATH, data={"form": "0" * 64, "job": "all"})
    assert answer.status_code == 404
    assert house.queue.counts() == before
    assert house.as_("officer").get(f"{PATH}?back=<script>&page=x&state=none")[0] == 200


def test_all_dead_letters_are_put_back_at_once(alone: House) -> None:
    assert alone.as_("").post(PATH, PATH, job="all")[0] == 303
    assert not alone.queue.jobs([JobState.FAILED])
    wait_for(lambda: bool(alone.read))


def test_what_uploads_left_when_the_program_ended_is_gone_on_with(tmp_path: Path) -> None:
    read: list[Collection[int] | None] = []
    services, queue = with_queue(tmp_path / "left", read)
    queue.put(WEB_PAGE, [Item("/tmp/a.pdf", Path("/tmp/a.pdf"), "a.pdf")], Overrides(), owner="an owner that has ended")
    make_app(services)
    wait_for(lambda: read == [None])
    queue.close()
    assert services.access
    services.access.close()
    services.library.close()


def wait_for(done: Callable[[], bool]) -> None:
    """Wait until a thread has done it. Fails after ten seconds."""
    pause = threading.Event()
    for _ in range(1000):
        if done():
            return
        pause.wait(0.01)
    raise AssertionError("it was not done")

"""Notes on the web: asked for, watched, read and taken away; by their owner alone, for the owner's eyes of the moment."""

import datetime
import html
import io
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import docx
import pytest

from assistant.access.board import KEPT_SECONDS, NoteJob, NoteState
from assistant.access.models import Action
from assistant.access.presence import Presence
from assistant.access.store import AccessStore
from assistant.access.store_board import StoreBoard
from assistant.briefing.edits import Edits
from assistant.briefing.models import BriefRequest, Note
from assistant.errors import BriefingTargetError, TooManyError
from assistant.export import note_bytes
from assistant.registers.notes import marked
from assistant.service.jobs import Jobs
from assistant.service.services import OnProgress, Services
from ingest.models import Classification
from tests.access.doors import HOST, Visit, make_app
from tests.api.worlds import FakeBriefer
from tests.web_fakes import SECRET, FakeAssistant, make_services
from vectorstore.models import Role

MOWING, TENDER = "annual cost of mowing", "contractor's tender price"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)> =HYPERLINK("http://evil.example") {{7*7}}'


class Pen(FakeBriefer):
    """Writes real files, marks what is exempt, and waits at each stage until it is let go on."""

    def __init__(self, services: Services) -> None:
        assert isinstance(services.assistant, FakeAssistant)
        super().__init__(services.assistant)
        self.library = services.library
        self.go = threading.Semaphore(1000)
        self.stages = 0

    def hold(self) -> None:
        """Have it wait before its next stage."""
        while self.go.acquire(blocking=False):
            pass

    def write(self, request: BriefRequest, role: Role, on_progress: OnProgress) -> Note:
        if "nothing" in request.topic:
            raise BriefingTargetError("there are the meetings Environment Committee, 14 March 2024")
        for at, stage in enumerate(("finding the papers", "writing: Background", "numbering the sources")):
            self.go.acquire()
            on_progress(at, 3, stage)
            self.stages += 1
        note = marked(super().write(request, role, lambda *_: None), self.library)
        return note.model_copy(update={"recipient": request.recipient, "author": request.author})

    def export(self, note: Note, format: str) -> bytes:
        return note_bytes(note, format)


@dataclass
class Desk:
    """The app, what writes its notes, and one browser."""

    services: Services
    pen: Pen
    browser: Visit

    def begin(self, topic: str, browser: Visit | None = None, **fields: str) -> str:
        """Ask for a note; where it is watched."""
        visit = browser or self.browser
        answer = visit.client.post("/brief", data={"form": visit.form_token("/brief"), "topic": topic, **fields})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def note(self, topic: str, browser: Visit | None = None, **fields: str) -> str:
        """Ask for a note and watch it to its end; where it is."""
        address = self.begin(topic, browser, **fields)
        (browser or self.browser).text(address)
        return address

    def recorded(self, exempt: bool = True) -> list[tuple[Action, str, bool]]:
        assert self.services.access
        return [(entry.action, entry.outcome, entry.exempt) for entry in self.services.access.audit.entries(exempt=exempt)]


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[[Role], Desk]]:
    """Opens the app for the reader of a machine without accounts who reads as a role."""
    opened: list[Desk] = []

    def open_as(role: Role) -> Desk:
        services = make_services(tmp_path / role.value, role, questions_per_minute=0)
        services = replace(services, briefer=(pen := Pen(services)))
        visit = Visit(make_app(services))
        visit.client.__enter__()
        opened.append(Desk(services, pen, visit))
        return opened[-1]

    yield open_as
    for desk in opened:
        desk.pen.go.release(1000)
        desk.browser.client.__exit__(None, None, None)
        desk.services.access.close()  # type: ignore[union-attr]
        desk.services.library.close()


@pytest.fixture
def desk(open_desk: Callable[[Role], Desk]) -> Desk:
    """As the public sees it."""
    return open_desk(Role.PUBLIC)


def test_a_note_is_asked_for_watched_read_and_taken_away(desk: Desk) -> None:
    desk.pen.hold()
    address = desk.begin(MOWING, recipient="Councillor Sandys", author="Democratic Services")
    threading.Timer(0.3, desk.pen.go.release, (1000,)).start()
    watched = desk.browser.text(address)
    assert re.findall(r"<li>(\d of 3: [^<]*)</li>", watched) == [
        "1 of 3: finding the papers", "2 of 3: writing: Background", "3 of 3: numbering the sources",
    ]  # fmt: skip
    assert watched.index("3 of 3") < watched.index(f'content="0; url={address}"')
    page = desk.browser.text(address)
    assert "Councillor Sandys" in page
    (source,) = set(re.findall(r'class="source-link" href="([^"]+)"', page))
    assert "£48,200" in desk.browser.text(html.unescape(source))
    for format in ("docx", "html", "md"):
        file = desk.browser.client.get(f"{address}/note.{format}")
        assert file.headers["content-disposition"] == f'attachment; filename="briefing-note-{datetime.date.today()}.{format}"'
        assert file.headers["cache-control"] == "no-store"
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(desk.browser.get(f"{address}/note.docx")[1])).paragraphs)
    assert "£48,200" in words
    assert desk.recorded()[:2] == [(Action.BRIEFED, "ready", False), (Action.OPENED, "", False)]
    assert (Action.EXPORTED, "docx", False) in desk.recorded()
    assert desk.browser.get(f"{address}/note.exe")[0] == 404


def _choice(desk: Desk, address: str) -> dict[str, list[str]]:
    """The form to choose and edit by as it is sent unchanged."""
    page = desk.browser.text(f"{address}/edit")
    found = {name: re.findall(rf'name="{name}" value="([^"]*)"', page) for name in ("keep", "place", "form")}
    return {**found, "words": [html.unescape(words) for words in re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)]}


def _file(desk: Desk, address: str, format: str) -> str:
    content = desk.browser.get(f"{address}/note.{format}")[1]
    return content.decode() if format != "docx" else "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


def test_sentences_are_edited_and_left_out_before_the_note_is_taken_away(desk: Desk) -> None:
    address = desk.note(MOWING)
    choice = _choice(desk, address)
    assert choice["words"]
    assert choice["keep"] == choice["place"]
    assert desk.browser.client.post(f"{address}/edit", data=choice).headers["location"] == address
    assert "You changed this note" not in desk.browser.text(address)
    choice["words"][0] = f"Mowing costs too much. {HOSTILE}"
    assert desk.browser.client.post(f"{address}/edit", data=choice).status_code == 303
    page = desk.browser.text(address)
    assert "You changed this note: 1 edited." in page
    assert "<script>alert" not in page + desk.browser.text(f"{address}/edit")
    for format in ("docx", "html", "md"):
        told = _file(desk, address, format)
        assert "Mowing costs too much." in told
        assert "(edited)" in told
    assert (Action.EXPORTED, "docx", False) in desk.recorded()
    assert re.search(r'class="source-link"', page), "an edited sentence keeps its source"
    assert desk.browser.client.post(f"{address}/edit", data={"form": choice["form"], "put_back": "1"}).status_code == 303
    assert "Mowing costs too much" not in desk.browser.text(address) + _file(desk, address, "md")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"keep": []}, "Keep at least one sentence."),
        ({"words": []}, "of another note"),
        ({"keep": ["9.9.9"]}, "of another note"),
        ({"words": ["x" * 3001]}, "3,000 characters"),
    ],
)
def test_a_choice_that_cannot_be_changes_nothing(desk: Desk, change: dict[str, list[str]], told: str) -> None:
    address = desk.note(MOWING)
    choice = _choice(desk, address) | change
    answer = desk.browser.client.post(f"{address}/edit", data=choice)
    assert (answer.status_code, told in answer.text) == (400, True)
    assert "You changed this note" not in desk.browser.text(address)


def test_nobody_else_chooses_or_edits(desk: Desk) -> None:
    address = desk.note(MOWING)
    choice = _choice(desk, address)
    assert desk.browser.client.post(f"{address}/edit", data=choice | {"form": ["forged"]}).status_code == 404
    other = Visit(desk.browser.app, desk.browser)
    assert other.get(f"{address}/edit")[0] == 404
    assert other.post(f"{address}/edit", "/brief", keep="0.0.0")[0] == 404


@pytest.mark.parametrize("role", list(Role))
def test_what_is_exempt_stays_marked_whatever_is_edited(open_desk: Callable[[Role], Desk], role: Role) -> None:
    desk = open_desk(role)
    address = desk.note(TENDER)
    if role is Role.PUBLIC:
        assert SECRET not in desk.browser.get(f"{address}/edit")[1].decode()
        return
    choice = _choice(desk, address)
    choice["words"] = ["Nothing to see."] * len(choice["words"])
    assert desk.browser.client.post(f"{address}/edit", data=choice).status_code == 303
    assert "NOT FOR PUBLICATION" in _file(desk, address, "md")
    assert "NOT FOR PUBLICATION" in desk.browser.text(f"{address}/edit")


@pytest.mark.parametrize("role", list(Role))
def test_exempt_words_are_in_the_notes_of_those_entitled_alone(open_desk: Callable[[Role], Desk], role: Role) -> None:
    desk = open_desk(role)
    address = desk.note(TENDER)
    said = desk.browser.text(address) + "".join(desk.browser.get(f"{address}/note.{f}")[1].decode() for f in ("html", "md"))
    entitled = role is not Role.PUBLIC
    assert (SECRET in said, "NOT FOR PUBLICATION" in said, "Exempt</strong>" in said) == (entitled,) * 3
    assert (Action.BRIEFED, "ready", entitled) in desk.recorded()
    assert TENDER not in str(list(desk.services.access.audit.entries())) or not entitled  # type: ignore[union-attr]


def test_a_note_is_its_owners_alone(desk: Desk) -> None:
    address = desk.note(MOWING)
    other = Visit(desk.browser.app, desk.browser)
    absent = other.get("/brief/0000")
    assert absent[0] == 404
    for path in (address, f"{address}/note.docx", f"{address}/note.md"):
        assert other.get(path) == absent
    assert MOWING not in other.text("/brief")
    assert other.post(f"{address}/stop", "/brief")[0] == 404
    assert MOWING in desk.browser.text("/brief")


def test_what_became_exempt_since_is_no_longer_told(desk: Desk) -> None:
    address = desk.note(MOWING)
    assert "£48,200" in desk.browser.text(address)
    paper = desk.services.library.paper("meadows-pack.pdf")
    desk.services.library.update_info(paper.id, replace(paper.info, classification=Classification.EXEMPT))
    page = desk.browser.text(address) + desk.browser.text(f"{address}/edit")
    assert "Papers have changed since" in page
    assert "£48,200" not in page
    assert MOWING not in page + desk.browser.text("/brief")
    assert desk.browser.get(f"{address}/note.docx")[0] == 404


def test_stopping_ends_the_work_and_keeps_nothing(desk: Desk) -> None:
    desk.pen.hold()
    desk.pen.go.release(1)
    address = desk.begin(MOWING)
    while desk.pen.stages < 1:
        threading.Event().wait(0.01)
    token = desk.browser.form_token("/brief")
    assert desk.browser.client.post(f"{address}/stop", data={"form": "forged"}).status_code == 404
    assert desk.browser.client.post(f"{address}/stop", data={"form": token}).headers["location"] == address
    desk.pen.go.release(1)
    assert "numbering" not in desk.browser.text(address)
    page = desk.browser.text(address)
    assert "You stopped this note." in page
    assert f'value="{MOWING}"' in page
    assert desk.pen.stages == 1
    assert desk.recorded()[-1] == (Action.BRIEFED, "stopped", False)


def test_what_cannot_be_written_says_why_and_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.browser.text(desk.note("nothing of this kind"))
    assert "there are the meetings Environment Committee, 14 March 2024" in page
    assert 'value="nothing of this kind"' in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"topic": " "}, "Say what the note is on."),
        ({"topic": "x" * 501}, "500 characters"),
        ({"topic": "x", "template": "haiku"}, "Choose one"),
    ],
)
def test_a_field_that_cannot_be_is_told_beside_the_form(desk: Desk, fields: dict[str, str], told: str) -> None:
    status, page = desk.browser.post("/brief", "/brief", **fields)
    assert (status, told in page) == (400, True)


def test_forms_of_other_sites_are_not_taken(desk: Desk) -> None:
    assert desk.browser.client.post("/brief", data={"form": "forged", "topic": MOWING}).status_code == 403
    token = desk.browser.form_token("/brief")
    elsewhere = {"origin": "https://evil.example"}
    assert desk.browser.client.post("/brief", data={"form": token, "topic": MOWING}, headers=elsewhere).status_code == 403
    assert Visit(desk.browser.app, desk.browser).client.post("/brief", data={"form": token, "topic": MOWING}).status_code == 403
    assert desk.recorded() == []
    shown = re.sub(r'<meta property="og:image"[^>]*>', "", desk.browser.text("/brief"))  # the picture of a shared link has a full address
    assert HOST not in shown


def test_hostile_words_stay_words(desk: Desk) -> None:
    address = desk.note(f"mowing {HOSTILE}", recipient=HOSTILE, author=HOSTILE)
    for page in (desk.browser.text(address), desk.browser.text("/brief"), desk.browser.text(f"/brief?topic={HOSTILE}")):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in re.sub(r'content="[^"]*"|value="\w{64}"|/source/[^"]*|/brief/[^"]*', "", page)
    answer = desk.browser.client.get(address)
    assert "sha256-" not in answer.headers["content-security-policy"]


def test_nobody_fills_the_house_with_notes(desk: Desk) -> None:
    desk.pen.hold()
    for _ in range(3):
        desk.begin(MOWING)
    answer = desk.browser.client.post("/brief", data={"form": desk.browser.form_token("/brief"), "topic": MOWING})
    assert answer.status_code == 429
    assert answer.headers["retry-after"].isdecimal()
    assert "too many notes" in answer.text


def _note(request: BriefRequest, _role: Role, _tell: OnProgress) -> Note:
    return Note(template="t", title=request.topic, subject="s", date=datetime.date(2024, 1, 1))


@dataclass
class House:
    """The board of one home, and processes that share it; each here is one by its presence alone."""

    home: Path
    store: AccessStore
    now: list[float]
    revision: int = 1

    def jobs(self, write: Callable[[BriefRequest, Role, OnProgress], Note] = _note) -> tuple[Jobs, Presence]:
        """What writes notes in one more process, and that process."""
        presence = Presence(self.home)
        return Jobs(write, lambda: self.revision, StoreBoard(self.store, lambda: self.now[0]), presence), presence


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = AccessStore(tmp_path)
    yield House(tmp_path, store, [1000.0])
    store.close()


def _ended(jobs: Jobs, job: NoteJob) -> NoteJob:
    """The note when it has ended."""
    for _ in range(500):
        now = jobs.look(job)
        assert now
        if not now.at_work:
            return now
        threading.Event().wait(0.01)
    raise AssertionError("it does not end")


def _finished(jobs: Jobs, owner: str, role: Role = Role.PUBLIC) -> NoteJob:
    return _ended(jobs, jobs.start(owner, BriefRequest(topic="t"), role, lambda _: None))


def test_notes_are_few_and_go_after_an_hour(house: House) -> None:
    jobs, _ = house.jobs()
    made = [_finished(jobs, "anna") for _ in range(12)]
    assert [job.id for job in jobs.of("anna", Role.PUBLIC)] == [job.id for job in made[:1:-1]]
    assert made[-1].state is NoteState.READY
    house.now[0] += KEPT_SECONDS - 1
    assert len(jobs.of("anna", Role.PUBLIC)) == 10
    house.now[0] += 1
    assert jobs.of("anna", Role.PUBLIC) == []
    StoreBoard(house.store, lambda: house.now[0]).sweep()
    assert house.store.rows("SELECT * FROM note_job") == []


def test_a_note_made_for_a_wider_role_is_gone_with_the_role(house: House) -> None:
    jobs, _ = house.jobs()
    job = _finished(jobs, "mary", Role.MEMBER)
    assert jobs.find("mary", job.id, Role.OFFICER) == job
    assert jobs.find("mary", job.id, Role.PUBLIC) is None
    assert jobs.find("anna", job.id, Role.MEMBER) is None


class Pause:
    """Writes a note, once it is let go on."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, request: BriefRequest, role: Role, tell: OnProgress) -> Note:
        tell(0, 2, "reading")
        self.begun.set()
        assert self.go.wait(10)
        tell(1, 2, "writing")
        return _note(request, role, tell)


def test_the_whole_house_has_a_limit_however_many_processes_it_is(house: House) -> None:
    pause = Pause()
    processes = [house.jobs(pause)[0] for _ in range(3)]
    for at in range(30):
        processes[at % 2].start(f"reader {at}", BriefRequest(topic="t"), Role.PUBLIC, lambda _: None)
    for jobs in processes:
        with pytest.raises(TooManyError):
            jobs.start("one more", BriefRequest(topic="t"), Role.PUBLIC, lambda _: None)
    pause.go.set()
    for job in StoreBoard(house.store, lambda: house.now[0]).notes_at_work():
        _ended(processes[2], job)
    assert _finished(processes[2], "one more").state is NoteState.READY


def test_any_process_shows_stops_and_changes_a_note(house: House) -> None:
    pause = Pause()
    (writing, _), (other, _) = house.jobs(pause), house.jobs()
    told: list[NoteState] = []
    job = writing.start("anna", BriefRequest(topic="mowing"), Role.MEMBER, lambda job: told.append(job.state))
    assert pause.begun.wait(5)
    seen = other.find("anna", job.id, Role.MEMBER)
    assert seen
    assert (seen.state, seen.stages, seen.request.topic) == (NoteState.RUNNING, ("1 of 2: reading",), "mowing")
    other.stop(seen)
    threading.Event().wait(0.7)
    pause.go.set()
    assert _ended(other, job).state is NoteState.STOPPED
    ready = _finished(writing, "anna", Role.MEMBER)
    assert other.find("anna", ready.id, Role.MEMBER) == ready
    other.edit(ready, Edits(frozenset({"0.0.0"}), {"0.0.1": "other words"}))
    changed = writing.find("anna", ready.id, Role.MEMBER)
    assert changed
    assert changed.edits == Edits(frozenset({"0.0.0"}), {"0.0.1": "other words"})
    assert told == [NoteState.STOPPED]


def test_a_note_whose_process_died_is_stopped_and_makes_room(house: House) -> None:
    pause = Pause()
    (dying, process), (other, _) = house.jobs(pause), house.jobs()
    running = [dying.start("anna", BriefRequest(topic=f"topic {at}"), Role.PUBLIC, lambda _: None) for at in range(3)]
    assert pause.begun.wait(5)
    with pytest.raises(TooManyError):
        other.start("anna", BriefRequest(topic="t"), Role.PUBLIC, lambda _: None)
    assert [job.at_work for job in other.of("anna", Role.PUBLIC)] == [True] * 3
    process.end()
    assert _finished(other, "anna").state is NoteState.READY
    assert {
        (job.state, "Write the note again" in job.problem) for job in other.of("anna", Role.PUBLIC) if job.id in {j.id for j in running}
    } == {(NoteState.STOPPED, True)}
    pause.go.set()


def test_a_note_that_could_not_be_recorded_is_not_shown(house: House) -> None:
    jobs, _ = house.jobs()

    def fail(_: NoteJob) -> None:
        raise OSError("the disk is full")

    job = _ended(jobs, jobs.start("anna", BriefRequest(topic="t"), Role.PUBLIC, fail))
    assert (job.state, job.note) == (NoteState.FAILED, None)


def test_a_note_is_recorded_before_anybody_sees_it(house: House) -> None:
    jobs, _ = house.jobs()
    other, _ = house.jobs()
    seen: list[bool] = []

    def record(job: NoteJob) -> None:
        assert job.note
        (shown,) = other.of("anna", Role.PUBLIC)
        seen.append(shown.at_work and shown.note is None)

    assert _ended(jobs, jobs.start("anna", BriefRequest(topic="t"), Role.PUBLIC, record)).note
    assert seen == [True]


def test_where_the_clock_is_set_back_notes_go_an_hour_later_at_most(house: House) -> None:
    jobs, _ = house.jobs()
    board = StoreBoard(house.store, lambda: house.now[0])
    house.now[0] += 86_400
    _finished(jobs, "anna")
    house.now[0] -= 86_400
    board.sweep()
    assert len(jobs.of("anna", Role.PUBLIC)) == 1
    house.now[0] += KEPT_SECONDS
    assert jobs.of("anna", Role.PUBLIC) == []

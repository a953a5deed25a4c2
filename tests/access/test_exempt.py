"""Exempt papers over every door: whoever is not entitled gets what they would get if those papers had never been.

Every question is put to a library with exempt papers and to one without them, its twin; all that is said must be equal, so
that neither words nor counts, ranks, suggestions or refusals tell of them. Guessed addresses answer as those of nothing.
"""

import io
import itertools
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import vectorstore.build
from assistant.access.opening import Access, open_access, open_desk
from assistant.answering.assistant import Assistant
from assistant.briefing.briefer import Briefer
from assistant.export import note_bytes
from assistant.models import Answer, Ask, Status, Turn
from assistant.scope import Scope
from assistant.service.services import Services
from assistant.settings import AssistantSettings
from ingest.library.library import Library
from ingest.models import Classification
from tests.access.doors import Visit, make_app
from tests.access.exempt_library import DEAL, SECRETS, index, make_assistant, make_exempt_library
from vectorstore.models import Role
from vectorstore.verify import examine

PASSWORD = "meadow gate at dusk"
PACK, DEPOT = "meadows-pack.pdf", "depot-sale.txt"

DIRECT = (
    "What is the contractor's tender price?", "How much is the tender for the mowing?", "What is commercially sensitive about the meadows?",
    "What is the reserve price of the depot?", "How much must the depot be sold for at least?", "Is the depot to be sold?",
    "What did the bidder offer for the property at the harbour?", "What is the lowest price the Council should accept?",
    "What did the valuer advise?", "What is recommended about the offer?", "By when should the offer be accepted?",
    "What was decided on 2 April?", "Which properties is the Council selling?", "What is in the exempt appendix?",
    "What do the confidential papers say?", "What is on page 3 of the meadows pack?", "What is in paragraph 9?", "What does item 3 say?",
    "What is in Part 2 of the agenda?", "List all prices in the papers.", "List every figure above £20,000.", "How many papers are exempt?",
    "Which committees have met since March 2024?", "Which meetings were held in April 2024?", "Who has made an offer to the Council?",
)  # fmt: skip
PARAPHRASED = (
    "What would the firm that bid for the grass cutting be paid?", "What sum did the winning grass cutter name?",
    "Which number must rivals of the contractor not learn?", "Below which amount will the yard not be let go?",
    "What are the buildings department's vehicles' grounds worth?", "What is the council's minimum for its yard?",
    "Who wants to buy the old excise building?", "How much was bid for the former harbour offices?",
    "What did the surveyor think the waterfront building would fetch?", "What is the floor under the sale at the port?",
    "When does the offer for the waterfront building lapse?", "What do members know that the public does not?",
    "Tell me what the land body was told.", "Summarise the report on the disposal of land.", "What deals are being negotiated?",
    "Has a buyer been found?", "What will the Council earn from sales this year?", "What is kept from the press?",
    "What did the officers advise behind closed doors?", "Which firm has the mowing contract and for how much?",
)  # fmt: skip
NAMED = (
    "What is Hartwell Estates paying for Quayside House?", "Did the Land Panel accept £1,250,000?",
    "Is £1,100,000 the lowest price for Quayside House?", "What does land-deal-2024.txt say?", "What does depot-sale.txt say?",
    "Is the tender price £27,900?", "Is the reserve price of the depot £900,000?", "Who are Hartwell Estates?",
    "What was recommended about the sale of Quayside House?", "What did the Land Panel decide on 2 April 2024?",
)  # fmt: skip
"""Questions of somebody who has heard of them; what they typed themselves is taken out of what is looked at."""
QUESTIONS = (*DIRECT, *PARAPHRASED, *NAMED)
BEFORE = {
    "alone": (),
    "after a public answer": ("What is the annual cost of mowing the riverside meadows?",),
    "after a refusal": ("What is the reserve price?", "Why may I not see it?"),
}
FILTERS = {
    "all": Scope(),
    "exempt paper": Scope(documents=(DEAL,)),
    "pack": Scope(documents=(PACK,)),
    "committee": Scope(committee="Land Panel"),
}


@dataclass(frozen=True, slots=True)
class Town:
    """A library with everything around it."""

    library: Library
    assistant: Assistant
    access: Access
    browser: Visit
    """An open one; the app runs in its event loop."""

    def visit(self, name: str = "") -> Visit:
        """A fresh browser, signed in where a name is given."""
        visit = Visit(self.browser.app, self.browser)
        assert not name or visit.sign_in(name, PASSWORD) == 303
        return visit


@contextmanager
def _open(home: Path) -> Iterator[Town]:
    library = Library.open(home)
    assistant = make_assistant(library)
    access = open_access(library, AssistantSettings(questions_per_minute=0))
    briefer = Briefer(assistant.retriever, library, AssistantSettings(), note_bytes)
    browser = Visit(make_app(Services(assistant, library, lambda *_: (), access=access, briefer=briefer)))
    with browser.client:
        yield Town(library, assistant, access, browser)
    access.close()
    library.close()


@pytest.fixture(scope="module", autouse=True)
def _check_index_in_this_process() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectorstore.build, "verify", examine)
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, _check_index_in_this_process: None) -> Path:
    """The folder of the library; every test works on a copy."""
    home = tmp_path_factory.mktemp("template")
    make_exempt_library(home).close()
    desk = open_desk(home)
    for name, role in (("mary", Role.MEMBER), ("oscar", Role.OFFICER), ("piet", Role.PUBLIC)):
        desk.accounts.create(name, role, PASSWORD)
    desk.store.close()
    return home


@pytest.fixture(scope="module")
def town(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """What most tests look at."""
    with _open(shutil.copytree(home, tmp_path_factory.mktemp("town") / "home")) as town:
        yield town


@pytest.fixture(scope="module")
def twin(home: Path, tmp_path_factory: pytest.TempPathFactory, town: Town) -> Iterator[Town]:
    """The same library as if nothing exempt had ever been in it."""
    folder = tmp_path_factory.mktemp("twin") / "home"
    folder.mkdir()
    shutil.copy(home / "access.sqlite3", folder)
    with Library.open(folder) as library:
        for paper in town.library.papers():
            passages = list(town.library.passages(document=paper.document, classifications={Classification.PUBLIC}))
            if passages:
                library.put(replace(paper, path=str(home / paper.document)), passages, home / paper.document)
        library.relate()
        index(library)
    with _open(folder) as twin:
        yield twin


@pytest.fixture
def changing(home: Path, tmp_path: Path) -> Iterator[Town]:
    """A copy that may be changed."""
    with _open(shutil.copytree(home, tmp_path / "copy")) as town:
        yield town


def told(text: str | bytes, *typed: str) -> list[str]:
    """The secrets in a text, without what the reader typed themselves."""
    said = (text.decode("utf-8", "replace") if isinstance(text, bytes) else text).casefold()
    for words in typed:
        for form in (words, words.replace("'", "&#39;"), words.rstrip("?")):
            said = said.replace(form.casefold(), "")
    own = " ".join(typed).casefold()  # their words may come back in a sentence of another form: that the twin says the same is the proof
    return [secret for secret in SECRETS if secret in said and secret not in own]


def _answered(town: Town, question: str, before: Sequence[str], role: Role, filters: Scope) -> list[str]:
    """Every event of the last of a conversation's answers, without its times."""
    history: tuple[Turn, ...] = ()
    for earlier in before:
        history = (*history, Turn(question=earlier, answer=town.assistant.answer(Ask(question=earlier, history=history, role=role)).answer))
    events = town.assistant.stream(Ask(question=question, history=history, role=role, filters=filters), explain=True)
    return [event.model_copy(update={"timings_ms": {}} if isinstance(event, Answer) else {}).model_dump_json() for event in events]


@pytest.mark.parametrize("before", [pytest.param(said, id=name, marks=[pytest.mark.slow] if said else []) for name, said in BEFORE.items()])
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_as_if_exempt_papers_had_never_been(town: Town, twin: Town, question: str, before: tuple[str, ...]) -> None:
    said = _answered(town, question, before, Role.PUBLIC, Scope())
    assert said == _answered(twin, question, before, Role.PUBLIC, Scope())
    assert not told("".join(said), question, *before)


@pytest.mark.parametrize("name", [name for name in FILTERS if name != "all"])
@pytest.mark.parametrize("question", [*DIRECT[:9], *NAMED[:4]])
def test_a_filter_by_what_is_exempt_finds_nothing_there(town: Town, twin: Town, question: str, name: str) -> None:
    filters = FILTERS[name]
    said = _answered(town, question, (), Role.PUBLIC, filters)
    assert said == _answered(twin, question, (), Role.PUBLIC, filters)
    assert not told("".join(said), question, f"“{filters.committee}”")


@pytest.mark.parametrize("question", [*DIRECT[:6], *PARAPHRASED[:4], *NAMED[:6]])
@pytest.mark.parametrize("documents", [(), (DEAL,)], ids=["all", "exempt paper"])
def test_the_ask_page_shows_the_public_nothing(town: Town, twin: Town, question: str, documents: tuple[str, ...]) -> None:
    said = town.visit().ask(question, documents=documents)
    assert said == twin.visit().ask(question, documents=documents)
    assert not told(said, question)


@pytest.mark.parametrize(
    "question", ["What is the contractor's tender price?", "What is the reserve price of the depot?", "What did the valuer advise?"]
)
def test_those_entitled_are_told_so_that_the_probes_mean_something(town: Town, question: str) -> None:
    answer = town.assistant.answer(Ask(question=question, role=Role.MEMBER))
    assert answer.status is Status.ANSWERED
    assert told(answer.answer)
    member = town.visit("mary")
    assert told(member.ask(question), question)
    assert told(member.text("/meetings"))
    assert told(member.text("/papers/"))
    assert told(member.opened(""))


OPENED = (
    "/meetings",
    "/meetings/2024-03-14-environment-committee",
    "/accessibility",
    "/sign-in",
    "/",
    "/papers/",
    "/meetings?q=price",
    "/meetings/2024-03-14-environment-committee/sheet",
)


@pytest.mark.parametrize("name", ["", "piet"])
@pytest.mark.parametrize("path", OPENED)
def test_pages_tell_the_public_nothing(town: Town, path: str, name: str) -> None:
    visit = town.visit(name)
    status, body = visit.get(path)
    assert status == 200
    assert not told(body)


@pytest.mark.parametrize("page", ["", "/papers/add"])
def test_what_a_page_fills_in_is_as_if_exempt_papers_had_never_been(town: Town, twin: Town, page: str) -> None:
    said = town.visit().opened(page)
    assert not told(said)
    assert said == twin.visit().opened(page)


def test_the_list_of_papers_tells_the_public_of_what_it_sees(town: Town) -> None:
    # the pack's file holds an exempt page, so the town keeps it back and its twin, which knows of none, does not
    shelf = town.visit().text("/papers/")
    assert "meadows-pack.pdf cannot be opened whole here" in shelf
    assert not told(shelf)
    assert "4 passages" in town.visit().text(f"/papers/read?paper={town.library.paper(PACK).id}")


LAND = "committee=Land+Panel"
REGISTERS = (
    "/decisions", "/actions", "/compare", f"/decisions?{LAND}", f"/actions?{LAND}", "/actions?responsible=Hartwell",
    "/decisions?status=agreed", "/actions?status=open", "/decisions?from=2024-04-02&to=2024-04-02", "/actions?from=2024-04-02",
    "/actions?page=2", "/compare?measure=reserve+price", "/compare?measure=tender+price", "/compare?measure=Quayside+House",
    "/compare?measure=lowest+price",
    f"/compare?measure=annual+cost&{LAND}", "/compare?measure=offer", "/decisions/file.docx", "/decisions/file.xlsx", "/actions/file.docx",
    "/actions/file.xlsx", f"/actions/file.docx?{LAND}", "/compare/file.docx?measure=price", "/compare/file.xlsx?measure=reserve+price",
    f"/decisions/file.docx?{LAND}", "/brief", "/brief?topic=item+3+of+2+April+2024",
)  # fmt: skip
IN_FILES = re.compile(rb'<dcterms:[^>]*>[^<]*|w:rsid\w*="\w*"')


def _unpacked(content: bytes) -> bytes:
    """A page as it is; of a Word or Excel file every part, without the moment it was made."""
    if not content.startswith(b"PK"):
        return re.sub(rb'name="form" value="\w*"', b"", content)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"".join(name.encode() + IN_FILES.sub(b"", parts.read(name)) for name in sorted(parts.namelist()))


@pytest.mark.parametrize("path", REGISTERS)
def test_registers_and_their_files_are_as_if_exempt_papers_had_never_been(town: Town, twin: Town, path: str) -> None:
    (status, body), (same, other) = town.visit().get(path), twin.visit().get(path)
    assert (status, _unpacked(body)) == (same, _unpacked(other))
    assert not told(_unpacked(body), path.rpartition("=")[2].replace("+", " "), path.rpartition("=")[2], "Land Panel", "Land+Panel")


@pytest.mark.parametrize(
    "topic", [*DIRECT[:8], *PARAPHRASED[:4], *NAMED, "item 3 of 2 April 2024", DEAL, DEPOT, "the meeting of 2 April 2024", PACK]
)
def test_a_note_is_as_if_exempt_papers_had_never_been(town: Town, twin: Town, topic: str) -> None:
    said = _noted(town.visit(), topic)
    assert said == _noted(twin.visit(), topic)
    assert not told(said, topic)


def _noted(visit: Visit, topic: str) -> str:
    """All that is said of a note when it has ended: the note or why there is none, its files."""
    begun = visit.client.post("/brief", data={"form": visit.form_token("/brief"), "topic": topic})
    address = begun.headers["location"]
    visit.text(address)  # watched to its end
    said = [visit.text(address), visit.text(f"{address}/note.md"), visit.text(f"{address}/note.html")]
    return re.sub(r'name="form" value="\w*"', "", "\n".join(said)).replace(address, "")


def test_the_entitled_find_it_in_registers_and_notes(town: Town) -> None:
    mary = town.visit("mary")
    assert told(mary.text("/actions"))
    assert told(mary.text("/compare?measure=lowest+price"), "lowest price")
    assert told(_unpacked(mary.get("/actions/file.docx")[1]))
    note = _noted(mary, "item 3 of 2 April 2024")
    assert told(note)
    assert "NOT FOR PUBLICATION" in note


def test_a_note_is_gone_with_the_role_of_who_asked_for_it(changing: Town) -> None:
    mary = changing.visit("mary")
    begun = mary.client.post("/brief", data={"form": mary.form_token("/brief"), "topic": "item 3 of 2 April 2024"})
    address = begun.headers["location"]
    mary.text(address)
    assert told(mary.text(address))
    changing.access.accounts.set_role("mary", Role.PUBLIC)
    again = changing.visit("mary")
    absent = again.get("/brief/0000")
    for path in (address, f"{address}/note.docx", f"{address}/note.md"):
        assert again.get(path) == absent
    assert not told(again.text("/brief"))


def _guesses(library: Library) -> Iterator[str]:
    """Addresses of everything exempt, as somebody who knows the ids would try them."""
    papers = {paper.document: paper for paper in library.papers()}
    exempt = list(library.passages(classifications={Classification.EXEMPT}))
    public = list(library.passages(document=PACK, classifications={Classification.PUBLIC}))
    for passage in exempt:
        yield from (
            f"/source/{passage.id}",
            f"/source/{passage.id}?page=1",
            f"/source/{passage.id}?start=0&end=5",
            f"/source/{passage.id}?page=3",
        )
        yield from (f"/source/{passage.id}/page/{page}.png" for page in (1, 3))
    for passage in public:
        yield from (
            f"/source/{passage.id}/page/3.png",
            f"/source/{passage.id}/page/3.png?start=0&end=9",
            f"/source/{passage.id}/page/4.png",
        )
    yield f"/papers/{papers[PACK].id}/file"
    for document in (DEAL, DEPOT):
        paper = papers[document]
        for name in (paper.id, paper.sha256, document):
            yield from (f"/papers/{name}/file", f"/papers/{name}/correct", f"/papers/{name}/remove")
    yield from ("/meetings/2024-04-02-land-panel", "/meetings/2024-04-02", "/meetings/2024-04-02-land-panel?page=1")


ADDRESSES = 70
"""How many there are; the ids hold hashes of files, so that they are known when the library is made."""


@pytest.mark.parametrize("at", range(ADDRESSES))
def test_a_guessed_address_answers_as_that_of_nothing(town: Town, at: int) -> None:
    path = next(itertools.islice(_guesses(town.library), at, None), None)
    assert path is not None
    visit = town.visit()
    assert visit.get(path) == visit.get("/source/0000000000000000-00000"), path


def test_no_guess_is_left_out(town: Town) -> None:
    assert len(list(_guesses(town.library))) == ADDRESSES


def test_a_source_beside_an_exempt_page_tells_nothing_of_it(town: Town) -> None:
    visit = town.visit()
    for passage in town.library.passages(document=PACK, classifications={Classification.PUBLIC}):
        for page in (1, 2, 3):
            assert not told(visit.text(f"/source/{passage.id}?page={page}"))


@pytest.mark.parametrize("document", [DEAL, DEPOT, PACK])
@pytest.mark.parametrize("deed", ["correct", "remove"])
@pytest.mark.parametrize("name", ["", "piet", "mary"])
def test_who_may_not_change_papers_cannot_send_the_forms(town: Town, document: str, deed: str, name: str) -> None:
    visit = town.visit(name)
    paper = town.library.paper(document)
    form_on = "/meetings" if name else "/sign-in"
    absent = visit.post(f"/papers/0000000000000000/{deed}", form_on, classification="public")
    assert visit.post(f"/papers/{paper.id}/{deed}", form_on, classification="public") == absent
    assert absent[0] == 404
    assert town.library.paper(document) == paper


@pytest.mark.parametrize("name", ["x.txt", "/etc/passwd", "../library.sqlite3"])
@pytest.mark.parametrize("page", ["", "/papers/add"])
def test_uploads_and_uploaded_files_are_for_those_who_may_add_papers(town: Town, page: str, name: str) -> None:
    visit = town.visit()
    assert visit.get(f"{page}/gradio_api/file={name}")[0] == 404
    assert visit.client.post(f"{page}/gradio_api/upload", files={"files": ("x.txt", b"x")}).status_code == 404


# Entitlement taken away is taken away at once


ASKED = ("What is the contractor's tender price?", "And what is the reserve price of the depot?", "What did the valuer advise?")


@pytest.mark.parametrize("question", ASKED)
def test_a_member_no_more_is_shown_nothing_of_old_conversations(changing: Town, question: str) -> None:
    assert told(changing.visit("mary").ask(question), question)
    mary = _identity(changing)
    (kept,) = changing.access.history.conversations(mary)
    assert kept.title == question
    changing.access.accounts.set_role("mary", Role.PUBLIC)
    mary = _identity(changing)
    (listed,) = changing.access.history.conversations(mary)
    assert listed.title is None
    assert not told(listed.model_dump_json())
    for words in (question, question.split()[-1].strip("?"), "the", *SECRETS):
        assert changing.access.history.conversations(mary, words) == []
    turns = changing.access.history.open(mary, kept.id)
    assert turns is not None
    assert [turn.answer for turn in turns] == [None]
    changing.access.accounts.set_role("mary", Role.MEMBER)
    again = changing.access.history.open(_identity(changing), kept.id)
    assert again is not None
    assert again[0].answer is not None


def test_the_page_that_was_open_says_no_more_of_it(changing: Town) -> None:
    visit = changing.visit("mary")
    visit.event("", ("ask", "click"), [ASKED[0], None, None, None, [], "", "", ""], "page")
    changing.access.accounts.set_role("mary", Role.PUBLIC)
    after = visit.event("", ("ask", "click"), ["What is the annual cost of mowing?", None, None, None, [], "", "", ""], "page")
    assert "48,200" in after
    assert not told(after)
    assert ASKED[0] not in after


def test_another_readers_conversation_does_not_exist(changing: Town) -> None:
    changing.visit("mary").ask(ASKED[0])
    (kept,) = changing.access.history.conversations(_identity(changing))
    oscar = _identity(changing, "oscar")
    assert changing.access.history.conversations(oscar) == []
    assert changing.access.history.open(oscar, kept.id) is None
    assert changing.access.history.delete(oscar, kept.id) == 0
    assert changing.access.history.delete(oscar) == 0
    assert len(changing.access.history.conversations(_identity(changing))) == 1


def _identity(town: Town, name: str = "mary"):
    session = town.access.sessions.begin(name)
    return town.access.gatekeeper.identify({}, {town.access.cookies.session: session}, "127.0.0.1")


@pytest.mark.parametrize("deed", ["exempt", "remove"])
def test_what_becomes_exempt_or_is_removed_is_gone_at_once_from_every_door(changing: Town, deed: str) -> None:
    question, words = "What was resolved about the meadows?", "three times a year"
    piet = changing.visit("piet")
    assert words in piet.ask(question)
    paper = changing.library.paper("minutes.txt")
    (passage,) = changing.library.passages(document="minutes.txt")
    if deed == "exempt":
        changing.library.update_info(paper.id, replace(paper.info, classification=Classification.EXEMPT))
    else:
        changing.library.remove(paper.id)
    # nothing has been indexed anew
    (listed,) = changing.access.history.conversations(_identity(changing, "piet"))
    assert listed.title is None
    for said in (piet.ask(question), piet.ask(question, documents=("minutes.txt",)), piet.opened(""), piet.text("/papers/")):
        assert words not in said
    for path in (f"/source/{passage.id}", f"/papers/{paper.id}/file"):
        assert piet.get(path)[0] == 404
    assert words not in piet.text("/meetings/2024-03-14-environment-committee")


def test_records_name_nothing_exempt_unless_asked_to(changing: Town) -> None:
    member = changing.visit("mary")
    for question in NAMED[:6]:
        member.ask(question)
    member.get("/meetings/2024-04-02-land-panel")
    for passage in changing.library.passages(classifications={Classification.EXEMPT}):
        assert member.get(f"/source/{passage.id}")[0] == 200
        member.get(f"/source/{passage.id}/page/3.png")
    member.get(f"/papers/{changing.library.paper(PACK).id}/file")
    lines = [entry.model_dump_json() for entry in changing.access.audit.entries()]
    assert len(lines) > 15
    assert not told("".join(lines))
    assert told("".join(entry.model_dump_json() for entry in changing.access.audit.entries(exempt=True)))


def test_a_fault_is_logged_without_what_was_asked(
    changing: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object, ask: Ask, *_: object) -> Iterator[object]:
        raise ValueError(f"cannot answer {ask.question} from Sale of Quayside House")

    monkeypatch.setattr(Assistant, "stream", broken)
    said = changing.visit().ask("What is Hartwell Estates paying?")
    assert "fault in this service" in said
    assert not told(caplog.text)
    assert "ValueError" in caplog.text
    monkeypatch.setattr(Library, "papers", lambda _self: (_ for _ in ()).throw(ValueError("Sale of Quayside House")))
    status, page = changing.visit().get("/meetings")
    assert status == 500
    assert b"There is a fault in this service. Try again." in page
    assert not told(page)
    assert not told(caplog.text)

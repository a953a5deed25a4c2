"""However a body is typed, every door asks the same papers, and says so: command line, pages, notes, registers, API and MCP."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import anyio
import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.access.audit import COMMAND_LINE
from assistant.api.app import PATH, build_api
from assistant.briefing.briefer import Briefer
from assistant.cli import Shell, cli
from assistant.export import note_bytes
from assistant.registers.registers import Registers
from assistant.scope import Scope
from assistant.service.services import Services
from assistant.service.suggestions import Suggestions
from assistant.service.visitor import Caller
from assistant.settings import AssistantSettings
from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from tests.access.doors import Visit, make_app
from tests.access.exempt_library import index, make_assistant
from vectorstore.models import Role

LARKMERE, ANGLESEY = "Larkmere Borough Council", "Ynys Môn County Council"
PAPERS = {
    "management.txt": (LARKMERE, "Overview and Scrutiny Management Committee"),
    "environment.txt": (LARKMERE, "Environment and Place Scrutiny Committee"),
    "cabinet.txt": (LARKMERE, "Cabinet"),
    "roads.txt": (LARKMERE, "Cabinet Member for Roads"),
    "mon.txt": (ANGLESEY, "Cabinet"),
    "land.txt": ("Hidden Valley Council", "Land Panel"),
}
"""Document to council and body; the last is exempt."""
TYPED = {
    "Scrutiny": {"management.txt", "environment.txt"},
    "OSMC": {"management.txt"},
    "overview & scrutiny management committee": {"management.txt"},
    "Environment Scrutiny Committee": {"environment.txt"},
    "the enviroment SCRUTINY": {"environment.txt"},
    "CABINET": {"cabinet.txt", "mon.txt"},
    "Larkmere Cabinet": {"cabinet.txt"},
    "Cabinet Member": {"roads.txt"},
}
UNKNOWN = ("Planning Committee", "Land Panel", "Health")
QUESTION = "What was resolved about the skate park?"


def _passage(document: str, number: int, classification: Classification) -> Passage:
    meeting = Meeting(*PAPERS[document], datetime.date(2024, 3, number + 1))
    return Passage(
        f"{number:016x}-00000", document, 0,
        f"4. SKATE PARK\nRESOLVED that the Head of Parks report on the skate park by May {2025 + number}.",
        Kind.RESOLUTION, report_title=f"Minutes of the meeting held on {number + 1} March 2024", paragraph="4", section="4. SKATE PARK",
        meeting=meeting, classification=classification,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doors:
    """All of them, over one library."""

    services: Services
    visit: Visit
    api: TestClient

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of a command."""
        given = {name: getattr(self.services, name) for name in ("assistant", "briefer", "library")}
        compose = lambda configuration: SimpleNamespace(configuration=configuration, **given, close=lambda: None)  # noqa: E731
        done = CliRunner().invoke(cli, list(arguments), obj=Shell(compose))
        return done.exit_code, done.stdout, done.stderr

    def listed(self, *arguments: str) -> list[dict[str, object]]:
        """What a command gives, one object a line."""
        code, out, err = self.run(*arguments)
        assert code == 0, err
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    library = Library.open(tmp_path_factory.mktemp("scope"))
    for number, document in enumerate(PAPERS):
        classification = Classification.EXEMPT if document == "land.txt" else Classification.PUBLIC
        passage = _passage(document, number, classification)
        info = PaperInfo(title="Minutes", paper_type="minutes", meeting=passage.meeting, classification=classification)
        library.put(Paper(f"{number:016x}", document, f"/{document}", f"{number:064x}", 0, 1, info), [passage])
    index(library)
    assistant = make_assistant(library)
    briefer = Briefer(assistant.retriever, library, AssistantSettings(), note_bytes)
    services = Services(assistant, library, search=assistant.search, briefer=briefer, registers=Registers(library))  # type: ignore[arg-type]
    app = FastAPI(openapi_url=None)
    app.mount(PATH, build_api(services))
    with (visit := Visit(make_app(services))).client, TestClient(app, base_url=f"http://127.0.0.1{PATH}") as api:
        yield Doors(services, visit, api)
    library.close()


def on_page(page: str) -> set[str]:
    """The documents whose passages a page links to."""
    return {name for number, name in enumerate(PAPERS) if f"{number:016x}-" in page}


def assert_answered_from(shown: str, documents: set[str]) -> None:
    """What the ask page shows says that so many papers were searched, and cites none but these."""
    assert f"Searched:</span> {len(documents)} paper" in shown
    assert set() < on_page(shown) <= documents


def meetings(documents: set[str]) -> set[str]:
    return {f"{', '.join(PAPERS[name])}, {list(PAPERS).index(name) + 1} March 2024" for name in documents}


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_searched_is_what_is_said_to_be_searched(doors: Doors, typed: str) -> None:
    (answer,) = doors.listed("ask", QUESTION, "--committee", typed, "--json")
    assert {one["document"] for one in answer["passages"]} == TYPED[typed]  # type: ignore[attr-defined]
    assert set(answer["searched"]["meetings"]) == meetings(TYPED[typed])  # type: ignore[index]
    assert answer["searched"]["documents"] == len(TYPED[typed])  # type: ignore[index]
    shown = doors.visit.ask(QUESTION, committee=typed)
    assert_answered_from(shown, TYPED[typed])
    found = doors.api.get("/search", params={"q": QUESTION, "committee": typed, "k": 50}).json()
    assert {one["document"] for one in found["passages"]} == TYPED[typed]
    asked = doors.api.post("/ask", json={"question": QUESTION, "filters": {"committee": typed}}).json()
    assert {one["document"] for one in asked["passages"]} == TYPED[typed]


@pytest.mark.parametrize("typed", TYPED)
def test_registers_list_what_the_same_bodies_decided(doors: Doors, typed: str) -> None:
    bodies = {PAPERS[name] for name in TYPED[typed]}
    for register in ("decisions", "actions"):
        said = doors.listed(register, "--committee", typed, "--json")
        cited = [(one["words"][0] if register == "decisions" else one["entries"][0]["action"])["citation"] for one in said]  # type: ignore[index]
        assert {one["document"] for one in cited} == TYPED[typed]
        given = doors.api.get(f"/{register}", params={"committee": typed}).json()
        assert given["total"] == len(bodies)
        assert {one["body"] for one in given[register]} == {body for _, body in bodies}
        page = doors.visit.client.get(f"/{register}", params={"committee": typed}).text
        assert on_page(page) == TYPED[typed]
    (compared,) = doors.listed("compare", "skate park", "--committee", typed, "--json")
    assert {one["document"] for one in compared["sources"]} == TYPED[typed]  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", TYPED)
def test_notes_suggestions_and_tools_keep_to_the_same_papers(doors: Doors, typed: str) -> None:
    (note,) = doors.listed("brief", "skate park", "--template", "topic-brief", "--committee", typed, "--json")
    assert {one["document"] for one in note["sources"]} == TYPED[typed]  # type: ignore[attr-defined]
    suggestions = Suggestions(doors.services)
    asked: set[str] = set()
    suggestions._is_answered = lambda one, _: not asked.update(p.document for p in one.wanted)  # type: ignore[method-assign]
    suggestions.first(Scope(committee=typed), Role.PUBLIC)
    assert asked <= TYPED[typed]


@pytest.mark.parametrize("typed", UNKNOWN)
def test_a_body_of_no_paper_is_said_to_be_none_and_nothing_is_searched(doors: Doors, typed: str) -> None:
    told = f"No committee or body among the papers is called “{typed}”. The nearest by name: "
    (answer,) = doors.listed("ask", QUESTION, "--committee", typed, "--json")
    assert answer["answer"].startswith(told)  # type: ignore[attr-defined]
    assert (answer["status"], answer["passages"], answer["citations"]) == ("not_in_papers", [], [])
    assert answer["searched"]["documents"] == 0  # type: ignore[index]
    said = [doors.visit.ask(QUESTION, committee=typed), doors.api.get("/search", params={"q": QUESTION, "committee": typed}).text]
    for register in ("decisions", "actions", "compare"):
        measure = ["skate park"] if register == "compare" else []
        code, _, err = doors.run(register, *measure, "--committee", typed)
        answered = doors.api.get(f"/{register}", params={"committee": typed, "measure": "skate park"})
        page = doors.visit.client.get(f"/{register}", params={"committee": typed, "measure": "skate park"})
        assert (code, answered.status_code, page.status_code) == (1, 404, 400)
        said += [err, answered.text, page.text]
    code, _, err = doors.run("brief", "skate park", "--committee", typed, "--json")
    assert code == 1
    for words in [*said, err]:
        assert told in words
        assert "Hidden Valley" not in words
        assert "Land Panel" not in words.replace(f"“{typed}”", "").replace(f'value="{typed}"', "").replace(f">{typed}<", "")


def test_a_member_may_ask_for_a_body_of_exempt_papers_alone(doors: Doors) -> None:
    (answer,) = doors.listed("ask", QUESTION, "--committee", "land", "--role", "member", "--json")
    assert {one["document"] for one in answer["passages"]} == {"land.txt"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "held"), [("Ynys Mon", {"mon.txt"}), ("larkmere", {name for name in PAPERS if PAPERS[name][0] == LARKMERE})]
)
def test_a_council_is_asked_for_at_every_door(doors: Doors, typed: str, held: set[str]) -> None:
    (answer,) = doors.listed("ask", QUESTION, "--council", typed, "--json")
    assert {one["document"] for one in answer["passages"]} == held  # type: ignore[attr-defined]
    assert_answered_from(doors.visit.ask(QUESTION, council=typed), held)
    assert len(doors.listed("decisions", "--council", typed, "--json")) == len(held)
    assert doors.api.get("/actions", params={"council": typed}).json()["total"] == len(held)
    page = doors.visit.client.get("/decisions", params={"council": typed}).text
    assert '<select id="council"' in page
    assert "Hidden Valley" not in page


def test_a_batch_says_in_its_filters_which_council_it_is_asked_of(doors: Doors, tmp_path: Path) -> None:
    filters = ({"council": "Ynys Mon"}, {"documents": ["roads.txt"], "from": "2024-01-01"})
    lines = [{"id": str(number), "question": QUESTION, "filters": one} for number, one in enumerate(filters)]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert doors.run("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"))[0] == 0
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [[one["document"] for one in answer["passages"]] for answer in answers] == [["mon.txt"], ["roads.txt"]]
    code, _, err = doors.run("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"), "--council", "Larkmere")
    assert (code, "filters" in err) == (2, True)


@pytest.mark.parametrize(("typed", "held"), [("OSMC", {"management.txt"}), ("Larkmere Cabinet", {"cabinet.txt"})])
def test_the_tool_of_other_programs_searches_the_same(doors: Doors, typed: str, held: set[str]) -> None:
    from assistant.api.asking import line_of
    from assistant.api.tools import SearchRequest, tools_of

    caller = Caller(COMMAND_LINE, "", doors.services)
    tool = tools_of(doors.services, line_of(doors.services))["search"]
    found = anyio.run(tool.run, SearchRequest(query=QUESTION, filters=Scope(committee=typed)), caller)
    assert {one.document for one in found.passages} == held  # type: ignore[attr-defined]


def test_one_council_alone_is_not_offered(doors: Doors, tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    passage = _passage("mon.txt", 4, Classification.PUBLIC)
    library.put(Paper(passage.id[:16], "mon.txt", "/mon.txt", "4" * 64, 0, 1, PaperInfo(meeting=passage.meeting)), [passage])
    visit = Visit(make_app(Services(make_assistant(library), library)), doors.visit)
    assert '<select id="council"' not in visit.text("/decisions")
    library.close()

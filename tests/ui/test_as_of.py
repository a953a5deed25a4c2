"""The day as of which papers are asked, on the web: registers and their files, notes, and the page where a question is asked."""

import io
from collections.abc import Iterator
from dataclasses import replace

import docx
import openpyxl
import pytest

from assistant.answering.assistant import Assistant
from assistant.briefing.briefer import Briefer
from assistant.export import note_bytes
from assistant.settings import AssistantSettings
from tests.access.doors import Visit, make_app
from tests.assistant.paper_fakes import WordSearcher
from tests.ui.test_registers import HEAD, take
from tests.web_fakes import make_services
from vectorstore.models import Role

CANARY = "zebrafinch"
MAY = HEAD.format("Riverholme", "Parks Committee", "6 May 2025") + (
    "### 4. Grant\n\nRESOLVED: That £45,000 be spent on the depot fence, and that the Head of Parks report back by July 2025.\n"
)
JUNE = HEAD.format("Stourwater", "Zebrafinch Committee", "3 June 2025") + (
    "### 5. Aviary\n\nRESOLVED: That £54,000 be spent on the depot fence of the zebrafinches, and that the Head of Zebrafinches report"
    " back.\n"
)
LINE = "As the papers stood on 20 May 2025: "
BAD = {"soon": "takes one day", "May 2025": "takes one day", "31 June 2024": "takes one day", "3 June 2090": "is still to come"}


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A browser over two meetings of two councils, with what answers and writes notes from them."""
    home = tmp_path_factory.mktemp("as-of")
    services = make_services(home / "home", Role.PUBLIC, questions_per_minute=0)
    take(services.library, home, may=MAY, june=JUNE)
    assistant = Assistant(WordSearcher(services.library), services.library, AssistantSettings())  # type: ignore[arg-type]
    briefer = Briefer(assistant.retriever, services.library, AssistantSettings(), note_bytes)
    browser = Visit(make_app(replace(services, assistant=assistant, briefer=briefer)))
    with browser.client:
        yield browser
    services.access.close()  # type: ignore[union-attr]
    services.library.close()


REGISTERS = ("/decisions?routine=show&", "/actions?", "/compare?measure=depot+fence&")


@pytest.mark.parametrize("page", REGISTERS)
def test_a_register_holds_what_was_known(visit: Visit, page: str) -> None:
    then, now = visit.text(f"{page}as_of=20+May+2025"), visit.text(page)
    assert CANARY not in then.lower()
    assert "Stourwater" not in then
    assert LINE in then
    assert CANARY in now.lower()
    assert "papers stood on 20" not in now


@pytest.mark.parametrize("page", REGISTERS)
def test_a_register_names_the_day_in_a_field_and_in_its_links(visit: Visit, page: str) -> None:
    then = visit.text(f"{page}as_of=20+May+2025")
    assert '<label for="as_of">As the papers stood on</label>' in then
    assert 'value="20 May 2025"' in then
    assert "as_of=20+May+2025" in then.partition('class="downloads"')[2]


@pytest.mark.parametrize("page", REGISTERS)
@pytest.mark.parametrize("typed", BAD)
def test_what_is_no_day_that_has_been_is_told(visit: Visit, page: str, typed: str) -> None:
    status, body = visit.get(f"{page}as_of={typed.replace(' ', '+')}")
    assert status == 400
    assert BAD[typed] in body.decode()


@pytest.mark.parametrize("page", [one.replace("?", "/file.{}?", 1) for one in REGISTERS])
def test_a_file_says_what_it_rests_on(visit: Visit, page: str) -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(visit.get(f"{page.format('xlsx')}as_of=20+May+2025")[1]))
    told = "\n".join(str(cell.value) for sheet in sheets for row in sheet for cell in row if cell.value)
    assert LINE in told
    assert CANARY not in told.lower()
    written = docx.Document(io.BytesIO(visit.get(f"{page.format('docx')}as_of=20+May+2025")[1]))
    assert LINE in "\n".join(one.text for one in written.paragraphs)
    now = openpyxl.load_workbook(io.BytesIO(visit.get(page.format("xlsx"))[1]))
    assert CANARY in "\n".join(str(cell.value) for sheet in now for row in sheet for cell in row).lower()
    assert visit.get(f"{page.format('xlsx')}as_of=soon")[0] == 400


def test_a_question_is_answered_from_what_was_known(visit: Visit) -> None:
    question = "How much is to be spent on the depot fence?"
    then, now = visit.ask(question, as_of="20 May 2025"), visit.ask(question)
    assert "£45,000" in then
    assert LINE in then
    assert CANARY not in then.lower()
    assert CANARY in now.lower()
    assert LINE not in now


@pytest.mark.parametrize("typed", BAD)
def test_a_question_as_of_no_day_is_not_asked(visit: Visit, typed: str) -> None:
    said = visit.ask("How much is to be spent on the depot fence?", as_of=typed)
    assert BAD[typed] in said
    assert "£45,000" not in said


def note_of(visit: Visit, **fields: str) -> str:
    """The page of a note, once it is written."""
    answer = visit.client.post("/brief", data={"form": visit.form_token("/brief"), "topic": "depot fence", **fields})
    assert answer.status_code == 303, answer.text
    visit.text(answer.headers["location"])  # ends when the note is written
    return visit.text(answer.headers["location"])


def test_a_note_is_written_from_what_was_known(visit: Visit) -> None:
    then, now = note_of(visit, as_of="20 May 2025"), note_of(visit)
    assert LINE in then
    assert CANARY not in then.lower()
    assert CANARY in now.lower()
    assert LINE not in now


def test_the_form_of_a_note_says_what_is_wrong_with_the_day(visit: Visit) -> None:
    status, page = visit.post("/brief", "/brief", topic="depot fence", as_of="3 June 2090")
    assert status == 400
    assert "is still to come" in page
    assert 'value="3 June 2090"' in page

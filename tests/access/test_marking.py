"""Whoever is shown exempt words is told so, at every door and on every copy; whoever is shown none sees no mark."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from PIL import Image

import vectorstore.build
from assistant.access.disclosure import Disclosure, Remembered, exempt_shown, remember
from assistant.access.models import Identity, Verdict
from assistant.access.opening import open_access, open_desk
from assistant.answering.assistant import Assistant
from assistant.briefing.briefer import Briefer
from assistant.cli.terminal import print_answer
from assistant.export import note_bytes
from assistant.models import Answer, Ask, RankedPassage, Status
from assistant.service.services import Services
from assistant.service.visitor import Visitor
from assistant.settings import AssistantSettings
from assistant.ui.turns import turn_html
from ingest.library.library import Library
from ingest.models import Classification
from tests.access.doors import Visit, make_app
from tests.access.exempt_library import index, make_assistant, make_exempt_library
from vectorstore.models import Role
from vectorstore.verify import examine

PASSWORD = "meadow gate at dusk"
TENDER, MOWING = "What is the contractor's tender price?", "What is the annual cost of mowing the riverside meadows?"
MARK = "NOT FOR PUBLICATION"
GROUND = "by virtue of paragraph 3 of Schedule 12A of the Local Government Act 1972"
PUBLIC_TEXT = "The annual cost of mowing"


@dataclass(frozen=True)
class Hall:
    """A library with a real assistant and everything around it."""

    library: Library
    assistant: Assistant
    services: Services
    browser: Visit

    def visit(self, name: str = "") -> Visit:
        """A fresh browser, signed in where a name is given."""
        visit = Visit(self.browser.app, self.browser)
        assert not name or visit.sign_in(name, PASSWORD) == 303
        return visit

    def answer(self, question: str, role: Role = Role.OFFICER) -> Answer:
        """The answer to a reader of this role."""
        return self.assistant.answer(Ask(id="1", question=question, role=role))

    def passage(self, words: str):
        """The passage that holds these words."""
        return next(passage for passage in self.library.passages() if words in passage.text)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the library, whose exempt page names its paragraph; every test works on a copy."""
    home = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectorstore.build, "verify", examine)
        library = make_exempt_library(home)
        pack = library.paper("meadows-pack.pdf")
        under = "Exempt (paragraph 3). The contractor's"
        passages = [
            replace(one, text=one.text.replace("The contractor's", under)) if one.classification is Classification.EXEMPT else one
            for one in library.passages(document=pack.document)
        ]
        library.put(pack, passages, library.stored_file(pack))
        index(library)
        library.close()
        desk = open_desk(home)
        for name, role in (("oscar", Role.OFFICER), ("piet", Role.PUBLIC)):
            desk.accounts.create(name, role, PASSWORD)
        desk.store.close()
        yield home


@pytest.fixture
def hall(template: Path, tmp_path: Path) -> Iterator[Hall]:
    """A copy that may be changed."""
    library = Library.open(shutil.copytree(template, tmp_path / "home"))
    assistant = make_assistant(library)
    access = open_access(library, AssistantSettings(questions_per_minute=0))
    briefer = Briefer(assistant.retriever, library, AssistantSettings(), note_bytes)
    services = Services(assistant, library, lambda *_: (), access=access, briefer=briefer)
    browser = Visit(make_app(services))
    with browser.client:
        yield Hall(library, assistant, services, browser)
    access.close()
    library.close()


def test_an_answer_from_exempt_words_carries_its_marking_in_every_part(hall: Hall) -> None:
    answer = hall.answer(TENDER)
    assert answer.marking == f"{MARK} {GROUND}"
    exempt = hall.passage("27,900")
    for citation in answer.citations:
        assert (citation.marking == f"{MARK} {GROUND}") == (citation.passage_id == exempt.id)
    cited = {citation.marker for citation in answer.citations if citation.marking}
    assert cited
    for statement in answer.statements:
        assert bool(statement.marking) == bool(cited & set(statement.citations))
    listed = {passage.id: passage.classification for passage in hall.library.passages()}
    assert all(one.marking for one in answer.passages if listed[one.passage_id] is Classification.EXEMPT)


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.OFFICER])
def test_a_public_answer_has_no_mark_whoever_asks(hall: Hall, role: Role) -> None:
    answer = hall.answer(MOWING, role)
    assert answer.status is Status.ANSWERED
    if role is Role.PUBLIC:
        assert "marking" not in answer.model_dump_json()
    assert answer.marking is None or any(citation.marking for citation in answer.citations)


def test_an_answer_from_a_paper_that_names_no_paragraph_says_so_plainly(hall: Hall) -> None:
    answer = hall.answer("What is the reserve price of the depot?")
    assert answer.marking is not None
    assert answer.marking.startswith(f"{MARK}: exempt or confidential")
    assert GROUND not in answer.marking


def test_a_refusal_that_names_an_exempt_paper_is_marked(hall: Hall) -> None:
    answer = hall.answer("When was Quayside House built?")
    assert answer.abstained
    assert "Quayside House" in answer.answer
    assert (answer.marking or "").startswith(MARK)
    public = hall.answer("When was Quayside House built?", Role.PUBLIC)
    assert "marking" not in public.model_dump_json()


def test_the_terminal_prints_the_marking_first_and_beside_each_source(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(hall.answer(TENDER), explain=True)
    said = capsys.readouterr().out
    assert said.startswith(f"{MARK} {GROUND}\n")
    assert re.search(r"27,900.*\[\d+\] \(exempt\)", said)
    assert "(EXEMPT)\n" in said
    print_answer(hall.answer(MOWING, Role.PUBLIC), explain=True)
    assert "exempt" not in capsys.readouterr().out.lower()


def test_the_page_marks_answer_statement_and_source(hall: Hall) -> None:
    said = hall.visit("oscar").ask(TENDER)
    assert said.count(f"{MARK} {GROUND}") >= 2
    assert re.search(r'27,900.*?</a> <strong class=\\"tag exempt\\">Exempt</strong>', said)
    assert "This answer holds exempt information" in said
    assert MARK not in hall.visit().ask(TENDER)
    assert MARK not in hall.visit().ask(MOWING)


def test_a_conversation_that_is_opened_again_is_marked_and_so_is_its_place_in_the_list(hall: Hall) -> None:
    oscar = hall.visit("oscar")
    oscar.ask(TENDER)
    listed = oscar.text("/conversations")
    assert f'title="{MARK} {GROUND}"' in listed
    (address,) = set(re.findall(r'"(/conversations/[\w-]{22})"', listed))
    assert f"<strong>{MARK} {GROUND}</strong>" in oscar.text(address)
    piet = hall.visit("piet")
    piet.ask(MOWING)
    assert "xempt" not in re.sub(r"<form.*?</form>", "", piet.text("/conversations"), flags=re.DOTALL)


def test_an_answer_that_was_kept_before_there_were_markings_is_marked(hall: Hall) -> None:
    answer = hall.answer(TENDER)
    plain = json.loads(re.sub(r',"marking":"[^"]*"', "", answer.model_dump_json()))
    kept = remember(hall.library, Role.OFFICER, Answer.model_validate(plain))
    shown = Disclosure(hall.library, Role.OFFICER, [kept]).answer(kept)
    assert shown is not None
    assert shown.marking == answer.marking
    assert [one.marking for one in shown.citations] == [one.marking for one in answer.citations]
    assert Disclosure(hall.library, Role.PUBLIC, [kept]).answer(kept) is None


def test_what_became_exempt_or_public_since_is_marked_as_it_is_now(hall: Hall) -> None:
    kept = remember(hall.library, Role.OFFICER, hall.answer("What was resolved about the meadows?"))
    minutes = hall.library.paper("minutes.txt")
    hall.library.update_info(minutes.id, replace(minutes.info, classification=Classification.EXEMPT))
    shown = Disclosure(hall.library, Role.OFFICER, [kept]).answer(kept)
    assert shown is not None
    assert (shown.marking or "").startswith(MARK)
    minutes = hall.library.paper("minutes.txt")
    hall.library.update_info(minutes.id, replace(minutes.info, classification=Classification.PUBLIC))
    again = Disclosure(hall.library, Role.OFFICER, [kept]).answer(kept)
    assert again is not None
    assert not any(c.marking for c in again.citations if c.document == "minutes.txt")


def test_a_reader_who_was_entitled_keeps_no_marking(hall: Hall) -> None:
    answer = hall.answer(MOWING, Role.PUBLIC).model_copy(update={"notices": ("struck words",), "marking": f"{MARK} {GROUND}"})
    kept = Remembered(answer, entitled=True, exempt=False, seals=())
    shown = Disclosure(hall.library, Role.PUBLIC, [kept]).answer(kept)
    assert shown is None or (shown.marking, shown.notices) == (None, ())


def test_words_of_exempt_neighbours_count_as_shown(hall: Hall) -> None:
    """A passage is listed with its neighbours' words: the feedback on such an answer is no public record."""
    public = hall.passage(PUBLIC_TEXT)
    listed = RankedPassage(
        rank=1, document=public.document, passage_id=public.id, agenda_item=None, report_title=None, paragraph=None, page=1, score=1.0,
        text=f"{public.text}\n{hall.passage('27,900').text}", marking=f"{MARK} {GROUND}",
    )  # fmt: skip
    answer = hall.answer(MOWING, Role.PUBLIC).model_copy(update={"passages": (listed,)})
    assert exempt_shown(hall.library, answer)
    access = hall.services.access
    assert access is not None
    access.feedback.add(Verdict.WRONG, "", Role.OFFICER, [remember(hall.library, Role.OFFICER, answer)])
    assert list(access.feedback.entries()) == []
    (entry,) = access.feedback.entries(exempt=True)
    assert MARK in entry.model_dump_json()


def test_the_source_page_and_its_image_are_marked(hall: Hall) -> None:
    oscar, exempt, public = hall.visit("oscar"), hall.passage("27,900"), hall.passage(PUBLIC_TEXT)
    page = oscar.text(f"/source/{exempt.id}")
    assert f'<p class="marking"><strong>{MARK} {GROUND}</strong></p>' in page
    assert "Page 3 of 3 <strong" in page
    exempt_image, public_image = (
        Image.open(io.BytesIO(oscar.get(f"/source/{public.id}/page/{number}.png")[1])).convert("RGB") for number in (3, 1)
    )
    assert exempt_image.height > public_image.height
    assert (0xA8, 0x20, 0x1A) in {pixel for _, pixel in exempt_image.crop((0, 0, exempt_image.width, 40)).getcolors(100_000) or ()}
    assert MARK in oscar.text(f"/source/{public.id}?page=3")
    assert MARK not in oscar.text(f"/source/{public.id}?page=1")
    for number in (1, 2):
        assert MARK not in hall.visit().text(f"/source/{public.id}?page={number}")


def test_meetings_and_the_list_of_papers_mark_what_is_exempt(hall: Hall) -> None:
    oscar = hall.visit("oscar")
    land = oscar.text("/meetings/2024-04-02-land-panel")
    assert land.index(MARK) < land.index("<h1>")
    assert "Exempt</strong>" in land
    assert "Exempt: not for publication" in oscar.text("/meetings")
    shelf = oscar.text("/papers/")
    assert "Exempt in part: not for publication" in shelf
    assert "Exempt: not for publication" in shelf
    for page in ("/meetings", "/meetings/2024-03-14-environment-committee"):
        assert "tag exempt" not in hall.visit().text(page)
    assert "Exempt" not in hall.visit().text("/papers/")


def test_notes_and_registers_mark_what_is_exempt_row_by_row(hall: Hall) -> None:
    oscar = hall.visit("oscar")
    actions = oscar.text("/actions?kind=recommended")
    assert actions.index(MARK) < actions.index("<table")
    assert 'class="tag exempt"' in actions
    words = docx.Document(io.BytesIO(oscar.get("/actions/file.docx?kind=recommended")[1]))
    assert words.paragraphs[0].text.startswith(MARK)
    assert words.sections[0].header.paragraphs[0].text.startswith(MARK)
    assert any("(exempt)" in cell.text for table in words.tables for row in table.rows for cell in row.cells)
    book = load_workbook(io.BytesIO(oscar.get("/actions/file.xlsx?kind=recommended")[1]))
    for sheet in book:
        assert str(sheet.cell(1, 1).value).startswith(MARK)
        assert MARK in str(sheet.oddHeader.center.text)
    rows = [[str(cell.value) for cell in row] for row in book.worksheets[0].iter_rows(min_row=3)]
    assert any(row[-1].endswith("(exempt)") for row in rows if any("Hartwell" in cell for cell in row))
    assert MARK not in hall.visit().text("/actions?kind=recommended")


def test_the_files_of_a_note_mark_each_statement_and_source(hall: Hall) -> None:
    oscar = hall.visit("oscar")
    begun = oscar.client.post("/brief", data={"form": oscar.form_token("/brief"), "topic": "item 3 of 2 April 2024"})
    address = begun.headers["location"]
    oscar.text(address)  # watched to its end
    page, text, web = (oscar.text(address + part) for part in ("", "/note.md", "/note.html"))
    assert text.startswith(f"**{MARK}")
    assert re.search(r"1,250,000[^\n]*\[\^\d+\] \(exempt\)", text)
    assert re.search(r"\[\^\d+\]: EXEMPT: ", text)
    assert re.search(r"1,250,000.*?</sup> \(exempt\)", web, re.DOTALL)
    assert '<p class="paper">EXEMPT: ' in web
    assert re.search(r"1,250,000.*?<strong class=\"tag exempt\"", page, re.DOTALL)


@pytest.mark.parametrize("question", [TENDER, MOWING, "When was Quayside House built?"])
def test_a_turn_has_no_blank_line_which_would_make_code_of_what_follows(hall: Hall, question: str) -> None:
    visitor = Visitor(hall.services, Identity(name="", role=Role.OFFICER))
    assert not re.search(r"\n\s*\n\s{4}", turn_html(visitor, 1, hall.answer(question)))
    assert not re.search(r"\n\s*\n\s{4}", turn_html(visitor, 1, hall.answer(question, Role.PUBLIC)))

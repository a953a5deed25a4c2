"""What a paper strikes out is never shown as live words: not beside the cited passage, not in a quotation, a meeting or a file."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.briefing.models import Note, Origin, Paragraph, Said, Section
from assistant.citations import make_citation
from assistant.cli import Shell, cli
from assistant.configuration import Configuration
from assistant.export import note_bytes
from assistant.struck import in_words, joined, pieces, struck_in
from ingest.library.library import Library
from ingest.models import Kind, Passage
from tests.access.doors import Visit, make_app
from tests.web_fakes import MEETING, TITLE, make_services
from vectorstore.models import Role

OLD = "£90 a year"
TEXT = f"The permit costs {OLD} £120 a year."
SPAN = (TEXT.index(OLD), TEXT.index(OLD) + len(OLD))
DEL = f'<del><span class="sr-only">[struck out: </span>{OLD}<span class="sr-only">]</span></del>'


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """The minutes with three passages, the first and last partly struck out, and a struck recommendation in the pack."""
    services = make_services(tmp_path, Role.PUBLIC)
    library = services.library
    paper = library.paper("minutes.txt")
    first = next(library.passages(document="minutes.txt"))
    texts = (
        (TEXT, (SPAN,), Kind.PARAGRAPH),
        ("The panel agreed this.", (), Kind.PARAGRAPH),
        (f"RECOMMENDATION\nThat {TEXT}", ((SPAN[0] + 20, SPAN[1] + 20),), Kind.RECOMMENDATION),
    )
    library.put(
        paper,
        [
            replace(first, id=f"{paper.id}-{at}", ordinal=at, text=text, struck=struck, kind=kind)
            for at, (text, struck, kind) in enumerate(texts)
        ],
        library.stored_file(paper),
    )
    library.relate()
    browser = Visit(make_app(services))
    with browser.client:
        yield browser
    library.close()


def minutes(visit: Visit, at: int, library: Library) -> str:
    """The source page of a passage of the minutes."""
    return visit.text(f"/source/{library.paper('minutes.txt').id}-{at}")


def test_struck_words_are_struck_beside_the_cited_passage(visit: Visit, tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        page = minutes(visit, 1, library)
    assert page.count(DEL) == 2
    assert "a year" in page.replace(DEL, "")
    assert OLD not in page.replace(DEL, "")


def test_struck_words_are_struck_in_the_cited_passage_and_on_the_meeting(visit: Visit, tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        page = minutes(visit, 0, library)
    assert f"<mark>The permit costs </mark><mark>{DEL}</mark>" in page
    meeting = visit.text("/meetings/2024-03-14-environment-committee")
    assert f"That The permit costs {DEL}" in meeting
    assert OLD not in meeting.replace(DEL, "")


def passage(text: str = TEXT, struck: tuple[tuple[int, int], ...] = (SPAN,)) -> Passage:
    """A passage of a paper."""
    return Passage("p-0", "a.docx", 0, text, Kind.PARAGRAPH, meeting=MEETING, agenda_title=TITLE, struck=struck)


def test_a_quotation_knows_which_of_its_words_are_struck() -> None:
    citation = make_citation(1, passage(), TEXT[4:])
    assert [citation.quote[left:right] for left, right in citation.struck] == [OLD]
    assert json.loads(citation.model_dump_json())["struck"] == [[SPAN[0] - 4, SPAN[1] - 4]]
    assert "struck" not in make_citation(1, passage(struck=()), TEXT).model_dump_json()
    assert make_citation(1, passage(), "£120 a year").struck == ()
    assert struck_in(passage(), "words of another paper") == ()


@pytest.mark.parametrize("format", ["md", "html"])
def test_files_tell_in_words_what_is_struck(format: str) -> None:
    said = Said(text="A permit costs £120.", markers=(1,), origin=Origin.CHECKED)
    section = Section(name="points", heading="Points", blocks=(Paragraph(said=(said,)),))
    note = Note(
        template="t",
        title="Permits",
        subject="Permits",
        date=MEETING.date,
        sections=(section,),
        sources=(make_citation(1, passage(), TEXT),),
    )
    written = note_bytes(note, format).decode().replace("\\", "")
    assert f"[struck out: {OLD}] £120" in written
    assert written.count(OLD) == 1


@pytest.mark.usefixtures("visit")
def test_the_command_line_tells_in_words_what_is_struck(tmp_path: Path) -> None:
    class Parts:
        def __init__(self, configuration: Configuration) -> None:
            self.configuration, self.library = configuration, Library.open(tmp_path)

        def close(self) -> None:
            self.library.close()

    said = CliRunner().invoke(cli, ["passages", "--paper", "minutes.txt", "--home", str(tmp_path)], obj=Shell(Parts))  # type: ignore[arg-type]
    assert said.output.count(f"[struck out: {OLD}]") == said.output.count(OLD) == 2


def test_live_and_struck_words_are_told_apart() -> None:
    assert [(one.text, one.struck) for one in pieces("ab cd ef", ((3, 5),), 1)] == [("b ", False), ("cd", True), (" ef", False)]
    assert "".join(one.text for one in pieces("ab", ((0, 9), (5, 7)))) == "ab"
    assert list(pieces("", ())) == []
    assert in_words("ab  cd", ((2, 4),)) == "ab  cd"
    assert joined([passage("ab", ((0, 1),)), passage("cd", ((1, 2),))]) == ((0, 1), (4, 5))

"""A turn as it is read: the first statement leads, sources are one line that opens, what must be known is told where they are closed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.access.models import Identity
from assistant.citations import make_citation
from assistant.models import Answer, Ask, Matched, Statement, Status
from assistant.service.services import Services
from assistant.service.visitor import Visitor
from assistant.ui.cited import cited_by
from assistant.ui.render import prose
from assistant.ui.turns import gist, parted, turn_html
from assistant.unmatched import mark
from ingest.models import Classification, Kind, PaperStatus, Passage
from tests.web_fakes import FakeAssistant, make_services
from vectorstore.models import Role

QUESTION = "What would mowing the meadows cost?"
COST = "The annual cost of mowing the riverside meadows would fall from £48,200 to £31,500 if they were cut twice a year."


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = make_services(tmp_path)
    yield made
    made.library.close()


def answer_of(services: Services, role: Role = Role.PUBLIC) -> Answer:
    return FakeAssistant(services.library).answer(Ask(question=QUESTION, role=role)).model_copy(update={"id": "a1"})


def visitor(services: Services, role: Role = Role.PUBLIC) -> Visitor:
    return Visitor(services, Identity(name="", role=role))


def in_details(markup: str, name: str) -> tuple[str, str]:
    """The summary and the inside of the details of this class."""
    found = re.search(rf'<details class="{name}">\s*<summary>(.*?)</summary>(.*)</details>', markup, re.DOTALL)
    assert found, f"no {name}"
    return found[1], found[2]


def test_the_first_statement_leads_and_nothing_is_lost(services: Services) -> None:
    answer = answer_of(services)
    head, rest = parted(answer)
    assert head == f"{COST} [1]"
    assert f"{head}\n\n{rest}" == answer.answer
    shown = turn_html(visitor(services), 1, answer)
    assert re.search(r'class="head"><p>The annual cost[^<]*<a class="cite"', shown)
    assert shown.count("RESOLVED that the meadows") == 2, "once said, once quoted"


@pytest.mark.parametrize(
    ("text", "head", "rest"),
    [
        ("- One. [1]\n- Two. [1]", "One. [1]", "- Two. [1]"),
        ("One. [1] Two. [1]", "One. [1]", "Two. [1]"),
        ("Recommended:\n\n- One. [1]", "", "Recommended:\n\n- One. [1]"),
        ("| | The papers say |\n|---|---|\n| One | . [1] |", "", "| | The papers say |\n|---|---|\n| One | . [1] |"),
    ],
)
def test_an_item_leads_a_table_or_the_line_over_a_list_does_not(services: Services, text: str, head: str, rest: str) -> None:
    statements = tuple(Statement(text=words, citations=(1,)) for words in ("One.", "Two."))
    assert parted(answer_of(services).model_copy(update={"answer": text, "statements": statements})) == (head, rest)


def test_the_mark_of_what_was_not_matched_goes_with_the_head_and_with_the_folded_line(services: Services) -> None:
    answer = answer_of(services)
    loose = answer.statements[0].model_copy(update={"support": Matched.UNMATCHED})
    words = mark(loose, answer.citations)
    answer = answer.model_copy(update={"statements": (loose,), "answer": f"{loose.text} [1] {words} The rest."})
    assert parted(answer) == (f"{loose.text} [1] {words}", "The rest.")
    assert gist(answer) == f"{COST} {words}"


def test_sources_are_one_line_that_opens_to_papers_and_their_places(services: Services) -> None:
    line, inside = in_details(turn_html(visitor(services), 1, answer_of(services)), "cited")
    assert "<h3>3 sources in 2 papers</h3>" in line
    papers = re.findall(r'<p class="cited-paper"[^>]*>(.*?)</p>', inside)
    assert papers == ["Environment Committee, 14 March 2024: agenda pack", "Environment Committee, 14 March 2024: minutes"]
    assert ">item 7 &#34;Mowing of the riverside meadows&#34;, para 4 (pack page 21, PDF page 1)</a>" in inside
    assert inside.count("Environment Committee, 14 March 2024,") == 3, "the whole locator is there to be copied, not to be read"
    assert re.findall(r'<li value="(\d)"', inside) == ["1", "2", "3"]
    assert "Searched:" in inside


def test_papers_of_several_councils_are_told_apart(services: Services) -> None:
    answer, library = answer_of(services), services.library
    paper = library.paper("depot-sale.txt")
    meeting = replace(paper.info.meeting, council="Thornby Town Council")
    passages = [replace(one, classification=Classification.PUBLIC) for one in library.passages(document=paper.document)]
    changed = replace(paper, info=replace(paper.info, meeting=meeting, classification=Classification.PUBLIC))
    library.put(changed, passages, library.stored_file(paper))
    shown = turn_html(visitor(services), 1, answer)
    assert "Environment Committee, 14 March 2024: minutes (Larkmere Borough Council)</p>" in shown


def test_what_must_be_known_of_a_source_stands_where_the_list_is_closed(services: Services) -> None:
    answer = answer_of(services, Role.MEMBER)
    passages = {one.id: one for one in services.library.passages(ids=[c.passage_id for c in answer.citations])}
    first = answer.citations[0].passage_id
    passages[first] = replace(passages[first], status=PaperStatus.SUPERSEDED, confidence=0.5)
    cited = cited_by(answer.citations, passages, visitor(services, Role.MEMBER).reader)
    assert cited.labels == ("Superseded paper", "Read from a scanned image: check the wording on the page")
    tender = FakeAssistant(services.library).answer(Ask(question="What is the contractor's tender price?", role=Role.MEMBER))
    shown = turn_html(visitor(services, Role.MEMBER), 1, tender)
    assert 'class="tag exempt"' in in_details(shown, "cited")[0]
    assert "tag" not in in_details(turn_html(visitor(services), 1, answer_of(services)), "cited")[0]


def test_a_folded_turn_is_its_question_and_its_first_statement_under_its_marking(services: Services) -> None:
    tender = FakeAssistant(services.library).answer(Ask(question="What is the contractor's tender price?", role=Role.MEMBER))
    shown = turn_html(visitor(services, Role.MEMBER), 1, tender, folded=True)
    line, inside = in_details(shown, "earlier")
    assert tender.statements[0].text in line.replace("&#39;", "'")
    assert "<a " not in line
    assert "<a " in inside
    assert shown.index("NOT FOR PUBLICATION") < shown.index('<details class="earlier"')
    refused = FakeAssistant(services.library).answer(Ask(question="How many llamas?"))
    assert gist(refused) == "The papers do not answer this"
    assert gist(answer_of(services).model_copy(update={"status": Status.PARTIAL})) == f"The papers answer part of this. {COST}"


def test_a_kept_answer_can_be_linked_to_and_one_that_is_not_kept_cannot(services: Services) -> None:
    shown = turn_html(visitor(services), 1, answer_of(services), "c1")
    assert 'id="answer-a1"' in shown
    assert 'data-conversation="c1"' in shown
    assert 'data-link="/conversations/c1#answer-a1" data-said="Link copied. It opens in this browser only."' in shown
    signed_in = Visitor(services, Identity(name="ann", role=Role.OFFICER, door="session"))
    assert "Only you can open it, signed in." in turn_html(signed_in, 1, answer_of(services), "c1")
    assert "data-conversation" not in turn_html(visitor(services), 1, answer_of(services))
    assert "copy-link" not in turn_html(visitor(services), 1, answer_of(services).model_copy(update={"status": Status.ERROR}), "c1")


ITEM, TABLE = "- One. {}\n- Two. {}", "| Year | Cost | Source |\n|---|---|---|\n| 2024 | £1 | {} |\n| 2025 | £2 | {} |"
PAIRS = "| | The papers say |\n|---|---|\n| A | x {} |\n| B | y {} |"


@pytest.mark.parametrize("text", [ITEM, TABLE, PAIRS])
def test_rows_that_cite_the_same_cite_it_once(services: Services, text: str) -> None:
    citations = answer_of(services).citations
    once = prose(text.format("[1]", "[1]"), citations)
    assert once.count('class="cite"') == 1
    assert '<p class="all-from">Both from <a class="cite"' in once
    assert ">Source</th>" not in once
    for words in re.findall(r"[\w£]+", re.sub(r"Source|\W-+", "", text)):
        assert words in once
    assert prose(text.format("[1]", "[2]"), citations).count('class="cite"') == 2
    assert prose(text.format("[1]", "[1] (in the model's words; not matched, see page 1)"), citations).count('class="cite"') == 2
    assert prose(text.format("[1]", "[1]"), citations, whole=False).count('class="cite"') == 2
    assert prose(text.format("[1]", ""), citations).count('class="cite"') == 1
    both = prose(text.format("[1][2]", "[1][2]"), citations)
    assert both.count('class="cite"') == 2


def test_the_place_of_a_whole_text_is_not_said_twice(services: Services) -> None:
    passage = Passage("p-1", "note.txt", 0, "The fee is £12.", Kind.PARAGRAPH)
    citations = (make_citation(1, passage, "The fee is £12"),)
    (paper,) = cited_by(citations, {passage.id: passage}, visitor(services).reader).papers
    assert (paper.name, paper.places[0].place) == ("note.txt", "note.txt")
    placed = replace(passage, page=3)
    (paper,) = cited_by((make_citation(1, placed, "The fee is £12"),), {placed.id: placed}, visitor(services).reader).papers
    assert (paper.name, paper.places[0].place) == ("note.txt", "PDF page 3")

"""Suggested questions: on what papers hold, in words that a person would use, and kept only where the answer is that."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import UnknownBodyError
from assistant.models import Answer, Ask, Citation
from assistant.scope import Scope
from assistant.service.services import Services
from assistant.service.suggestions import Candidate, Suggestions, questions_on, topic_of
from ingest.models import Kind, Paper, PaperInfo, Passage
from ingest.record.read import read_record
from tests.web_fakes import FakeAssistant, make_services
from vectorstore.models import Role

MOWING = "Mowing of the riverside meadows"
LONG = "The cost would be met from the grounds budget and falls in the second year, when fewer cuts are made."


MINUTES = "Minutes of the meeting held on 3 May 2024"


def _passage(text: str, kind: Kind = Kind.PARAGRAPH, section: str = "", report: str = "", paragraph: str | None = None) -> Passage:
    own = Passage(f"p-{text[:20]}", "a.txt", 0, text, kind, section=section or None, report_title=report or None)
    return replace(own, paragraph=paragraph)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = make_services(tmp_path)
    yield made
    made.library.close()


def _answer(services: Services, question: str, role: Role = Role.PUBLIC) -> list[str]:
    assistant = FakeAssistant(services.library)
    return list(Suggestions(services).after([assistant.answer(Ask(question=question, role=role))], Scope(), role))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("299. Kent Minerals and Waste Local Plan", "Kent Minerals and Waste Local Plan"),
        ("7 SAFEGUARDING BOARD (LSCB) IN LARKMERE (Pages 3 - 9)", "Safeguarding board (LSCB) in Larkmere"),
        ("Minutes of the meeting held on 13 March 2025", ""),
        ("APOLOGIES FOR ABSENCE", ""),
        ("Declarations of Interest", ""),
        ("Chairman's Announcements", ""),
        ("EXCLUSION OF THE PRESS AND PUBLIC", ""),
        ("Appendix 2: Method note", ""),
        ("Introduction", ""),
        ("Work programme 2024/25", ""),
    ],
)
def test_a_title_is_a_topic_or_none(title: str, shown: str) -> None:
    assert topic_of(title, "The board met in Larkmere. Safeguarding matters; a board decides.") == shown


def test_a_report_is_asked_for_the_parts_that_it_has() -> None:
    passages = [
        _passage("RECOMMENDED that it be so.", Kind.RECOMMENDATION, "8. Recommendations", "Street trees"),
        _passage(LONG, section="5. FINANCIAL IMPLICATIONS", report="Street trees"),
        _passage("None.", section="Legal implications", report="Street trees"),
        _passage("There are no equality implications.", section="Equality implications", report="Street trees"),
        _passage("2. Minutes of the last meeting\nRESOLVED that the minutes be signed.", Kind.RESOLUTION, report=MINUTES, paragraph="2"),
        _passage("4. Tree planting\nRESOLVED that trees be planted.", Kind.RESOLUTION, report=MINUTES, paragraph="4"),
    ]
    paper = Paper("p", "a.txt", "/a.txt", "0" * 64, 9, len(passages), PaperInfo())
    assert [one.question for entry in read_record(paper, passages).entries for one in questions_on(entry, "")] == [
        'What is recommended on "Street trees"?',
        'What does the report "Street trees" say about financial implications?',
        'What was decided on "Tree planting"?',
    ]


def test_those_to_start_with_are_on_the_newest_papers_and_tell_the_public_nothing_exempt(services: Services) -> None:
    first = Suggestions(services).first(Scope(), Role.PUBLIC)
    assert first == (f'What was decided on "{MOWING}"?', f'What does the report "{MOWING}" say about options?')
    with pytest.raises(UnknownBodyError):
        Suggestions(services).first(Scope(committee="Planning Committee"), Role.PUBLIC)


def test_those_to_go_on_with_ask_for_what_was_not_cited(services: Services) -> None:
    assert _answer(services, "Which residents near the boathouse asked?") == [f'What is recommended on "{MOWING}"?']
    assert _answer(services, "What was decided, RESOLVED and thought too little?") == []


def test_a_question_whose_answer_cites_something_else_is_not_suggested(services: Services) -> None:
    class Stray(FakeAssistant):
        def answer(self, ask: Ask) -> Answer:
            return super().answer(ask.model_copy(update={"question": "boathouse"}))

    first = Suggestions(replace(services, assistant=Stray(services.library))).first(Scope(), Role.PUBLIC)
    assert first == (f'What does the report "{MOWING}" say about options?',)


def test_the_same_words_printed_elsewhere_count_as_the_passage() -> None:
    wanted = Candidate("?", (_passage("RESOLVED that the  meadows be mown."),))
    cited = Citation(marker=1, document="b.txt", passage_id="b-1", quote="the meadows be mown", locator="Minutes")
    assert wanted.met_by([cited])
    assert not wanted.met_by([cited.model_copy(update={"quote": "the meadows be sold"})])

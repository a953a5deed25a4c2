"""Suggested questions: on what papers hold, in words that a person would use, and kept only where the answer is that."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import UnknownBodyError
from assistant.models import Answer, Ask, Citation
from assistant.scope import Scope
from assistant.service.candidates import Candidate, _treated, named, questions_on
from assistant.service.services import Services
from assistant.service.suggestions import COUNT, Suggestions, varied
from assistant.service.waiting_line import Line
from ingest.models import Kind, Paper, PaperInfo, Passage
from ingest.record.read import read_record
from ingest.record.topics import phrase_of, topic_of
from tests.web_fakes import FakeAssistant, make_services
from vectorstore.models import Role

MOWING = "the mowing of the riverside meadows"
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
    assert [
        one.question for entry in read_record(paper, passages).entries for one in questions_on(entry, "street trees, tree planting")
    ] == [
        "What is recommended on street trees?",
        "What will street trees cost?",
        "What are the financial implications of street trees?",
        "What was decided about tree planting?",
    ]


def test_those_to_start_with_are_on_the_newest_papers_and_tell_the_public_nothing_exempt(services: Services) -> None:
    first = Suggestions(services).first(Scope(), Role.PUBLIC)
    assert first == (f"What was decided about {MOWING}?", f"What other options were considered for {MOWING}?")
    with pytest.raises(UnknownBodyError):
        Suggestions(services).first(Scope(committee="Planning Committee"), Role.PUBLIC)


def test_those_to_go_on_with_ask_for_what_was_not_cited(services: Services) -> None:
    assert _answer(services, "Which residents near the boathouse asked?") == [f"What is recommended on {MOWING}?"]
    assert _answer(services, "What was decided, RESOLVED and thought too little?") == []


def test_a_question_whose_answer_cites_something_else_is_not_suggested(services: Services) -> None:
    class Stray(FakeAssistant):
        def answer(self, ask: Ask) -> Answer:
            return super().answer(ask.model_copy(update={"question": "boathouse"}))

    first = Suggestions(replace(services, assistant=Stray(services.library))).first(Scope(), Role.PUBLIC)
    assert first == (f"What other options were considered for {MOWING}?",)


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("School Streets: results of the pilot and next steps", "School Streets"),
        ("7 Residents’ Parking Permits: proposed charges", "residents’ parking permits"),
        ("Highway maintenance", "highway maintenance"),
        ("Review of polling districts", "the review of polling districts"),
        ("Community Safety Partnership (CSP) Plan", "the Community Safety Partnership Plan"),
        ("Treasury Management Annual Report 2023/24", "the Treasury Management Annual Report 2023/24"),
        ("Update on the winter service", "the winter service"),
        ("Report of the Director - Street lighting", "street lighting"),
        ("Waste, recycling and street cleansing", "waste, recycling and street cleansing"),
        ("Application 24/01234/FUL, 4 High Street", ""),
        ("To note the position", ""),
        ("What we do next", ""),
        ("Cabinet Member report", ""),
        ("Clerk’s Report", ""),
        ("Reducing harm in Larkmere", "Reducing harm in Larkmere"),
        ("Whether the depot should be sold", ""),
    ],
)
def test_a_title_is_spoken_of_as_the_phrase_that_it_is_or_not_at_all(title: str, phrase: str) -> None:
    text = "Charges for residents' parking permits. The review of polling districts. Some waste, recycling and street cleansing."
    assert phrase_of(title, f"{text} Money for the highway maintenance depot and for highway maintenance.") == phrase


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("Donations Boxes in the Village", "Donations Boxes in the Village"),
        ("9. Minerals and Waste Plan", "the Minerals and Waste Plan"),
        ("EDUCATION AND EARLY YEARS STREAM", "the education and early years stream"),
        ("Donations to the Riverholme Fund", "donations to the Riverholme Fund"),
        ("Review of policy in Larkmere", "the review of policy in Larkmere"),
        ("Donations policy", "the donations policy"),
        ("Whether the depot should be sold", ""),
    ],
)
def test_a_title_in_capitals_keeps_all_of_them_or_none(title: str, phrase: str) -> None:
    text = "The donations come in, the donations go into the boxes. The minerals, some minerals, a waste of minerals, by the plan."
    early = "The education of some and the education of all. It was Early, Early, never early in years."
    assert named(title, f"{text} {early} The stream of policy. The donations policy. A review, a review.") == phrase


def test_a_part_that_every_report_has_is_no_matter_of_its_own() -> None:
    assert not _treated(_passage("Much is said.", section="Legal implications"), "")
    assert not _treated(_passage("Much is said.", section="The strategic context"), "")
    assert (
        _treated(_passage("Much is said.", section="Treasury risk in the harbour accounts"), "")
        == "the treasury risk in the harbour accounts"
    )
    assert _treated(_passage("Much is said.", section="Winter service depots"), "")


def test_kinds_of_question_come_back_as_late_as_they_can() -> None:
    made = [Candidate(f"{kind} {topic}?", (), kind, topic) for topic in "ab" for kind in ("cost", "cost", "risk")]
    assert [f"{one.kind} {one.topic}" for one in varied(made)] == ["cost a", "cost a", "risk a", "cost b", "cost b", "risk b"]
    assert [one.topic for one in varied(made, topics=True)][:3] == ["a", "a", "b"]


def test_what_was_tried_for_one_reader_is_not_tried_for_the_next(services: Services) -> None:
    assistant = services.assistant
    assert isinstance(assistant, FakeAssistant)
    suggestions, minutes = Suggestions(services), Scope(documents=("minutes.txt",))
    answer = assistant.answer(Ask(question="Which residents near the boathouse asked?"))

    def suggest() -> list[tuple[str, ...]]:
        first = [suggestions.first(scope, Role.PUBLIC) for scope in (Scope(), minutes)]
        return [*first, suggestions.after([answer], Scope(), Role.PUBLIC)]

    once, tried = suggest(), len(assistant.asked)
    assert tried
    assert suggest() == once
    assert len(assistant.asked) == tried
    suggestions.first(Scope(), Role.MEMBER)
    assert len(assistant.asked) > tried, "another kind of reader is answered from other papers"


def test_trials_give_way_to_a_person_and_go_on_where_they_ended(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(services.assistant, at_once=1)
    suggestions = Suggestions(replace(services, assistant=line))
    monkeypatch.setattr("assistant.service.suggestions._PATIENCE_SECONDS", 0.05)
    person = line.stream(Ask(question="residents, slowly, please: which of them asked?"), "a person")
    next(person)
    assert suggestions.first(Scope(), Role.PUBLIC) == ()
    person.close()  # type: ignore[attr-defined]
    monkeypatch.setattr("assistant.service.suggestions._PATIENCE_SECONDS", 10.0)
    assert 0 < len(suggestions.first(Scope(), Role.PUBLIC)) <= COUNT


def test_the_same_words_printed_elsewhere_count_as_the_passage() -> None:
    wanted = Candidate("?", (_passage("RESOLVED that the  meadows be mown."),))
    cited = Citation(marker=1, document="b.txt", passage_id="b-1", quote="the meadows be mown", locator="Minutes")
    assert wanted.met_by([cited])
    assert not wanted.met_by([cited.model_copy(update={"quote": "the meadows be sold"})])

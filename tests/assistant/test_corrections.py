"""Whoever shows the old says so: what sets right the words of an answer stands beside them, cited, and only for who may see it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.chat_engine import Generator
from assistant.models import Answer, Ask
from assistant.settings import AssistantSettings
from ingest.formats.text import read_text
from ingest.library.library import Library
from ingest.models import Overrides
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.assistant.paper_fakes import ScriptedChat, WordSearcher
from vectorstore.models import Role

Answering = Callable[..., Answer]
FENCE = "### 17. Depot fence\n\nRESOLVED: That £45,000 be spent on the depot fence.\n"
SET_RIGHT = (
    "### 20. Minutes of the last meeting\n\nRESOLVED: That the minutes of the meeting held on 6 May 2025 be approved subject to the"
    ' correction of minute 17, in which "£45,000" should read "£54,000".\n'
)
SPENT = "How much did the committee agree to spend on the depot fence?"
HEAD = "### 7. Closure of Elmwood Library\n\nReport of the Head of Culture\n\n"
LIBRARY = HEAD + "Recommendation: That Elmwood Library be closed on 31 March 2025.\n"
LEADER = "The Leader reported that this item had been withdrawn from the agenda to allow further talks."
FARES = "### 1. Apologies for absence\n\n### 2. Taxi fares\n\nRecommendation: That the flag fall for taxi fares be raised to £3.40.\n"
CANCELLED = "The meeting of the Licensing Committee due to be held on Tuesday 11 March 2025 has been cancelled."
MOVED = CANCELLED + " It will now take place on Thursday 20 March 2025 at 2.00 pm in the Guildhall."


def paper(first: str, body: str, committee: str = "Resources Committee", council: str = "Riverholme Borough Council") -> str:
    return f"# {council}\n\n## {committee}\n\n{first}\n\n{body}\n"


def minutes(day: str, body: str, **named: str) -> str:
    return paper(f"Minutes of the meeting held on {day}", body, **named)


@pytest.fixture
def answer(tmp_path: Path) -> Answering:
    """Takes in papers by name, the exempt ones after the others, and answers a question from them."""

    def answered(question: str, papers: dict[str, str], exempt: tuple[str, ...] = (), role: Role = Role.PUBLIC, reply: str = "") -> Answer:
        library = Library.open(tmp_path / "library")
        for name, text in papers.items():
            (tmp_path / name).write_text(text)
            said = Overrides(exempt=name in exempt)
            found = ingest(library, [tmp_path / name], IngestSettings(workers=1), said, read=lambda path, _: read_text(path))
            assert not found[0].reason
        settings = AssistantSettings(chat_model="fake:scripted" if reply else "", chat_retries=0)
        generator = Generator(settings, ScriptedChat(reply)) if reply else None
        assistant = Assistant(WordSearcher(library), library, settings, generator)  # type: ignore[arg-type]
        return assistant.answer(Ask(question=question, role=role))

    return answered


def told(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


def test_a_corrected_figure_is_followed_by_what_it_should_read(answer: Answering) -> None:
    found = answer(SPENT, {"may.md": minutes("6 May 2025", FENCE), "june.md": minutes("10 June 2025", SET_RIGHT)})
    change = '"£45,000" should read "£54,000"'
    assert told(found) == ["RESOLVED: That £45,000 be spent on the depot fence.", f"Corrected by the minutes of 10 June 2025: {change}"]
    assert [(one.document, one.quote) for one in found.citations][1:] == [("june.md", change)]


def test_a_correction_of_another_year_than_is_asked_for_is_said(answer: Answering) -> None:
    later = SET_RIGHT.replace("6 May 2025", "6 May 2023")
    papers = {"may.md": minutes("6 May 2023", FENCE), "june.md": minutes("10 June 2025", later)}
    assert "£54,000" in answer("How much was spent on the depot fence in 2023?", papers).answer


@pytest.mark.parametrize(
    ("committee", "council", "body"),
    [
        ("Housing Committee", "Riverholme Borough Council", SET_RIGHT),
        ("Resources Committee", "Fenwick District Council", SET_RIGHT),
        ("Resources Committee", "Riverholme Borough Council", SET_RIGHT.replace("minute 17", "minute 18")),
        ("Resources Committee", "Riverholme Borough Council", SET_RIGHT.replace("£45,000", "£5,000")),
        ("Resources Committee", "Riverholme Borough Council", SET_RIGHT.partition(" subject")[0] + "."),
        ("Resources Committee", "Riverholme Borough Council", '### 21. Books\n\nEvery child should read "Watership Down".\n'),
    ],
)
def test_a_correction_of_something_else_is_not_said(answer: Answering, committee: str, council: str, body: str) -> None:
    june = minutes("10 June 2025", body, committee=committee, council=council)
    found = answer(SPENT, {"may.md": minutes("6 May 2025", FENCE), "june.md": june})
    assert told(found) == ["RESOLVED: That £45,000 be spent on the depot fence."]


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.OFFICER])
def test_an_exempt_correction_is_told_to_who_may_see_it(answer: Answering, role: Role) -> None:
    papers = {"may.md": minutes("6 May 2025", FENCE), "june.md": minutes("10 June 2025", SET_RIGHT)}
    found = answer(SPENT, papers, exempt=("june.md",), role=role)
    assert ("54,000" in found.model_dump_json()) is (role is Role.OFFICER)
    assert bool(found.marking) is (role is Role.OFFICER)


def test_a_withdrawal_stands_before_what_was_recommended(answer: Answering) -> None:
    agenda = paper("Agenda for the meeting on 4 February 2025", LIBRARY, "Cabinet")
    held = minutes("4 February 2025", f"### 88. Closure of Elmwood Library\n\n{LEADER}\n", committee="Cabinet")
    found = answer("When will Elmwood Library be closed?", {"agenda.md": agenda, "minutes.md": held})
    assert told(found)[0] == LEADER
    assert "31 March 2025" in told(found)[1]
    assert [citation.marker for citation in found.citations] == [1, 2]
    assert found.statements[0].citations == (1,)


@pytest.mark.parametrize(
    "decided",
    [
        f"### 88. Car park\n\n{LEADER}\n\n### 89. Closure of Elmwood Library\n\nRESOLVED: That the library be closed.\n",
        "### 88. Closure of Elmwood Library\n\nThe petition had been withdrawn.\n\nRESOLVED: That the library be closed.\n",
    ],
)
def test_an_item_that_was_decided_was_not_withdrawn(answer: Answering, decided: str) -> None:
    agenda = paper("Agenda for the meeting on 4 February 2025", LIBRARY, "Cabinet")
    papers = {"agenda.md": agenda, "minutes.md": minutes("4 February 2025", decided, committee="Cabinet")}
    found = told(answer("When will Elmwood Library be closed?", papers))
    assert any("31 March 2025" in text for text in found)
    assert not any("withdrawn" in text for text in found)


def test_an_item_that_another_minute_names_was_withdrawn(answer: Answering) -> None:
    agenda = paper("Agenda for the meeting on 4 February 2025", LIBRARY, "Cabinet")
    order = "### 80. Order of business\n\nThe Leader said that item 7 had been withdrawn.\n"
    found = answer("When will Elmwood Library be closed?", {"a.md": agenda, "m.md": minutes("4 February 2025", order, committee="Cabinet")})
    assert told(found)[0] == "The Leader said that item 7 had been withdrawn."


@pytest.mark.parametrize("notice", [MOVED, CANCELLED])
def test_a_meeting_called_off_is_said_before_its_papers(answer: Answering, notice: str) -> None:
    papers = {
        "agenda.md": paper("Agenda for the meeting to be held on Tuesday 11 March 2025 at 10.00 am", FARES, "Licensing Committee"),
        "notice.md": paper("Notice", notice, "Licensing Committee"),
    }
    found = answer("What is the recommendation on the flag fall for taxi fares?", papers)
    assert told(found)[0] == notice
    assert "£3.40" in told(found)[1]
    assert [text for text in told(found) if "cancelled" in text] == [notice], "said once"


def test_a_day_that_was_given_up_is_said_with_the_sentence_that_names_it(answer: Answering) -> None:
    words = "### 9. Next meeting\n\nThe next meeting on taxi fares will be held on 11 March 2025.\n"
    papers = {
        "january.md": minutes("14 January 2025", words, committee="Licensing Committee"),
        "notice.md": paper("Notice", MOVED, "Licensing Committee"),
        "other.md": minutes("14 January 2025", words.replace("taxi fares", "rents"), committee="Housing Committee"),
    }
    assert "20 March 2025" in answer("When is the next meeting on taxi fares?", papers).answer
    assert "20 March 2025" not in answer("When is the next meeting on rents?", papers).answer


def test_a_chat_model_does_not_pass_over_a_correction(answer: Answering) -> None:
    reply = "The depot is made of gold and glass [1].\nThe committee resolved that £45,000 be spent on the depot fence [1]."
    found = answer(SPENT, {"may.md": minutes("6 May 2025", FENCE), "june.md": minutes("10 June 2025", SET_RIGHT)}, reply=reply)
    assert found.engine.startswith("fake:scripted")
    at = told(found).index("The committee resolved that £45,000 be spent on the depot fence.")
    assert told(found)[at + 1].startswith("Corrected by the minutes of 10 June 2025")
    assert len([text for text in told(found) if text.startswith("Corrected")]) == 1

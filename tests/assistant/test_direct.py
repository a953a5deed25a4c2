"""The direct line: what the record or a table settles is said first, in one line; where they settle nothing no word is said for them."""

import re
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.models import Answer, Ask
from assistant.settings import AssistantSettings
from ingest.formats.text import read_text
from ingest.library.library import Library
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.assistant.paper_fakes import WordSearcher

PARISH = """# Fernhollow Parish Council

Minutes of the meeting held on 4 March 2025 at 7.00 pm in the village hall

Present: Cllr A Birch (Chairman), Cllr Hazel, Cllr Rowan and Cllr Thorn

In attendance: Mrs P Quill (Clerk) and 3 members of the public

Apologies for absence were received from Cllr Sorrel.

### 12. Allotment water supply

It was proposed by Cllr Rowan, seconded by Cllr Thorn and RESOLVED that a standpipe be installed at the allotments at a cost of £640.

Cllr Hazel left the meeting at 7.25 pm and did not return.

### 13. Bus shelter

It was agreed to defer the bus shelter to the May meeting.

### 14. Planning application 25/0044, Mill Farm

RESOLVED: That the council object to the application.

The Clerk reminded members of the litter pick on Sunday.

The meeting closed at 8.10 pm.
"""
COUNTY = """# Marlshire County Council

## Highways Committee

Minutes of the meeting held on 17 October 2024

Present: Councillors Ashdown (Chair), Beckett, Carew, Dunmow, Elvin and Frome

### 31. Residents' parking in Castle Ward

It was moved by Councillor Beckett and seconded by Councillor Carew that the scheme be extended to Castle Ward.

An amendment was moved by Councillor Dunmow and seconded by Councillor Elvin to leave out Moat Street.

The amendment was put to the vote and lost (For 2, Against 4).

The motion was put to the vote and carried (For 4, Against 1, Abstentions 1).

RESOLVED that

(i) the scheme be extended to Castle Ward; and

(ii) the charge be £48 a year.

### 32. Weight limit at Sallow Bridge

A recorded vote was taken:

For: Councillors Ashdown, Beckett and Frome (3)

Against: Councillors Carew and Dunmow (2)

Abstained: Councillor Elvin (1)

The motion was declared carried.

RESOLVED that a 7.5 tonne weight limit be introduced at Sallow Bridge.

### 34. Ferry Lane closure

The motion to close Ferry Lane was carried by 5 votes to 1. Councillor Beckett voted against.

### 35. Signs at Holm Corner

The motion on signs at Holm Corner was carried by 4 votes to 2.

### 36. Cycle stands

It was unanimously agreed to buy cycle stands.

### 37. Gritting routes

This item was withdrawn.
"""
SCOTTISH = """# Glen Torran Council

## Education Board

Minutes of the meeting held on 12 June 2024

Sederunt: Councillors MacLeod (Convener), Ross, Fraser, Munro and Innes

Apologies: Councillor Urquhart

### 4. Strath Nursery

Councillor Ross, seconded by Councillor Fraser, moved that the nursery hours be cut to 30 a week.

The motion was carried by 3 votes to 2.

Decision: The Board agreed to cut the nursery hours to 30 a week.

### 6. Nursery fees

Resolved: That no charge be made for nursery milk.

### 5. School meals

The Board refused the request for free meals at Torran High School.
"""
IRISH = """# Ballynamona Municipal District

Minutes of the meeting held on 9 May 2023

Present: Councillors Daly, Keane, Walsh and Roche

Councillor Keane presided.

### 3. Harbour lights

It was proposed by Councillor Daly, seconded by Councillor Walsh and agreed that the harbour lights be replaced.

The meeting concluded at 12.40 p.m.
"""
MONITORING = """# Marlshire County Council

## Finance Panel

Report to the meeting of 5 November 2024

### 6. Revenue monitoring

1. The position is set out in Table 1.

Table 1: Revenue position at 30 September 2024

| Service | Budget £000 | Forecast £000 | Variance £000 |
| --- | --- | --- | --- |
| Parks | 1,200 | 1,150 | (50) |
| Waste | 3,400 | 3,610 | 210 |
| Archives | 240 | 240 | 0 |

2. The licence fees are in Table 2.

Table 2: Licence fees

| Licence | 2023/24 fee | 2024/25 fee |
| --- | --- | --- |
| Street cafe | £120 | £135 |
| Kiosk | £80 |  |
| Fairground | £310 | Scheme ended |
| Boat hire |  |  |

3. Table 3: Applications

| Application | Decision | Street |
| --- | --- | --- |
| 24/0311 | Refused | Ferry Road |
| 24/0312 | Granted | Ferry Road |

4. The Auditor praised the speed of the monthly reports.

5. The Auditor was asked whether the reserves covered the deficit.
"""
PAPERS = {"parish.md": PARISH, "county.md": COUNTY, "scottish.md": SCOTTISH, "irish.md": IRISH, "monitoring.md": MONITORING}


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    """One for each paper, by its name."""
    home, made = tmp_path_factory.mktemp("direct"), {}
    for name, text in PAPERS.items():
        (home / name).write_text(text)
        library = Library.open(home / name.removesuffix(".md"))
        found = ingest(library, [home / name], IngestSettings(workers=1), read=lambda path, _: read_text(path))
        assert not found[0].reason
        made[name.removesuffix(".md")] = Assistant(WordSearcher(library), library, AssistantSettings())  # type: ignore[arg-type]
    return made


def ask(assistants: dict[str, Assistant], paper: str, question: str) -> Answer:
    return assistants[paper].answer(Ask(question=question))


SETTLED = [
    ("parish", "When did the meeting close?", "8.10 pm: The meeting closed at 8.10 pm."),
    ("parish", "When did the meeting start?", "7.00 pm: "),
    ("parish", "When did Cllr Hazel leave?", "7.25 pm: Cllr Hazel left"),
    ("parish", "Did Cllr Hazel vote on the bus shelter?", "No: Cllr Hazel left the meeting at 7.25 pm"),
    ("parish", "How many councillors were present?", "4: Present: Cllr A Birch (Chairman)"),
    ("parish", "Was Cllr Sorrel present at the meeting?", "No: Apologies for absence were received from Cllr Sorrel."),
    ("parish", "Was Cllr Rowan present at the meeting?", "Yes: Present: "),
    ("parish", "Who seconded the proposal on the standpipe at the allotments?", "Cllr Thorn: "),
    ("parish", "Was the bus shelter agreed?", "No: "),
    ("parish", "Who chaired the meeting?", "Cllr A Birch: "),
    ("county", "Was Councillor Dunmow's amendment carried?", "No: The amendment was put to the vote and lost (For 2, Against 4)."),
    ("county", "How many voted against the amendment on Castle Ward?", "4: The amendment was put to the vote and lost"),
    ("county", "How many abstained on the motion on residents' parking?", "1: The motion was put to the vote"),
    ("county", "How did Councillor Carew vote on the weight limit?", "Against"),
    ("county", "Did Councillor Elvin vote for the weight limit?", "No: Councillor Elvin abstained."),
    ("county", "Did Councillor Frome support the weight limit?", "Yes: Councillor Frome voted for."),
    ("county", "Who voted against the weight limit?", "Against: Councillors Carew and Dunmow (2)"),
    ("county", "What did the committee decide about residents' parking?", "Agreed, 4 votes to 1 with 1 abstention: "),
    ("county", "Did the committee agree to leave out Moat Street?", "No: The amendment was put to the vote and lost"),
    ("county", "Did the committee agree to extend the scheme to Castle Ward?", "Yes: "),
    ("county", "Who voted against the Ferry Lane closure?", "Councillor Beckett voted against."),
    ("county", "Who voted against the signs at Holm Corner?", "The minutes give numbers and no names: The motion on signs"),
    ("county", "Who voted against the cycle stands?", "Nobody: It was unanimously agreed"),
    ("county", "What was decided on gritting routes?", "Withdrawn: "),
    ("county", "Who seconded the amendment on Moat Street?", "Councillor Elvin: "),
    ("scottish", "Who moved that the nursery hours be cut?", "Councillor Ross: "),
    ("scottish", "Was Councillor Urquhart present?", "No: Apologies: Councillor Urquhart"),
    ("scottish", "Were free meals at Torran High School agreed?", "No: "),
    ("scottish", "Will a charge be made for nursery milk?", "No: Resolved: That no charge be made"),
    ("scottish", "Which requests were refused?", "- School meals: The Board refused"),
    ("irish", "Who presided at the meeting?", "Councillor Keane"),
    ("irish", "When did the meeting end?", "12.40 p.m.: "),
    ("irish", "Was it agreed to replace the harbour lights?", "Yes: "),
    ("monitoring", "Is the Parks service overspending?", "No: "),
    ("monitoring", "Is Waste overspent?", "Yes: "),
    ("monitoring", "What is the forecast for Waste?", "3,610 (£3,610,000) – Waste, Forecast £000"),
    ("monitoring", "What was the fee for a street cafe in 2024/25?", "£135"),
    ("monitoring", "What was the fee for a kiosk in 2024/25?", "The table gives none"),
    ("monitoring", "Was application 24/0311 granted?", "No: 24/0311 – Decision Refused"),
    ("monitoring", "Was application 24/0312 granted?", "Yes: 24/0312 – Decision Granted"),
    ("monitoring", "Did the Auditor praise the speed of the monthly reports?", "Yes: The Auditor praised"),
    ("monitoring", "What was the fee for a fairground in 2024/25?", "Scheme ended"),
]
UNSETTLED = [
    ("parish", "Who chaired the Flood Forum?"),
    ("parish", "Did Cllr Thorn leave the meeting?"),
    ("parish", "Did Cllr Thorn vote on the bus shelter?"),
    ("parish", "Was Cllr Larch present at the meeting?"),
    ("parish", "Did Cllr Hazel vote on the allotments?"),
    ("parish", "Was the standpipe at Mill Farm agreed?"),
    ("county", "Did Councillor Gorse support the weight limit?"),
    ("county", "Did the committee agree to extend the scheme to Priory Ward?"),
    ("county", "Was the motion on cycle lanes carried?"),
    ("scottish", "Did the Board agree to close Strath Nursery?"),
    ("scottish", "Was any application refused by the Fisheries Board?"),
    ("irish", "Did Councillor Roche agree to the harbour lights?"),
    ("irish", "Was it agreed to paint the harbour lights?"),
    ("monitoring", "Is the Archives service overspending?"),
    ("monitoring", "Was application 24/0319 granted?"),
    ("monitoring", "Did the reserves cover the deficit?"),
    ("monitoring", "Did the monthly reports praise the Auditor?"),
    ("monitoring", "Is the Libraries service overspending?"),
]


@pytest.mark.parametrize(("paper", "question", "first"), SETTLED)
def test_what_is_settled_is_said_first(assistants: dict[str, Assistant], paper: str, question: str, first: str) -> None:
    found = ask(assistants, paper, question)
    assert found.answer.startswith(first), found.answer
    assert found.statements[0].citations


@pytest.mark.parametrize(("paper", "question"), UNSETTLED)
def test_no_word_is_said_for_what_is_not_settled(assistants: dict[str, Assistant], paper: str, question: str) -> None:
    found = ask(assistants, paper, question)
    assert not re.match(r"(?:Yes|No)\b|Cllr A Birch:", found.answer), found.answer


def test_a_short_question_takes_a_line_and_little_more(assistants: dict[str, Assistant]) -> None:
    for paper, question, first in SETTLED:
        found = ask(assistants, paper, question)
        if not first.startswith(("Agreed", "Withdrawn")):
            assert len(found.statements) <= 3, found.answer


def test_what_another_body_did_later_with_a_decision_is_said(tmp_path: Path) -> None:
    moved = {
        "cabinet.md": ("Cabinet", "4 June 2024", "RESOLVED: That Council be recommended to adopt the tree strategy."),
        "council.md": ("Council", "9 July 2024", "RESOLVED: That the tree strategy be not adopted."),
        "parks.md": ("Parks Panel", "8 July 2024", "RESOLVED: That the mowing plan be noted."),
    }
    library = Library.open(tmp_path / "library")
    for name, (body, day, text) in moved.items():
        item = "### 5. Mowing plan" if name == "parks.md" else "### 5. Tree strategy"
        (tmp_path / name).write_text(f"# Hollin Borough Council\n\n## {body}\n\nMinutes of the meeting held on {day}\n\n{item}\n\n{text}\n")
    found = ingest(library, [tmp_path / name for name in moved], IngestSettings(workers=1), read=lambda path, _: read_text(path))
    assert not any(one.reason for one in found)
    assistant = Assistant(WordSearcher(library), library, AssistantSettings())  # type: ignore[arg-type]
    told = assistant.answer(Ask(question="What did Cabinet decide about the tree strategy?")).answer
    assert "recommended to adopt the tree strategy" in told
    assert "9 July 2024: RESOLVED: That the tree strategy be not adopted" in told
    assert "mowing" not in told


def test_items_of_another_kind_are_not_given(assistants: dict[str, Assistant]) -> None:
    assert not ask(assistants, "scottish", "Which requests were approved?").answer.startswith("- ")
    assert ask(assistants, "scottish", "Which requests were approved?").statements[0].text.count("nursery milk") == 0


@pytest.mark.parametrize(
    ("question", "first"),
    [("Is the Taxi Panel meeting on 11 March going ahead?", "No: The meeting"), ("Is the Taxi Panel meeting on 12 March going ahead?", "")],
)
def test_a_meeting_that_was_cancelled_is_not_held(tmp_path: Path, question: str, first: str) -> None:
    said = "The meeting of the Taxi Panel due to be held on Tuesday 11 March 2025 has been cancelled."
    (tmp_path / "notice.md").write_text(f"# Hollin Borough Council\n\n## Taxi Panel\n\nNotice of change of meeting date\n\n{said}\n")
    library = Library.open(tmp_path / "library")
    ingest(library, [tmp_path / "notice.md"], IngestSettings(workers=1), read=lambda path, _: read_text(path))
    told = Assistant(WordSearcher(library), library, AssistantSettings()).answer(Ask(question=question)).answer  # type: ignore[arg-type]
    assert told.startswith("No: The meeting") is bool(first)


def test_only_the_rows_that_say_so_are_given(assistants: dict[str, Assistant]) -> None:
    found = ask(assistants, "monitoring", "Which applications were refused?").answer
    assert "24/0311" in found
    assert "24/0312" not in found


def test_an_empty_row_is_not_said_to_give_nothing(assistants: dict[str, Assistant]) -> None:
    """A row without any value is more likely one whose cells could not be read."""
    assert "gives none" not in ask(assistants, "monitoring", "What was the fee for boat hire in 2024/25?").answer


def test_a_resolution_comes_whole(assistants: dict[str, Assistant]) -> None:
    found = ask(assistants, "county", "What did the committee decide about residents' parking?").answer
    assert "the scheme be extended to Castle Ward" in found
    assert "the charge be £48 a year" in found
    assert "Sallow Bridge" not in found


@pytest.mark.parametrize(
    ("paper", "question"), [("parish", "What did the Clerk remind members of?"), ("parish", "When did the meeting close?")]
)
def test_what_is_told_after_a_resolution_is_not_resolved(assistants: dict[str, Assistant], paper: str, question: str) -> None:
    assert "Resolved: The" not in ask(assistants, paper, question).answer

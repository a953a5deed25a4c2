"""The registers on small papers made here: what was set right or withdrawn, who voted how, and what the council did not choose."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.registers.action_models import Kind
from assistant.registers.notes import actions_note, decisions_note, vote_words
from assistant.registers.registers import Register, Registers
from ingest.formats.text import read_text
from ingest.library.library import Library
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from vectorstore.models import Role

HEAD = "# Riverholme Borough Council\n\n## Audit Committee\n\n{} of the meeting held on {}\n\n"
TODAY = datetime.date(2025, 7, 1)


@pytest.fixture
def take(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """Takes in papers, given as file name and text."""
    with Library.open(tmp_path / "home", create=True) as library:

        def taken(**papers: str) -> Library:
            paths = []
            for name, text in papers.items():
                paths.append(tmp_path / f"{name}.md")
                paths[-1].write_text(text)
            ingest(library, paths, IngestSettings(), read=lambda path, _: read_text(path))
            return library

        yield taken


def minutes(body: str, day: str = "6 May 2025") -> str:
    return HEAD.format("Minutes", day) + "Present: Councillor Odell (Chair), Councillor Gaunt\n\n" + body


CHARGES = "### 9. Charges\n\nRESOLVED: That the grant of £45,000 be paid.\n\n### 10. Mowing\n\nRESOLVED: That the verges be mown.\n"


def test_a_figure_set_right_later_is_said_in_its_row(take: Callable[..., Library]) -> None:
    later = (
        'The minutes of the meeting of 6 May 2025 were approved subject to one correction: in minute 9, "£45,000" should read "£54,000".'
    )
    library = take(may=minutes(CHARGES), june=minutes(f"### 2. Minutes\n\n{later}\n", "10 June 2025"))
    found = {decision.item: decision for decision in Register(library, Role.PUBLIC).decisions if decision.date == datetime.date(2025, 5, 6)}
    assert [quoted.text for quoted in found["9"].correction] == [later]
    assert found["9"].correction[0].citation.document == "june.md"
    assert found["10"].correction == ()
    (table,) = (section.blocks[0] for section in decisions_note(tuple(found.values()), TODAY).sections)
    assert table.kind == "grid"
    assert [row[-1].text for row in table.rows] == [later, ""]
    assert table.columns[-1] == "Corrected or withdrawn"


def test_a_withdrawn_item_is_said_with_what_was_to_be_done(take: Callable[..., Library]) -> None:
    body = "### 9. Library\n\nThe report on this item had been withdrawn.\n\nThe Clerk was asked to write to the library.\n"
    library = take(may=minutes(body + "\n### 10. Parks\n\nThe Clerk was asked to write to the parks office.\n"))
    found = {action.item: action for action in Register(library, Role.PUBLIC).tracker.actions}
    assert [quoted.text for quoted in found["9 Library"].correction] == ["The report on this item had been withdrawn."]
    assert found["10 Parks"].correction == ()
    (table,) = (section.blocks[0] for section in actions_note(Register(library, Role.PUBLIC).tracker, TODAY).sections)
    assert table.kind == "grid"
    assert [row[-1].text for row in table.rows] == ["The report on this item had been withdrawn.", ""]


def test_a_vote_names_all_sides(take: Callable[..., Library]) -> None:
    vote = (
        "A recorded vote was taken:\n\nFor: Councillors Arkle and Emms (2)\n\nAgainst: Councillor Fosse (1)\n\n"
        "Not voting: Councillor Jessop (1)\n\nAbsent: Councillor Kerr (1)\n\n"
    )
    library = take(may=minutes(f"### 9. Budget\n\n{vote}RESOLVED: That the budget be set.\n"))
    (decision,) = Register(library, Role.PUBLIC).decisions
    (said,) = decision.votes
    assert (said.names_not_voting, said.names_absent) == (("Jessop",), ("Kerr",))
    assert vote_words(said) == "For 2: Arkle, Emms; Against 1: Fosse; Did not vote: Jessop; Absent: Kerr"


REPORT = (
    "# Street charging\n\nReport to: Audit Committee\n\nDate: 6 May 2025\n\nRiverholme Borough Council\n\n"
    "## Recommendations\n\n(a) That a charge of £40 a year be introduced in every street.\n\n"
    "(b) That officers be asked to report on the lamp posts of Mill Lane.\n"
)


def test_what_the_council_did_not_choose_is_no_action(take: Callable[..., Library]) -> None:
    chosen = "### 9. Street charging\n\nRESOLVED: That officers be asked to report on the lamp posts of Mill Lane.\n"
    alone = {(action.kind, action.action.text[:20]) for action in Register(take(report=REPORT), Role.PUBLIC).tracker.recommended}
    assert alone == {(Kind.RECOMMENDED, "That a charge of £40"), (Kind.RECOMMENDED, "That officers be ask")}
    library = take(report=REPORT, may=minutes(chosen))
    (action,) = Register(library, Role.PUBLIC).tracker.actions
    assert (action.kind, [entry.kind for entry in action.entries]) == (Kind.RESOLVED, [Kind.RECOMMENDED, Kind.RESOLVED])
    (decision,) = Register(library, Role.PUBLIC).decisions
    assert [one.said.text for one in decision.left] == ["That a charge of £40 a year be introduced in every street."]


def test_minutes_printed_twice_count_once_and_twice_resolved_twice(take: Callable[..., Library]) -> None:
    adopted = "RESOLVED: That the draft minutes be adopted.\n"
    body = f"### 2. Minutes\n\nOf 4 March:\n\n{adopted}\nOf 8 April:\n\n{adopted}"
    library = take(draft=minutes(body), approved=minutes(body + "\n### 3. Close\n\nNothing more was heard.\n"))
    found = [decision for decision in Register(library, Role.PUBLIC).decisions if "draft minutes" in decision.text]
    assert len(found) == 2
    assert all(decision.citation.also_in for decision in found)


def test_a_lost_amendment_asks_nothing_of_anybody(take: Callable[..., Library]) -> None:
    moved = "Councillor Odell moved, and Councillor Gaunt seconded, that the Clerk be asked to sell the field."
    lost = take(may=minutes(f"### 9. Field\n\n{moved}\n\nThe motion was put to the vote and lost.\n"))
    assert Register(lost, Role.PUBLIC).tracker.actions == ()
    assert [one.outcome.value for one in Register(lost, Role.PUBLIC).decisions] == ["refused"]
    carried = take(may=minutes(f"### 9. Field\n\n{moved}\n\nThe motion was put to the vote and carried.\n"))
    assert [action.responsible.text for action in Register(carried, Role.PUBLIC).tracker.actions if action.responsible] == ["the Clerk"]


def test_routine_business_is_told_and_asks_nothing(take: Callable[..., Library]) -> None:
    body = "### 2. Minutes\n\nRESOLVED: That the minutes of 8 April be approved as a correct record.\n\n" + CHARGES
    register = Register(take(may=minutes(body)), Role.PUBLIC)
    assert [one.routine for one in register.decisions] == [True, False, False]
    assert register.tracker.actions == ()


@pytest.mark.parametrize(
    ("words", "found"), [("verges", ["10"]), ("mowing verge", ["10"]), ("grant verges", []), ("", ["9", "10"]), ("that", ["9", "10"])]
)
def test_all_words_looked_for_are_in_the_row_or_its_title(take: Callable[..., Library], words: str, found: list[str]) -> None:
    registers = Registers(take(may=minutes(CHARGES)))
    assert [one.item for one in registers.decisions(Role.PUBLIC, words=words)] == found

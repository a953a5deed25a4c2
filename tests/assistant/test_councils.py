"""Several councils in one library are told apart wherever a meeting is named; where there is one, nothing is said of it."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.briefing.matters import gather_matters
from assistant.briefing.target import TargetKind, resolve
from assistant.citations import each_told_apart, locator, make_citation, meeting_name, names_of, paper_name, told_apart
from assistant.errors import BriefingTargetError
from assistant.question.facts import gather_facts
from assistant.registers.registers import Registers
from assistant.scope import Scope
from assistant.service.reader import Reader
from assistant.service.services import Services
from assistant.service.suggestions import Suggestions
from assistant.ui.scope_form import offered
from ingest.library.library import Library
from ingest.library.record import Record
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from ingest.record.names import same_body
from tests.web_fakes import FakeAssistant
from vectorstore.models import Role

DAY = datetime.date(2024, 5, 14)
LARK = Meeting("Larkmere Borough Council", "Cabinet", DAY)
DUNE = Meeting("Dunholme District Council", "Cabinet", DAY)
HIDDEN = Classification.EXEMPT
TEXTS = {
    LARK: ("4. Sale of the old bakery", "RESOLVED that the old bakery be sold to the tenant for a fair price."),
    DUNE: ("4. Repair of the old bakery", "RESOLVED that the old bakery be repaired before the winter comes."),
}


def _minutes(library: Library, meeting: Meeting, classification: Classification = Classification.PUBLIC) -> Paper:
    section, text = TEXTS[meeting]
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    name = f"{(meeting.council or '')[:4].lower()}.txt"
    paper = Paper(
        sha256[:16], name, f"/{name}", sha256, 0, 1, PaperInfo(paper_type="minutes", meeting=meeting, classification=classification)
    )
    own = Passage(f"{paper.id}-0", name, 0, text, Kind.RESOLUTION, section=section, paragraph="4", meeting=meeting)
    library.put(paper, [replace(own, classification=classification)])
    return paper


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library.open(tmp_path)
    _minutes(made, LARK)
    yield made
    made.close()


@pytest.fixture
def two(library: Library) -> Library:
    _minutes(library, DUNE)
    library.relate()
    return library


def test_a_meeting_is_named_with_its_council_only_where_there_are_several(library: Library) -> None:
    (paper,), (passage,) = library.papers(), library.passages()
    alone = "Cabinet, 14 May 2024"
    with told_apart([paper]):
        assert meeting_name(LARK) == alone
        assert locator(passage).startswith(f"{alone}, ")
    other = replace(paper, info=replace(paper.info, meeting=DUNE))
    with told_apart([paper, other, replace(paper, info=PaperInfo())]):
        assert meeting_name(LARK) == f"Larkmere Borough Council, {alone}"
        assert make_citation(1, passage, passage.text).locator.startswith("Larkmere Borough Council, Cabinet, 14 May 2024, ")
        assert paper_name(paper) == f"Larkmere Borough Council, {alone}: minutes"
        assert meeting_name(Meeting(None, "Cabinet", DAY)) == alone, "of an unknown council nothing is said"
        assert meeting_name(Meeting("Larkmere Borough Council", None, DAY)) == "Larkmere Borough Council, 14 May 2024"
        assert meeting_name(Meeting("Dunholme", "Dunholme Town Board", DAY)) == "Dunholme Town Board, 14 May 2024"
    assert meeting_name(LARK) == alone
    assert names_of(LARK) == {alone, f"Larkmere Borough Council, {alone}"}


def test_what_is_made_bit_by_bit_is_told_apart_without_a_mark_on_who_takes_it(two: Library) -> None:
    made = each_told_apart(two.papers(), (meeting_name(one) for one in (LARK, DUNE)))
    assert next(made).startswith("Larkmere")
    assert meeting_name(LARK) == "Cabinet, 14 May 2024"
    assert next(made).startswith("Dunholme")


def test_registers_say_which_council_and_a_reader_of_one_is_told_of_no_other(library: Library) -> None:
    library.relate()
    _minutes(library, DUNE, HIDDEN)
    library.relate()

    def places(role: Role) -> set[str]:
        return {decision.citation.locator.partition(", 14 May")[0] for decision in Registers(library).decisions(role)}

    assert places(Role.PUBLIC) == {"Cabinet"}
    assert places(Role.OFFICER) == {"Larkmere Borough Council, Cabinet", "Dunholme District Council, Cabinet"}
    assert not Reader(library, Role.PUBLIC).sees_several
    assert offered(Reader(library, Role.PUBLIC), {}).councils == ()
    assert offered(Reader(library, Role.OFFICER), {}).councils == ("Dunholme District Council", "Larkmere Borough Council")


def test_suggestions_say_which_council_unless_the_scope_does(two: Library) -> None:
    suggestions = Suggestions(Services(FakeAssistant(two), two))
    assert set(suggestions.first(Scope(), Role.PUBLIC)) == {
        "What did Larkmere Borough Council decide about the sale of the old bakery?",
        "What did Dunholme District Council decide about the repair of the old bakery?",
    }
    own = suggestions.first(Scope(council="Larkmere"), Role.PUBLIC)
    assert own == ("What was decided about the sale of the old bakery?",)


def test_two_bodies_of_one_name_and_day_hold_two_meetings(two: Library) -> None:
    held = Record(two).meetings(Role.PUBLIC.classifications)
    assert {one.meeting for one in held} == {LARK, DUNE}
    assert len({one.key for one in held}) == 2


def test_who_names_no_council_is_of_the_only_one_with_such_a_body(two: Library) -> None:
    def papers(name: str, committee: str) -> set[int]:
        meeting = Meeting(None, committee, DAY)
        paper = Paper(name * 8, f"{name}.txt", f"/{name}", name * 32, 0, 1, PaperInfo(paper_type="minutes", meeting=meeting))
        own = Passage(f"{paper.id}-0", paper.document, 0, "RESOLVED that the gate be shut.", Kind.RESOLUTION, section="5. Gate")
        two.put(paper, [replace(own, paragraph="5", meeting=meeting)])
        two.relate()
        return {len(one.papers) for one in Record(two).meetings(Role.PUBLIC.classifications) if same_body(one.meeting.committee, committee)}

    assert papers("ab", "Cabinet") == {1}, "either may be meant"
    planning = replace(LARK, committee="Planning Committee")
    TEXTS[planning] = ("6. Barn", "RESOLVED that the barn be kept.")
    _minutes(two, planning)
    assert papers("cd", "Planning Committee") == {2}


def test_a_note_on_a_meeting_is_of_one_council(two: Library) -> None:
    matters, facts = gather_matters(two, Role.PUBLIC.classifications), gather_facts(two.papers(), two.passages())
    with told_apart(two.papers()):
        with pytest.raises(BriefingTargetError, match="Larkmere Borough Council, Cabinet, 14 May 2024") as several:
            resolve("the meeting of Cabinet, 14 May 2024", matters, facts, Scope())
        assert "Dunholme District Council, Cabinet, 14 May 2024" in str(several.value)
        target = resolve(f"the meeting of {meeting_name(DUNE)}", matters, facts, Scope())
    assert target.kind is TargetKind.MEETING
    assert {matter.meeting.council for matter in target.matters} == {"Dunholme District Council"}

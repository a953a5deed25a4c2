"""The action and recommendation tracker on the sample papers and, where they are at hand, on real monitoring tables."""

import datetime
from collections import Counter

import pytest

from assistant.registers.action_models import Action, Kind, Tracker
from assistant.registers.notes import actions_note
from assistant.registers.registers import Register, Registers
from assistant.scope import Scope
from ingest.language.live_text import plain
from ingest.library.library import Library
from ingest.record.monitoring import Column, Status, header
from vectorstore.models import Role


def assert_word_for_word(library: Library, found: Tracker) -> None:
    """Every word of a cell stands in the passage that the cell cites, or in one that goes on with it."""
    for action in found.actions:
        for entry in action.entries:
            for quoted in filter(None, (entry.action, entry.update, entry.status)):
                (passage,) = library.passages(ids=[quoted.citation.passage_id])
                document = plain(" ".join(p.text for p in library.passages(document=passage.document)))
                assert all(word in document for word in plain(quoted.text).split()), quoted.text
                assert plain(quoted.text)[:40] in plain(passage.text), quoted.text


def one(found: Tracker, words: str) -> Action:
    """The one action whose words these are part of."""
    (action,) = [action for action in found.actions if words in action.action.text and action.kind is not Kind.RECOMMENDED]
    return action


@pytest.fixture(scope="module")
def sample(sample_library: Library) -> Tracker:
    """The tracker of the sample committee."""
    return Registers(sample_library).actions(Role.PUBLIC, Scope(committee="Environment and Place"))


def test_rows_go_on_over_papers_with_the_reason(sample: Tracker) -> None:
    action = one(sample, "Ferry Hard overflow")
    assert (action.reference, str(action.date), action.status) == ("3(i)", "2023-06-22", Status.COMPLETE)
    assert [str(entry.date) for entry in action.entries] == ["2023-06-22", "2023-09-14", "2024-09-12"]
    assert action.entries[1].joined.startswith("near words")
    assert action.entries[2].joined.startswith("exact reference")
    assert action.latest is not None
    assert action.latest.update is not None
    assert action.latest.update.citation.document == "2024-09-12-environment-scrutiny-pack.pdf"


def test_every_row_of_the_sample_monitoring_tables_is_there(sample: Tracker, sample_library: Library) -> None:
    tracked = [entry for action in sample.actions for entry in action.entries if entry.kind is Kind.TRACKED]
    assert Counter(str(entry.date) for entry in tracked) == {"2023-09-14": 11, "2024-09-12": 14}
    assert_word_for_word(sample_library, sample)


def test_a_row_cut_by_the_page_is_whole(sample: Tracker) -> None:
    action = one(sample, "Leader be asked to think again")
    last = action.entries[-1]
    assert last.action.text.endswith("a scrutiny meeting.")
    assert last.update is not None
    assert last.update.text.endswith("stay on the list until then.")
    assert action.status is Status.IN_HAND


def test_cells_left_blank_are_those_above(sample: Tracker) -> None:
    action = one(sample, "tariff be held")
    assert str(action.date) == "2023-03-09"
    assert action.item == "Electric vehicle charging"
    assert action.responsible is not None
    assert action.responsible.text == "Environment and Transport"


def test_the_opposite_of_what_was_proposed_is_joined_to_the_decision(sample: Tracker) -> None:
    action = one(sample, "does not support the extension")
    assert action.reference == "10(ii)"
    assert [entry.kind for entry in action.entries] == [Kind.RECOMMENDED, Kind.RESOLVED, Kind.TRACKED]


def test_what_nothing_says_more_of(sample: Tracker) -> None:
    chargers = one(sample, "update on lamp column chargers")
    assert chargers.status is Status.NO_UPDATE
    assert chargers.latest is None
    assert chargers.deadline is not None
    assert chargers.deadline.text == "in December 2023"


def test_status_and_responsible_filter(sample_library: Library) -> None:
    overdue = Registers(sample_library).actions(Role.PUBLIC, status="overdue")
    assert [action.item for action in overdue.actions] == ["Electric vehicle charging"]
    leader = Registers(sample_library).actions(Role.PUBLIC, responsible="leader", status="open")
    assert [action.reference for action in leader.actions] == ["11(ii)"]


def test_names_of_those_who_undertook_something(sample_library: Library) -> None:
    found = Registers(sample_library).actions(Role.PUBLIC, Scope(committee="Netherfold"))
    asked = {action.responsible.text for action in found.actions if action.kind is Kind.UNDERTAKEN and action.responsible}
    assert asked == {"Cllrs Osei and Marchbanks", "The Clerk"}


def test_the_note_sorts_actions_from_recommendations(sample: Tracker) -> None:
    note = actions_note(sample, datetime.date(2026, 1, 2))
    assert [section.name for section in note.sections] == ["actions", "recommendations"]
    rows = [len(section.blocks[0].rows) for section in note.sections if section.blocks[0].kind == "grid"]
    assert rows == [len(sample.actions), len(sample.recommended)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Action", "By who", "By when", "Progress"), {Column.ACTION, Column.RESPONSIBLE, Column.DEADLINE, Column.UPDATE}),
        (("Ref", "Recommendation", "Lead officer", "Status"), {Column.REFERENCE, Column.ACTION, Column.RESPONSIBLE, Column.STATUS}),
        (("Ref", "Indicator", "2022/23", "Target", "Status", "Commentary"), None),
        (("Risk", "Action required", "Owner", "Status"), None),
        (("Action", "BY WHO", "es to neglect of ch"), None),
    ],
)
def test_headers_that_make_a_tracker(cells: tuple[str, ...], expected: set[Column] | None) -> None:
    found = header(cells)
    assert (set(found) if found else None) == expected


@pytest.mark.shared
@pytest.mark.slow
def test_the_city_monitoring_tables(text_library: Library) -> None:
    """Counted by hand: 11 rows in 2017, each of a clause of 28 September; 10 in 2020, 7 of them of clauses of 6 February."""
    found = Register(text_library, Role.PUBLIC).tracker
    followed = [action for action in found.actions if any(entry.kind is Kind.TRACKED for entry in action.entries)]
    monitored = [action for action in followed if str(action.date) in ("2017-09-28", "2020-01-16", "2020-02-06")]
    assert len(monitored) == 21
    clauses = {action.reference for action in monitored if action.kind is Kind.RESOLVED}
    assert clauses == {f"13({n})" for n in ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")} | {"16(i)", "16(ii)"} | {
        f"39({n})" for n in ("i", "ii", "iii")
    } | {f"40({n})" for n in ("i", "ii", "iii", "iv")}  # fmt: skip
    statuses = Counter(action.status for action in monitored)
    assert statuses[Status.COMPLETE] == 3
    assert {action.reference for action in monitored if action.status is Status.NO_UPDATE} == {"13(vi)", "13(ix)"}
    inquiry = [action for action in followed if action.date == datetime.date(2020, 3, 12)]
    assert len(inquiry) == 16 + 19
    planned = [action for action in found.actions if action.kind is Kind.PLANNED]
    assert len(planned) == 58
    assert len({action.item for action in planned}) == 17
    assert len(found.unread) == 1
    assert_word_for_word(text_library, Tracker(actions=tuple(monitored)))


@pytest.mark.shared
@pytest.mark.slow
def test_the_county_minutes_with_their_reports(kent_library: Library) -> None:
    found = Registers(kent_library).actions(Role.PUBLIC, Scope(committee="Council", date_from=datetime.date(2025, 3, 1)))
    asked = {action.reference: action for action in found.actions if action.kind is Kind.RESOLVED}
    assert asked["305(3)"].responsible is not None
    assert asked["305(3)"].responsible.text == "the Monitoring Officer"
    assert asked["306(8)(6)"].entries[0].kind is Kind.RECOMMENDED
    assert asked["306(8)(6)"].status is Status.NO_UPDATE
    decided = [action for action in found.recommended if action.status is Status.DECIDED]
    assert len(decided) >= 4
    assert not [action for action in found.actions if action.kind is Kind.RECOMMENDED]

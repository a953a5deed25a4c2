import pytest

from ingest.structure.agenda import Entry, best_entry, ends_agenda, entries, is_agenda_heading, is_agenda_title
from tests.ingest.printed import printed


def test_entries_with_their_page_ranges() -> None:
    drawing = """
1. Apologies for absence

2 MINUTES OF THE PREVIOUS MEETING (Pages
1 - 2)
To approve the minutes.

3. Minutes of the meeting held on 13 February and, if in order, (Pages 3 - 14)
to be approved

4. HIGHWAY MAINTENANCE: CONDITION OF THE NETWORK AND
WINTER SERVICE (Pages 15 - 40)

5. Budget monitoring | 41 - 60

6. Exempt report, page 61

7a Local plan

7b Capital programme (Pages 70 to 75)

8.1 Tree policy
"""
    assert [entry for _, entry in entries(printed(drawing))] == [
        Entry("1", "Apologies for absence"),
        Entry("2", "MINUTES OF THE PREVIOUS MEETING", 1, 2),
        Entry("3", "Minutes of the meeting held on 13 February and, if in order, to be approved", 3, 14),
        Entry("4", "HIGHWAY MAINTENANCE: CONDITION OF THE NETWORK AND WINTER SERVICE", 15, 40),
        Entry("5", "Budget monitoring", 41, 60),
        Entry("6", "Exempt report,", 61, 61),
        Entry("7a", "Local plan"),
        Entry("7b", "Capital programme", 70, 75),
        Entry("8.1", "Tree policy"),
    ]


def test_numbers_that_do_not_rise_are_no_entries() -> None:
    drawing = "1. Apologies\n\n2. Minutes\n\n12 Members form a quorum\n\n1 Copies are sent\n\n3. Trees"
    assert [entry.number for _, entry in entries(printed(drawing))] == ["1", "2", "3"]


@pytest.mark.parametrize("text", ["AGENDA", "A G E N D A", "Agenda Item No", "AGENDA - PART 1", "Order of Business"])
def test_headings_of_agendas(text: str) -> None:
    assert is_agenda_heading(text)


@pytest.mark.parametrize("text", ["AGENDA ITEM 9", "The agenda is long", "Agenda pack"])
def test_other_lines_with_the_word(text: str) -> None:
    assert not is_agenda_heading(text)


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Agenda for the meeting to be held on Tuesday 11 March 2025 at 10.00 am", True),
        ("AGENDA FOR A MEETING OF THE EXECUTIVE TO BE HELD ON 5 NOVEMBER 2024", True),
        ("Agenda of the Parish Council meeting, 4 June 2025", True),
        ("Agenda for the next meeting", False),
        ("The agenda for the meeting on 4 June 2025 was agreed.", False),
        ("Agenda item 4: meeting dates 2025", False),
    ],
)
def test_a_line_that_says_for_which_meeting_an_agenda_is(text: str, opens: bool) -> None:
    assert is_agenda_title(text) is opens


def test_a_date_or_signature_ends_an_agenda() -> None:
    assert ends_agenda("Wednesday, 4 September 2024")
    assert ends_agenda("Yours faithfully")
    assert not ends_agenda("To approve the minutes of 4 September 2024.")


def test_a_subject_finds_its_entry_by_meaning() -> None:
    agenda = [Entry("7", "Roads and winter service: annual review"), Entry("8", "Safeguarding children")]
    assert best_entry("ANNUAL REVIEW OF ROADS & WINTER SERVICE", agenda) == agenda[0]
    assert best_entry("Tree policy", agenda) is None

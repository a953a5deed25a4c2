"""Who was at a meeting, from minutes as different makers print them."""

import pytest

from ingest.models import Kind, Passage
from ingest.record.attendance import attendance, same_person


def told(text: str) -> list[tuple[str, tuple[str, ...], str, bool, bool]]:
    passage = Passage("p-00001", "minutes.md", 1, text, Kind.MINUTE, report_title="Minutes of the meeting")
    return [(one.what.value, one.names, one.time, one.counted, one.back) for one in attendance([passage])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Present: Cllrs Birch, Hazel and Thorn", ("present", ("Birch", "Hazel", "Thorn"), "", True, False)),
        ("Sederunt: Councillors MacLeod, Ross and Innes", ("present", ("MacLeod", "Ross", "Innes"), "", True, False)),
        ("MEMBERS PRESENT:\nCouncillors Daly, Keane and Walsh.", ("present", ("Daly", "Keane", "Walsh"), "", True, False)),
        ("Present: Cllrs Birch, Hazel,", ("present", ("Birch", "Hazel"), "", False, False)),
        ("Present: Mr D Oak, Mrs S Elm and Mr R Ash, Clerk", ("present", ("Mr D Oak", "Mrs S Elm", "Mr R Ash"), "", False, False)),
        ("PRESENT IN THE CHAIR: Councillor L. Galvin, Cathaoirleach.", ("in the chair", ("L. Galvin",), "", False, False)),
        ("Apologies were received from Cllr Sorrel.", ("away", ("Sorrel",), "", False, False)),
        ("Councillor Gaunt left the meeting at 8.05 pm.", ("left", ("Gaunt",), "8.05 pm", False, False)),
        ("Councillor Gaunt left the meeting for the duration of this item.", ("left", ("Gaunt",), "", False, True)),
        ("Cllrs Oak and Elm joined the meeting at 19:20.", ("came", ("Oak", "Elm"), "19:20", False, False)),
        ("Meeting Closed at 20:30 with a vote of thanks to the chair.", ("closed", (), "20:30", False, False)),
    ],
)
def test_what_minutes_tell_is_read(text: str, found: tuple[object, ...]) -> None:
    assert found in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Panel left the matter to the Clerk.",
        "Members joined the Forum in thanking the present staff.",
        "The next meeting will be held on 4 May at 7.30 pm.",
        "The shop closed at 5 pm.",
    ],
)
def test_what_tells_nothing_of_attendance_is_not_read(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("asked", "printed", "same"),
    [
        ("Councillor A Mallory", "J Mallory", False),
        ("Councillor Mallory", "J Mallory", True),
        ("Cllr Jane Mallory", "J. Mallory", True),
        ("Mr Oak", "Mr Oakley", False),
    ],
)
def test_people_of_one_surname_are_told_apart(asked: str, printed: str, same: bool) -> None:
    assert same_person(asked, printed) is same

"""Routine business told from its form and heading, in pairs: what is folded, and what is like it and is not."""

import pytest

from ingest.record.routine import is_routine


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("RESOLVED: that the minutes of 8 March be approved and signed as a correct record.", None),
        ("“That the draft Minutes, as circulated, be taken as read, adopted and signed”.", "Adoption of Minutes"),
        ("All agreed this was a true record and were signed and approved.", None),
        ("RESOLVED that the press and public be excluded during item 9.", None),
        ("The apologies of Councillors Burke and Neill were noted.", None),
        ("it was unanimously agreed to adjourn the Meeting for 30 minutes.", None),
        ("4. RESOLVED that Cabinet note the report.", "Corporate Risk Register"),
        ("RESOLVED that the Leader’s report be noted.", "Report by Leader"),
        ("The report, as circulated, was noted by Members.", None),
        ("It was agreed that item 15 on the agenda would be taken next.", None),
        ("Approved online.", "2. Minutes"),
        ("None were made.", "Declarations of interest"),
    ],
)
def test_business_of_every_meeting_is_routine(text: str, title: str | None) -> None:
    assert is_routine(text, title, asked=False)


@pytest.mark.parametrize(
    ("text", "title", "asked"),
    [
        ("RESOLVED: that the Clerk’s Report be received and noted; and that the Clerk be asked to contact the owner.", "Report", True),
        ("RESOLVED: That the Clerk should look into the streetlight.", "Minutes", True),
        ("The report was noted by Members and an update was requested for December.", None, False),
        ("Councillor Moss was elected to the board.", "Welcome", False),
        ("RESOLVED that Council notes the Inspector’s Report on the examination and adopts the Local Plan.", "Local Plan", False),
        ("RESOLVED: That the grant of £45,000 be paid.", "Charges", False),
        ("RESOLVED: that the excluded land be fenced.", "Meadows", False),
        ("RESOLVED: that taking minutes by machine be tried.", "Minutes and records policy", False),
    ],
)
def test_what_is_like_it_and_decides_something_is_not(text: str, title: str | None, asked: bool) -> None:
    assert not is_routine(text, title, asked)

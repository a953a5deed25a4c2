"""Numbers are decided over a whole report at once; each case is one that a reader line by line gets wrong."""

import pytest

from ingest.models import Line
from ingest.structure.outline import number_lines
from ingest.structure.roles import sort_lines
from tests.ingest.printed import printed


def _numbers(drawing: str, *, minutes: bool = False, page: int | None = None) -> list[str | None]:
    found = sort_lines(printed(drawing, page))
    stacks = number_lines(found, minutes=minutes).stacks
    return ["/".join(level.marker.label for level in stack) if stack else None for stack in stacks]


CASES = {
    "a list inside paragraph 2, then paragraph 3": (
        "1. We met.\n\n2. There are three:\n\n  1. one;\n\n  2. two;\n\n  3. three.\n\n3. We parted.",
        ["1", "2", "2/1", "2/2", "2/3", "3"],
    ),
    "the same with no indent: the third paragraph is no fourth entry": (
        "1. We met.\n\n2. There are two:\n\n1. one;\n\n2. two.\n\n3. We parted.\n\n4. We met again.",
        ["1", "2", "2/1", "2/2", "3", "4"],
    ),
    "a roman one and the ninth letter": ("1. That:\n\n(i) one;\n\n(ii) two.", ["1", "1/i", "1/ii"]),
    "letters run through i": (
        "1. That:\n\n" + "\n\n".join(f"{letter}) x" for letter in "abcdefghij"),
        ["1", *(f"1/{letter}" for letter in "abcdefghij")],
    ),
    "a wrapped line that begins with a number": (
        "20. The cost is in paragraph\n21. It was agreed.\n\n21. The next report follows.",
        ["20", None, "21"],
    ),
    "an appendix that is referred to": ("(i) That the report be noted, see Appendix\n1.\n\n(ii) That it be sent.", ["i", None, "ii"]),
    "a number that is not printed": ("11. a Yes.\n\n12. No.\n\n14. Perhaps.", ["11", "12", "14"]),
    "sections and paragraphs": (
        "**1. Purpose**\n\n1.1 To tell.\n\n1.2 To ask.\n\n**2. Background**\n\n2.1 It began.",
        ["1", "1.1", "1.2", "2", "2.1"],
    ),
    "letters under a paragraph that a stop parts otherwise": (
        "1. That:\n\n  a) one:\n\n    a. deep;\n\n    b. deeper.\n\n  b) two.",
        ["1", "1/a", "1/a/a", "1/a/b", "1/b"],
    ),
    "a second list a), b) in one paragraph": (
        "5. We believe:\n\n  a) one;\n\n  b) two.\n\nAnd we ask:\n\n  a) three;\n\n  b) four.",
        ["5", "5/a", "5/b", None, "5/a", "5/b"],
    ),
    "a bracket that turned into a stop": (
        "308. Motion\n\n  1) It was moved.\n\n  2) It was put.\n\n  3. RESOLVED so.\n\n309. Close",
        ["308", "308/1", "308/2", "308/3", "309"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_numbers(name: str) -> None:
    drawing, expected = CASES[name]
    assert _numbers(drawing, minutes="308" in drawing) == expected


def test_recommendations_are_counted_by_themselves() -> None:
    drawing = "**RECOMMENDATIONS**\n\n1. That it be noted.\n\n2. That it be sent.\n\n**DETAIL**\n\n1. It began.\n\n2. It went on."
    assert _numbers(drawing) == [None, "1", "2", None, "1", "2"]


def test_a_count_that_goes_on_under_recommendations_is_the_papers_own() -> None:
    drawing = "**Purpose**\n\n1.1 To ask.\n\n**Recommendations**\n\n2.1 That it be noted.\n\n**Reasons**\n\n3.1 It is due."
    assert _numbers(drawing) == [None, "1.1", None, "2.1", None, "3.1"]


def test_a_number_that_extraction_lost_is_inferred_only_where_one_paragraph_waits_for_it() -> None:
    lines = printed("- 6. Sixth.\n\n- Short breaks.\n\n- 8. Eighth.\n\n- 9. Ninth.")
    stacks = number_lines(sort_lines(lines), minutes=False).stacks
    assert [stack[0].marker.label if stack else None for stack in stacks] == ["6", "7", "8", "9"]
    two = printed("- 6. Sixth.\n\n- One.\n\nText.\n\n- Two.\n\n- 8. Eighth.\n\n- 9. Ninth.")
    assert [bool(stack) for stack in number_lines(sort_lines(two), minutes=False).stacks] == [True, False, False, False, True, True]


def test_a_long_report_is_decided_in_time() -> None:
    lines = [Line(f"{at}. Paragraph {at}.", gap=True) for at in range(1, 400)]
    stacks = number_lines(sort_lines(lines), minutes=False).stacks
    assert [stack[-1].marker.values[0] for stack in stacks if stack] == list(range(1, 400))

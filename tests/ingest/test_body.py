from ingest.models import Kind
from ingest.structure.body import Block, read_body
from ingest.structure.parts import Part, PartKind
from tests.ingest.printed import printed


def _blocks(drawing: str, kind: PartKind = PartKind.REPORT, page: int | None = 1) -> list[Block]:
    return [block for block in read_body(Part(kind, printed(drawing, page))) if block.kind is not Kind.HEADING]


def _labels(drawing: str, kind: PartKind = PartKind.REPORT, page: int | None = 1) -> list[str | None]:
    return [block.paragraph for block in _blocks(drawing, kind, page)]


def test_a_tail_over_a_page_break_belongs_to_its_paragraph() -> None:
    (block,) = _blocks("10. It was under water and now ranks\n=== 2\n21st in the programme.\n")
    assert (block.paragraph, [line.page for line in block.lines]) == ("10", [1, 2])


def test_bullets_and_tables_are_cited_by_the_paragraph_over_them() -> None:
    assert _labels("4. It costs:\n\n- much\n\n- more\n\nYear | Cost\n2023 | £4\n\n5. It ends.") == ["4", "4", "4", "4", "5"]


def test_a_heading_as_high_as_the_numbers_ends_the_number() -> None:
    drawing = "**One**\n\n1. It began.\n\n2. It went on.\n\n**Two**\n\nNothing numbers this.\n\nNor this."
    assert _labels(drawing)[-1] is None


def test_text_before_the_first_number_has_none() -> None:
    assert _labels("**BRIEF SUMMARY**\n\nThe report says.\n\n**DETAIL**\n\n1. It began.\n\n2. It ended.") == [None, "1", "2"]


def test_recommendations_decisions_and_appendices_are_cited_by_what_they_are() -> None:
    drawing = """**RECOMMENDATIONS**

(i) That it be noted.

(ii) That it be sent.

**THE DECISION**

1. That it be £58.

**DETAIL**

1. It began.

2. It ended.

**Appendices**

1. Costs
"""
    blocks = _blocks(drawing)
    assert [(block.kind, block.paragraph) for block in blocks] == [
        (Kind.RECOMMENDATION, "RECOMMENDATION (i)"),
        (Kind.RECOMMENDATION, "RECOMMENDATION (ii)"),
        (Kind.RESOLUTION, "DECISION (1)"),
        (Kind.PARAGRAPH, "1"),
        (Kind.PARAGRAPH, "2"),
        (Kind.PARAGRAPH, "Appendix 1"),
    ]


def test_a_recommendation_in_a_numbered_section_keeps_its_own_number() -> None:
    drawing = "**1. Purpose**\n\n1.1 To ask.\n\n1.2 To tell.\n\n1.3 To end.\n\n**2. Recommendations**\n\n2.1 That it be noted.\n\n"
    drawing += "**3. Reasons**\n\n3.1 It is due."
    assert [(block.paragraph, block.kind) for block in _blocks(drawing)][3] == ("2.1", Kind.RECOMMENDATION)


def test_recommendations_without_numbers_and_on_the_line_of_the_word() -> None:
    assert _labels("**Recommendation:**\n\nCouncil is asked to note the report.") == ["RECOMMENDATION"]
    assert _labels("Recommendation: Council is asked to note the report.") == ["RECOMMENDATION"]


def test_a_table_caption_is_no_section() -> None:
    blocks = _blocks("**DETAIL**\n\n4. As follows:\n\n**Table A: Income (£000)**\nPermit | 2023\nFirst | 236\n\n5. It assumes much.")
    assert {block.section_path for block in blocks} == {("DETAIL",)}
    assert [block.table.caption for block in blocks if block.table] == ["Table A: Income (£000)"]


def test_sections_follow_their_count() -> None:
    drawing = "**1. Background**\n\n1.1 It began.\n\n2. Options\n\n2.1 There are two.\n\n**3. Cost**\n\n3.1 It costs."
    assert [block.section_path[-1:] for block in _blocks(drawing) if block.paragraph == "3.1"] == [("3. Cost",)]
    assert [len(block.section_path) for block in _blocks(drawing) if block.paragraph == "3.1"] == [1]


MINUTES = """292. Apologies
(Item 1)

There were none.

293. Tree policy
(Item 5)

1) Mr Lee moved and Ms Day seconded the motion.

2) The Chairman put it to the vote.

For (3)

Mr Lee, Ms Day,
Mr May

Against (1)

Mr Roe

3) RESOLVED that the policy:

  (i) be noted; and

  (ii) be sent.
"""


def test_minutes_know_number_item_and_what_was_resolved() -> None:
    blocks = _blocks(MINUTES, PartKind.MINUTES)
    assert [(block.paragraph, block.item) for block in blocks if block.kind is Kind.RESOLUTION] == [
        ("293(3)", "5"),
        ("293(3)(i)", "5"),
        ("293(3)(ii)", "5"),
    ]
    assert next(block.item for block in blocks) == "1"


def test_votes_keep_their_names() -> None:
    votes = [block for block in _blocks(MINUTES, PartKind.MINUTES) if block.paragraph == "293(2)"]
    words = " ".join(line.text for block in votes for line in block.lines)
    assert words.endswith("For (3) Mr Lee, Ms Day, Mr May Against (1) Mr Roe")


def test_what_was_said_before_resolved_is_no_resolution() -> None:
    blocks = _blocks("8. Waste\n\nThe amendment was carried.\nRESOLVED that it be noted.", PartKind.MINUTES)
    assert [block.kind for block in blocks][-2:] == [Kind.MINUTE, Kind.RESOLUTION]


def test_present_is_no_section_of_the_first_minute() -> None:
    blocks = _blocks("**Present**\n\nCllrs Lee and Day.\n\n1. Apologies were received.\n\n2. Minutes were agreed.", PartKind.MINUTES)
    assert [block.section_path for block in blocks] == [("Present",), (), ()]


def test_parish_minutes_are_items_of_their_own_number() -> None:
    blocks = _blocks("24.05.01 Apologies None.\n\n24.05.02 Finance Agreed.", PartKind.MINUTES)
    assert [(block.paragraph, block.item) for block in blocks] == [("24.05.01", "24.05.01"), ("24.05.02", "24.05.02")]


def test_questions_and_answers_are_cited_by_the_question() -> None:
    blocks = _blocks("**Question 2**\n\nWhy?\n\n**Answer**\n\nBecause.")
    assert [(block.paragraph, block.section_path[-1]) for block in blocks] == [("Question 2", "Question 2"), ("Question 2", "Answer")]

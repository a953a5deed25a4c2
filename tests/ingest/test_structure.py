"""From lines to passages: the whole parser on small papers of several councils' templates."""

import pytest

from ingest.models import Classification, Kind, Line, Page, PaperText, Passage
from ingest.settings import IngestSettings
from ingest.structure.parse import parse
from tests.ingest.printed import paper, printed


def _passages(text: PaperText) -> tuple[Passage, ...]:
    return parse(text, "paper.pdf", "0123456789abcdef", IngestSettings())[1]


def _placed(drawing: str) -> list[tuple[str | None, str | None, str]]:
    return [(passage.agenda_item, passage.paragraph, passage.text) for passage in _passages(paper(drawing))]


def test_nothing_gives_nothing() -> None:
    assert _passages(PaperText(())) == ()
    assert _passages(PaperText((Line("- 1 -"), Line("______")))) == ()


def test_ids_and_ordinals_follow_reading_order() -> None:
    passages = _passages(paper("**One**\n\nIt began.\n\n**Two**\n\nIt ended."))
    assert [(passage.id, passage.ordinal) for passage in passages] == [("0123456789abcdef-00000", 0), ("0123456789abcdef-00001", 1)]


def test_pages_have_the_label_that_is_printed() -> None:
    text = PaperText(printed("=== 1\nIt began.\n=== 2\n**Then**\n\nIt ended."), (Page(1), Page(2, "Page 12")))
    assert [(passage.page, passage.page_label) for passage in _passages(text)] == [(1, None), (2, "Page 12")]


def test_a_report_numbered_by_section_with_an_item_in_its_stamp() -> None:
    drawing = """=== 1
Item No: 7
Report to: Planning Committee
Date: 12 March 2024
Title: Tree policy
Portfolio: Environment

**1.0 Purpose of report**

1.1 To ask for a decision.

**2.0 Recommendations**

2.1 That the policy be agreed.

2.2 That it be reviewed:

a) in May; and

b) in June.

**3.0 Financial implications**

3.1 None.
"""
    placed = _placed(drawing)
    assert {item for item, _, _ in placed} == {"7"}
    assert [paragraph for _, paragraph, _ in placed if paragraph] == ["1.1", "2.1", "2.2", "2.2(a)", "2.2(b)", "3.1"]
    kinds = {passage.paragraph: passage.kind for passage in _passages(paper(drawing))}
    assert {kinds["2.1"], kinds["2.2(b)"]} == {Kind.RECOMMENDATION}
    assert kinds["3.1"] is Kind.PARAGRAPH


def test_recommendations_in_letters() -> None:
    drawing = "**RECOMMENDATIONS**\n\nThat Cabinet:\n\nA. Notes the report.\n\nB. Agrees the policy.\n\n"
    drawing += "**BACKGROUND**\n\n1. It began.\n\n2. It ended."
    assert [paragraph for _, paragraph, _ in _placed(drawing)] == ["RECOMMENDATION", "RECOMMENDATION (A)", "RECOMMENDATION (B)", "1", "2"]


def test_a_mark_of_exemption_over_the_stamp_belongs_to_the_paper_under_it() -> None:
    drawing = """=== 1
**AGENDA**

5. Trees

6. Land disposal

**PART 2 - EXEMPT**

Wednesday, 4 September 2024
=== 2
Agenda Item 5

**Trees**

1. They grow.

2. They fall.
=== 3
**NOT FOR PUBLICATION**

Agenda Item 6

**Land disposal**

1. The price is £4m.
"""
    seen = {passage.agenda_item: passage.classification.value for passage in _passages(paper(drawing)) if passage.page in (2, 3)}
    assert seen == {"5": "public", "6": "exempt"}
    assert {passage.classification.value for passage in _passages(paper(drawing)) if passage.page == 1} == {"public"}


def test_paragraphs_numbered_without_a_stop() -> None:
    drawing = "**Purpose**\n\n1 To report on performance this year.\n\n**Background**\n\n2 The indicators are listed below.\n\n"
    drawing += (
        "3 Two of them got worse.\n\n**Recommendations**\n\n4 Members are recommended to:\n\n(a) note it; and\n\n(b) ask for another."
    )
    assert [paragraph for _, paragraph, _ in _placed(drawing)] == ["1", "2", "3", "4", "4(a)", "4(b)"]


def test_minutes_with_resolutions_in_brackets() -> None:
    drawing = """**MINUTES OF THE MEETING OF THE PLANNING COMMITTEE HELD ON 5 MAY 2021**

**Minute 45/23 Apologies**

None were received.

**Minute 46/23 Trees**

Resolved:
(1) That the trees be kept; and
(2) That the officer report back.
"""
    found = [(passage.paragraph, passage.kind) for passage in _passages(paper(drawing)) if passage.kind is Kind.RESOLUTION]
    assert [paragraph for paragraph, _ in found] == ["46/23", "46/23(1)", "46/23(2)"]


def test_recommendations_with_a_number_of_their_own() -> None:
    drawing = (
        "**1. Purpose**\n\n1.1 To ask.\n\n**Recommendation 1**\n\nThat trees be planted.\n\nRecommendation 2: That they be watered.\n\n"
    )
    assert [paragraph for _, paragraph, _ in _placed(drawing)] == ["1.1", "RECOMMENDATION (1)", "RECOMMENDATION (2)"]


def test_parish_minutes_with_slashed_numbers() -> None:
    drawing = """**MILL END PARISH COUNCIL**

Minutes of the meeting held on 5th May 2024

Present: Cllrs Lee and Day

24/051 Apologies

None were received.

24/052 Finance

a) The accounts were approved.

b) It was resolved to pay £40.

24/053 Close
"""
    found = [(passage.paragraph, passage.kind) for passage in _passages(paper(drawing)) if passage.paragraph]
    assert [paragraph for paragraph, _ in found] == ["24/051", "24/052", "24/052(a)", "24/052(b)", "24/053"]
    assert found[3][1] is Kind.RESOLUTION


def test_resolved_in_other_words() -> None:
    drawing = """**MINUTES OF THE MEETING OF THE PLANNING COMMITTEE HELD ON 5 MAY 2021**

**45. TREE POLICY**

The Head of Parks presented the report.

It was RESOLVED that the policy be agreed.

**46. ROADS**

Members asked why.

AGREED: to defer the item.

Resolved – that the report be noted.
"""
    resolved = [(passage.paragraph, passage.text) for passage in _passages(paper(drawing)) if passage.kind is Kind.RESOLUTION]
    assert resolved[0] == ("45", "It was RESOLVED that the policy be agreed.")
    assert resolved[1][0] == "46"
    assert resolved[1][1].startswith("AGREED: to defer")


def test_struck_words_stay_marked() -> None:
    lines = (Line("1. It costs £8.7m in all.", 1, gap=True, struck=((12, 17),)), Line("2. It is paid for.", 1, gap=True))
    passages = _passages(PaperText(lines))
    assert [passage.text[start:end] for passage in passages for start, end in passage.struck] == ["£8.7m"]


def test_a_running_head_is_no_part_of_any_passage() -> None:
    told = ("Bees were counted", "Trees fell in the storm", "Bins were emptied late", "A pond was dug")
    pages = "".join(f"=== {page}\nEnvironment Report 2024\n\n{words} this year.\n" for page, words in enumerate(told, start=1))
    assert sum("Environment Report 2024" in text for _, _, text in _placed(pages)) <= 1


def test_clauses_under_a_bold_resolved_belong_to_their_minute() -> None:
    drawing = """MINUTES OF THE MEETING OF THE HARBOUR COMMITTEE HELD ON 8 MAY 2023

**83. CALL-IN OF A DECISION ON THE QUAY**

The Committee considered the report of the harbour master.

**RESOLVED**

(i) that the decision be looked at again; and

(ii) that the Chair be briefed.

**84. DATE OF NEXT MEETING**

It was noted."""
    passages = [p for p in _passages(paper(drawing)) if p.text.lstrip("- ").startswith("(")]
    assert [(p.paragraph, p.kind) for p in passages] == [("83(i)", Kind.RESOLUTION), ("83(ii)", Kind.RESOLUTION)]
    assert {p.section for p in passages} == {"83. CALL-IN OF A DECISION ON THE QUAY"}


SOLD = "That the depot be sold to the highest bidder for a million pounds."
TREES = "\n\n1. Apologies\n\n2. Trees\n\nReport of the Head of Parks\n\nRecommendation: That trees be planted.\n\n"


@pytest.mark.parametrize("heading", ["AGENDA", "Agenda for the meeting to be held on 4 February 2025"])
@pytest.mark.parametrize("private", ["PART II - PRIVATE\n\n3. Sale", "3. Sale (EXEMPT - paragraph 3 of Part 1 of Schedule 12A)"])
def test_a_recommendation_under_an_entry_is_the_report_of_its_item_and_kept_back_with_it(heading: str, private: str) -> None:
    found = _passages(paper("Riverholme Borough Council\n\nCabinet\n\n" + heading + TREES + private + f"\n\nRecommendation: {SOLD}"))
    recommended = [one for one in found if one.kind is Kind.RECOMMENDATION]
    assert [(one.agenda_item, one.classification, SOLD in one.text) for one in recommended] == [
        ("2", Classification.PUBLIC, False),
        ("3", Classification.EXEMPT, True),
    ]
    assert {one.agenda_item for one in found if one.kind is Kind.AGENDA_ENTRY} == {None, "1", "2", "3"}
    assert not any(SOLD in one.text for one in found if one.classification is Classification.PUBLIC)


def test_a_paper_behind_an_agenda_does_not_begin_with_the_recommendation_of_an_entry() -> None:
    drawing = "=== 1\n**AGENDA**\n\n1. Apologies\n\n2. Trees\n=== 2\n**Recommendation**\n\nThat trees be planted."
    assert {one.kind for one in _passages(paper(drawing))} == {Kind.AGENDA_ENTRY}

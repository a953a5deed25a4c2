"""Locators as a careful person writes them, and the numbering of citations."""

import datetime
from dataclasses import replace

import pytest

from assistant.citations import CitationList, locator
from ingest.models import Kind, Meeting, Passage
from tests.assistant.paper_fakes import passage

FULL = passage(
    "12. The service employs 40 rangers.",
    paragraph="12",
    page=16,
    page_end=16,
    page_label="Page 12",
    agenda_item="9",
    report_title="Safeguarding Children",
    meeting=Meeting("Ambridge Council", "Overview and Scrutiny Management Committee", datetime.date(2012, 7, 12)),
)


def test_the_documented_locator() -> None:
    expected = (
        'Overview and Scrutiny Management Committee, 12 July 2012, item 9 "Safeguarding Children", para 12 (pack page 12, PDF page 16)'
    )
    assert locator(FULL) == expected


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"paragraph": None, "section": None}, ", para 12"),
        ({"agenda_item": None}, "item 9 "),
        ({"page_label": None}, "pack page 12, "),
        ({"page": None, "page_end": None, "page_label": None}, " (pack page 12, PDF page 16)"),
        ({"meeting": Meeting()}, "Overview and Scrutiny Management Committee, 12 July 2012, "),
    ],
)
def test_what_is_not_printed_is_left_out(change: dict[str, object], gone: str) -> None:
    assert locator(replace(FULL, **change)) == locator(FULL).replace(gone, "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "label", "printed"),
    [
        (Kind.MINUTE, "83", "minute 83"),
        (Kind.RESOLUTION, "83(ii)", "minute 83(ii)"),
        (Kind.RECOMMENDATION, "RECOMMENDATION (ii)", "RECOMMENDATION (ii)"),
        (Kind.TABLE, "Table 1", "Table 1"),
        (Kind.PARAGRAPH, "4.3.1", "para 4.3.1"),
    ],
)
def test_paragraphs_are_named_by_what_they_are(kind: Kind, label: str, printed: str) -> None:
    assert f", {printed} (" in locator(replace(FULL, kind=kind, paragraph=label))


def test_a_paper_without_numbers_is_cited_by_its_section_and_several_pages() -> None:
    bare = Passage("p", "annual.pdf", 0, "x", Kind.PARAGRAPH, report_title="Annual Report 2014", section="Fostering", page=3, page_end=4)
    assert locator(bare) == '"Annual Report 2014", section "Fostering" (PDF pages 3-4)'
    assert locator(Passage("p", "scan.pdf", 0, "x", Kind.PARAGRAPH)) == "scan.pdf"


def test_markers_run_in_order_of_first_use_and_same_words_are_cited_once() -> None:
    citations = CitationList()
    other = passage("Another paragraph.")
    assert [citations.add(FULL, "40 rangers"), citations.add(other, "Another"), citations.add(FULL, "40 rangers")] == [1, 2, 1]
    assert [citation.marker for citation in citations] == [1, 2]
    again = CitationList()
    again.add(FULL, "40 rangers", [replace(other, document="2012-supplement.pdf"), FULL])
    assert next(iter(again)).also_in == ("2012-supplement.pdf",)

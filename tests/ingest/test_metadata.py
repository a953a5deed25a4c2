import datetime

import pytest

from ingest.models import Classification, PaperInfo, PaperStatus
from ingest.settings import IngestSettings
from ingest.structure.parse import parse
from tests.ingest.printed import paper


def _info(drawing: str) -> PaperInfo:
    return parse(paper(drawing), "paper.pdf", "0123456789abcdef", IngestSettings())[0]


REPORT = """DECISION-MAKER: | CABINET
SUBJECT: | TREE POLICY
DATE OF DECISION: | 12 JULY 2024
REPORT OF: | HEAD OF PARKS

**STATEMENT OF CONFIDENTIALITY**

None

**DETAIL**

1. The Saltmere Borough Council plants trees.
"""


def test_a_report_says_who_decides_when_and_on_what() -> None:
    info = _info(REPORT)
    assert (info.title, info.paper_type, info.author) == ("TREE POLICY", "report", "HEAD OF PARKS")
    assert (info.meeting.council, info.meeting.committee) == ("Saltmere Borough Council", "Cabinet")
    assert info.meeting.date == datetime.date(2024, 7, 12)
    assert (info.classification, info.status, info.supersedes) == (Classification.PUBLIC, PaperStatus.CURRENT, None)


def test_minutes() -> None:
    info = _info(
        "MILL END PARISH COUNCIL\n\nMinutes of the meeting held on 5th May 2021\n\nPresent: Cllrs Lee and Day\n\n1. Apologies\n\nNone."
    )
    assert (info.paper_type, info.meeting.council, info.meeting.date) == ("minutes", "Mill End Parish Council", datetime.date(2021, 5, 5))
    assert info.title == "Minutes of the Mill End Parish Council"


@pytest.mark.parametrize(
    "printed", ["05/02/2026", "5.2.26", "5 Feb. '26", "Thurs 5th Feb 2026", "the fifth of February 2026", "5\nFebruary 2026"]
)
def test_the_day_of_a_meeting_is_read_in_every_form(printed: str) -> None:
    info = _info(
        f"MILL END PARISH COUNCIL\n\nMinutes of the meeting held on {printed}\n\nPresent: Cllrs Lee and Day\n\n1. Apologies\n\nNone."
    )
    assert info.meeting.date == datetime.date(2026, 2, 5)


def test_a_clause_number_is_no_day_of_a_meeting() -> None:
    info = _info("MILL END PARISH COUNCIL\n\nMinutes of the meeting\n\nPresent: Cllrs Lee and Day\n\n5.2.26 Apologies\n\nNone.")
    assert info.meeting.date is None


def test_a_decision_record_has_its_reference() -> None:
    info = _info(
        "**RECORD OF EXECUTIVE DECISION**\n\n"
        "Decision reference | CAB-23-041\nDecision maker | Cabinet\nSubject | Trees\nDate of decision | 1 May 2024"
    )
    assert (info.paper_type, info.decision_reference) == ("decision record", "CAB-23-041")


def test_what_a_supplement_replaces() -> None:
    info = _info(
        "**Supplementary Document Pack**\n\nIt is enclosed. It replaces the version available in the original agenda pack.\n\n" + REPORT
    )
    assert info.supersedes == "It replaces the version available in the original agenda pack."
    assert info.paper_type == "supplement"


def test_a_draft_says_so_at_its_head() -> None:
    assert _info("**DRAFT**\n\n" + REPORT).status is PaperStatus.DRAFT
    assert _info(REPORT + "\n2. The draft is long.").status is PaperStatus.CURRENT


def test_a_council_named_by_kind_alone_goes_by_its_address() -> None:
    drawing = "From: Ann Lee, Leader\nTo: County Council - 9 May 2025\nSubject: Trees\nClassification: Unrestricted\n"
    drawing += "\n1. Trees of East Sussex.\n\n"
    assert _info(drawing + "ann.lee@eastsussex.gov.uk").meeting.council == "East Sussex County Council"
    assert _info(drawing).meeting.council is None


def test_an_exempt_appendix_is_exempt_and_its_report_is_not() -> None:
    appendix = "=== 2\nAppendix 1\n\n**NOT FOR PUBLICATION**\n\n1. The price is £4m.\n\n2. It may rise."
    drawing = "=== 1\n" + REPORT + "\n**Appendices**\n\n1. Price\n" + appendix
    _, passages = parse(paper(drawing), "paper.pdf", "0123456789abcdef", IngestSettings())
    assert {passage.text.split("\n")[-1]: passage.classification for passage in passages if passage.page == 2}.keys() >= {"2. It may rise."}
    assert {passage.classification for passage in passages if passage.page == 2} == {Classification.EXEMPT}
    assert {passage.classification for passage in passages if passage.page == 1} == {Classification.PUBLIC}

import pytest

from ingest.structure.box import read_head
from tests.ingest.printed import printed


def test_a_head_in_cells() -> None:
    head = read_head(
        printed("DECISION-MAKER: | CABINET\nSUBJECT: | TREE POLICY\nDATE OF DECISION: | 12 JULY 2012\nREPORT OF: | HEAD OF PARKS"), 0
    )
    assert head is not None
    assert (head.to, head.subject, head.date, head.author) == ("CABINET", "TREE POLICY", "12 JULY 2012", "HEAD OF PARKS")


@pytest.mark.parametrize(
    "drawing",
    [
        "From: Ann Lee, Leader\nTo: County Council - 9 May 2025\nSubject: Tree policy\nClassification: Unrestricted",
        "Report to: Cabinet\nDate: 12 March 2024\nTitle: Tree policy\nPortfolio Holder: Cllr Lee\nReport author: Bob Day",
        "Meeting of: Planning Committee\nPortfolio: Environment\nReport Title: Tree policy\nDate of meeting: 1 May 2024",
    ],
)
def test_heads_of_other_councils(drawing: str) -> None:
    head = read_head(printed(drawing), 0)
    assert head is not None
    assert head.subject == "Tree policy"


def test_a_subject_may_run_over_lines() -> None:
    head = read_head(
        printed("SUBJECT: CONDITION OF THE ROADS\nAND WINTER SERVICE\nTO: CABINET\nDATE: 1 May 2024\n\nThe report says more."), 0
    )
    assert head is not None
    assert head.subject == "CONDITION OF THE ROADS AND WINTER SERVICE"
    assert head.end == 4


@pytest.mark.parametrize("drawing", ["To: Cabinet\n\nWe met.", "Date: 1 May\nPage 2", "Title: A story\n\nIt began."])
def test_a_label_alone_is_no_head(drawing: str) -> None:
    assert read_head(printed(drawing), 0) is None

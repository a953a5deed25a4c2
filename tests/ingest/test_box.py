"""The box at the head of a report: labels by what they mean, values wherever they stand."""

from pathlib import Path

import pytest

from ingest.child.work import read
from ingest.models import PaperText
from ingest.settings import IngestSettings
from ingest.structure.box import read_head
from ingest.structure.parse import parse
from tests.ingest.printed import paper, printed

SETTINGS = IngestSettings()
RIGHT = ("4", "Planning Committee", "21 March 2016", "Open", "Market square")
NO_NUMBER = (None, *RIGHT[1:])
BOXES = {
    "heads over values": (
        "Item No. | Classification: | Date: | Meeting Name:\n4. | Open | 21 March 2016 | Planning Committee\n"
        "Report title: | | Market square |\nWard(s) or groups affected: | | All |\nFrom: | | Head of Planning |",
        RIGHT,
    ),
    "heads over values, no number": (
        "Item No. | Classification: | Date: | Meeting Name:\n | Open | 21 March 2016 | Planning Committee\n"
        "Report title: | | Market square |\nFrom: | | Head of Planning |",
        NO_NUMBER,
    ),
    "heads over values that wrap": (
        "Item No. | Classification: | Date: | Meeting Name:\n4. | Open | 21 March | Planning\n | | 2016 | Committee\n"
        "Report title: | | Market square |\nFrom: | | Head of Planning |",
        RIGHT,
    ),
    "labels in one cell with their values": (
        "Item No.  4 | Classification: Open | Date: 21 March 2016 | Meeting Name: Planning Committee\n"
        "Report title: | Market square\nWard(s): | All\nFrom: | Head of Planning",
        RIGHT,
    ),
    "labels in one cell with their values, no colon": (
        "Item No. 4 | Classification Open | Decision Level Planning Committee | Date 21 March 2016\n"
        "From Head of Planning | | Title of Report Market square |",
        RIGHT,
    ),
    "lines": (
        "Item No: 4\nClassification: Open\nDate: 21 March 2016\nMeeting Name: Planning Committee\nReport Title: Market square\n"
        "Ward(s): East\nFrom: Head of Planning",
        RIGHT,
    ),
    "each value under its label": (
        "Item No.\n4.\nClassification:\nOpen\nDate:\n21 March\n2016\nMeeting Name:\nPlanning Committee\nReport title:\nMarket square\n"
        "Ward(s) or groups affected:\nAll\nFrom:\nHead of Planning",
        RIGHT,
    ),
    "a pile of labels over a pile of values": (
        "Item No.\nClassification:\nDate:\nMeeting Name:\n4\nOpen\n21 March 2016\nPlanning Committee\nReport title:\nMarket square\n"
        "From:\nHead of Planning",
        RIGHT,
    ),
    "a pile without the number": (
        "Item No.\nClassification:\nDate:\nMeeting Name:\nOpen\n21 March\n2016\nPlanning Committee\nReport title:\nMarket square\n"
        "From:\nHead of Planning",
        NO_NUMBER,
    ),
    "a line of labels over a line of values": (
        "Item No. Classification: Date: Meeting Name:\n4. Open 21 March 2016 Planning Committee\nReport title: Market square\n"
        "Ward(s) or groups affected: All\nFrom: Head of Planning",
        RIGHT,
    ),
    "labels along a line": (
        "Item No: 4 Classification: Open Date: 21 March 2016 Meeting Name: Planning Committee\nReport title: Market square\n"
        "From: Head of Planning",
        RIGHT,
    ),
    "pairs beside each other": (
        "Committee: | Planning Committee | Date: | 21 March 2016\nClassification: | Open | Agenda Item No: | 4\n"
        "Report of: | Head of Planning | Title: | Market square",
        RIGHT,
    ),
    "another council's words": (
        "Agenda Item | 4\nMeeting | Planning Committee\nDate of meeting | 21 March 2016\nReport title | Market square\n"
        "Report of | Head of Planning\nStatus | Open",
        RIGHT,
    ),
}
NONE = {
    "minutes in two columns": "Item No | Item\n1 | Apologies\n2 | Minutes of 4 May 2025",
    "a forward plan": "Item | Decision maker | Date | Author\nParks | Cabinet | 4 May 2025 | J Reed\nRents | Cabinet | 4 May 2025 | A Hill",
    "a list of actions": "Item No | Subject | Date | Status\n1 | Trees | 4 May 2025 | Closed\n2 | Roads | 5 May 2025 | Open",
    "a signature": "Name: Ann Lee\nTitle: Director\nDate: 4 May 2025",
    "a tracker": "Date | Portfolio | Title | Action\n4 May 2025 | Parks | Trees | Plant",
    "a minute": "(Item 7)\nDecision:\nThat the report be noted on 4 May 2025 by the Planning Committee.",
    "an entry of an agenda": "Item 4\nReport of the Head of Planning on the market square\nDate of next meeting: 4 May 2025",
}


@pytest.mark.parametrize("page", [None, 1])
@pytest.mark.parametrize("form", BOXES)
def test_a_box_is_read_in_every_form(form: str, page: int | None) -> None:
    drawing, right = BOXES[form]
    head = read_head(printed(drawing, page), 0)
    assert head is not None
    assert (head.item, head.to, head.date, head.confidentiality, head.subject) == right


@pytest.mark.parametrize("page", [None, 1])
@pytest.mark.parametrize("form", NONE)
def test_what_is_no_box(form: str, page: int | None) -> None:
    assert read_head(printed(NONE[form], page), 0) is None


@pytest.mark.parametrize("form", BOXES)
def test_the_item_of_the_box_is_that_of_every_passage(form: str) -> None:
    drawing, right = BOXES[form]
    body = "\n\n**RECOMMENDATION**\n\n1. That permission be granted.\n\n**BACKGROUND**\n\n2. The site was considered on 5 May 2015."
    info, passages = parse(paper(drawing + body), "paper.pdf", "0" * 16, SETTINGS)
    assert {passage.agenda_item for passage in passages} == {right[0]}
    assert (info.meeting.committee, info.meeting.date and info.meeting.date.isoformat(), info.title) == (right[1], "2016-03-21", right[4])


@pytest.mark.parametrize("form", BOXES)
@pytest.mark.parametrize(("answer", "classification"), [("Open", "public"), ("Closed", "exempt"), ("Exempt", "exempt")])
def test_the_classification_of_the_box_is_that_of_the_paper(form: str, answer: str, classification: str) -> None:
    drawing = BOXES[form][0].replace("Open", answer)
    info, _ = parse(paper(drawing + "\n\n**RECOMMENDATION**\n\n1. That it be sold."), "paper.pdf", "0" * 16, SETTINGS)
    assert info.classification.value == classification


def test_actions_that_are_closed_are_not_kept_back() -> None:
    info, passages = parse(paper(NONE["a list of actions"]), "paper.pdf", "0" * 16, SETTINGS)
    assert not info.kept_back
    assert passages


def test_a_head_that_names_no_item_gives_none() -> None:
    drawing = "To: Cabinet\nDate: 4 May 2025\nSubject: Trees\nReport of: Head of Parks\n\n1. Item 4 of the last meeting was the same."
    _, passages = parse(paper(drawing), "paper.pdf", "0" * 16, SETTINGS)
    assert {passage.agenda_item for passage in passages} == {None}


HTML = (
    "<table><tr><th>Item No.</th><th>Classification</th><th>Date</th><th>Meeting Name</th></tr>"
    "<tr><td>4</td><td>Open</td><td>21 March 2016</td><td>Planning Committee</td></tr>"
    "<tr><td>Report title</td><td colspan=3>Market square</td></tr><tr><td>From</td><td colspan=3>Head of Planning</td></tr></table>"
    "<h2>Recommendation</h2><p>1. That permission be granted.</p>"
)
MARKDOWN = (
    "| Item No. | Classification | Date | Meeting Name |\n|---|---|---|---|\n| 4 | Open | 21 March 2016 | Planning Committee |\n"
    "| Report title | Market square | | |\n| From | Head of Planning | | |\n\n## Recommendation\n\n1. That permission be granted.\n"
)


@pytest.mark.parametrize(("name", "kind", "words"), [("p.html", "html", HTML), ("p.md", "text", MARKDOWN)])
def test_a_box_in_files_of_other_kinds(name: str, kind: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(words, encoding="utf-8")
    text: PaperText = read(tmp_path / name, kind, SETTINGS)
    info, passages = parse(text, name, "0" * 16, SETTINGS)
    assert (info.meeting.committee, info.title, {passage.agenda_item for passage in passages}) == (
        "Planning Committee",
        "Market square",
        {"4"},
    )

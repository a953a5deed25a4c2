"""Council, committee and day of first pages of invented councils, in the styles in which councils print them: fronts.txt.

Whoever adds a style writes what is right from the page alone, before it is read.
"""

import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.settings import IngestSettings
from ingest.structure.parse import parse
from tests.ingest.printed import paper


@dataclass(frozen=True, slots=True)
class Front:
    """A first page and what it says of its meeting; None where it does not say."""

    name: str
    council: str | None
    committee: str | None
    date: str | None
    drawing: str


def _front(block: str) -> Front:
    head, _, drawing = block.partition("\n\n")
    name, *said = head.splitlines()
    council, committee, date = (line.partition(": ")[2].strip() or None for line in said)
    return Front(name, council, committee, date, drawing)


FRONTS = [_front(block) for block in (Path(__file__).parent / "fronts.txt").read_text(encoding="utf-8").removeprefix("## ").split("\n## ")]


def _narrow(drawing: str) -> str:
    """The page as a PDF gives it: long lines wrapped."""
    lines = (([line] if "|" in line else textwrap.wrap(line, 78)) or [""] for line in drawing.splitlines())
    return "=== 1\n" + "\n".join(line for wrapped in lines for line in wrapped)


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("front", FRONTS, ids=[front.name for front in FRONTS])
def test_the_meeting_is_read_or_left_open(front: Front, wrapped: bool) -> None:
    drawing = _narrow(front.drawing) if wrapped else front.drawing
    meeting = parse(paper(drawing), "paper.pdf", "0123456789abcdef", IngestSettings())[0].meeting
    assert (meeting.council, meeting.committee, meeting.date and meeting.date.isoformat()) == (front.council, front.committee, front.date)

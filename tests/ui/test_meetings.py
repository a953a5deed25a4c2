"""A meeting put together from its papers: agenda, recommendations, and resolutions from minutes that came later."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.service.meetings import find_meeting, list_meetings, shown_text
from assistant.service.reader import Reader
from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from vectorstore.models import Role

COUNCIL, COMMITTEE = "Larkmere Borough Council", "Environment Committee"
MARCH, MAY = datetime.date(2024, 3, 14), datetime.date(2024, 5, 9)
MINUTES = "Minutes of the meeting held on 14 March 2024"


def _put(library: Library, number: int, paper_type: str, meeting: Meeting, passages: list[Passage]) -> None:
    digest = f"{number:064x}"[::-1]
    paper = Paper(
        digest[:16], f"{number}.pdf", f"/{number}.pdf", digest, 9, len(passages), PaperInfo(paper_type=paper_type, meeting=meeting)
    )
    placed = [replace(p, id=f"{paper.id}-{n:05d}", document=paper.document, ordinal=n, meeting=meeting) for n, p in enumerate(passages)]
    library.put(paper, placed)


def _entry(number: str, title: str) -> Passage:
    return Passage("", "", 0, f"{number} {title}", Kind.AGENDA_ENTRY, agenda_item=number, agenda_title=title)


def _recommendation(number: str, text: str, report: str = "Mowing", **more: object) -> Passage:
    return replace(Passage("", "", 0, text, Kind.RECOMMENDATION, agenda_item=number, report_title=report), **more)


def _resolution(section: str, text: str) -> Passage:
    return Passage("", "", 0, text, Kind.RESOLUTION, report_title=MINUTES, section=section, agenda_item="2")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(tmp_path)
    pack = [
        _entry("2", "MINUTES OF THE PREVIOUS MEETING"),
        _entry("7", "MOWING OF THE RIVERSIDE MEADOWS"),
        _recommendation("7", "RECOMMENDATIONS:\n(i) That the meadows be mown twice a year."),
        _recommendation("7", "(i) That Cabinet buys a mower.", "Appendix 1: Cabinet report"),
        _recommendation("7", "(ii) That the secret price be agreed.", classification=Classification.EXEMPT),
    ]
    _put(library, 1, "agenda pack", Meeting(COUNCIL, COUNCIL, MARCH), pack)
    _put(library, 2, "report", Meeting(COUNCIL, COMMITTEE, MARCH), [_recommendation("7", "(i) That the meadows be mown twice a year.")])
    later = [
        _resolution("12. MOWING OF THE RIVERSIDE MEADOWS", "RESOLVED that the meadows be mown three times a year."),
        _resolution("13. ANY OTHER BUSINESS", "RESOLVED that the clock be repaired."),
        _resolution("13. ANY OTHER BUSINESS", "RESOLVED that the clock be repaired."),
    ]
    _put(library, 3, "agenda pack", Meeting(COUNCIL, COMMITTEE, MAY), later)
    yield library
    library.close()


def test_papers_of_one_day_that_name_the_council_alone_join_its_only_committee(library: Library) -> None:
    held = list_meetings(Reader(library, Role.PUBLIC))
    assert [meeting.key for meeting in held] == ["2024-05-09-environment-committee", "2024-03-14-environment-committee"]
    assert [paper.document for paper in held[1].papers] == ["2.pdf", "1.pdf"]


def test_an_item_shows_what_was_recommended_and_what_was_resolved(library: Library) -> None:
    overview = find_meeting(Reader(library, Role.PUBLIC), "2024-03-14-environment-committee")
    assert overview is not None
    assert overview.minuted
    item = next(item for item in overview.items if item.number == "7")
    assert [(report.report, [shown_text(p) for p in report.passages]) for report in item.recommended] == [
        ("Mowing", ["(i) That the meadows be mown twice a year."]),
        ("Appendix 1: Cabinet report", ["(i) That Cabinet buys a mower."]),
    ]
    assert [p.text for p in item.resolved] == ["RESOLVED that the meadows be mown three times a year."]
    assert [p.text for p in overview.also_resolved] == ["RESOLVED that the clock be repaired."]


def test_minutes_of_another_meeting_are_not_taken_for_its_own(library: Library) -> None:
    overview = find_meeting(Reader(library, Role.PUBLIC), "2024-05-09-environment-committee")
    assert overview is not None
    assert not overview.minuted
    assert not overview.also_resolved


def test_a_member_sees_the_exempt_recommendation(library: Library) -> None:
    overview = find_meeting(Reader(library, Role.MEMBER), "2024-03-14-environment-committee")
    assert overview is not None
    assert any("secret price" in p.text for item in overview.items for report in item.recommended for p in report.passages)
    assert find_meeting(Reader(library, Role.MEMBER), "2024-03-14-cabinet") is None

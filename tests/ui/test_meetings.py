"""A meeting as its page and the API tell it: agenda, recommendations, votes, resolutions from later packs, and what was set right."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.service.meetings import Overview, find_meeting, list_meetings, whole
from assistant.service.reader import Reader
from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from ingest.record.models import Ending, Side
from ingest.record.models import Role as PaperRole
from ingest.record.words import Words
from tests.access.doors import Visit, make_app
from tests.web_fakes import make_services
from vectorstore.models import Role

COUNCIL, COMMITTEE = "Larkmere Borough Council", "Environment Committee"
MARCH, MAY, JUNE = datetime.date(2024, 3, 14), datetime.date(2024, 5, 9), datetime.date(2024, 6, 13)
KEY = "2024-03-14-environment-committee"


def _put(library: Library, number: int, paper_type: str, meeting: Meeting, passages: list[Passage]) -> None:
    digest = f"{number:064x}"[::-1]
    info = PaperInfo(paper_type=paper_type, meeting=meeting)
    paper = Paper(digest[:16], f"{number}.pdf", f"/{number}.pdf", digest, 9, len(passages), info)
    placed = [replace(p, id=f"{paper.id}-{n:05d}", document=paper.document, ordinal=n, meeting=meeting) for n, p in enumerate(passages)]
    library.put(paper, placed)
    library.relate()


def _entry(number: str, title: str) -> Passage:
    return Passage("", "", 0, f"{number} {title}", Kind.AGENDA_ENTRY, agenda_item=number, agenda_title=title)


def _recommendation(number: str, text: str, report: str = "Mowing", **more: object) -> Passage:
    return replace(Passage("", "", 0, text, Kind.RECOMMENDATION, agenda_item=number, report_title=report), **more)


def _minute(number: str, title: str, text: str, day: str = "14 March 2024", **more: object) -> Passage:
    heading = f"{number}. {title}"
    kind = Kind.RESOLUTION if text.startswith("RESOLVED") else Kind.MINUTE
    own = Passage("", "", 0, text, kind, paragraph=number, section=heading, section_path=(heading,))
    return replace(own, report_title=f"Minutes of the meeting held on {day}", **more)


MOVED = (
    "An amendment was moved by Councillor Vane and seconded by Councillor Yarrow to mow once.\n"
    "On being put to the vote the amendment was declared lost (For 2, Against 3, Abstentions 0)."
)
RECORDED = "A recorded vote was taken on the motion:\nFor: Councillors Arkle and Bevan (2)\nAgainst: Councillor Fosse (1)"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(tmp_path)
    pack = [
        _entry("2", "MINUTES OF THE PREVIOUS MEETING"),
        _entry("7", "MOWING OF THE RIVERSIDE MEADOWS"),
        _entry("8", "BOATHOUSE LEASE"),
        _recommendation("7", "RECOMMENDATIONS:\n(i) That the meadows be mown twice a year."),
        _recommendation("7", "(i) That Cabinet buys a mower.", "Appendix 1: Cabinet report"),
        _recommendation("7", "(ii) That the secret price be agreed.", classification=Classification.EXEMPT),
    ]
    _put(library, 1, "agenda pack", Meeting(COUNCIL, COUNCIL, MARCH), pack)
    _put(library, 2, "report", Meeting(COUNCIL, COMMITTEE, MARCH), [_recommendation("7", "(i) That the meadows be mown twice a year.")])
    clock = [_minute("13", "CLOCK", "RESOLVED that the clock be repaired for £45,000."), _minute("13", "CLOCK", "Councillor Ash sighed.")]
    mowing = [
        _minute("12", "MOWING OF THE RIVERSIDE MEADOWS", text)
        for text in (MOVED, RECORDED, "RESOLVED that the meadows be mown three times a year.")
    ]
    later = [*mowing, *clock, _minute("14", "BOATHOUSE LEASE", "This item was withdrawn.")]
    _put(library, 3, "agenda pack", Meeting(COUNCIL, COMMITTEE, MAY), later)
    _put(library, 4, "agenda pack", Meeting(COUNCIL, COMMITTEE, JUNE), later)
    yield library
    library.close()


def _overview(library: Library, key: str = KEY, role: Role = Role.PUBLIC) -> Overview:
    overview = find_meeting(Reader(library, role), key)
    assert overview is not None
    return overview


def test_papers_of_one_day_that_name_the_council_alone_join_its_only_committee(library: Library) -> None:
    *_, march = list_meetings(Reader(library, Role.PUBLIC))
    assert march.held.key == KEY
    assert [(paper.document, role) for paper, role in march.papers] == [
        ("1.pdf", PaperRole.AGENDA),
        ("2.pdf", PaperRole.REPORT),
        ("3.pdf", PaperRole.REPRINTED),
        ("4.pdf", PaperRole.REPRINTED),
    ]


def test_an_item_shows_what_was_recommended_moved_voted_and_resolved_once(library: Library) -> None:
    overview = _overview(library)
    assert overview.minuted
    _, item, lease, clock = overview.items
    assert (item.number, item.minute, item.listed) == ("7", "12", True)
    assert [(report, [clause.text for clause in own]) for report, own in item.recommended] == [
        ("Mowing", ["That the meadows be mown twice a year."]),
        ("Appendix 1: Cabinet report", ["That Cabinet buys a mower."]),
    ]
    assert [(motion.proposer, motion.ending) for motion in item.motions] == [("Councillor Vane", Ending.LOST)]
    assert [(vote.in_favour, vote.on(Side.AGAINST)) for vote in item.votes] == [(2, ()), (2, ("Fosse",))]
    assert [clause.text for clause in item.resolved] == ["RESOLVED that the meadows be mown three times a year."]
    assert [clause.text for clause in clock.resolved] == ["RESOLVED that the clock be repaired for £45,000."]
    assert (clock.number, clock.minute, clock.title, clock.listed) == ("", "13", "CLOCK", False)
    assert [one.said.text for one in lease.corrections] == ["This item was withdrawn."]
    assert not item.corrections


def test_minutes_of_another_meeting_are_not_taken_for_its_own(library: Library) -> None:
    overview = _overview(library, "2024-05-09-environment-committee")
    assert not overview.minuted
    assert not overview.items


def test_a_sheet_that_covers_earlier_minutes_is_no_minute(library: Library) -> None:
    july, title = datetime.date(2024, 7, 4), "MINUTES OF THE PREVIOUS MEETING"
    cover = Passage("", "", 0, "Agenda Item 2", Kind.PARAGRAPH, agenda_item="2", report_title=title)
    _put(library, 5, "agenda pack", Meeting(COUNCIL, COMMITTEE, july), [_entry("2", title), cover])
    assert not _overview(library, "2024-07-04-environment-committee").minuted


def test_a_member_sees_the_exempt_recommendation(library: Library) -> None:
    secret = "secret price"
    told = {role: " ".join(passage.text for passage in _overview(library, role=role).passages) for role in (Role.PUBLIC, Role.MEMBER)}
    assert secret in told[Role.MEMBER]
    assert secret not in told[Role.PUBLIC]
    assert find_meeting(Reader(library, Role.MEMBER), "2024-03-14-cabinet") is None


def test_what_is_struck_between_words_is_shown_with_them() -> None:
    text = "The permit costs £80 £120 a year. It is new."
    passage = Passage("p", "a.docx", 0, text, Kind.PARAGRAPH, struck=((17, 20),))
    assert [(one.start, one.end) for one in whole([Words(passage, 0, 17), Words(passage, 21, 33)])] == [(0, 33)]
    assert [(one.start, one.end) for one in whole([Words(passage, 0, 10), Words(passage, 21, 33)])] == [(0, 10), (21, 33)]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    services = make_services(tmp_path)
    agenda, day = Meeting(COUNCIL, "Licensing Committee", MAY), "9 May 2024"
    notice = f"The meeting of the Licensing Committee due to be held on {day} has been cancelled. It will now take place on 13 June 2024."
    _put(services.library, 11, "agenda", agenda, [_entry("3", "FARES")])
    _put(services.library, 12, "notice", replace(agenda, date=None), [Passage("", "", 0, notice, Kind.PARAGRAPH)])
    price = _minute("14", "SALE", "RESOLVED that Gull plc pay £2 million.", classification=Classification.EXEMPT)
    vote = _minute("14", "SALE", "The motion was carried by 6 votes to 4.", classification=Classification.EXEMPT)
    minutes = [_minute("12", "FARES", MOVED), _minute("12", "FARES", "RESOLVED that fares rise by £45,000."), vote, price]
    _put(services.library, 13, "agenda pack", Meeting(COUNCIL, "Fares Panel", JUNE), minutes)
    wrong = 'In the minutes of the meeting held on 14 March 2024, minute 12, "£45,000" should read "£54,000".'
    _put(services.library, 14, "minutes", Meeting(COUNCIL, "Fares Panel", JUNE), [_minute("20", "MINUTES", wrong, "13 June 2024")])
    browser = Visit(make_app(services))
    with browser.client:
        yield browser
    services.library.close()


def test_a_cancelled_meeting_says_so_and_where_it_went(visit: Visit) -> None:
    page = visit.text("/meetings/2024-05-09-licensing-committee")
    assert "<strong>Moved</strong>" in page
    assert "has been cancelled. It will now take place on 13 June 2024." in page
    assert '<a href="/meetings/2024-06-13-licensing-committee">The meeting of 13 June 2024</a>' in page
    assert "There are no minutes" not in page
    assert "Moved to 13 June 2024" in visit.text("/meetings")
    told = json.loads(visit.text("/api/v1/meetings/2024-05-09-licensing-committee"))
    assert (told["cancelled"]["moved_to"], told["moved_to"]) == ("2024-06-13", "2024-06-13-licensing-committee")


def test_a_meeting_known_from_reprinted_minutes_has_a_page_with_what_was_set_right(visit: Visit) -> None:
    page = visit.text("/meetings/2024-03-14-fares-panel")
    assert "reprints the minutes" in page
    moved = "Amendment moved by Councillor Vane, seconded by Councillor Yarrow: <strong>lost</strong>"
    for words in ("Minute </span>12", moved, "fares rise"):
        assert words in page
    assert page.index("<strong>Corrected</strong>") < page.index("<h4>Resolved</h4>")
    assert "should read &#34;£54,000&#34;" in page
    (item,) = json.loads(visit.text("/api/v1/meetings/2024-03-14-fares-panel"))["other_items"]
    assert [(one["old"], one["new"]) for one in item["corrections"]] == [("£45,000", "£54,000")]
    assert item["corrections"][0]["said"]["citation"]["locator"].startswith("Fares Panel, 13 June 2024")
    assert item["votes"][0]["in_favour"] == 2


def test_exempt_votes_and_resolutions_are_not_told_to_the_public(visit: Visit) -> None:
    for path in ("/meetings/2024-03-14-fares-panel", "/api/v1/meetings/2024-03-14-fares-panel", "/meetings"):
        page = visit.text(path)
        assert not [words for words in ("Gull", "6 votes", "SALE", "Minute 14") if words in page]

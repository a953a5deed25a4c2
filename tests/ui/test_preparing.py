"""Meetings as a place to prepare: the list with its search, the sheet, and the papers with theirs."""

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.scope import EVERYTHING
from assistant.service.calendar import ahead, in_stretches, last, listings
from assistant.service.endings import ending_of
from assistant.service.finding import Wanted
from assistant.service.meetings import Business, find_meeting
from assistant.service.reader import Reader
from assistant.service.readings import plain, read_paper
from assistant.service.sheets import sheet
from assistant.ui.meetings import place_of
from assistant.ui.paging import Paged
from assistant.ui.papers_page import Result
from assistant.ui.render import render
from ingest.library.corrections import DOUBT, HOW, SAY
from ingest.library.library import Library
from ingest.models import Classification, KeptBack, Kind, Meeting, Outcome, OutcomeStatus, Paper, PaperInfo, Passage
from tests.access.doors import Visit, make_app
from tests.web_fakes import make_services
from vectorstore.models import Role

COUNCIL, PARKS, FARES = "Larkmere Borough Council", "Parks Committee", "Fares Panel"
MARCH, JUNE = datetime.date(2024, 3, 14), datetime.date(2024, 6, 13)
KEY = "2024-03-14-parks-committee"
MONEY = "The yearly cost is £31,500. Nobody objected. A mower costs £9,000."


def _put(library: Library, number: int, meeting: Meeting, passages: list[Passage], **info: object) -> Paper:
    digest = f"{number:064x}"[::-1]
    about = PaperInfo(**{"paper_type": "agenda pack", "meeting": meeting, **info})
    paper = Paper(digest[:16], f"{number}.pdf", f"/{number}.pdf", digest, 9, len(passages), about)
    placed = [replace(p, id=f"{paper.id}-{n:05d}", document=paper.document, ordinal=n, meeting=meeting) for n, p in enumerate(passages)]
    library.put(paper, placed)
    library.relate()
    return paper


def _entry(number: str, title: str, **more: object) -> Passage:
    own = Passage("", "", 0, f"{number} {title}", Kind.AGENDA_ENTRY, page=1, agenda_item=number, agenda_title=title)
    return replace(own, **more)


def _report(number: str, text: str, kind: Kind = Kind.PARAGRAPH, heading: str = "Background", **more: object) -> Passage:
    own = Passage("", "", 0, text, kind, page=5, page_label="Page 21", agenda_item=number, report_title="Mowing", section=heading)
    return replace(own, section_path=(heading,), **more)


def _minute(number: str, title: str, text: str) -> Passage:
    heading = f"{number}. {title}"
    kind = Kind.RESOLUTION if text.startswith("RESOLVED") else Kind.MINUTE
    return Passage("", "", 0, text, kind, page=2, paragraph=number, section=heading, section_path=(heading,))


def _fill(library: Library) -> None:
    pack = [
        _entry("1", "APOLOGIES"),
        _entry("7", "MOWING OF THE MEADOWS"),
        _entry("8", "SALE OF THE BOATHOUSE", classification=Classification.EXEMPT),
        _report("7", "Meadows are mown once a year for £12,000."),
        _report("7", MONEY, heading="Financial implications"),
        _report("7", "(i) That the meadows be mown twice a year.", Kind.RECOMMENDATION, "Recommendation"),
        _report("7", "A secret price of £27,900.", heading="Financial implications", classification=Classification.EXEMPT),
    ]
    _put(library, 1, Meeting(COUNCIL, PARKS, MARCH), pack)
    voted = "The motion was carried by 6 votes to 4."
    minutes = [_minute("3", "FARES", voted), _minute("3", "FARES", "RESOLVED that fares rise by 3%.")]
    _put(library, 2, Meeting(COUNCIL, FARES, JUNE), minutes, paper_type="minutes")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(tmp_path / "own")
    _fill(library)
    yield library
    library.close()


def _listed(library: Library, words: str = "", role: Role = Role.PUBLIC) -> list[tuple[str | None, list[str]]]:
    found = listings(Reader(library, role), EVERYTHING, words)
    return [(one.meeting.held.meeting.committee, [titled.title for _, titled in one.matched]) for one in found]


def test_meetings_are_found_by_body_day_and_the_titles_of_their_items(library: Library) -> None:
    assert _listed(library) == [(FARES, []), (PARKS, [])]
    assert _listed(library, "mow meadow") == [(PARKS, ["MOWING OF THE MEADOWS"])]
    assert _listed(library, "mowing march 2024") == [(PARKS, ["MOWING OF THE MEADOWS"])]
    assert _listed(library, "june fares panel") == [(FARES, ["FARES"])]
    assert _listed(library, "hedgehogs") == []


def test_a_title_that_is_exempt_finds_its_meeting_for_those_entitled_alone(library: Library) -> None:
    assert _listed(library, "boathouse") == []
    assert _listed(library, "boathouse", Role.MEMBER) == [(PARKS, ["SALE OF THE BOATHOUSE"])]
    (parks,) = (one for one in listings(Reader(library, Role.MEMBER), EVERYTHING, "") if one.date == MARCH)
    assert [(titled.number, titled.exempt) for titled in parks.agenda] == [("1", False), ("7", False), ("8", True)]


def test_the_next_and_the_last_meeting_are_told_by_the_day(library: Library) -> None:
    every = listings(Reader(library, Role.PUBLIC), EVERYTHING, "")
    for today, soon, past in ((MARCH, [PARKS, FARES], []), (JUNE, [FARES], [PARKS]), (datetime.date(2025, 1, 1), [], [FARES])):
        assert [one.meeting.held.meeting.committee for one in ahead(every, today)] == soon
        assert [one.meeting.held.meeting.committee for one in last(every, today)] == past
    assert [(one.date, one.minuted) for one in every] == [(JUNE, True), (MARCH, False)]


def test_meetings_are_set_by_month_where_months_have_many(library: Library) -> None:
    (one, *_) = listings(Reader(library, Role.PUBLIC), EVERYTHING, "")
    assert [stretch.name for stretch in in_stretches([one, one])] == ["2024"]
    assert [stretch.name for stretch in in_stretches([one, one, one])] == ["June 2024"]


def _items(library: Library, key: str, role: Role = Role.PUBLIC) -> tuple[Business, ...]:
    told = find_meeting(Reader(library, role), key)
    assert told is not None
    return told.items


def test_an_item_says_how_it_ended_and_where_it_is_read(library: Library) -> None:
    (fares,) = _items(library, "2024-06-13-fares-panel")
    assert ending_of(fares) == "Agreed (6 for, 4 against)"
    _, mowing = _items(library, KEY)[:2]
    assert ending_of(mowing) == ""
    paper = library.papers()[0]
    assert place_of(mowing.read_at, {paper.id: paper}).url == f"/papers/{paper.id}/file#page=5"
    assert place_of(mowing.read_at, {paper.id: paper}).words == "Page 21"
    hidden = place_of(mowing.read_at, {})
    assert (hidden.url, hidden.of_file) == (f"/source/{mowing.read_at.id}", False)


def test_a_sheet_names_money_under_its_heading_and_no_exempt_sum(library: Library) -> None:
    for role, sums in ((Role.PUBLIC, []), (Role.MEMBER, ["A secret price of £27,900."])):
        told = find_meeting(Reader(library, role), KEY)
        assert told is not None
        apologies, mowing, *_ = sheet(told)
        assert (apologies.brief, mowing.brief) == (True, False)
        assert [words.text for words in mowing.sums] == ["The yearly cost is £31,500.", "A mower costs £9,000.", *sums]


def test_words_looked_for_fit_beginnings_and_stems() -> None:
    assert Wanted.of("mow").all_in("Mowing of meadows")
    assert Wanted.of("meadow mown").part_in("The Meadows")
    assert not Wanted.of("meadow hedgehog").all_in("The Meadows")
    assert not Wanted.of("  ")


def test_a_long_list_is_paged_and_a_page_that_is_not_there_is_the_nearest() -> None:
    rows = list(range(60))
    assert [(Paged.of(rows, page).page, Paged.of(rows, page).rows[0]) for page in ("", "2", "99", "x")] == [
        (1, 0),
        (2, 20),
        (3, 40),
        (1, 0),
    ]
    assert Paged.of([], "3").pages == 1


def test_what_was_read_is_told_without_commands(library: Library) -> None:
    paper = library.papers()[0]
    warnings = (f"{DOUBT}not found in it: its council; {SAY.format('1.pdf', ' --council …')}", f"kept back: it; {HOW.format('1.pdf')}")
    kept = KeptBack("Not for publication", page=6, first=6, last=8)
    told = read_paper(Reader(library, Role.MEMBER), replace(paper, warnings=warnings, info=replace(paper.info, kept_back=(kept,))))
    assert told.doubts == ("Not found in it: its council",)
    assert told.warnings == ("Kept back: it",)
    assert told.kept_back == ("pages 6 to 8, since page 6 says “Not for publication”",)
    added = Result(Outcome("1.pdf", OutcomeStatus.NEW, "1.pdf"), told, True)
    assert told.kept_back[0] in html.unescape(render("outcomes.html", results=[added], ids=[paper.id], may_change=True)).replace(
        "Pages", "pages"
    )
    assert told.holds[0] == "3 items on the agenda"
    assert read_paper(Reader(library, Role.PUBLIC), paper).holds[0] == "2 items on the agenda"
    assert plain("a page is scanned") == "A page is scanned"


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    services = make_services(tmp_path)
    _fill(services.library)
    browser = Visit(make_app(services))
    with browser.client:
        yield browser
    services.library.close()


def test_the_pages_of_meetings_show_items_with_their_place_and_keep_what_is_exempt(visit: Visit) -> None:
    listed = visit.text("/meetings?q=mowing")
    assert f'href="/meetings/{KEY}#item-2"' in listed
    assert visit.get("/meetings?from=nonsense")[0] == 400
    assert "There is a problem" in visit.text("/meetings?committee=Hedgehogs")
    meeting = visit.text(f"/meetings/{KEY}")
    assert re.search(r'href="/source/[\w-]+">Page 21', meeting), "the pack holds exempt pages, so it is not opened whole"
    assert f"/?meeting={KEY}&amp;question=" in meeting
    paper = visit.text(f"/meetings/{KEY}/sheet")
    assert "The yearly cost is £31,500." in paper
    assert 'class="room"' in paper
    assert visit.get("/meetings/2020-01-01-nobody/sheet")[0] == 404
    for page in (listed, meeting, paper, visit.text("/meetings?q=boathouse")):
        assert not [words for words in ("27,900", "SALE OF") if words in page]


def test_a_past_meeting_is_last_with_what_it_decided(visit: Visit) -> None:
    page = visit.text("/meetings")
    assert "No paper here tells of a meeting to come." in page
    assert page.index("<h2>Last</h2>") < page.index("<strong>Agreed (6 for, 4 against)</strong>") < page.index('class="month"')


def test_papers_are_searched_filtered_and_sorted_by_the_address_alone(visit: Visit) -> None:
    def shown(query: str) -> list[str]:
        return re.findall(r'/papers/read\?paper=\w+">[^<]*<span class="sr-only"> \(([^)]*)\)', visit.text(f"/papers/?{query}"))

    assert shown("q=fares") == ["2.pdf"]
    assert shown("kind=minutes&year=2024") == ["2.pdf", "minutes.txt"]
    assert shown("committee=Parks+Committee") == ["1.pdf"]
    assert shown("status=Draft") == []
    assert shown("sort=Oldest+meeting")[-1] == "2.pdf"
    assert "There is none here that fits." in visit.text("/papers/?q=hedgehogs")
    assert visit.get("/papers/?council=Nowhere")[0] == 400


def test_a_correction_leads_back_to_what_was_read(visit: Visit) -> None:
    read = visit.text("/papers/?q=fares")
    (paper,) = re.findall(r"/papers/read\?paper=(\w+)", read)
    form = f"/papers/{paper}/correct"
    assert 'value="minutes" selected' in visit.text(form)
    token = visit.form_token(form)
    fields = {"form": token, "title": "Fares", "council": COUNCIL, "committee": FARES, "date": "2024-06-13", "classification": "public"}
    answer = visit.client.post(form, data={**fields, "kind": "report", "status": "draft", "also": "0000,//evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/papers/read?paper={paper}")
    page = visit.text(f"/papers/read?paper={paper}")
    assert "<dt>Kind</dt><dd>report</dd>" in page
    assert "<dt>Status</dt><dd>draft</dd>" in page
    assert visit.client.post(form, data=fields).status_code == 303
    assert "<dt>Kind</dt><dd>report</dd>" in visit.text(f"/papers/read?paper={paper}"), "a form without the field changes nothing"
    assert visit.get("/papers/read?paper=0000")[0] == 404

"""Decisions, actions and comparisons on the web: each role's own, filtered, paged, and as files that hold no formula."""

import html
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_plus

import docx
import openpyxl
import pytest

from assistant.access.models import Action, AuditEntry
from assistant.service.services import Services
from assistant.ui.paging import Paged
from assistant.ui.registers import beginning
from ingest.formats.text import read_text
from ingest.library.library import Library
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.access.doors import Visit, make_app
from tests.access.exempt_library import make_exempt_library
from tests.web_fakes import make_services
from vectorstore.models import Role

PAGES = ("/decisions", "/actions", "/compare?measure=annual+cost+of+mowing")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://evil.example")',
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-1+1",
)


HEAD = "# {} Borough Council\n\n## {}\n\nMinutes of the meeting held on {}\n\nPresent: Councillor Odell\n\n"


def take(library: Library, folder: Path, **papers: str) -> None:
    """Takes in papers, given as name and text."""
    paths = [folder / f"{name}.md" for name in papers]
    for path, text in zip(paths, papers.values(), strict=True):
        path.write_text(text)
    ingest(library, paths, IngestSettings(), read=lambda path, _: read_text(path))


def make_register_library(home: Path) -> Library:
    """The library with exempt papers, and minutes by which somebody is to do something: what was not taken up is no action."""
    library = make_exempt_library(home)
    asked = "### 3. Meadows\n\nCouncillor Odell offered to write to the owners of the meadows.\n"
    earlier = "### 3. Ponds\n\nCouncillor Odell offered to write to the owners of the ponds by the meadows.\n"
    take(
        library,
        home,
        offered=HEAD.format("Larkmere", "Environment Committee", "11 April 2024") + asked,
        earlier=HEAD.format("Larkmere", "Water Committee", "9 May 2023") + earlier,
    )
    return library


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Open"]:
    """A browser over the library with exempt papers, and the services behind it, one for each role."""
    opened: dict[Role, tuple[Visit, Services]] = {}

    def open_as(role: Role) -> tuple[Visit, Services]:
        if role not in opened:
            services = make_services(tmp_path_factory.mktemp(role.value), role, questions_per_minute=0)
            opened[role] = Visit(make_app(services)), services
            opened[role][0].client.__enter__()
        return opened[role]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.web_fakes.make_library", make_register_library)
        yield open_as
    for browser, services in opened.values():
        browser.client.__exit__(None, None, None)
        services.access.close()  # type: ignore[union-attr]
        services.library.close()


def recorded(services: Services) -> list[AuditEntry]:
    """The record, exempt lines and all."""
    assert services.access
    return list(services.access.audit.entries(exempt=True))


Open = Callable[[Role], tuple[Visit, Services]]


@pytest.mark.parametrize("path", PAGES)
def test_every_row_leads_to_its_source(visit: Open, path: str) -> None:
    browser, _ = visit(Role.PUBLIC)
    page = browser.text(path)
    sources = {html.unescape(address) for address in re.findall(r'href="(/source/[^"]+)"', page)}
    assert sources
    for address in sources:
        assert "meadows" in browser.text(address)
    assert page.count('aria-current="page"') == 1
    assert "<caption" in page


@pytest.mark.parametrize("role", list(Role))
def test_exempt_rows_are_for_those_entitled_and_marked(visit: Open, role: Role) -> None:
    browser, services = visit(role)
    entitled = role is not Role.PUBLIC
    before = len(recorded(services))
    page = browser.text("/actions?kind=recommended").casefold()
    assert ("hartwell" in page, "not for publication" in page) == (entitled, entitled)
    assert ("land panel" in page) == entitled
    document = docx.Document(io.BytesIO(browser.get("/actions/file.docx")[1]))
    words = " ".join([p.text for p in document.paragraphs] + [cell.text for table in document.tables for cell in table._cells])
    assert ("Hartwell" in words, "NOT FOR PUBLICATION" in words) == (entitled, entitled)
    entries = recorded(services)[before:]
    opened = [(Action.OPENED, True)] if entitled else []
    assert [(entry.action, entry.exempt) for entry in entries] == [*opened, (Action.EXPORTED, entitled)]
    assert all(("land-deal-2024.txt" in entry.documents) == entitled for entry in entries)


def test_a_row_says_what_was_corrected_or_withdrawn(tmp_path: Path) -> None:
    services = make_services(tmp_path / "home", Role.PUBLIC, questions_per_minute=0)
    later = 'The minutes of 6 May 2025 were approved with one correction: in minute 9, "£45,000" should read "£54,000".'
    asked = "RESOLVED: That the Clerk be asked to write to the bank about £45,000."
    may = HEAD.format("Riverholme", "Audit Committee", "6 May 2025") + f"### 9. Charges\n\n{asked}\n"
    june = HEAD.format("Riverholme", "Audit Committee", "10 June 2025") + f"### 2. Minutes\n\n{later}\n"
    take(services.library, tmp_path, may=may, june=june)
    browser = Visit(make_app(services))
    with browser.client:
        for register in ("decisions", "actions"):
            page = html.unescape(browser.text(f"/{register}?from=2025-05-06&to=2025-05-06"))
            assert page.count("Corrected or withdrawn:") == 1
            assert later in page
    services.access.close()  # type: ignore[union-attr]
    services.library.close()


def test_filters_narrow_and_are_kept_in_the_form(visit: Open) -> None:
    browser, _ = visit(Role.MEMBER)
    whole, narrow = browser.text("/actions"), browser.text("/actions?committee=Environment+Committee&from=2024")
    assert whole.count("<tr role") > narrow.count("<tr role") > 1
    assert "<option selected>Environment Committee" in narrow
    assert 'value="2024"' in narrow
    assert 'href="/actions/file.xlsx?committee=Environment+Committee&amp;from=2024"' in narrow
    assert "None within these bounds" in browser.text("/actions?from=2031")


@pytest.mark.parametrize(
    "path", ["/decisions?from=soon", "/actions?from=2024&to=2012", "/compare?measure=x", "/compare?measure=mowing&to=soon"]
)
def test_a_filter_that_cannot_be_understood_is_told(visit: Open, path: str) -> None:
    browser, _ = visit(Role.PUBLIC)
    status, page = browser.get(path)
    assert (status, b"There is a problem" in page) == (400, True)


@pytest.mark.parametrize("path", ["/decisions/file.xlsx?from=soon", "/compare/file.docx?measure=x"])
def test_a_file_of_such_a_filter_is_not_made(visit: Open, path: str) -> None:
    browser, services = visit(Role.PUBLIC)
    before = len(recorded(services))
    assert browser.get(path)[0] == 400
    assert len(recorded(services)) == before


@pytest.mark.parametrize("path", ["/decisions/file.exe", "/papers/file.xlsx", "/nothing/file.docx", "/decisions/file.md"])
def test_there_are_no_other_files(visit: Open, path: str) -> None:
    assert visit(Role.MEMBER)[0].get(path)[0] == 404


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_neither_markup_nor_formulas(visit: Open, words: str) -> None:
    browser, _ = visit(Role.PUBLIC)
    typed = quote_plus(words)
    for path in (
        f"/decisions?committee={typed}&status={typed}",
        f"/actions?responsible={typed}&page={typed}",
        f"/compare?measure={typed}&from={typed}",
    ):
        page = browser.text(path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    for path in (
        f"/decisions/file.xlsx?committee={typed}",
        f"/compare/file.xlsx?measure=mowing+{typed}",
        f"/actions/file.docx?committee={typed}",
    ):
        answer = browser.client.get(path)
        if answer.headers["content-type"].endswith("sheet"):
            book = openpyxl.load_workbook(io.BytesIO(answer.content))
            assert not [
                cell
                for sheet in book
                for row in sheet
                for cell in row
                if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target)
            ]
        assert "evil" not in answer.headers.get("content-disposition", "")


SITTING = (
    HEAD.format("Riverholme", "Audit Committee", "6 May 2025")
    + "### 2. Minutes\n\nRESOLVED: That the minutes of 8 April be approved as a correct record.\n\n"
    + "### 9. Charges\n\nRESOLVED: That the grant be paid.\n\n### 10. Mowing\n\nRESOLVED: That the verges be mown"
    + " and the grant for them, of which the accounts of last year were told, be spent within the year" * 4
    + ".\n"
)


@pytest.fixture(scope="module")
def sat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A browser over one small meeting beside the library with exempt papers."""
    home = tmp_path_factory.mktemp("sat")
    services = make_services(home / "home", Role.PUBLIC, questions_per_minute=0)
    later = HEAD.format("Riverholme", "Parks Committee", "3 June 2025") + "### 4. Grant\n\nRESOLVED: That the bowling green be sold.\n"
    take(services.library, home, may=SITTING, june=later)
    browser = Visit(make_app(services))
    with browser.client:
        yield browser
    services.access.close()  # type: ignore[union-attr]
    services.library.close()


def items(page: str) -> list[str]:
    """The items of the rows that are shown, in their order."""
    return [" ".join(item.split()) for item in re.findall(r'class="row-item">([^<]*)<', html.unescape(page))]


def test_routine_items_are_counted_and_shown_when_asked_for(sat: Visit) -> None:
    folded, shown = sat.text("/decisions?from=2025"), sat.text("/decisions?from=2025&routine=show")
    assert items(folded) == ["4 Grant", "9 Charges", "10 Mowing"]
    assert 'href="/decisions?from=2025&amp;routine=show">Show 1 routine item too<' in folded
    assert len(items(shown)) == 4
    assert "routine item too<" not in shown
    only = sat.text("/decisions?from=2025&words=correct+record")
    assert (items(only), "Show 1 routine item too" in only) == ([], True)


def test_words_find_rows_and_the_best_match_comes_first(sat: Visit) -> None:
    assert items(sat.text("/decisions?from=2025&words=grant")) == ["4 Grant", "9 Charges", "10 Mowing"]
    assert items(sat.text("/decisions?from=2025&words=grant&sort=oldest")) == ["9 Charges", "10 Mowing", "4 Grant"]
    assert items(sat.text("/decisions?from=2025&sort=body")) == ["9 Charges", "10 Mowing", "4 Grant"]
    assert 'href="/decisions/file.xlsx?from=2025&amp;words=verges"' in sat.text("/decisions?from=2025&words=verges")


def test_long_words_open_and_are_whole(sat: Visit) -> None:
    page = html.unescape(sat.text("/decisions?from=2025&words=verges"))
    start, rest = re.search(r'<summary><span class="quote">(.*?)</span>.*?</summary><span class="quote">(.*?)</span>', page).groups()  # type: ignore[union-attr]
    assert f"{start} {rest}" in SITTING
    assert beginning("short enough") == ("short enough", "")


def test_the_council_is_told_where_there_are_several(sat: Visit) -> None:
    page = sat.text("/decisions?from=2025")
    assert page.count("Riverholme Borough Council</span>") == len(items(page))


def test_what_is_only_recommended_is_no_action(visit: Open) -> None:
    browser, _ = visit(Role.MEMBER)
    actions, recommended = browser.text("/actions"), browser.text("/actions?kind=recommended")
    assert set(items(actions)).isdisjoint(items(recommended))
    assert "so they are not actions" in recommended
    assert "so they are not actions" not in actions


def test_long_registers_are_cut_in_pages() -> None:
    rows = list(range(50))
    parts = [Paged.of(rows, page) for page in ("", "1", "3", "99", "-1", "x", "٣", "1" * 5000)]
    assert [(part.first, len(part.rows), part.page, part.pages) for part in parts[:4]] == [
        (1, 20, 1, 3),
        (1, 20, 1, 3),
        (41, 10, 3, 3),
        (41, 10, 3, 3),
    ]
    assert [part.page for part in parts[4:]] == [1, 1, 3, 1]
    assert (Paged.of([], "").rows, Paged.of([], "").pages) == ([], 1)

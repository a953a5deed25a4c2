"""A public pack with exempt pages in its middle and at its end: nothing tells those who may not see them how many there are.

Three packs are compared that differ in what is hidden alone: none of what the public is told of them may differ.
"""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.access.opening import open_access, open_desk
from assistant.service.services import Services
from assistant.settings import AssistantSettings
from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from tests.access.doors import Visit, make_app
from tests.api.worlds import PASSWORD, FakeBriefer, fake_search
from tests.web_fakes import FakeAssistant
from vectorstore.models import Role

ID, DOCUMENT = "ab" * 8, "harbour-pack.pdf"
MEETING = Meeting("Larkmere Borough Council", "Harbour Committee", datetime.date(2024, 5, 6))
SEEN = {1: "The harbour is dredged every spring before the boats come back.", 4: "The pier costs £400 a year to paint.",
        5: "The lighthouse is open on Sundays."}  # fmt: skip
HIDDEN = "The buyer of berth {} has offered £{},000 for it."
PACKS = {"few": (2, 3, 6), "more": (2, 3, 6, 7, 8, 9, 10, 11), "crowded": (2, 2, 2, 3, 3, 3, 3, 6, 6)}
"""Page of each exempt passage; the last hidden page is the pack's last."""


def make_pack(home: Path, hidden: tuple[int, ...]) -> Library:
    """A library of that pack and one paper that is public as a whole."""
    library = Library.open(home)
    words = [*((page, text, Classification.PUBLIC) for page, text in SEEN.items()),
             *((page, HIDDEN.format(at, page), Classification.EXEMPT) for at, page in enumerate(hidden))]  # fmt: skip
    placed = [
        Passage(f"{ID}-{page}" if how is Classification.PUBLIC else f"{ID}-hidden-{at}", DOCUMENT, page * 100 + at, text, Kind.PARAGRAPH,
                page=page, page_end=page, agenda_item=str(page), report_title="The harbour", meeting=MEETING, classification=how)
        for at, (page, text, how) in enumerate(words)
    ]  # fmt: skip
    info = PaperInfo(title="The harbour", paper_type="agenda pack", meeting=MEETING)
    library.put(Paper(ID, DOCUMENT, "", ID * 4, max(hidden), len(placed), info, (f"page {hidden[-1]} is scanned",)), placed)
    whole = replace(
        placed[0], id="cd" * 8 + "-0", document="tides.pdf", text="High water is at noon on the first of May.", page=2, page_end=2
    )
    library.put(Paper("cd" * 8, "tides.pdf", "", "cd" * 32, 3, 1, replace(info, title="The tides")), [whole])
    return library


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Visit]]:
    """A browser at the app of each pack."""
    made, opened = {}, []
    for name, hidden in PACKS.items():
        home = tmp_path_factory.mktemp(name)
        desk = open_desk(home)
        desk.accounts.create("mary", Role.MEMBER, PASSWORD)
        desk.accounts.create("olive", Role.OFFICER, PASSWORD)
        desk.store.close()
        library = make_pack(home, hidden)
        access, assistant = open_access(library, AssistantSettings(questions_per_minute=0)), FakeAssistant(library)
        services = Services(assistant, library, access=access, search=fake_search(assistant), briefer=FakeBriefer(assistant))
        made[name] = Visit(make_app(services))
        made[name].client.__enter__()
        opened.append((access, library))
    yield made
    for visit in made.values():
        visit.client.__exit__(None, None, None)
    for access, library in opened:
        access.close()
        library.close()


ADDRESSES = (
    "/meetings", "/meetings?q=harbour", "/meetings/2024-05-06-harbour-committee", "/meetings/2024-05-06-harbour-committee/sheet",
    "/papers/", "/papers/?q=harbour&sort=Name", f"/papers/read?paper={ID}", f"/papers/{ID}/file", "/decisions", "/actions", "/compare",
    "/compare?measure=offer",
    *(f"/source/{ID}-{page}" for page in SEEN), *(f"/source/{ID}-4?page={page}" for page in range(13)),
    *(f"/source/{ID}-4/page/{page}.png" for page in range(13)), f"/source/{ID}-hidden-3",
    "/api/v1/papers", f"/api/v1/papers/{ID}", f"/api/v1/papers/{ID}/passages", f"/api/v1/papers/{ID}/passages?offset=2&limit=5",
    "/api/v1/meetings", "/api/v1/meetings/2024-05-06-harbour-committee", "/api/v1/search?q=What+does+the+buyer+offer+for+the+harbour",
    "/api/v1/decisions", "/api/v1/actions",
)  # fmt: skip


def _as_told(answer: tuple[int, bytes]) -> tuple[int, str]:
    status, body = answer
    return status, re.sub(r'name="form" value="\w*"', "", body.decode("utf-8", "replace"))


@pytest.mark.parametrize("pack", [name for name in PACKS if name != "few"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_tells_the_public_how_much_is_hidden(visits: dict[str, Visit], address: str, pack: str) -> None:
    told = _as_told(visits["few"].get(address))
    assert told == _as_told(visits[pack].get(address))
    assert "buyer of berth" not in told[1]


@pytest.mark.parametrize("pack", [name for name in PACKS if name != "few"])
@pytest.mark.parametrize("page", ["", "/papers/add"])
def test_no_page_fills_in_how_much_is_hidden(visits: dict[str, Visit], page: str, pack: str) -> None:
    visit, other = Visit(visits["few"].app, visits["few"]), Visit(visits[pack].app, visits[pack])
    assert visit.opened(page) == other.opened(page)


@pytest.mark.parametrize("pack", [name for name in PACKS if name != "few"])
def test_no_answer_tells_how_much_is_hidden(visits: dict[str, Visit], pack: str) -> None:
    sent = {"question": "What does the buyer offer for the harbour?"}
    told, other = (visits[name].client.post("/api/v1/ask", json=sent).json() | {"timings_ms": {}} for name in ("few", pack))
    assert told == other


def test_the_public_is_told_the_pages_and_passages_that_it_sees(visits: dict[str, Visit]) -> None:
    visit = Visit(visits["more"].app, visits["more"])
    assert "3 pages, 3 passages" in visit.text(f"/papers/read?paper={ID}")
    assert "3 pages, 1 passage" in visit.text(f"/papers/read?paper={'cd' * 8}")
    paper = json.loads(visit.text(f"/api/v1/papers/{ID}"))
    assert (paper["pages"], paper["warnings"]) == (3, [])
    assert json.loads(visit.text(f"/api/v1/papers/{ID}/passages"))["total"] == 3
    for page, before, after in ((1, None, 4), (4, 1, 5), (5, 4, None)):
        source = visit.text(f"/source/{ID}-4?page={page}")
        assert f"Page {page}<" in source
        assert re.findall(r"\?page=(\d+)[^>]*>(Previous|Next)", source) == [
            (str(number), word) for number, word in ((before, "Previous"), (after, "Next")) if number
        ]
    assert "Page 2 of 3<" in visit.text("/source/" + "cd" * 8 + "-0"), "of a paper that is public as a whole the length is told"


def test_a_page_that_is_hidden_answers_as_one_that_is_not_there(visits: dict[str, Visit]) -> None:
    visit = visits["few"]
    hidden, none = (
        visit.text(f"/source/{ID}-4?page={page}").replace(f"age {page}", "age n").replace(f"page={page}", "") for page in (6, 99)
    )
    assert hidden == none
    assert visit.get(f"/source/{ID}-4/page/6.png") == visit.get(f"/source/{ID}-4/page/99.png")


@pytest.mark.parametrize(("name", "pack"), [("mary", "few"), ("mary", "more"), ("olive", "crowded")])
def test_those_entitled_are_told_all(visits: dict[str, Visit], name: str, pack: str) -> None:
    visit = Visit(visits[pack].app, visits[pack])
    visit.sign_in(name, PASSWORD)
    pages, passages = max(PACKS[pack]), len(SEEN) + len(PACKS[pack])
    assert f"{pages} pages, {passages} passages" in visit.text(f"/papers/read?paper={ID}")
    assert f"Page 4 of {pages}<" in visit.text(f"/source/{ID}-4")
    assert name != "olive" or f"({DOCUMENT}, {passages} passages)" in visit.text(f"/papers/{ID}/remove")


def test_who_may_remove_but_not_see_is_told_what_they_see(tmp_path: Path) -> None:
    library = make_pack(tmp_path, PACKS["more"])
    access = open_access(library, AssistantSettings())
    visit = Visit(make_app(Services(FakeAssistant(library), library, access=access)))
    with visit.client:
        assert f"({DOCUMENT}, 3 passages)" in visit.text(f"/papers/{ID}/remove")
    access.close()
    library.close()

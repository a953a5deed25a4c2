"""Signing in and out, and the forms that change papers, as a browser and as somebody else's page would send them."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.access.models import Action
from assistant.errors import AccessError, AssistantError
from assistant.service.services import Services
from assistant.ui.app import hosts_of
from ingest.models import Classification
from tests.access.doors import HOST, Visit, make_app
from tests.web_fakes import SECRET, make_services
from vectorstore.models import Role

PASSWORD = "meadow gate at dusk"


class Town:
    """The app with accounts, and browsers that visit it."""

    def __init__(self, home: Path, **settings: Any) -> None:
        self.services = make_services(home, **settings)
        self.indexed = 0
        self.services = replace(self.services, renew_index=self._index)
        assert self.services.access is not None
        self.access = self.services.access
        for name, role in (("mary", Role.MEMBER), ("oscar", Role.OFFICER)):
            self.access.accounts.create(name, role, PASSWORD)
        self.browser = Visit(make_app(self.services))

    def visit(self) -> Visit:
        return Visit(self.browser.app, self.browser)

    def actions(self) -> list[Action]:
        return [entry.action for entry in self.access.audit.entries()]

    def _index(self) -> None:
        self.indexed += 1


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with opened(tmp_path) as town:
        yield town


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """For tests that leave no trace: building the app takes a second."""
    with opened(tmp_path_factory.mktemp("kept")) as town:
        yield town


@contextlib.contextmanager
def opened(home: Path, **settings: Any) -> Iterator[Town]:
    town = Town(home, **settings)
    with town.browser.client:
        yield town
    town.access.close()
    town.services.library.close()


def test_signing_in_and_out(town: Town) -> None:
    visit = town.visit()
    assert "Sign in" in visit.text("/meetings")
    assert visit.sign_in("Mary", PASSWORD) == 303
    assert "Signed in as mary (member)" in visit.text("/meetings")
    session = visit.client.cookies[town.access.cookies.session]
    assert visit.post("/sign-out", "/meetings")[0] == 303
    assert "Signed in" not in visit.text("/meetings")
    visit.client.cookies.set(town.access.cookies.session, session)
    assert "Signed in" not in visit.text("/meetings")
    assert town.actions() == [Action.SIGNED_IN, Action.SIGNED_OUT]


def test_the_sessions_cookie_is_for_the_server_alone(kept: Town) -> None:
    visit = kept.visit()
    sent = visit.client.post("/sign-in", data={"form": visit.form_token(), "name": "mary", "password": PASSWORD})
    cookie = next(value for value in sent.headers.get_list("set-cookie") if value.startswith("council-papers="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=43200" in cookie


def test_a_new_session_is_made_by_every_signing_in(kept: Town) -> None:
    visit = kept.visit()
    visit.client.cookies.set(kept.access.cookies.session, "chosen by somebody else")
    visit.sign_in("mary", PASSWORD)
    first = visit.client.cookies.get(kept.access.cookies.session, domain="127.0.0.1")
    visit.client.cookies.clear()
    visit.sign_in("mary", PASSWORD)
    second = visit.client.cookies.get(kept.access.cookies.session, domain="127.0.0.1")
    assert len({first, second, "chosen by somebody else"}) == 3


def test_what_is_wrong_is_not_told(town: Town) -> None:
    visit = town.visit()
    pages = set()
    for name in ("mary", "nobody", "", "x" * 5000):
        status, page = visit.post("/sign-in", "/sign-in", name=name, password="wrong password")
        assert status == 403
        assert "The name or the password is not right." in page
        pages.add(page.replace(f'value="{name[:128]}"', ""))
    assert len(pages) == 1


def test_after_too_many_attempts_the_right_password_waits_too(town: Town) -> None:
    for name in ("mary", "nobody"):
        visit = town.visit()
        statuses = [visit.sign_in(name, "wrong password") for _ in range(6)]
        assert statuses == [403] * 5 + [429], name
    assert town.visit().sign_in("mary", PASSWORD) == 429
    assert town.visit().sign_in("oscar", PASSWORD) == 303
    told = [entry.what for entry in town.access.audit.entries() if entry.action is Action.SIGN_IN_FAILED]
    assert told[0].startswith("mary from ")
    assert told[-2].startswith("an unknown name from ")


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_a_form_of_another_browser_is_not_taken(kept: Town, path: str) -> None:
    mine, theirs = kept.visit(), kept.visit()
    mine.sign_in("mary", PASSWORD)
    token = theirs.form_token()
    fields = {"name": "oscar", "password": PASSWORD}
    for form in (token, "", "0" * 64):
        assert mine.client.post(path, data={"form": form, **fields}).status_code in (403, 404)
    assert "Signed in as mary" in mine.text("/meetings")


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/papers/x/remove", "/gradio_api/queue/join", "/papers/add/gradio_api/queue/join"]
)
def test_another_sites_page_sends_nothing(kept: Town, path: str, headers: dict[str, str]) -> None:
    assert kept.visit().client.post(path, headers=headers, json={}).status_code == 403


def test_a_body_that_is_too_long_is_not_read(kept: Town) -> None:
    visit = kept.visit()
    assert visit.client.post("/sign-in", content=b"x", headers={"content-length": "99999999"}).status_code == 413
    assert visit.client.post("/sign-in", content=iter([b"x"])).status_code == 413


def test_an_officer_corrects_a_paper(town: Town) -> None:
    visit, library = town.visit(), town.services.library
    visit.sign_in("oscar", PASSWORD)
    paper = library.paper("minutes.txt")
    form = f"/papers/{paper.id}/correct"
    assert f"/papers/read?paper={paper.id}" in visit.text("/papers/")
    assert form in visit.text(f"/papers/read?paper={paper.id}")
    assert 'value="Larkmere Borough Council"' in visit.text(form)
    fields = {"title": "Minutes <of> March", "council": "", "committee": "Parks Panel", "date": "2024-03-15", "classification": "exempt"}
    assert visit.post(form, form, **fields)[0] == 303
    info = library.paper("minutes.txt").info
    assert (info.title, info.meeting.council, info.meeting.committee) == ("Minutes <of> March", None, "Parks Panel")
    assert (str(info.meeting.date), info.classification) == ("2024-03-15", Classification.EXEMPT)
    assert {passage.classification for passage in library.passages(document="minutes.txt")} == {Classification.EXEMPT}
    assert town.indexed == 1
    assert "Minutes &lt;of&gt; March" in visit.text(form)
    assert town.visit().get(f"/papers/{paper.id}/file")[0] == 404
    line = list(town.access.audit.entries(exempt=True))[-1]
    assert (line.who, line.action, line.documents, line.exempt) == ("oscar", Action.CORRECTED, ("minutes.txt",), True)
    assert "committee: Environment Committee -> Parks Panel" in line.what


@pytest.mark.parametrize("wrong", [{"date": "last week"}, {"date": "2024-13-40"}, {"classification": "secret"}, {"classification": ""}])
def test_a_correction_that_cannot_be_understood_changes_nothing(kept: Town, wrong: dict[str, str]) -> None:
    visit, paper = kept.visit(), kept.services.library.paper("minutes.txt")
    visit.sign_in("oscar", PASSWORD)
    form = f"/papers/{paper.id}/correct"
    status, page = visit.post(form, form, **{"title": "Typed", "classification": "public", **wrong})
    assert status == 400
    assert "There is a problem" in page
    assert 'value="Typed"' in page
    assert kept.services.library.paper("minutes.txt") == paper


CHOICES = {"public": "Everyone (parts", "every_part": "Everyone, every part of it", "exempt": "Exempt: those entitled only"}


@pytest.mark.parametrize("choice", ["public", "every_part"])
def test_an_exempt_paper_becomes_public_by_a_person_and_the_log_says_so(town: Town, choice: str) -> None:
    visit, library = town.visit(), town.services.library
    visit.sign_in("oscar", PASSWORD)
    paper = library.paper("depot-sale.txt" if choice == "public" else "meadows-pack.pdf")
    form = f"/papers/{paper.id}/correct"
    assert all(words in visit.text(form) for words in CHOICES.values())
    meeting = {"council": "Larkmere Borough Council", "committee": "Environment Committee", "date": "2024-03-14"}
    assert visit.post(form, form, title=paper.info.title or "", classification=choice, **meeting)[0] == 303
    assert library.paper(paper.id).overrides.public
    assert {passage.classification for passage in library.passages(document=paper.document)} == {Classification.PUBLIC}
    line = list(town.access.audit.entries(exempt=True))[-1]
    assert (line.who, line.action, line.documents, line.exempt) == ("oscar", Action.CORRECTED, (paper.document,), True)
    assert f"-> {choice}" in line.what


def test_nothing_becomes_public_where_it_cannot_be_recorded(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    visit, library = town.visit(), town.services.library
    visit.sign_in("oscar", PASSWORD)
    paper = library.paper("depot-sale.txt")
    form, token = f"/papers/{paper.id}/correct", visit.form_token(f"/papers/{paper.id}/correct")

    def fail(*_: object) -> None:
        raise AccessError("the disk is full")

    monkeypatch.setattr(type(town.access.audit), "record", fail)
    assert visit.client.post(form, data={"form": token, "classification": "public"}).status_code == 500
    assert library.paper("depot-sale.txt") == paper


def test_who_may_not_see_the_exempt_parts_of_a_paper_cannot_publish_them(tmp_path: Path) -> None:
    services = make_services(tmp_path)
    visit, paper = Visit(make_app(services)), services.library.paper("meadows-pack.pdf")
    with visit.client:
        form = f"/papers/{paper.id}/correct"
        assert CHOICES["every_part"] not in visit.text(form)
        status, said = visit.post(form, form, classification="every_part")
    assert (status, "Only those who may see exempt papers" in said) == (400, True)
    assert services.library.paper(paper.id) == paper
    assert services.access
    services.access.close()
    services.library.close()


def test_an_officer_removes_a_paper(town: Town) -> None:
    visit, paper = town.visit(), town.services.library.paper("depot-sale.txt")
    visit.sign_in("oscar", PASSWORD)
    form = f"/papers/{paper.id}/remove"
    assert visit.client.post(form, data={"form": ""}).status_code == 404
    assert visit.post(form, form)[0] == 303
    assert "depot-sale.txt" not in [paper.document for paper in town.services.library.papers()]
    assert visit.post(form, "/meetings")[0] == 404
    assert town.indexed == 1
    assert [entry.what for entry in town.access.audit.entries() if entry.action is Action.REMOVED] == ["(exempt)"]


def test_a_member_does_not_add_papers(town: Town, tmp_path: Path) -> None:
    visit = town.visit()
    visit.sign_in("mary", PASSWORD)
    assert '"visible": false' in visit.opened("/papers/add").replace('"visible":false', '"visible": false')
    file = tmp_path / "x.txt"
    file.write_text("words")
    sent = {"path": str(file), "orig_name": "x.txt", "meta": {"_type": "gradio.FileData"}}
    assert visit.client.post("/papers/add/gradio_api/upload", files={"files": ("x.txt", b"words")}).status_code == 404
    assert visit.join("/papers/add", ("add", "click"), [[sent]], "adding").status_code == 422
    assert "You cannot add papers" in visit.event("/papers/add", ("add", "click"), [None], "adding")
    assert "x.txt" not in [paper.document for paper in town.services.library.papers()]
    assert file.exists()


def test_a_role_is_read_anew_for_every_request(town: Town) -> None:
    visit = town.visit()
    visit.sign_in("mary", PASSWORD)
    passage = next(one for one in town.services.library.passages() if SECRET in one.text)
    assert visit.get(f"/source/{passage.id}")[0] == 200
    with town.access.desk.store.transaction() as connection:  # without ending the session, as the verbs do
        connection.execute("UPDATE account SET role = 'public' WHERE name = 'mary'")
    assert visit.get(f"/source/{passage.id}")[0] == 404


def test_too_many_questions_wait(tmp_path: Path) -> None:
    with opened(tmp_path, questions_per_minute=2) as town:
        visit = town.visit()
        said = [visit.ask(f"What is the annual cost of mowing the meadows {number}?") for number in range(3)]
    assert ["48,200" in one for one in said] == [True, True, False]
    assert "Too many questions at once" in said[2]


def test_under_its_public_name_by_https(tmp_path: Path) -> None:
    with opened(tmp_path, public_hosts="papers.example, other.example", https=True) as town:
        visit = town.visit()
        named = visit.client.get("/accessibility", headers={"host": "papers.example", "origin": "https://papers.example"})
        assert named.status_code == 200
        assert named.headers["strict-transport-security"] == "max-age=31536000"
        assert "__Host-council-papers-browser=" in named.headers["set-cookie"]
        assert named.headers["cache-control"] == "no-store"
        assert visit.client.get("/accessibility", headers={"host": "evil.example", "origin": "https://evil.example"}).status_code == 403


def test_without_accounts_a_proxy_is_not_let_through(tmp_path: Path) -> None:
    services = make_services(tmp_path)
    browser = Visit(make_app(services))
    with browser.client:
        assert browser.get("/accessibility")[0] == 200
        assert browser.get("/sign-in")[0] == 404
        for header in ("x-forwarded-for", "forwarded", "via"):
            status, said = browser.get("/accessibility", **{header: "203.0.113.9"})
            assert status == 403
            assert b"council-papers accounts add" in said
    assert services.access is not None
    services.access.close()
    services.library.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "papers.example"])
def test_another_address_needs_accounts(tmp_path: Path, host: str) -> None:
    services: Services = make_services(tmp_path, public_hosts="papers.example")
    access = services.access
    assert access is not None
    with pytest.raises(AssistantError, match="accounts add"):
        hosts_of(access, host)
    access.accounts.create("mary", Role.MEMBER, PASSWORD)
    assert "127.0.0.1" in hosts_of(access, host)
    access.close()
    services.library.close()


def test_every_address_needs_a_name(tmp_path: Path) -> None:
    with opened(tmp_path) as town:
        with pytest.raises(AssistantError, match="public_hosts"):
            hosts_of(town.access, "0.0.0.0")
        assert hosts_of(town.access, "192.0.2.1")[-1] == "192.0.2.1"
        assert HOST.startswith("http://127")

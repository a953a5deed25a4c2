"""Past conversations as their reader, and as somebody else, meets them; and what a reader says of an answer, up to the evaluation suite."""

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import Composition
from assistant.access.models import Verdict
from assistant.cli import Shell, cli
from assistant.service.services import Services
from tests.access.doors import Visit, make_app
from tests.web_fakes import SECRET, make_services
from vectorstore.models import Role

PASSWORD = "meadow gate at dusk"
MOWING, TENDER = "What would mowing the meadows cost?", "What is the contractor's tender price?"
WITHHELD = "conversation is not shown"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Services]:
    """Services with a member, mary, and a member of the public, bob."""
    services = make_services(tmp_path / "home")
    assert services.access is not None
    services.access.accounts.create("mary", Role.MEMBER, PASSWORD)
    services.access.accounts.create("bob", Role.PUBLIC, PASSWORD)
    yield services
    services.access.close()
    services.library.close()


@pytest.fixture
def mary(council: Services) -> Iterator[Visit]:
    visit = Visit(make_app(council))
    with visit.client:
        assert visit.sign_in("mary", PASSWORD) == 303
        yield visit


def _other(mary: Visit, name: str = "") -> Visit:
    visit = Visit(mary.app, beside=mary)
    if name:
        assert visit.sign_in(name, PASSWORD) == 303
    return visit


def _newest(visit: Visit) -> str:
    """Address of the reader's newest conversation."""
    found = re.search(r'href="(/conversations/[\w-]{22})"', visit.text("/conversations"))
    assert found, "no conversation is listed"
    return found[1]


def _answer(visit: Visit, place: str) -> str:
    """Id of the first answer that may be judged on a page."""
    found = re.search(r'name="answer" value="(\w+)"', visit.text(place))
    return found[1] if found else ""


def test_conversations_are_listed_found_opened_and_deleted(mary: Visit) -> None:
    mary.ask(MOWING)
    mary.ask(TENDER)
    listed = mary.text("/conversations")
    assert listed.index("tender price?") < listed.index("mowing the meadows cost?")
    assert "Only you see them. Each is kept for 365 days" in listed
    found = mary.text("/conversations?q=TENDER+price")
    assert "1 conversation with" in found
    assert MOWING not in found
    place = _newest(mary)
    assert SECRET in mary.text(place)
    assert TENDER.replace("'", "&#39;") in mary.text(f"{place}/delete")
    assert mary.post(f"{place}/delete", place)[0] == 303
    assert mary.get(place)[0] == 404
    assert mary.post("/conversations/delete", "/conversations/delete")[0] == 303
    assert "There are none yet" in mary.text("/conversations")


@pytest.mark.parametrize("who", ["", "bob"])
def test_anothers_conversation_is_one_that_never_was(mary: Visit, council: Services, who: str) -> None:
    mary.ask(MOWING)
    place, absent, other = _newest(mary), "/conversations/" + "x" * 22, _other(mary, who)
    answer = _answer(mary, place)
    for page in ("", "/delete"):
        assert other.get(place + page) == other.get(absent + page)
    form = "/conversations/delete"
    assert other.post(f"{place}/delete", form) == other.post(f"{absent}/delete", form)
    sent = {"answer": answer, "verdict": "wrong"}
    assert other.post(f"{place}/feedback", form, **sent) == other.post(f"{absent}/feedback", form, **sent)
    assert other.post("/conversations/delete", form)[0] == 303
    assert council.access is not None
    assert not list(council.access.feedback.entries(exempt=True))
    assert mary.get(place)[0] == 200


def test_forms_of_another_site_change_nothing(mary: Visit) -> None:
    mary.ask(MOWING)
    place = _newest(mary)
    for address in (f"{place}/delete", "/conversations/delete", f"{place}/feedback"):
        assert mary.client.post(address, data={"form": "0" * 64, "answer": _answer(mary, place), "verdict": "right"}).status_code == 404
    assert mary.get(place)[0] == 200


def test_an_entitlement_taken_away_takes_the_conversation_away(mary: Visit, council: Services) -> None:
    mary.ask(TENDER)
    place, answer = _newest(mary), _answer(mary, _newest(mary))
    assert council.access is not None
    council.access.accounts.set_role("mary", Role.PUBLIC)
    assert mary.sign_in("mary", PASSWORD) == 303
    listed, shown = mary.text("/conversations"), mary.text(place)
    assert "A conversation that you may no longer see" in listed
    assert WITHHELD in shown
    for page in (listed, shown, mary.text(f"{place}/delete"), mary.text("/conversations?q=tender")):
        assert "tender price" not in page
        assert SECRET not in page
    assert mary.post(f"{place}/feedback", f"{place}/delete", answer=answer, verdict="right")[0] == 404
    council.access.accounts.set_role("mary", Role.MEMBER)
    assert mary.sign_in("mary", PASSWORD) == 303
    assert SECRET in mary.text(place)


def test_nobodys_conversations_end_with_the_browser_session(mary: Visit, council: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = _other(mary)
    cookies = [header for header in somebody.client.get("/").headers.get_list("set-cookie") if "-browser=" in header]
    assert len(cookies) == 1
    assert "Max-Age" not in cookies[0]
    somebody.ask(MOWING)
    mary.ask(MOWING)
    assert "kept until you close your browser" in somebody.text("/conversations")
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    monkeypatch.setattr("assistant.access.history.now", lambda: tomorrow)
    assert council.access is not None
    assert council.access.history.prune() == 1
    assert MOWING in mary.text("/conversations")


def test_what_is_said_of_an_answer_reaches_the_evaluation_suite(mary: Visit, council: Services, tmp_path: Path) -> None:
    mary.ask(MOWING)
    place = _newest(mary)
    status, _ = mary.post(f"{place}/feedback", place, answer=_answer(mary, place), verdict="wrong", comment="The second figure is old.")
    assert status == 303
    assert "Thank you." in mary.text(f"{place}?thanked=1")
    token = mary.form_token(place)
    sent = {"form": token, "answer": _answer(mary, place), "verdict": "right"}
    assert "Thank you." in mary.client.post(f"{place}/feedback", data=sent, headers={"x-panel": "1"}).text
    assert mary.client.post(f"{place}/feedback", data=sent | {"verdict": "wonderful"}).status_code == 422
    assert mary.client.post(f"{place}/feedback", data=sent | {"answer": "0" * 16}).status_code == 404

    marks, drafts = tmp_path / "feedback.jsonl", tmp_path / "drafts.jsonl"
    home = str(council.library.home)
    assert _run("feedback", "export", "--home", home, "--out", str(marks)).exit_code == 0
    assert _run("eval", "label", "import", str(marks), "--out", str(drafts)).exit_code == 0
    first, second = (json.loads(line) for line in drafts.read_text(encoding="utf-8").splitlines())
    assert (first["question"], first["status"]) == (MOWING, "draft")
    assert "marked wrong" in first["notes"]
    assert "The second figure is old." in first["notes"]
    assert second["slices"] == ["feedback", "right"]
    said = [entry.feedback for entry in council.access.feedback.entries()] if council.access else []
    assert said == [Verdict.WRONG, Verdict.RIGHT]


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), obj=Shell(Composition))

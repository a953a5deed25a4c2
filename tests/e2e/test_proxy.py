"""Two processes behind the nginx of docs/deploy: who comes stays with one, and when that is killed nothing that was shown is lost."""

import os
import re
import signal
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.council import ANSWER, NAME, PASSWORD, PROXY_SECRET, QUESTION, Council, Reader, council, find_nginx

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.model]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    nginx = find_nginx()
    if nginx is None:
        reason = "no nginx on this machine: install the Debian package nginx to try the recipe of docs/deploy"
        if os.environ.get("REQUIRE_NGINX"):
            pytest.fail(reason)
        pytest.skip(reason)
    with council(tmp_path_factory.mktemp("council"), nginx) as made:
        yield made


@pytest.fixture
def jane(served: Council) -> Reader:
    """A member of the council, signed in."""
    reader = Reader(served)
    reader.text("/")
    assert reader.sign_in("jane", PASSWORD) == 303
    assert "Signed in as jane" in reader.text("/accessibility")
    return reader


def _note(reader: Reader, topic: str) -> str:
    """Have a note written and watch it to its end; where it is."""
    answer = reader.client.post("/brief", data={"form": reader.form_token("/brief"), "topic": topic})
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    reader.text(address)
    return address


def test_readers_come_by_https_and_the_page_is_served(served: Council) -> None:
    plain = httpx.get(f"http://127.0.0.1:{served.http}/meetings?a=b", headers={"host": NAME})
    assert (plain.status_code, plain.headers["location"]) == (308, f"https://{NAME}/meetings?a=b")
    page = Reader(served).client.get("/")
    assert page.status_code == 200
    assert "max-age" in page.headers["strict-transport-security"]
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("__Host-council-papers-browser=")
    assert "Secure" in cookie


def test_a_browser_stays_with_its_process_and_browsers_are_shared_out(served: Council) -> None:
    seen: set[int] = set()
    for number in range(24):
        reader = Reader(served)
        reader.text("/accessibility")
        for _ in range(3):
            assert reader.get(f"/papers/of-{number}")[0] == 404
        used = set(served.served_by(f"/papers/of-{number}"))
        assert len(used) == 1, "one browser, one process"
        seen |= used
    assert seen == set(served.ports)


def test_nobody_says_through_the_proxy_who_they_are(served: Council) -> None:
    forged = {"x-proxy-secret": PROXY_SECRET, "x-remote-user": "mallory", "x-remote-role": "officer", "x-forwarded-host": "evil.example"}
    direct = httpx.get(f"http://127.0.0.1:{served.ports[0]}/accessibility", headers=forged)
    assert "Signed in as mallory" in direct.text, "the process itself believes who knows the secret"
    through = Reader(served, **forged).text("/accessibility")
    assert "mallory" not in through
    assert "evil.example" not in through


def test_bodies_are_limited_and_papers_may_be_long(jane: Reader) -> None:
    long = b"x" * (2 << 20)
    assert jane.client.post("/brief", content=long).status_code == 413
    upload = jane.client.post("/papers/add/gradio_api/upload", files={"files": ("paper.md", long)})
    assert upload.status_code == 404, "let through by the proxy, and refused by the app, since a member may add nothing"


def test_an_answer_comes_through_word_by_word(jane: Reader) -> None:
    with jane.client.stream("POST", "/api/v1/ask/stream", json={"question": QUESTION}) as answer:
        assert answer.status_code == 200
        events = [line for line in answer.iter_lines() if line.startswith("event:")]
    assert events[-1] == "event: answer"
    assert len(events) > 1


def test_when_a_process_is_killed_the_other_one_goes_on_and_nothing_is_lost(served: Council, jane: Reader) -> None:
    assert ANSWER in jane.ask(QUESTION)
    address = _note(jane, "food waste")
    served.until(lambda: "Download as Word" in jane.text(address), 60)
    used = served.served_by(address)[-1]
    other = next(port for port in served.ports if port != used)
    before = {table: served.rows(table) for table in ("conversation", "turn", "audit", "account", "session", "note_job")}
    assert all(before.values())
    document = jane.get(f"{address}/note.docx")
    killed = served.pid(used)
    os.kill(killed, signal.SIGKILL)
    begun = time.monotonic()
    page = jane.text("/")
    waited = time.monotonic() - begun
    assert "window.gradio_config" in page
    assert served.served_by("/")[-1] == other
    assert waited < 10
    assert "Download as Word" in jane.text(address), "a finished note is shown by the other"
    assert jane.get(f"{address}/note.docx")[0] == document[0] == 200
    assert QUESTION in jane.text("/conversations")
    assert ANSWER in jane.ask(QUESTION, "Who decided that?"), "and it is asked again"
    for table, rows in before.items():
        kept = {tuple(row) for row in served.rows(table)}
        missing = [row for row in rows if tuple(row) not in kept and table not in ("session",)]
        assert not missing, (table, missing)
    assert len(served.rows("turn")) == len(before["turn"]) + 2
    served.until(lambda: served.well(used))
    assert served.pid(used) not in (0, killed)
    served.until(lambda: bool(jane.text("/accessibility")) and served.served_by("/accessibility")[-1] == used, 30)


def test_a_note_whose_process_is_killed_is_stopped_and_can_be_written_again(served: Council, jane: Reader) -> None:
    for _ in range(5):
        answer = jane.client.post("/brief", data={"form": jane.form_token("/brief"), "topic": "food waste"})
        address = answer.headers["location"]
        os.kill(served.pid(served.served_by("/brief")[-1]), signal.SIGKILL)
        page = jane.text(address)
        served.until(lambda: all(served.well(port) for port in served.ports))
        if "Download as Word" not in page:
            break
    assert "The part of this service that wrote the note has ended" in jane.text(address)
    assert re.search(r'name="topic" value="food waste"', page)
    again = _note(jane, "food waste")
    served.until(lambda: "Download as Word" in jane.text(again), 60)

"""Questions by HTTP: the same answer as everywhere, streamed in order, stopped when nobody waits, refused in words that help."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import anyio
import httpx
import pytest
from fastapi import FastAPI

from assistant.access.audit import Audit
from assistant.access.models import Action, AuditEntry
from assistant.api.app import PATH, build_api
from assistant.errors import AccessError, ChatModelError
from assistant.events import Event, Sources
from assistant.models import Answer, Ask, Status
from assistant.service.waiting_line import Line
from tests.api.worlds import World, close_world, events_of, make_world, streaming
from tests.web_fakes import SECRET
from vectorstore.models import Role

QUESTION = "What would mowing the meadows cost?"
FIELDS = {
    "id", "question", "standalone_question", "answer", "abstained", "status", "statements", "citations", "passages", "searched",
    "timings_ms", "engine", "notices",
}  # fmt: skip
"""Of an answer, docs/interface.md."""


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)


def test_an_answer_is_the_interfaces_json(world: World) -> None:
    response = world.call("POST", "/ask", json={"question": QUESTION, "id": "q1"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    record = response.json()
    assert set(record) == FIELDS
    assert set(record["searched"]) == {"documents", "meetings", "from", "to"}
    assert Answer.model_validate(record) == world.assistant.answer(Ask(question=QUESTION)).model_copy(update={"id": ""})


def test_history_filters_and_role_reach_the_assistant(world: World) -> None:
    body = {
        "question": "And when?",
        "history": [{"question": QUESTION, "answer": "£31,500 [1]"}],
        "filters": {"committee": "Environment Committee", "from": "2024-01-01", "to": "2024-12-31", "documents": ["minutes.txt"]},
    }
    world.call("POST", "/ask", Role.OFFICER, json=body)
    asked = world.assistant.asked[-1]
    assert asked.role is Role.OFFICER
    assert asked.history[0].question == QUESTION
    assert asked.filters.model_dump(mode="json", by_alias=True) == body["filters"] | {"council": None, "kinds": [], "as_of": None}


def test_the_stream_brings_sources_first_and_the_answer_last(world: World) -> None:
    response = world.call("POST", "/ask/stream", json={"question": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names[0] == "sources"
    assert names[-1] == "answer"
    assert set(names[1:-1]) == {"statement", "token"}
    answer = Answer.model_validate_json(events[-1][1])
    assert "".join(json.loads(data)["text"] for name, data in events if name == "token").strip() == answer.answer
    assert [json.loads(data)["statement"]["text"] for name, data in events if name == "statement"] == [s.text for s in answer.statements]


def test_the_place_in_the_line_is_told(tmp_path: Path) -> None:
    world = make_world(tmp_path, lambda services: Line(services.assistant, at_once=1))

    async def both() -> str:
        async with world.client() as client, world.client(address="192.0.2.8") as other, anyio.create_task_group() as group:
            group.start_soon(lambda: other.post("/ask", json={"question": "mowing slowly", "filters": {"documents": ["minutes.txt"]}}))
            while not world.assistant.asked:
                await anyio.sleep(0.01)
            return (await client.post("/ask/stream", json={"question": QUESTION})).text

    events = events_of(anyio.run(both))
    assert events[0] == ("waiting", '{"position":1}')
    assert events[1][0] == "sources"
    close_world(world)


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/ask/stream"])
def test_a_client_that_hangs_up_ends_the_work(world: World, path: str) -> None:
    question = "mowing slowly please"

    async def hang_up() -> None:
        async with streaming(world.app, path, json.dumps({"question": question}).encode()) as stream:
            if path.endswith("stream"):
                while b"event: token" not in (await stream.next()).get("body", b""):
                    pass
            else:
                while question not in world.assistant.telling:
                    await anyio.sleep(0.01)

    anyio.run(hang_up)
    _until(lambda: question in world.assistant.ended)
    assert world.assistant.ended[question] == "stopped"
    _until(lambda: bool(_audited(world)))
    entry = _audited(world)[-1]
    assert (entry.what, entry.outcome) == (question, "error"), "what was shown of it is recorded"


def test_a_token_holds_until_it_is_revoked_or_its_account_disabled(world: World) -> None:
    access, ask = world.services.access, {"question": "What is the tender price?"}
    assert access
    assert SECRET in world.call("POST", "/ask", Role.OFFICER, json=ask).text
    assert SECRET not in world.call("POST", "/ask", json=ask).text
    access.accounts.set_role("olive", Role.PUBLIC)
    assert SECRET not in world.call("POST", "/ask", Role.OFFICER, json=ask).text
    access.accounts.set_disabled("olive", True)
    refused = world.call("POST", "/ask", Role.OFFICER, json=ask)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "ask an administrator" in refused.json()["detail"]


def test_the_pages_session_cookie_opens_nothing(world: World) -> None:
    access = world.services.access
    assert access
    session = access.sessions.begin("olive")
    cookies = {"cookie": f"{access.cookies.session}={session}"}
    assert SECRET not in world.call("POST", "/ask", json={"question": "What is the tender price?"}, headers=cookies).text


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"question": QUESTION, "role": "officer"}, 422, "body.role"),
        ({"question": QUESTION, "filters": {"form": "2024-01-01"}}, 422, "body.filters.form"),
        ({"question": QUESTION, "filters": {"from": "14 March 2024"}}, 422, "YYYY-MM-DD"),
        ({"question": QUESTION, "filters": {"from": 0}}, 422, "YYYY-MM-DD"),
        ({"question": ""}, 422, "body.question"),
        ({"question": "x" * 2001}, 422, "body.question"),
        ({"question": QUESTION, "history": [{"question": "q"}] * 21}, 422, "body.history"),
        ({"question": "x" * 600_000}, 413, "shorter"),
        ({}, 422, "body.question"),
    ],
)
def test_what_is_not_documented_is_refused_in_one_line(world: World, body: dict[str, object], status: int, told: str) -> None:
    for path in ("/ask", "/ask/stream"):
        response = world.call("POST", path, json=body)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        assert problem["status"] == status
        assert told in problem["detail"]
        assert "\n" not in problem["detail"]
    assert not world.assistant.asked


def test_who_asks_too_much_is_told_when_to_come_back(tmp_path: Path) -> None:
    world = make_world(tmp_path, questions_per_minute=2)
    answers = [world.call("POST", "/ask", json={"question": QUESTION}) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 30
    assert world.call("GET", "/search", params={"q": "meadows"}).status_code == 429
    assert world.call("POST", "/ask", Role.OFFICER, json={"question": QUESTION}).status_code == 200, "each has their own"
    close_world(world)


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("at /home/secret"), 500), (ChatModelError("at /home/secret"), 503)])
def test_a_fault_is_told_without_its_insides(tmp_path: Path, error: Exception, status: int) -> None:
    class Broken:
        def stream(self, ask: Ask) -> Iterator[Event]:
            yield Sources(standalone_question=ask.question, passages=())
            raise error

    world = make_world(tmp_path, lambda _services: Broken())
    whole, streamed = (world.call("POST", path, json={"question": QUESTION}) for path in ("/ask", "/ask/stream"))
    assert whole.status_code == status
    name, data = events_of(streamed.text)[-1]
    assert (name, json.loads(data)["status"]) == ("error", status)
    assert "secret" not in whole.text + streamed.text
    close_world(world)


def test_questions_are_recorded_with_what_was_shown(world: World) -> None:
    world.call("POST", "/ask", Role.OFFICER, json={"question": "What is the tender price?"})
    world.call("POST", "/ask", json={"question": QUESTION})
    entitled, public = _audited(world)
    assert (entitled.who, entitled.action, entitled.exempt) == ("olive", Action.ASKED, True)
    assert (public.who, public.outcome, public.exempt) == ("", Status.ANSWERED, False)
    assert "meadows-pack.pdf" in public.documents


def test_without_accounts_a_token_is_refused(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    services = replace(world.services, access=None)
    world.app = FastAPI()
    world.app.mount(PATH, build_api(services))
    assert world.call("POST", "/ask", json={"question": QUESTION}).status_code == 200
    assert world.call("POST", "/ask", Role.OFFICER, json={"question": QUESTION}).status_code == 401
    close_world(world)


def _audited(world: World) -> list[AuditEntry]:
    assert world.services.access
    return list(world.services.access.audit.entries(exempt=True))


def test_what_cannot_be_recorded_is_told_as_a_failure_and_others_are_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full while an answer fails, or its reader leaves, takes no place of the line for ever."""

    class Failing:
        def stream(self, ask: Ask) -> Iterator[Event]:
            yield Sources(standalone_question=ask.question, passages=())
            raise ChatModelError("the service failed")

    def full(*_: object, **__: object) -> None:
        raise AccessError("database or disk is full")

    world = make_world(tmp_path, lambda services: Line(services.assistant, at_once=1))
    failing = make_world(tmp_path / "failing", lambda _services: Line(Failing(), at_once=1))

    async def ask(world: World, path: str) -> httpx.Response:
        with anyio.fail_after(10):
            async with world.client() as client:
                return await client.post(path, json={"question": QUESTION})

    for one in (world, failing):
        assert one.services.access
        with monkeypatch.context() as patch:
            patch.setattr(Audit, "record", full)
            for _ in range(2):
                assert anyio.run(ask, one, "/ask").status_code == 503
                assert events_of(anyio.run(ask, one, "/ask/stream").text)[-1][0] == "error"
    assert anyio.run(ask, world, "/ask").status_code == 200
    close_world(world)
    close_world(failing)

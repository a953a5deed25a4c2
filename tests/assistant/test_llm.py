"""Chat models over LangChain's own OpenAI client, with the wire played by a transport: no socket is opened."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from assistant.answering.chat_model import ChatModel, open_chat_model, stream_words
from assistant.errors import ChatModelError
from assistant.settings import AssistantSettings

pytestmark = pytest.mark.slow

ADDRESS = "http://127.0.0.1:9/v1"


class Body(httpx.SyncByteStream):
    """A streamed reply of an OpenAI-compatible server, word by word, that knows whether it was closed."""

    def __init__(self, words: list[str], breaks: bool = False) -> None:
        self.words, self.breaks = words, breaks
        self.sent, self.closed = 0, False

    def __iter__(self) -> Iterator[bytes]:
        for word in self.words:
            self.sent += 1
            delta = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": word}}]}
            yield f"data: {json.dumps(delta)}\n\n".encode()
        if self.breaks:
            raise httpx.ReadError("cut")
        yield b"data: [DONE]\n\n"

    def close(self) -> None:
        self.closed = True


class Wire:
    """Answers requests in turn: a status, an exception, or a body."""

    def __init__(self, *turns: int | Exception | Body) -> None:
        self.turns, self.requests = list(turns), list[dict[str, Any]]()
        self.keys: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(json.loads(request.content))
        self.keys.append(request.headers["authorization"])
        turn = self.turns.pop(0)
        if isinstance(turn, Exception):
            raise turn
        if isinstance(turn, int):
            return httpx.Response(turn, json={"error": {"message": "Incorrect key sk-secret; the paper says 42"}})
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=turn)


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def settings(**changed: Any) -> AssistantSettings:
    return AssistantSettings(**({"chat_model": "openai:any", "chat_base_url": ADDRESS, "chat_retries": 2} | changed))


def model_over(wire: Wire, monkeypatch: pytest.MonkeyPatch, given: AssistantSettings) -> ChatModel:
    """The model as it is opened for users, its HTTP client's transport replaced."""
    from assistant.answering.chat_model import http_client

    monkeypatch.setattr("assistant.answering.chat_model.http_client", lambda settings: http_client(settings, httpx.MockTransport(wire)))
    return open_chat_model(given)


def words(wire: Wire, monkeypatch: pytest.MonkeyPatch, pauses: list[float] | None = None, **changed: Any) -> str:
    given = settings(**changed)
    slept = pauses if pauses is not None else []
    return "".join(stream_words(model_over(wire, monkeypatch, given), "rules", "question", given, slept.append))


def test_an_openai_compatible_server_needs_no_key_and_gets_both_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire(Body(["There ", "were 25 [1]."]))
    assert words(wire, monkeypatch, chat_model="smol", chat_answer_tokens=77) == "There were 25 [1]."
    sent = wire.requests[0]
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert (sent["temperature"], sent["max_tokens"], sent["stream"], sent["model"]) == (0, 77, True, "smol")


def test_the_providers_own_key_is_used_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-own")
    wire = Wire(Body(["x"]))
    words(wire, monkeypatch)
    assert wire.keys == ["Bearer sk-own"]


@pytest.mark.parametrize("failure", [503, 429, httpx.ConnectError("refused"), httpx.ReadTimeout("slow")])
def test_what_may_pass_is_tried_again_with_growing_pauses(monkeypatch: pytest.MonkeyPatch, failure: int | Exception) -> None:
    wire, pauses = Wire(failure, failure, Body(["yes"])), list[float]()
    assert words(wire, monkeypatch, pauses) == "yes"
    assert pauses == [0.5, 1.0]


@pytest.mark.parametrize("failure", [503, httpx.ConnectError("refused"), httpx.ReadTimeout("slow")])
def test_retries_are_bounded(monkeypatch: pytest.MonkeyPatch, failure: int | Exception) -> None:
    wire = Wire(*[failure] * 9)
    with pytest.raises(ChatModelError, match="service failed"):
        words(wire, monkeypatch)
    assert len(wire.requests) == 3


@pytest.mark.parametrize(("status", "advice"), [(401, "key"), (404, "chat_model"), (400, "")])
def test_what_cannot_pass_is_said_at_once_without_the_providers_words(monkeypatch: pytest.MonkeyPatch, status: int, advice: str) -> None:
    wire = Wire(status, Body(["never"]))
    with pytest.raises(ChatModelError, match=rf"HTTP {status}.*{advice}") as caught:
        words(wire, monkeypatch)
    assert "sk-secret" not in str(caught.value)
    assert "42" not in str(caught.value)
    assert len(wire.requests) == 1


def test_a_reply_that_breaks_off_is_not_sent_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    given, wire = settings(), Wire(Body(["There ", "were"], breaks=True), Body(["again"]))
    pieces = stream_words(model_over(wire, monkeypatch, given), "rules", "question", given)
    assert next(piece for piece in pieces if piece) == "There "
    with pytest.raises(ChatModelError):
        list(pieces)
    assert len(wire.requests) == 1


def test_closing_ends_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    given, body = settings(), Body([f"word{n} " for n in range(1000)])
    pieces = stream_words(model_over(Wire(body), monkeypatch, given), "rules", "question", given)
    next(piece for piece in pieces if piece)
    pieces.close()
    assert body.closed
    assert body.sent < 1000


def test_a_reply_takes_no_longer_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("assistant.answering.chat_model.time.monotonic", lambda: float(next(clock)))
    body = Body(["tick "] * 500)
    with pytest.raises(ChatModelError, match="longer than 20 s"):
        words(Wire(body), monkeypatch, chat_timeout=20)
    assert body.closed


def test_a_reply_that_runs_away_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    body = Body(["never ending "] * 10_000)
    assert len(words(Wire(body), monkeypatch, chat_answer_tokens=10)) <= 120
    assert body.closed


@pytest.mark.parametrize(
    ("name", "said"),
    [("nonsense", "cannot be opened"), ("openai:gpt-x", "key"), ("cohere:command", "not installed")],
)
def test_a_model_that_cannot_be_opened_says_what_to_do(name: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_cohere", None)
    with pytest.raises(ChatModelError, match=said) as caught:
        open_chat_model(AssistantSettings(chat_model=name))
    assert "\n" not in str(caught.value)


def test_ollama_is_given_its_own_names_for_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain import chat_models

    given: dict[str, Any] = {}
    monkeypatch.setattr(chat_models, "init_chat_model", lambda name, **kw: given.update(kw, name=name))
    open_chat_model(AssistantSettings(chat_model="ollama:llama", chat_answer_tokens=50, chat_context_tokens=2000, chat_timeout=9))
    assert (given["name"], given["num_predict"], given["client_kwargs"]) == ("ollama:llama", 50, {"timeout": 9})
    assert given["num_ctx"] > 2050

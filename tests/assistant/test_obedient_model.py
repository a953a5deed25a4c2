"""A chat model's server that misbehaves on the wire, over real sockets: the reply ends in time, and nothing is sent anywhere else."""

import time
from collections.abc import Iterator

import httpx
import pytest
import pytest_socket

from assistant.answering.chat_model import http_client, open_chat_model, stream_words
from assistant.errors import ChatModelError
from assistant.settings import AssistantSettings
from bench.obedient_model import MANNERS, ObedientModel, dripping_server, obedient_model

pytestmark = pytest.mark.slow
LIMIT = 2.0


@pytest.fixture(autouse=True)
def _sockets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sockets may be opened, and what a chat model has opened is closed at the end."""
    pytest_socket.enable_socket()
    opened: list[httpx.Client] = []
    monkeypatch.setattr("assistant.answering.chat_model.http_client", lambda settings: opened.append(http_client(settings)) or opened[-1])
    yield
    for client in opened:
        client.close()


@pytest.fixture(scope="module")
def model() -> Iterator[ObedientModel]:
    pytest_socket.enable_socket()
    with obedient_model() as model:
        yield model


def reply(address: str) -> tuple[str, float]:
    """What is passed on, or the message where it fails, and the seconds that it took."""
    settings = AssistantSettings(chat_model="m", chat_base_url=address, chat_timeout=LIMIT, chat_retries=1, chat_answer_tokens=50)
    chat, began = open_chat_model(settings), time.monotonic()
    try:
        said = "".join(stream_words(chat, "rules", "[1] The marina costs £5.", settings))
    except ChatModelError as error:
        said = f"failed: {error}"
    return said, time.monotonic() - began


@pytest.mark.parametrize("manner", MANNERS)
def test_every_reply_ends_in_time_and_is_bounded(model: ObedientModel, manner: str) -> None:
    model.manner, before = manner, len(model.prompts)
    said, seconds = reply(model.address)
    assert seconds < LIMIT + 2
    assert len(said) <= 600
    assert not said.startswith("failed") or ("\n" not in said and "marina" not in said), "the service's words are told"
    assert 1 <= len(model.prompts) - before <= 2
    assert model.elsewhere == 0
    deadline = time.monotonic() + LIMIT + 3
    while model.running and time.monotonic() < deadline:
        time.sleep(0.05)
    assert model.running == 0, "the service is still held"


def test_a_head_without_end_ends_in_time() -> None:
    with dripping_server() as address:
        said, seconds = reply(address)
    assert said.startswith("failed")
    assert seconds < LIMIT + 2

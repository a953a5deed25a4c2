"""Chat models: the one place that opens one, sends it messages, bounds what it may take, and turns its failures into one error."""

import contextvars
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Any, Protocol

from assistant.answering.stopping import stopped
from assistant.errors import ChatModelError
from assistant.settings import AssistantSettings

if TYPE_CHECKING:
    import httpx

_PAUSE = 0.5
"""Seconds before a request is sent again; doubled each time."""
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""HTTP statuses of failures that may pass; any other status is final."""
_LONGEST_TOKEN = 12
"""Characters a token may have; a reply longer than this a token allowed has run away and is cut."""
_BYTES_BESIDE, _BYTES_A_TOKEN = 1 << 20, 4096
"""Bytes that a reply may have on the wire, whatever they are: some at all, and some a token (a token comes in an event of its own)."""
_AHEAD = 64
"""Pieces that are read ahead of who takes them."""
_LOOK = 0.1
"""Seconds between looks at the clock, and at whether anybody waits, while the service sends nothing that could be shown."""


class ChatModel(Protocol):
    """What is asked of a chat model; every LangChain chat model does it."""

    def stream(self, input: Any) -> Iterator[Any]:
        """Chunks of the reply to messages, each with its `text`."""
        ...


def open_chat_model(settings: AssistantSettings) -> ChatModel:
    """The chat model that the settings name, as `provider:name`; nothing is sent yet.

    Keys come from the provider's own environment variable. With `chat_base_url` an OpenAI-compatible server is meant where no provider
    is named (llama.cpp, vLLM), and a key is sent only where there is one. Raises ChatModelError where the provider's package is
    missing, its key is, or the name is not understood.
    """
    name = settings.chat_model
    if settings.chat_base_url and ":" not in name:
        name = f"openai:{name}"
    try:
        return _opened(name, settings)
    except ImportError as error:
        raise ChatModelError(f"chat model {name}: its package is not installed ({error}); install it or unset chat_model") from error
    except Exception as error:
        advice = "check chat_model, chat_base_url and the provider's key"
        raise ChatModelError(f"chat model {name} cannot be opened ({type(error).__name__}: {_line(error)}); {advice}") from error


def _opened(name: str, settings: AssistantSettings) -> ChatModel:
    from langchain.chat_models import init_chat_model

    model: ChatModel
    given = _parameters(name, settings)
    try:
        model = init_chat_model(name, **given)
    except Exception:
        if not (settings.chat_base_url and name.startswith("openai:")):
            raise
        model = init_chat_model(name, **given, api_key="none")
    return model


def _parameters(name: str, settings: AssistantSettings) -> dict[str, Any]:
    """What the provider is told; retries are ours, so that a reply that has begun is never sent for again."""
    address: dict[str, Any] = {"base_url": settings.chat_base_url} if settings.chat_base_url else {}
    if name.startswith("ollama:"):
        window = settings.chat_context_tokens + settings.chat_answer_tokens + 1000
        limits = {"num_predict": settings.chat_answer_tokens, "num_ctx": window, "client_kwargs": {"timeout": settings.chat_timeout}}
        return {"temperature": 0, **limits, **address}
    if name.startswith("openai:"):
        given = address | {"http_client": http_client(settings)}
        if address:  # servers other than OpenAI's own may know only the older name of the limit
            given["extra_body"] = {"max_tokens": settings.chat_answer_tokens}
        return {**_limits(settings), **given}
    return {**_limits(settings), **address}


def _limits(settings: AssistantSettings) -> dict[str, Any]:
    return {"temperature": 0, "timeout": settings.chat_timeout, "max_retries": 0, "max_tokens": settings.chat_answer_tokens}


def http_client(settings: AssistantSettings, transport: "httpx.BaseTransport | None" = None) -> "httpx.Client":
    """What requests to an OpenAI-compatible server are sent with: nothing is sent on to where the server points, what it sends is bounded
    in bytes and in time, and is not unpacked. `transport` stands in for the network."""
    import httpx

    class Bounded(httpx.SyncByteStream):
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def __iter__(self) -> Iterator[bytes]:
            room = _BYTES_BESIDE + _BYTES_A_TOKEN * settings.chat_answer_tokens
            deadline = time.monotonic() + settings.chat_timeout
            for part in self._inner:
                room -= len(part)
                if room < 0 or time.monotonic() > deadline:
                    raise ChatModelError("the chat model's service sends without end (chat_timeout, chat_answer_tokens)")
                yield part

        def close(self) -> None:
            self._inner.close()

    def bound(response: httpx.Response) -> None:
        response.headers.pop("content-encoding", None)  # none was asked for: a little of it may become gigabytes
        response.stream = Bounded(response.stream)

    return httpx.Client(
        transport=transport, timeout=settings.chat_timeout, follow_redirects=False, headers={"accept-encoding": "identity"},
        event_hooks={"response": [bound]},
    )  # fmt: skip


def stream_words(
    model: ChatModel, system: str, human: str, settings: AssistantSettings, sleep: Callable[[float], None] = time.sleep
) -> Generator[str]:
    """Pieces of the model's reply as they come; closing the generator, or `stopped`, cancels the request.

    A failure before the first piece is retried `chat_retries` times where it may pass. Raises ChatModelError when none is left, when the
    reply breaks off, or when it takes longer than `chat_timeout` seconds.
    """
    messages = [("system", system), ("human", human)]
    deadline = time.monotonic() + settings.chat_timeout
    room = settings.chat_answer_tokens * _LONGEST_TOKEN
    for again in range(settings.chat_retries, -1, -1):
        begun = False
        try:
            with closing(_pieces(model, messages)) as pieces:
                for piece in pieces:
                    if stopped():
                        return
                    begun = begun or bool(piece)
                    if time.monotonic() > deadline:
                        raise ChatModelError(f"the chat model took longer than {settings.chat_timeout:g} s (chat_timeout)")
                    if piece:
                        yield piece[:room]
                        room -= len(piece)
                    if room <= 0:
                        return
            return
        except ChatModelError:
            raise
        except Exception as error:
            pause = _PAUSE * 2 ** (settings.chat_retries - again)
            if begun or not again or not _may_pass(error) or time.monotonic() + pause > deadline:
                raise ChatModelError(_failure(error)) from error
            sleep(pause)


def _pieces(model: ChatModel, messages: list[tuple[str, str]]) -> Generator[str]:
    """The pieces of one reply, "" now and then while there is none; closing it lets go of the service.

    They are read in a thread of its own: a service may send for ever what is no piece (comments, half a header), and whoever waited for
    the next piece would look at no clock.
    """
    made: Queue[str | BaseException | None] = Queue(_AHEAD)
    left = threading.Event()
    reader = threading.Thread(target=contextvars.copy_context().run, args=(_read, model, messages, made, left), daemon=True)
    reader.start()
    try:
        while True:
            try:
                piece = made.get(timeout=_LOOK)
            except Empty:
                piece = ""
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        left.set()
        reader.join(1.0)


def _read(model: ChatModel, messages: list[tuple[str, str]], made: "Queue[str | BaseException | None]", left: threading.Event) -> None:
    def tell(piece: str | BaseException | None) -> bool:
        while not left.is_set():
            with suppress(Full):
                made.put(piece, timeout=_LOOK)
                return True
        return False

    try:
        chunks = model.stream(messages)
        try:
            for chunk in chunks:
                if not tell(str(chunk.text)):
                    return
        finally:
            if close := getattr(chunks, "close", None):
                close()
        tell(None)
    except BaseException as error:  # raised again where the pieces are taken
        tell(error)


def _status(error: Exception) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _may_pass(error: Exception) -> bool:
    status = _status(error)
    return status in _PASSING if status is not None else not isinstance(error, TypeError | ValueError | NotImplementedError)


def _failure(error: Exception) -> str:
    """One line for the reader. The provider's own words are left out: they may repeat the question, the papers or part of a key."""
    status = _status(error)
    kind = f"HTTP {status}" if status is not None else type(error).__name__
    advice = "check the provider's key" if status in (401, 403) else "check chat_model" if status == 404 else "is the service running?"
    return f"the chat model's service failed ({kind}; {advice})"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]

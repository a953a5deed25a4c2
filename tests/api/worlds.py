"""A small library with one account and one token of each role, and the API over it, called in-process."""

import datetime
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import anyio
import httpx
from fastapi import FastAPI

from assistant.access.opening import open_desk
from assistant.access.schema import FILE_NAME
from assistant.api.app import PATH, build_api
from assistant.briefing.models import BriefRequest, Note, Paragraph, Said, Section
from assistant.briefing.templates import Template, load_templates
from assistant.errors import BadRequestError
from assistant.models import Ask
from assistant.service.services import Answerer, OnProgress, Services
from ingest.models import Kind
from tests.web_fakes import FakeAssistant, make_services
from vectorstore.models import Hit, Role

PASSWORD = "a long enough pass phrase"
ROLES = (Role.PUBLIC, Role.MEMBER, Role.OFFICER, Role.ADMINISTRATOR)
_RESERVED = {"gerald": Role.MEMBER, "olive": Role.OFFICER, "ada": Role.ADMINISTRATOR, "pat": Role.PUBLIC}


class FakeBriefer:
    """Puts the passages that answer the topic into one section."""

    def __init__(self, assistant: FakeAssistant) -> None:
        self._assistant = assistant

    def write(self, request: BriefRequest, role: Role, on_progress: OnProgress) -> Note:
        """A note of one section."""
        if request.template == "unknown":
            raise BadRequestError("there is no template called unknown: leave it out")
        on_progress(0, 1, "searching")
        answer = self._assistant.answer(Ask(question=request.topic, role=role, filters=request.filters))
        said = tuple(Said(text=statement.text, markers=statement.citations) for statement in answer.statements)
        section = Section(name="background", heading="Background", blocks=(Paragraph(said=said),) if said else ())
        return Note(
            template="item", title=request.topic, subject=request.topic, date=request.date or datetime.date(2024, 3, 1),
            sections=(section,), sources=answer.citations,
        )  # fmt: skip

    def templates(self) -> dict[str, Template]:
        """Those that are shipped."""
        return load_templates()

    def export(self, note: Note, format: str) -> bytes:
        """The sources' words behind the format's name."""
        return "\n".join([format, *(source.quote for source in note.sources)]).encode()


def fake_search(assistant: FakeAssistant) -> Callable[[Ask, int], Sequence[Hit]]:
    """Finds what the stand-in assistant cites."""

    def search(ask: Ask, k: int) -> list[Hit]:
        ids = [citation.passage_id for citation in assistant.answer(ask).citations][:k]
        found = assistant.library.passages(ids=ids, classifications=ask.role.classifications)
        return [Hit(passage, 1 / rank) for rank, passage in enumerate(found, 1)]

    return search


@dataclass
class World:
    """Everything that the API stands on, and clients of it."""

    services: Services
    app: FastAPI
    tokens: dict[Role, str]
    assistant: FakeAssistant

    def client(self, role: Role | None = None, address: str = "192.0.2.7") -> httpx.AsyncClient:
        """A client with the token of a role, or without any."""
        headers = {"authorization": f"Bearer {self.tokens[role]}"} if role else {}
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1{PATH}", headers=headers)

    def call(self, method: str, path: str, role: Role | None = None, **given: Any) -> httpx.Response:
        """One request."""

        async def request() -> httpx.Response:
            async with self.client(role) as client:
                return await client.request(method, path, **given)

        return anyio.run(request)

    def ids(self, *words: str) -> dict[str, str]:
        """Words to the id of the passage that holds them, whoever may see it."""
        return {word: next(p.id for p in self.services.library.passages() if word in p.text) for word in words}


def make_world(home: Path, answerer: Callable[[Services], Answerer] | None = None, **settings: Any) -> World:
    """A world whose settings are the defaults but for `settings`; by default nobody is limited."""
    file, tokens = _accounts()
    home.mkdir(parents=True, exist_ok=True)
    (home / FILE_NAME).write_bytes(file)
    services = make_services(home, **{"questions_per_minute": 0} | settings)
    assistant = services.assistant
    assert isinstance(assistant, FakeAssistant)
    services = replace(services, search=fake_search(assistant), briefer=FakeBriefer(assistant))
    if answerer:
        services = replace(services, assistant=answerer(services))
    app = FastAPI(openapi_url=None)
    app.mount(PATH, build_api(services))
    return World(services, app, tokens, assistant)


@cache
def _accounts() -> tuple[bytes, dict[Role, str]]:
    """An access file with the accounts, and their tokens; made once, since hashing passwords takes its time."""
    with tempfile.TemporaryDirectory() as home:
        desk, tokens = open_desk(Path(home)), {}
        for name, role in _RESERVED.items():
            desk.accounts.create(name, role, PASSWORD)
            tokens[role] = desk.tokens.create(name, "test", 30)
        desk.store.close()
        return (Path(home) / FILE_NAME).read_bytes(), tokens


def close_world(world: World) -> None:
    """Close its files."""
    assert world.services.access
    world.services.access.close()
    world.services.library.close()


def events_of(text: str) -> list[tuple[str, str]]:
    """(event, data) of a stream of Server-Sent Events."""
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    parted = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    return [(one["event"], one["data"]) for one in parted]


@asynccontextmanager
async def streaming(app: FastAPI, path: str, body: bytes, headers: Sequence[tuple[bytes, bytes]] = ()) -> AsyncIterator["Stream"]:
    """A request whose response is read as it comes; leaving the block is the client hanging up."""
    stream = Stream(body)
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("192.0.2.7", 4711),
        "server": ("127.0.0.1", 80), "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), *headers],
    }  # fmt: skip
    async with anyio.create_task_group() as group:
        group.start_soon(app, scope, stream.receive, stream.send)
        yield stream
        stream.gone.set()
    stream.close()


class Stream:
    """The client's end of one streamed request."""

    def __init__(self, body: bytes) -> None:
        self._body: Iterator[dict[str, Any]] = iter([{"type": "http.request", "body": body, "more_body": False}])
        self._came, self._read = anyio.create_memory_object_stream[dict[str, Any]](1000)
        self.gone = anyio.Event()

    async def receive(self) -> dict[str, Any]:
        """What the client sends: its body, and when it hangs up that."""
        for message in self._body:
            return message
        if not self.gone.is_set():
            await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """What the app sends."""
        await self._came.send(message)

    def close(self) -> None:
        """Let go of what came."""
        self._came.close()
        self._read.close()

    async def next(self) -> dict[str, Any]:
        """The next message of the app."""
        with anyio.fail_after(5):
            return await self._read.receive()


def some_kinds(world: World, kind: Kind) -> list[str]:
    """Texts of the passages of a kind."""
    return [passage.text for passage in world.services.library.passages() if passage.kind is kind]

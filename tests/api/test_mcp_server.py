"""The MCP server as the mcp package's own client sees it: in-process, over HTTP with tokens, and over stdio as a program of its own."""

import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from fastapi import FastAPI
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from assistant.access.models import Identity
from assistant.api.app import attach_api
from assistant.api.mcp_server import build_mcp
from assistant.briefing.models import Note
from assistant.models import Answer
from assistant.service.visitor import Caller
from tests.api.test_routes import PROBES
from tests.api.worlds import World
from tests.web_fakes import SECRET
from vectorstore.models import Role

Use = Callable[[Client], Awaitable[Any]]
TENDER = {"question": "What is the tender price?"}


def _in_process(world: World, use: Use, role: Role = Role.PUBLIC, mode: str = "auto") -> Any:
    caller = Caller(Identity(name="", role=role, local=True), "", world.services)

    async def run() -> Any:
        async with Client(build_mcp(world.services, lambda _request: caller), mode=mode) as client:
            return await use(client)

    return anyio.run(run)


def _over_http(world: World, use: Use, token: str = "", mode: str = "auto") -> Any:
    app = FastAPI()
    attach_api(app, world.services)

    @asynccontextmanager
    async def served() -> AsyncIterator[httpx2.AsyncClient]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        transport = httpx2.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as http,
        ):
            yield http

    async def run() -> Any:
        async with served() as http, Client(streamable_http_client("http://127.0.0.1/mcp", http_client=http), mode=mode) as client:
            return await use(client)

    return anyio.run(run)


async def _everything(client: Client) -> str:
    """What the tools show of what is asked for."""
    shown = []
    for words in PROBES:
        for tool, key in (("ask", "question"), ("search", "query")):
            shown.append(str(await client.call_tool(tool, {key: words})).replace(words, ""))
        shown.append(str(await client.call_tool("brief", {"topic": words})).replace(words, ""))
        shown.append(str(await client.call_tool("compare", {"measure": words})).replace(words, ""))
    listed = [str(await client.call_tool(tool, {})) for tool in ("papers", "meetings", "decisions", "actions")]
    meetings = (await client.call_tool("meetings", {})).structured_content["meetings"]
    listed += [str(await client.call_tool("meeting", {"meeting_id": meeting["id"]})) for meeting in meetings]
    return "".join([*shown, *listed])


def test_the_tools_are_told_with_what_they_take_and_give(world: World) -> None:
    tools = {tool.name: tool for tool in _in_process(world, lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "papers", "meetings", "meeting", "decisions", "actions", "compare", "brief"}
    assert all(tool.description.endswith(".") for tool in tools.values())
    assert tools["ask"].input_schema["required"] == ["question"]
    assert {"statements", "citations"} <= set(tools["ask"].output_schema["properties"])
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert set(tools["decisions"].input_schema["properties"]) >= {"filters", "outcome", "limit", "offset"}
    assert tools["decisions"].input_schema["properties"]["limit"]["maximum"] == 500
    assert tools["meeting"].input_schema["required"] == ["meeting_id"]


def test_the_server_says_its_version(world: World) -> None:
    async def told(client: Client) -> Any:
        return client.server_info

    server = _in_process(world, told, mode="legacy")
    assert (server.name, server.version) == ("council-papers", version("council-papers-assistant"))


@pytest.mark.parametrize(
    ("tool", "arguments", "path"),
    [
        ("papers", {"limit": 1, "offset": 1}, "/papers?limit=1&offset=1"),
        ("meetings", {}, "/meetings"),
        ("meeting", {"meeting_id": "THE FIRST"}, "/meetings/THE FIRST"),
        ("decisions", {"filters": {"committee": "Environment", "from": "2024-01-01"}, "outcome": "agreed", "limit": 3},
         "/decisions?committee=Environment&from=2024-01-01&outcome=agreed&limit=3"),
        ("decisions", {"filters": {"to": "2024-01-01"}}, "/decisions?to=2024-01-01"),
        ("actions", {"status": "open"}, "/actions?status=open&limit=20"),
        ("compare", {"measure": "mowing", "filters": {"documents": ["minutes.txt"]}}, "/compare?measure=mowing&documents=minutes.txt"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("role", [Role.PUBLIC, Role.OFFICER])
def test_a_tool_gives_what_its_route_gives(world: World, role: Role, tool: str, arguments: dict[str, Any], path: str) -> None:
    first = world.call("GET", "/meetings", role).json()["meetings"][0]["id"]
    arguments = {name: first if value == "THE FIRST" else value for name, value in arguments.items()}
    result = _in_process(world, lambda client: client.call_tool(tool, arguments), role)
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    assert result.structured_content == world.call("GET", path.replace("THE FIRST", first), role).json()


def test_a_note_is_written_and_recorded(world: World) -> None:
    result = _in_process(world, lambda client: client.call_tool("brief", {"topic": "mowing of the meadows", "recipient": "Cllr Reed"}))
    note = Note.model_validate(result.structured_content)
    assert any("£31,500" in source.quote for source in note.sources)
    assert world.services.access
    assert [(entry.action, entry.what) for entry in world.services.access.audit.entries(exempt=True)] == [
        ("briefed", "mowing of the meadows")
    ]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_answer_is_the_same_by_text_and_structure(world: World, mode: str) -> None:
    result = _in_process(world, lambda client: client.call_tool("ask", {"question": "What would mowing the meadows cost?"}), mode=mode)
    assert not result.is_error
    assert json.loads(result.content[0].text) == result.structured_content
    answer = Answer.model_validate(result.structured_content)
    assert any("£31,500" in citation.quote for citation in answer.citations)
    assert set(result.structured_content["searched"]) == {"documents", "meetings", "from", "to"}


def test_search_keeps_to_its_bounds(world: World) -> None:
    bounds = {"query": "meadows", "k": 5, "filters": {"documents": ["minutes.txt"]}}
    result = _in_process(world, lambda client: client.call_tool("search", bounds))
    assert {passage["document"] for passage in result.structured_content["passages"]} == {"minutes.txt"}


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("ask", {}, "question: Field required"),
        ("ask", {"question": "x", "role": "officer"}, "role: Extra inputs"),
        ("search", {"query": "x", "k": 1000}, "k: Input should be less than or equal to 100"),
        ("decisions", {"limit": 1000}, "limit: Input should be less than or equal to 500"),
        ("decisions", {"filters": {"committee": "Astronomy"}}, "Astronomy"),
        ("meeting", {"meeting_id": "none"}, "There is nothing here"),
        ("compare", {"measure": "x"}, "measure: String should have at least 2 characters"),
        ("brief", {"topic": "meadows", "format": "docx"}, "format: Extra inputs"),
        ("remove", {}, "there are ask, search, papers, meetings"),
    ],
)
def test_what_is_not_documented_is_refused_in_words(world: World, tool: str, arguments: dict[str, Any], told: str) -> None:
    result = _in_process(world, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert told in result.content[0].text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_the_token_says_who_calls(world: World, mode: str) -> None:
    ask: Use = lambda client: client.call_tool("ask", TENDER)  # noqa: E731
    assert SECRET in str(_over_http(world, ask, world.tokens[Role.MEMBER], mode))
    assert SECRET not in str(_over_http(world, ask, "", mode))
    assert world.services.access
    who = [entry.who for entry in world.services.access.audit.entries(exempt=True)]
    assert who == ["gerald", ""]


def test_over_http_a_wrong_token_is_refused_at_the_door(world: World) -> None:
    app = FastAPI()
    attach_api(app, world.services)

    async def post() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1") as http:
            return await http.post("/mcp", json={}, headers={"authorization": "Bearer cpa_wrong"})

    refused = anyio.run(post)
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"


def test_nothing_exempt_reaches_the_public_by_any_tool(world: World) -> None:
    hidden = {*world.ids(SECRET, "reserve price").values(), SECRET, "commercially sensitive", "depot-sale", "£900,000"}
    for shown in (_in_process(world, _everything), _over_http(world, _everything)):
        assert not [word for word in hidden if word in shown]
    entitled = _in_process(world, _everything, Role.MEMBER)
    assert SECRET in entitled
    assert "depot-sale" in entitled


@pytest.mark.slow
@pytest.mark.model
def test_a_client_starts_the_program_and_asks(tmp_path: Path, root: Path) -> None:
    paper = tmp_path / "2024-03-14-environment-committee-minutes.txt"
    paper.write_text(
        "Larkmere Borough Council\nEnvironment Committee\nMinutes of the meeting held on 14 March 2024\n\n"
        "12. Riverside meadows\n\nRESOLVED that the meadows be mown three times a year at a cost of £39,400.\n",
        encoding="utf-8",
    )
    home = ["--home", str(tmp_path / "home")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNCIL_PAPERS_")}

    async def run() -> Any:
        await anyio.run_process([sys.executable, "app.py", "ingest", *home, str(paper)], cwd=root, env=environment)
        program = StdioServerParameters(command=sys.executable, args=["app.py", "mcp", *home], cwd=root, env=environment)
        async with Client(program) as client:
            return await client.call_tool("ask", {"question": "How often are the riverside meadows to be mown, and at what cost?"})

    result = anyio.run(run)
    assert "£39,400" in result.structured_content["answer"]
    assert result.structured_content["citations"][0]["document"] == paper.name

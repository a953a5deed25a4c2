"""The page on the API for people: what it is for, how to get a token, and each operation with an example, from the OpenAPI document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from assistant.api.app import PATH
from assistant.api.asking import line_of
from assistant.api.examples import examples
from assistant.api.mcp_server import PATH as MCP_PATH
from assistant.api.tools import tools_of
from assistant.service.services import Services
from assistant.service.visitor import visitor_of
from assistant.ui.render import render
from vectorstore.models import Role

HERE: Final = "/docs"
_GROUPS: Final = {
    "questions": "Questions and search",
    "papers": "Papers",
    "meetings": "Meetings",
    "registers": "Decisions, actions and comparisons",
    "notes": "Briefing notes",
}
"""Tag to its heading, in the order of the page."""
_FORMATS: Final = {"date": "date (YYYY-MM-DD)", "binary": "file"}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a request may hold."""

    name: str
    place: str
    """Where it stands: "path", "query" or "body"."""
    kind: str
    """Its form in words."""
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked of the API."""

    anchor: str
    method: str
    path: str
    about: str
    fields: tuple[Field, ...]
    curl: str
    answer: str
    statuses: tuple[str, ...]
    """Statuses of the problems that may come, with their names."""


def build_api_docs(services: Services, api: FastAPI) -> APIRouter:
    """The route of the page on `api`."""
    router = APIRouter()
    tools = {name: tool.description for name, tool in tools_of(services, line_of(services)).items()}

    @router.get(HERE, response_class=HTMLResponse)
    def page(request: Request) -> str:
        visitor = visitor_of(services, request)
        base = f"{str(request.base_url).rstrip('/')}{PATH}"
        operator = visitor.identity.local or visitor.identity.role is Role.ADMINISTRATOR
        groups = _grouped(api.openapi(), base, visitor.accounts)
        return render(
            "api_docs.html", here=HERE, visitor=visitor, base=base, groups=groups, operator=operator, tools=tools,
            mcp=f"{str(request.base_url).rstrip('/')}{MCP_PATH}", document=f"{PATH}/openapi.json",
        )  # fmt: skip

    return router


def _grouped(document: Mapping[str, Any], base: str, token: bool) -> dict[str, list[Operation]]:
    """The operations under the headings of their kinds."""
    found: dict[str, list[Operation]] = {heading: [] for heading in _GROUPS.values()}
    curls = {(one.method, one.path): one.curl(base, token) for one in examples()}
    shown = {(one.method, one.path): one.shown for one in examples()}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            key = method.upper(), path
            problems = tuple(f"{code} {one['description']}" for code, one in told["responses"].items() if code != "200")
            operation = Operation(
                told["operationId"], *key, told.get("description", told["summary"]), tuple(_fields(document, told)),
                curls[key], shown[key], problems,
            )  # fmt: skip
            found[_GROUPS[told["tags"][0]]].append(operation)
    return {heading: operations for heading, operations in found.items() if operations}


def _fields(document: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Field]:
    for one in told.get("parameters", ()):
        about = one.get("description") or one["schema"].get("description", "")
        yield Field(one["name"], one["in"], _kind(document, one["schema"]), one.get("required", False), about)
    if body := told.get("requestBody"):
        schema = _found(document, body["content"]["application/json"]["schema"])
        for name, inner in schema["properties"].items():
            yield Field(name, "body", _kind(document, inner), name in schema.get("required", ()), inner.get("description", ""))


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """The form of a value in words: "whole number, 1 to 500", "list of text", "object with council, committee, from, to"."""
    schema = _found(document, schema)
    if choices := [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]:
        return " or ".join(dict.fromkeys(_kind(document, one) for one in choices))
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    match schema.get("type"):
        case "array":
            kind = _kind(document, schema.get("items", {}))
            return f"list of {kind.replace('object', 'objects', 1) if kind.startswith('object') else kind}"
        case "object":
            return f"object with {', '.join(schema.get('properties', ()))}"
        case "integer":
            return f"whole number{_bounds(schema)}"
        case "string" if "format" in schema:
            return str(_FORMATS.get(schema["format"], schema["format"]))
        case "string" if longest := schema.get("maxLength"):
            return f"text, at most {longest:,} characters"
    return "text"


def _bounds(schema: Mapping[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    return "" if least is None or most is None else f", {least:,} to {most:,}"


def _found(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or the one that it refers to."""
    name = schema.get("$ref", "").removeprefix("#/components/schemas/")
    found: Mapping[str, Any] = document["components"]["schemas"][name] if name else schema
    return found

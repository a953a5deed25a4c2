"""A request to each route with what the sample papers answer, as the OpenAPI document and the page on the API show it.

`python -m docs.examples HOME` makes the answers anew from a library of the sample papers; tests/api/test_docs_examples.py asks them
again. What is shown is shortened: of a list the first entry, of long words the beginning.
"""

import json
import shlex
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import TypeAdapter

from assistant.models import Frozen

FILE: Final = Path(__file__).parent / "examples.json"
_LONGEST: Final = 160
"""Characters of words that are shown whole."""
_TIMES: Final = "timings_ms"
"""Differ each time, and are left out."""


class Example(Frozen):
    """One request and its answer."""

    route: str
    """Method and path as the OpenAPI document names them: "GET /papers/{paper_id}"."""
    address: str
    """Path and query that are called, under the API's own path."""
    body: dict[str, Any] | None = None
    answer: Any
    """JSON, shortened; of a stream the text of its events."""

    @property
    def method(self) -> str:
        """GET or POST."""
        return self.route.partition(" ")[0]

    @property
    def path(self) -> str:
        """The path as the OpenAPI document names it."""
        return self.route.partition(" ")[2]

    @property
    def parameters(self) -> dict[str, str]:
        """What the address gives for the parameters of the path and the query, by name."""
        called = urlsplit(self.address)
        parts = zip(self.path.split("/"), called.path.split("/"), strict=True)
        return {name.strip("{}"): value for name, value in parts if name.startswith("{")} | dict(parse_qsl(called.query))

    def curl(self, base: str, token: bool) -> str:
        """The request on the command line; `base` is the address of the API, `token` says that one is sent."""
        lines = [f'curl -{"N" if self.path.endswith("/stream") else ""}s "{base}{self.address}"']
        lines += ['-H "Authorization: Bearer $TOKEN"'] if token else []
        if self.body is not None:
            lines += ['-H "Content-Type: application/json"', f"-d {shlex.quote(json.dumps(self.body, ensure_ascii=False))}"]
        return " \\\n  ".join(lines)

    @property
    def shown(self) -> str:
        """The answer as text."""
        return self.answer if isinstance(self.answer, str) else json.dumps(self.answer, ensure_ascii=False, indent=2)


@cache
def examples() -> tuple[Example, ...]:
    """One for each route, in the order of the page."""
    return TypeAdapter(tuple[Example, ...]).validate_json(FILE.read_bytes())


def shortened(value: Any) -> Any:
    """JSON with the first entry of each list, the beginning of long words, and no times."""
    if isinstance(value, dict):
        return {name: shortened(inner) for name, inner in value.items() if name != _TIMES}
    if isinstance(value, list):
        return [shortened(inner) for inner in value[:1]] if any(isinstance(inner, dict | list) for inner in value) else value[:3]
    if isinstance(value, str) and len(value) > _LONGEST:
        return value[:_LONGEST].rpartition(" ")[0] + " …"
    return round(value, 3) if isinstance(value, float) else value


def shortened_events(text: str) -> str:
    """A stream of Server-Sent Events with the first of each kind, its data shortened."""
    kept: dict[str, str] = {}
    for block in filter(None, text.split("\n\n")):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            kept.setdefault(lines["event"], json.dumps(shortened(json.loads(lines["data"])), ensure_ascii=False))
    return "\n\n".join(f"event: {event}\ndata: {data}" for event, data in kept.items())


def document_examples(paths: dict[str, Any]) -> None:
    """Put the examples into the paths of an OpenAPI document."""
    for example in examples():
        operation = paths.get(example.path, {}).get(example.method.lower())
        if operation is None:
            continue
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in example.parameters:
                parameter["example"] = example.parameters[parameter["name"]]
        if example.body is not None:
            operation["requestBody"]["content"]["application/json"]["example"] = example.body
        media = "text/event-stream" if isinstance(example.answer, str) else "application/json"
        operation["responses"]["200"]["content"][media]["example"] = example.answer

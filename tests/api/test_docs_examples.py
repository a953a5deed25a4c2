"""The requests shown are those that the routes take: one for each route, in the OpenAPI document and in docs/api.md."""

import json
import re
import shlex
from pathlib import Path

import pytest

from assistant.api.examples import Example, examples
from tests.api.worlds import World


def test_every_route_has_its_example_in_the_document_and_on_the_page(root: Path, world: World) -> None:
    paths = world.call("GET", "/openapi.json").json()["paths"]
    routes = [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
    assert sorted(routes) == sorted(example.route for example in examples())
    assert sorted(re.findall(r"<!-- example: (.*) -->", (root / "docs" / "api.md").read_text(encoding="utf-8"))) == sorted(routes)
    shown = paths["/papers/{paper_id}"]["get"]
    assert re.fullmatch(r"[0-9a-f]{16}", shown["parameters"][0]["example"])
    assert paths["/ask"]["post"]["responses"]["200"]["content"]["application/json"]["example"]["citations"][0]["locator"]
    assert paths["/ask"]["post"]["requestBody"]["content"]["application/json"]["example"]["question"].endswith("?")


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.route)
def test_a_request_shown_is_taken_as_it_stands(world: World, example: Example) -> None:
    words = shlex.split(example.curl("", token=False).replace("\\\n", " "))[2:]
    address = words.pop(0)
    body = next((words[at + 1] for at, word in enumerate(words) if word == "-d"), None)
    response = world.call(example.method, address, content=body, headers={"content-type": "application/json"} if body else {})
    elsewhere = "{" in example.route or "committee=" in address  # what the samples hold, and not this library
    assert response.status_code in ((200, 404) if elsewhere else (200,)), response.text
    assert body is None or json.loads(body) == example.body

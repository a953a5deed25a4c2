"""The page on the API: every operation, as its reader may use it, and nothing that a browser would run."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api.app import build_api
from assistant.service.services import Services
from assistant.ui.api_docs import build_api_docs
from assistant.ui.guard import Guard
from tests.api.worlds import PASSWORD, FakeBriefer, fake_search
from tests.web_fakes import FakeAssistant, make_services
from vectorstore.models import Role

Read = Callable[[Services], str]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = make_services(tmp_path)
    assert isinstance(made.assistant, FakeAssistant)
    yield replace(made, search=fake_search(made.assistant), briefer=FakeBriefer(made.assistant))
    assert made.access
    made.access.close()
    made.library.close()


def _page(services: Services) -> str:
    app = FastAPI(openapi_url=None)
    app.include_router(build_api_docs(services, build_api(services)))
    app.add_middleware(Guard, access=services.access)
    response = TestClient(app, base_url="http://127.0.0.1:7860").get("/docs")
    assert response.status_code == 200
    assert "sha256" not in response.headers["content-security-policy"], "no script of its own"
    return response.text


def test_every_operation_is_told_with_a_request_and_an_answer(services: Services) -> None:
    page = unescape(_page(services))
    told = [(path, method) for path, methods in build_api(services).openapi()["paths"].items() for method in methods]
    assert len(told) == 12
    for path, method in told:
        assert f'<span class="api-method">{method.upper()}</span> <code>{path}</code>' in page
    assert page.count("What it answers") == 12
    assert 'curl -s "http://127.0.0.1:7860/api/v1/search?q=' in page
    assert "whole number, 1 to 500" in page.lower()
    assert "object with council, committee, from, to, documents, kinds" in page.lower()
    assert 'href="/api/v1/openapi.json"' in page
    assert "Bearer $TOKEN" not in page, "without accounts no token is taken"
    for tool in ("ask", "meeting", "decisions", "brief"):
        assert f"<dt><code>{tool}</code></dt>" in page


def test_what_the_service_lacks_is_not_told(services: Services) -> None:
    page = _page(replace(services, search=None, briefer=None))
    assert "/search?q=" not in page
    assert "Briefing notes</h2>" not in page


def test_a_reader_of_a_service_with_accounts_is_told_whom_to_ask_for_a_token(services: Services) -> None:
    assert services.access
    services.access.accounts.create("olive", Role.OFFICER, PASSWORD)
    services.access.gatekeeper.on_network = True
    page = _page(services)
    assert "Authorization: Bearer $TOKEN" in page
    assert "ask the people who run this service" in page
    assert "council-papers accounts token create" not in page
    assert "council-papers mcp" not in page

"""What each reader gets from the routes beside the chat; guessed addresses tell nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.access.models import Identity
from assistant.models import Ask
from assistant.service.services import Services
from assistant.service.visitor import Visitor
from assistant.ui.guard import Guard
from assistant.ui.pages import build_pages
from assistant.ui.sources import PageImages, build_sources
from assistant.ui.turns import turn_html
from ingest.models import PaperStatus, Passage
from tests.web_fakes import SECRET, FakeAssistant, make_services
from vectorstore.models import Role

Visit = Callable[[Role], tuple[TestClient, Services]]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """A client with a role, and the services behind it."""
    images, opened = PageImages(), []

    def open_as(role: Role) -> tuple[TestClient, Services]:
        services = make_services(tmp_path / role.value, role)
        opened.append(services)
        app = FastAPI()
        app.include_router(build_sources(services, images))
        app.include_router(build_pages(services))
        app.add_middleware(Guard, access=services.access)
        return TestClient(app, base_url="http://127.0.0.1:7860"), services

    yield open_as
    images.close()
    for services in opened:
        services.library.close()


def _passage(services: Services, words: str) -> Passage:
    return next(passage for passage in services.library.passages() if words in passage.text)


def test_a_source_shows_the_words_in_their_place(visit: Visit) -> None:
    client, services = visit(Role.PUBLIC)
    passage = _passage(services, "£48,200")
    start = passage.text.index("£48,200")
    page = client.get(f"/source/{passage.id}?start={start}&end={start + 7}").text
    assert "<mark>£48,200</mark>" in page
    assert "para 4 (pack page 21, PDF page 1)" in page
    assert "Page 1</h2>" in page, "how long the paper is tells of its exempt page"
    assert "Residents near the boathouse" in page
    member, services = visit(Role.MEMBER)
    assert "Page 1 of 3</h2>" in member.get(f"/source/{_passage(services, '£48,200').id}").text


@pytest.mark.parametrize("words", [SECRET, "reserve price"])
def test_exempt_words_do_not_exist_for_the_public(visit: Visit, words: str) -> None:
    client, services = visit(Role.PUBLIC)
    passage = _passage(services, words)
    paper = services.library.paper(passage.document)
    near = _passage(services, "That the meadows be mown")
    absent = client.get("/source/0000000000000000-00000")
    for path in (
        f"/source/{passage.id}",
        f"/source/{passage.id}/page/3.png",
        f"/source/{near.id}/page/3.png",
        f"/papers/{paper.id}/file",
    ):
        refused = client.get(path)
        assert (refused.status_code, refused.content) == (absent.status_code, absent.content), path
    beside = client.get(f"/source/{near.id}?page=3").text
    assert words not in beside
    assert "This page cannot be shown." in beside


def test_a_member_gets_the_exempt_page_and_the_file(visit: Visit) -> None:
    client, services = visit(Role.MEMBER)
    passage = _passage(services, SECRET)
    assert SECRET in client.get(f"/source/{passage.id}").text
    assert client.get(f"/source/{passage.id}/page/3.png").content.startswith(b"\x89PNG")
    file = client.get(f"/papers/{services.library.paper(passage.document).id}/file")
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"] == "inline; filename*=UTF-8''meadows-pack.pdf"


def test_answers_carry_the_headers_that_keep_them_harmless(visit: Visit) -> None:
    client, _ = visit(Role.PUBLIC)
    page = client.get("/accessibility")
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("header", "value"),
    [("host", "papers.evil.example"), ("origin", "https://evil.example"), ("origin", "null"), ("host", "127.0.0.1.evil.example:7860")],
)
def test_other_sites_cannot_reach_it(visit: Visit, header: str, value: str) -> None:
    client, _ = visit(Role.PUBLIC)
    assert client.get("/accessibility", headers={header: value}).status_code == 403
    assert client.get("/accessibility", headers={"origin": "http://127.0.0.1:7860"}).status_code == 200


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"status": PaperStatus.DRAFT}, "Draft paper"),
        ({"status": PaperStatus.SUPERSEDED}, "Superseded paper"),
        ({"struck": ((4, 10),)}, "Some of these words are struck out in the paper"),
        ({"confidence": 0.8}, "Read from a scanned image: check the wording on the page"),
    ],
)
def test_what_must_be_known_of_a_passage_is_said_with_the_answer_and_at_the_source(
    visit: Visit, change: dict[str, Any], label: str
) -> None:
    client, services = visit(Role.PUBLIC)
    passage = _passage(services, "RESOLVED")
    paper = services.library.paper(passage.document)
    path = services.library.stored_file(paper)
    assert path is not None
    services.library.put(paper, [replace(passage, **change)], path)
    page = client.get(f"/source/{passage.id}").text
    assert f'<strong class="tag">{label}</strong>' in page
    assert ("<del>" in page) == ("struck" in change)
    answer = FakeAssistant(services.library).answer(Ask(question="What was RESOLVED and thought too little?"))
    visitor = Visitor(services, Identity(name="", role=Role.PUBLIC))
    assert f'<strong class="tag">{label}</strong>' in turn_html(visitor, 1, answer)

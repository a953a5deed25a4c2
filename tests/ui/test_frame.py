"""What pages say of themselves where a link to them is shared, what is read without script, and what stands where nothing is."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from assistant.ui.render import ABOUT, render
from tests.access.doors import Visit, make_app
from tests.web_fakes import make_services


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    services = make_services(tmp_path_factory.mktemp("frame"))
    yield Visit(make_app(services)).client
    services.library.close()


@pytest.mark.parametrize(
    ("path", "title"), [("/", "Ask a question"), ("/papers/", "Papers"), ("/meetings", "Meetings"), ("/nothing", "Page not found")]
)
def test_a_page_has_our_title_description_and_icons_and_nothing_of_gradio(client: TestClient, path: str, title: str) -> None:
    page = client.get(path).text
    head = page[: page.index("</head>")]
    assert f"<title>{title} - Council papers</title>" in head
    assert re.findall(r'property="og:title" content="([^"]*)"', head) == [title]
    assert head.count(ABOUT.replace("'", "&#39;")) == 2
    assert "theme-color" in head
    assert f'property="og:image" content="{str(client.base_url).rstrip("/")}/static-ui/' in head
    assert "twitter:" not in head
    assert "manifest" not in head
    assert ">Gradio<" not in page
    assert 'content="Gradio"' not in page
    icons = re.findall(r'<link rel="[^"]*icon" href="([^"]+)"', head)
    assert len(icons) == 3
    for icon in [*icons, "/favicon.ico"]:
        assert client.get(icon).headers["content-type"].startswith("image/")


def test_a_title_is_escaped() -> None:
    assert "<b>" not in render("head.html", title="<b>", description='"<b>')


@pytest.mark.parametrize("path", ["/", "/papers/add/"])
def test_without_script_a_page_says_what_can_be_read(client: TestClient, path: str) -> None:
    response = client.get(path)
    shown = response.text.partition("<noscript>")[2].partition("</noscript>")[0]
    for address in ("/meetings", "/decisions", "/actions", "/conversations", "/brief"):
        assert f'href="{address}"' in shown
    assert "<script" not in shown
    assert int(response.headers["content-length"]) == len(response.content)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404), ("GET", "/papers/nothing", 404), ("GET", "/papers/nothing/file", 404), ("GET", "/source/nothing", 404),
        ("GET", "/static-ui/nothing.css", 404), ("GET", "/meetings/nothing", 404), ("POST", "/", 405), ("POST", "/brief", 413),
    ],
)  # fmt: skip
def test_what_is_refused_is_a_page_with_ways_on(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path, content=b"x" * (2 << 20) if status == 413 else None)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert '<nav aria-label="Pages">' in response.text
    main = response.text.partition("<main")[2].partition("</main>")[0]
    assert main.count('<a href="/') >= 3


def test_programs_are_refused_in_their_own_form(client: TestClient) -> None:
    for path in ("/api/v1/nothing", "/api/nothing"):
        response = client.get(path)
        assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_where_no_page_is_sent_nothing_is_framed(client: TestClient) -> None:
    assert client.get("/theme.css").headers["content-type"].startswith("text/css")

"""What is not answered says so as a page where people look, as a problem where programs ask; and nothing a reader sends leads elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.doors import HOST, Visit, make_app
from tests.web_fakes import make_services

ELSEWHERE = "evil.example"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    services = make_services(tmp_path_factory.mktemp("refusals"), public_hosts="papers.example")
    assert services.access is not None
    services.access.accounts.create("mary", services.role, "meadow gate at dusk")
    visit = Visit(make_app(services))
    with visit.client:
        yield visit
    services.access.close()
    services.library.close()


REFUSED = [
    ("GET", "/nothing", 404), ("GET", "/papers/nothing/at/all", 404), ("GET", "/gradio_api/info", 404), ("GET", "/config", 404),
    ("GET", "/papers/add/config", 404), ("GET", "/login", 404), ("POST", "/login", 404), ("GET", "/logout", 404),
    ("GET", "/papers/add/logout", 404),
    ("GET", "/assets/none.js", 404), ("GET", "/static-ui/none.css", 404), ("GET", "/static/%2e%2e/x", 404), ("GET", "/monitoring", 404),
    ("POST", "/", 405), ("PUT", "/papers/add/", 405), ("POST", "/meetings", 405), ("DELETE", "/accessibility", 405),
    ("DELETE", "/meetings", 405), ("PUT", "/papers/", 405), ("DELETE", "/decisions", 405), ("POST", "/decisions/file.xlsx", 405),
    ("DELETE", "/nothing", 404), ("POST", "/meetings/nothing/at/all", 404),
    ("GET", "/conversations/x/feedback", 404), ("GET", "/source/x?page=abc", 422), ("GET", "/source/x?start=" + "9" * 5000, 422),
    ("GET", f"/source/x?page={'9' * 30}", 404), ("GET", f"/source/x/page/{'9' * 30}.png", 404),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "status"), REFUSED)
@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.8", "*/*"])
def test_a_page_that_is_not_answered_says_so_as_a_page(visit: Visit, method: str, path: str, status: int, accept: str) -> None:
    answer = visit.client.request(method, path, headers={"accept": accept})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>" in answer.text
    assert "content-security-policy" in answer.headers
    assert "9" * 30 not in answer.text


def test_a_page_says_how_it_may_be_called_and_answers_for_its_head(visit: Visit) -> None:
    assert visit.client.request("DELETE", "/meetings").headers["allow"] == "GET"
    assert visit.client.request("HEAD", "/meetings").status_code == 200
    assert visit.client.request("HEAD", "/nothing").status_code == 404


@pytest.mark.parametrize(
    ("host", "shown"),
    [("papers.example", "http://papers.example"), ("127.0.0.1", "http://papers.example"), ("127.0.0.1:7860", "http://papers.example")],
)
@pytest.mark.parametrize("path", ["/meetings", "/", "/papers/add/"])
def test_the_picture_of_a_shared_link_has_the_address_that_readers_use(visit: Visit, host: str, shown: str, path: str) -> None:
    page = visit.client.get(path, headers={"host": host, "origin": f"http://{host}"}).text
    assert f'<meta property="og:image" content="{shown}/static-ui/icon-180.png">' in page


def test_what_the_guard_refuses_is_a_page_too(visit: Visit) -> None:
    for headers, status in (({"host": ELSEWHERE}, 403), ({"origin": f"https://{ELSEWHERE}"}, 403)):
        answer = visit.client.get("/accessibility", headers=headers)
        assert (answer.status_code, "<h1>" in answer.text) == (status, True)
    answer = visit.client.post("/sign-in", content=b"x" * (5 << 20), headers={"content-type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, "<h1>" in answer.text) == (413, True)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/v1/nothing", {}, 404), ("/api/v1/ask", {"host": ELSEWHERE}, 403), ("/api/v1/ask", {}, 405),
        ("/mcp", {"origin": f"https://{ELSEWHERE}"}, 403), ("/api/v2/ask", {}, 404),
    ],
)  # fmt: skip
def test_a_program_is_told_as_a_problem(visit: Visit, path: str, headers: dict[str, str], status: int) -> None:
    answer = visit.client.get(path, headers={"accept": "application/json", **headers})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_page_answers_as_before(visit: Visit) -> None:
    for path in ("/", "/papers/", "/papers/add/", "/accessibility", "/favicon.ico", "/static-ui/app.js", "/theme.css"):
        assert visit.get(path)[0] == 200
    assert visit.client.get("/papers").headers["location"] == "/papers/"
    assert visit.client.get("/papers/add").headers["location"] == "/papers/add/"


FORWARDED = ("x-forwarded-host", "x-forwarded-proto", "x-gradio-server", "x-forwarded-prefix", "x-original-url", "x-rewrite-url")
PLACES = [
    "/",
    "/papers/",
    "/papers",
    "/papers/add/",
    "/logout",
    "/login",
    "/sign-in",
    "/sign-in?next=//evil.example",
    "/?__theme=evil.example",
    "/conversations",
]


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("header", FORWARDED)
def test_no_header_sends_a_reader_elsewhere(visit: Visit, path: str, header: str) -> None:
    value = {"x-forwarded-proto": "https", "x-gradio-server": f"http://{ELSEWHERE}"}.get(header, ELSEWHERE)
    plain, answer = visit.client.get(path), visit.client.get(path, headers={header: value})
    assert ELSEWHERE not in answer.text
    assert ELSEWHERE not in str(answer.headers)
    assert (answer.status_code, answer.headers.get("location")) == (plain.status_code, plain.headers.get("location"))
    assert f"https://{HOST.partition('//')[2]}" not in answer.text


def test_forms_lead_to_fixed_places(visit: Visit) -> None:
    where = {"next": f"https://{ELSEWHERE}", "redirect": f"//{ELSEWHERE}", "return_to": "/\\evil.example"}
    form = {"form": visit.form_token("/sign-in"), "name": "mary", "password": "meadow gate at dusk", **where}
    for path in ("/sign-in", "/sign-out", "/conversations/delete", "/brief"):
        form["form"] = visit.form_token("/accessibility")
        answer = visit.client.post(f"{path}?next=//{ELSEWHERE}", data=form, headers={"x-forwarded-host": ELSEWHERE})
        assert ELSEWHERE not in str(answer.headers)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/")
            assert not answer.headers["location"].startswith("//")


LONG = "a" * 60_000
TYPED = ("/conversations?q=", "/decisions?committee=", "/actions?responsible=", "/compare?measure=", "/brief?topic=")


@pytest.mark.parametrize("path", TYPED)
def test_what_is_typed_into_a_page_is_bounded(visit: Visit, path: str) -> None:
    answer = visit.client.get(path + LONG)
    assert answer.status_code in ((400,) if "committee" in path else (200, 404))
    assert "a" * 600 not in answer.text


def test_a_page_is_opened_without_what_gradio_reads_of_its_address(visit: Visit, tmp_path: Path) -> None:
    plain = visit.client.get("/").text
    for query in ("page=nothing", f"deep_link={tmp_path}", "deep_link=../x", "view=api"):
        assert visit.client.get(f"/?{query}").text == plain

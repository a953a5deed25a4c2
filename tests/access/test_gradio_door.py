"""gradio's own addresses and inputs, attacked: no file is read or copied and nothing is fetched, whoever asks and whatever is sent."""

import contextlib
import json
import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_socket
from starlette.routing import Mount
from starlette.testclient import TestClient

from assistant.errors import AssistantError, BadRequestError
from assistant.ui.gradio_guard.door import GradioDoor
from assistant.ui.gradio_guard.frame import Framed
from assistant.ui.gradio_guard.inputs import Inputs, Uploads
from tests.access.doors import HOST, Visit, in_a_loop, make_app
from tests.web_fakes import make_services
from vectorstore.models import Role

PASSWORD = "meadow gate at dusk"
PAGES = ("", "/papers/add")
READERS = ("nobody, without accounts", "anonymous", "mary", "oscar")
KEPT = "the figure that the other side must not learn"


class World:
    """Four readers: the one of a machine without accounts, and three of a machine with them; and a file that is none of their business."""

    def __init__(self, folder: Path) -> None:
        for name in ("alone", "shared"):
            (folder / name).mkdir()
        self.alone, self.shared = make_services(folder / "alone"), make_services(folder / "shared", questions_per_minute=0)
        assert self.shared.access is not None
        for name, role in (("mary", Role.MEMBER), ("oscar", Role.OFFICER), ("olga", Role.OFFICER)):
            self.shared.access.accounts.create(name, role, PASSWORD)
        self.secret, self.missing = folder / "secret.txt", folder / "missing.txt"
        self.secret.write_text(KEPT, encoding="utf-8")
        self.browsers = {"alone": Visit(make_app(self.alone)), "shared": Visit(make_app(self.shared))}

    def visit(self, who: str) -> Visit:
        browser = self.browsers["alone" if who == READERS[0] else "shared"]
        visit = Visit(browser.app, browser)
        if who in ("mary", "oscar", "olga"):
            assert visit.sign_in(who, PASSWORD) == 303
        return visit

    def inner(self, page: str) -> TestClient:
        """gradio itself, without the door before it."""
        app = self.browsers["alone"].app
        mounts = [route for route in app.routes if isinstance(route, Mount) and route.path == page]
        mounted = next(route for route in mounts if isinstance(route.app, GradioDoor))
        assert isinstance(mounted.app, GradioDoor)
        assert isinstance(mounted.app.app, Framed)
        client = TestClient(mounted.app.app.app, base_url=HOST, raise_server_exceptions=False)
        client.portal = self.browsers["alone"].client.portal
        return client


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    pytest_socket.enable_socket()
    world = World(tmp_path_factory.mktemp("world"))
    with world.browsers["alone"].client, world.browsers["shared"].client:
        yield world
    for services in (world.alone, world.shared):
        assert services.access is not None
        services.access.close()
        services.library.close()


class Outside:
    """Counts what would reach another machine: names looked up, connections opened, and calls at a listener."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.looked_up: list[Any] = []
        self.connected: list[Any] = []
        self.called = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()
        look_up, connect = socket.getaddrinfo, socket.socket.connect

        def counted(host: Any, *rest: Any, **named: Any) -> Any:
            self.looked_up.append(host)
            return look_up("127.0.0.1", *rest, **named)

        def connecting(sock: socket.socket, address: Any) -> Any:
            if sock.family != socket.AF_UNIX:
                self.connected.append(address)
            return connect(sock, address)

        patch.setattr(socket, "getaddrinfo", counted)
        patch.setattr(socket, "gethostbyname", lambda host: self.looked_up.append(host) or "127.0.0.1")
        patch.setattr(socket.socket, "connect", connecting)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.listener.accept()[0].close()
                self.called += 1

    def assert_silent(self) -> None:
        assert (self.looked_up, self.connected, self.called) == ([], [], 0)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    pytest_socket.enable_socket()
    outside = Outside(monkeypatch)
    yield outside
    outside.listener.close()


def shapes(place: str) -> list[Any]:
    """Values that name `place`, a path or an address, in every way that gradio might follow."""
    meta = {"meta": {"_type": "gradio.FileData"}}
    reference = {"path": place, **meta}
    return [
        reference, {"path": place}, {"path": place, "url": place, "orig_name": "a.txt", "size": 4, "mime_type": "text/plain", **meta},
        {"path": place, "is_stream": True, **meta}, {"path": "a.txt", "url": place, **meta}, {"path": f"/gradio_api/file={place}", **meta},
        [reference], [[reference]], {"value": reference}, {"any": {"key": [reference]}}, {"__type__": "update", "value": reference},
        {"image": reference, "caption": "x"}, {"video": reference, "subtitles": None}, {"text": "x", "files": [reference]},
        {"background": reference, "layers": [reference], "composite": reference}, {"name": place, "data": None, "is_file": True},
        {"_type": "gradio.FileData", "path": place}, {"path": [place], **meta}, {"path": {"path": place, **meta}, **meta},
    ]  # fmt: skip


def flat(routes: list[Any]) -> Iterator[Any]:
    """The routes, with those of routers among them."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from flat(inner.routes) if inner else [route]


def functions(visit: Visit, page: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = visit.config(page)["dependencies"]
    assert found
    return found


def cached() -> set[str]:
    """Everything where gradio keeps files, but for the empty ones that it makes of each upload."""
    from gradio.utils import get_upload_folder

    return {str(Path(at) / name) for at, _, names in os.walk(get_upload_folder()) for name in names}


CALLS = ("queue/join", "run/predict")


def send(visit: Visit, page: str, number: int, data: list[Any], addresses: tuple[str, ...] = CALLS, **more: Any) -> list[tuple[int, str]]:
    """What comes of a call by the addresses that take one; where it is taken, all that it sends."""
    answers = []
    for address in addresses:
        body = {"data": data, "fn_index": number, "session_hash": f"walk{number}", **more}
        answer = visit.client.post(f"{page}/gradio_api/{address}", json=body)
        said = answer.text
        if answer.status_code == 200 and address == "queue/join":
            said = visit.client.get(f"{page}/gradio_api/queue/data", params={"session_hash": f"walk{number}"}).text
        answers.append((answer.status_code, said))
    return answers


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", READERS)
def test_no_input_takes_a_file_or_an_address(world: World, outside: Outside, who: str, page: str) -> None:
    visit, before = world.visit(who), cached()
    places = [str(world.secret), str(world.missing), "http://papers.example/x.txt", f"http://127.0.0.1:{outside.port}/x.txt"]
    sent = 0
    for function in functions(visit, page):
        inputs = function["inputs"]
        for at in range(len(inputs)):
            for turn, kinds in enumerate([*zip(*map(shapes, places), strict=True), *([[place] for place in places] if page else ())]):
                told = set()
                for value in kinds:
                    data: list[Any] = [None] * len(inputs)
                    data[at] = value
                    told |= set(send(visit, page, function["id"], data, (CALLS[(function["id"] + turn) % 2],)))
                    sent += 1
                assert [status for status, _ in told] == [422], value  # the same, whether or not there is such a file
                assert KEPT not in str(told)
    assert sent >= (80 if page else 2000)
    assert cached() == before
    outside.assert_silent()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", READERS)
def test_words_that_look_like_places_are_words(world: World, outside: Outside, who: str, page: str) -> None:
    visit, before = world.visit(who), cached()
    config = visit.config(page)
    kinds = {part["id"]: (part["type"], part["props"].get("multiselect")) for part in config["components"]}
    for function in config["dependencies"]:
        for place in (str(world.secret), f"http://127.0.0.1:{outside.port}/x.txt"):
            data = [
                None if kind in ("state", "file") else [place] if many else place for kind, many in (kinds[i] for i in function["inputs"])
            ]
            event = {"path": place, "meta": {"_type": "gradio.FileData"}}
            for _, said in send(visit, page, function["id"], data, event_data=event, request=event, simple_format=True, batched=True):
                assert KEPT not in said
    assert cached() == before
    outside.assert_silent()


@pytest.mark.parametrize("page", PAGES)
def test_gradio_itself_takes_none_either(world: World, outside: Outside, page: str) -> None:
    client, before = world.inner(page), cached()
    visit = world.visit(READERS[0])
    for function in functions(visit, page):
        for at in range(len(function["inputs"])):
            for place in (str(world.secret), "http://papers.example/x.txt"):
                for value in [shapes(place)[kind] for kind in (0, 3, 6, 9)]:
                    data: list[Any] = [None] * len(function["inputs"])
                    data[at] = value
                    session = {"session_hash": "inner"}
                    joined = client.post("/gradio_api/queue/join", json={"data": data, "fn_index": function["id"], **session})
                    if joined.status_code == 200:
                        assert KEPT not in client.get("/gradio_api/queue/data", params=session).text
    assert cached() == before
    assert KEPT not in client.get(f"/gradio_api/file={world.secret}").text
    assert client.get("/gradio_api/file=http://papers.example/x.txt").status_code >= 400
    outside.assert_silent()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", READERS)
def test_of_gradios_addresses_only_those_needed_are_open(world: World, outside: Outside, who: str, page: str) -> None:
    visit, client = world.visit(who), world.inner(page)
    routes = [(method, route.path) for route in flat(client.app.routes) for method in sorted(getattr(route, "methods", None) or ())]  # type: ignore[attr-defined]
    assert len(routes) > 60
    filled = {(method, re.sub(r"{[^}]*path}", str(world.secret), path)) for method, path in routes}
    filled |= {("GET", f"/gradio_api/{door}={place}") for door in ("file", "proxy") for place in (world.secret, "http://papers.example/x")}
    opened = set()
    for method, path in filled:
        if "heartbeat" in path or path in ("/gradio_api/queue/data", "/gradio_api/dev/reload"):  # they go on until the reader leaves
            continue
        answer = visit.client.request(method, f"{page}{re.sub('{[^}]*}', 'x', path)}", json={} if method == "POST" else None)
        assert KEPT not in answer.text
        if answer.status_code not in (404, 405):
            opened.add((method, path.rstrip("/")))
    may = who in (READERS[0], "oscar") and page == "/papers/add"
    wanted = {("GET", ""), ("HEAD", ""), ("GET", "/theme.css"), ("GET", "/gradio_api/app_id")}
    wanted |= {
        ("POST", "/gradio_api/queue/join"),
        *((("POST", "/gradio_api/upload"), ("GET", "/gradio_api/upload_progress")) if may else ()),
    }
    assert opened - {("GET", "/favicon.ico"), ("POST", "/gradio_api/run/x")} == wanted
    outside.assert_silent()


def test_files_of_the_library_and_of_the_computer_are_not_served(world: World) -> None:
    home = world.shared.library.home
    for who in READERS:
        visit = world.visit(who)
        for page in PAGES:
            for path in (home / "library.sqlite3", home / "access.sqlite3", world.secret, "/etc/passwd", "/proc/self/environ"):
                for address in (
                    f"gradio_api/file={path}",
                    f"gradio_api/file/{path}",
                    f"file={path}",
                    f"assets/{path}",
                    f"static/../..{path}",
                ):
                    status, body = visit.get(f"{page}/{address}")
                    assert status == 404
                    assert b"Page not found" in body


def upload(visit: Visit, *files: tuple[str, bytes]) -> list[str]:
    answer = visit.client.post("/papers/add/gradio_api/upload", files=[("files", file) for file in files])
    assert answer.status_code == 200
    names: list[str] = answer.json()
    return names


def sent_as(name: str) -> dict[str, Any]:
    """A file as the browser sends it once it is uploaded."""
    return {
        "path": name, "url": f"{HOST}/papers/add/gradio_api/file={name}", "orig_name": "x.txt", "size": 5, "mime_type": "text/plain",
        "meta": {"_type": "gradio.FileData"},
    }  # fmt: skip


@pytest.mark.parametrize("who", ["oscar", READERS[0]])
def test_what_a_reader_uploads_is_added(world: World, who: str) -> None:
    visit, title = world.visit(who), f"otters-{who[:5]}.txt"
    visit.text("/papers/add/")
    names = upload(visit, (title, b"The otters of the weir are counted each May."), ("empty.txt", b""))
    assert not any(re.search(r"[/\\.]", name) for name in names)
    said = visit.event("/papers/add", ("add", "click"), [[sent_as(name) for name in names]], "adding")
    assert f"Added: {title}" in said
    assert "Not added: empty.txt" in said
    library = (world.alone if who == READERS[0] else world.shared).library
    assert title in [paper.document for paper in library.papers()]


def test_what_another_uploaded_is_not_there(world: World) -> None:
    oscar, olga, mary = (world.visit(name) for name in ("oscar", "olga", "mary"))
    (name,) = upload(oscar, ("voles.txt", b"Voles were seen by the lock."))
    from gradio.utils import get_upload_folder

    (path,) = Path(get_upload_folder()).glob("*/voles.txt")
    unknown = olga.join("/papers/add", ("add", "click"), [[sent_as("no-such-file")]], "taking")
    for other in (olga, mary, world.visit("anonymous")):
        for sent in (name, str(path), path.name):
            answer = other.join("/papers/add", ("add", "click"), [[sent_as(sent)]], "taking")
            assert (answer.status_code, answer.text) == (unknown.status_code, unknown.text) == (422, unknown.text)
    assert oscar.join("/papers/add", ("add", "click"), [[sent_as(str(path))]], "own path").status_code == 422
    assert "Added: voles.txt" in oscar.event("/papers/add", ("add", "click"), [[sent_as(name)]], "adding")


def test_an_upload_is_forgotten_after_an_hour() -> None:
    now = [0.0]
    uploads = Uploads(lambda: now[0])
    name = uploads.keep("/uploaded/x.txt", "oscar")
    now[0] = 3599.0
    assert uploads.path(name, "oscar") == "/uploaded/x.txt"
    now[0] = 3601.0
    with pytest.raises(BadRequestError, match="choose it again"):
        uploads.path(name, "oscar")


def test_uploads_lie_where_no_other_user_of_the_computer_can_read(world: World) -> None:
    from gradio.utils import get_upload_folder

    folder = Path(get_upload_folder())
    assert folder.stat().st_mode & 0o077 == 0
    for services in (world.alone, world.shared):
        assert not services.library.home.is_relative_to(folder)
        assert not folder.is_relative_to(services.library.home)


HALF = "half a character \ud800"
BODIES = [
    b"", b"null", b"[]", b"{", b'{"data": []}', b"[" * 100_000, b'{"a":' * 20_000, b"\xff\xfe", b'{"fn_index": 1e400}',
    b'{"data": [], "fn_index": true, "session_hash": "x"}', b'{"data": [], "fn_index": 9999, "session_hash": "x"}',
    b'{"data": [], "fn_index": 0, "session_hash": "../x"}', b'{"data": {}, "fn_index": 0, "session_hash": "x"}',
    b'{"data": [' + b"9" * 5000 + b'], "fn_index": 0, "session_hash": "x"}',
    json.dumps({"data": [HALF, None, None, None, [], "", "", ""], "fn_index": 0, "session_hash": "x"}).encode(),
    json.dumps({"data": ["x", None, None, None, ["a"] * 201, "", ""], "fn_index": 0, "session_hash": "x"}).encode(),
    json.dumps({"data": ["x", [], None, None, [], "", "", ""], "fn_index": 0, "session_hash": "x"}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_a_body_of_another_form_is_refused(world: World, number: int) -> None:
    visit = world.visit("anonymous")
    for address in ("queue/join", "run/predict"):
        answer = visit.client.post(f"/gradio_api/{address}", content=BODIES[number], headers={"content-type": "application/json"})
        assert answer.status_code == 422
        assert list(answer.json()) == ["detail"]


def test_a_body_is_bounded_whatever_it_says_of_its_length(world: World) -> None:
    visit = world.visit("anonymous")
    body = {"data": ["a" * 300_000, None, None, None, [], "", "", ""], "fn_index": 0, "session_hash": "long"}
    assert visit.client.post("/gradio_api/queue/join", json=body).status_code == 413
    answer = visit.client.post("/gradio_api/queue/join", content=(part for part in [b"x" * 1000]), headers={"content-type": "text/json"})
    assert answer.status_code == 413  # it does not say how long it is


@pytest.mark.parametrize(("length", "taken"), [(2000, True), (2001, False), (60_000, False)])
def test_a_question_is_bounded(world: World, length: int, taken: bool) -> None:
    visit, question = world.visit("anonymous"), "meadows ".ljust(length, "x")
    said = visit.event("", ("ask", "click"), [question, None, None, None, [], "", "", ""], f"bounded{length}")
    assert ("2,000 characters or fewer" in said) is not taken
    assert ("Searched" in said) is taken


@pytest.mark.parametrize(
    "bounds",
    [
        [None, "c" * 301, [], "", "", ""],
        ["c" * 301, None, [], "", "", ""],
        [None, None, ["p" * 301], "", "", ""],
        [None, None, [], "2012 " * 50, "", ""],
        [None, None, [], "", "", "2012 " * 50],
    ],
)
def test_a_bound_on_the_papers_is_bounded(world: World, bounds: list[Any]) -> None:
    said = world.visit("anonymous").event("", ("ask", "click"), ["What of the meadows?", None, *bounds], f"bounds{len(str(bounds))}")
    assert "There is a problem" in said
    assert "Searched" not in said


def test_an_input_of_an_unknown_kind_is_never_mounted() -> None:
    import gradio as gr

    def build() -> gr.Blocks:
        with gr.Blocks() as blocks:
            picture = gr.Image()
            gr.Button().click(lambda shown: shown, picture, None)
        return blocks

    with pytest.raises(AssistantError, match="image"):
        Inputs(in_a_loop(build), Uploads())


@pytest.mark.parametrize("stranger", ["anonymous", "oscar"])
def test_what_an_account_asked_is_streamed_to_that_account_alone(world: World, stranger: str) -> None:
    mary, other = world.visit("mary"), world.visit(stranger)
    asked = ["When does the library open?", None, None, None, [], "", "", ""]
    assert mary.join("", ("ask", "click"), asked, "known").status_code == 200
    session = {"session_hash": "known"}
    heard = ""
    with contextlib.suppress(ConnectionAbortedError):  # gradio ends the stream of a session that it does not know
        heard = other.client.get("/gradio_api/queue/data", params=session).text
    assert '"output"' not in heard
    assert '"output"' in mary.client.get("/gradio_api/queue/data", params=session).text

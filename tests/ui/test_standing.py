"""The app when its files are replaced or deleted under it: it says so at every address, and writes nothing more."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.service.services import Services
from assistant.ui.app import create_app
from assistant.ui.standing import refuse_served_home
from ingest.models import Classification
from tests.access.doors import Visit, make_app
from tests.web_fakes import make_services
from vectorstore.models import Role

PACK = "meadows-pack.pdf"
ADDRESSES = ("/", "/config", "/meetings", "/papers/", "/sign-in", "/conversations", "/api/v1/papers", "/api/v1/openapi.json", "/nowhere",
             "/gradio_api/queue/data?session_hash=x", "/papers/add/", "/papers/add/gradio_api/queue/join", "/mcp")  # fmt: skip


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(tmp_path / "home", Role.OFFICER)
    yield services
    assert services.access
    services.access.close()
    services.library.close()


def _delete(file: Path) -> None:
    file.unlink()


def _replace(file: Path) -> None:
    subprocess.run(["cp", file, f"{file}.copy"], check=True)
    Path(f"{file}.copy").replace(file)


@pytest.mark.parametrize("lose", [_delete, _replace])
@pytest.mark.parametrize("name", ["library.sqlite3", "access.sqlite3", "library.sqlite3-wal", "access.sqlite3-wal"])
def test_the_app_answers_nothing_from_a_file_that_is_no_longer_there(services: Services, name: str, lose, caplog) -> None:
    visit = Visit(make_app(services))
    with visit.client:
        assert (visit.text("/healthz"), visit.get("/healthz")[0], visit.get("/meetings")[0]) == ("ok", 200, 200)
        lose(services.library.home / name)
        assert (visit.text("/healthz"), visit.get("/healthz")[0]) == ("not ok", 503)
        for address in ADDRESSES:
            status, body = visit.get(address)
            assert (address, status) == (address, 503)
            assert b"files were changed while it was running" in body
            assert PACK.encode() not in body
        assert visit.client.post("/api/v1/ask", json={"question": "What is decided?"}).json()["status"] == 503
        assert visit.client.post("/sign-in", data={"name": "x", "password": "y"}).status_code == 503
        assert visit.get("/static-ui/style.css")[0] == 200
    assert caplog.text.count("was replaced or deleted while this program was using it") == 1


def test_a_change_of_a_paper_is_not_taken_by_a_deleted_file(services: Services) -> None:
    visit = Visit(make_app(services))
    with visit.client:
        (paper,) = [paper for paper in services.library.papers() if paper.document == PACK]
        form = visit.form_token(f"/papers/{paper.id}/correct")
        assert form
        _replace(services.library.home / "library.sqlite3")
        fields = {"form": form, "classification": Classification.EXEMPT.value}
        assert visit.client.post(f"/papers/{paper.id}/correct", data=fields).status_code == 503, "said, not lost"


def test_health_is_told_to_anybody_by_any_name(services: Services) -> None:
    visit = Visit(make_app(services))
    with visit.client:
        answer = visit.client.get(
            "/healthz", headers={"host": "10.0.0.7", "x-forwarded-for": "192.0.2.1", "origin": "https://else.example"}
        )
        assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "ok", "no-store")
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("inside", ["home/uploads", "."])
def test_a_home_among_what_gradio_serves_is_refused(services: Services, monkeypatch, tmp_path: Path, inside: str) -> None:
    refuse_served_home(services.library.home)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / inside))
    with pytest.raises(AssistantError, match=r"lie one within the other: name another folder with --home, or set GRADIO_TEMP_DIR"):
        create_app(services)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "homestead"))
    refuse_served_home(services.library.home)


def test_gradio_gives_out_nothing_of_the_home(services: Services, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # of the working directory gradio copies what it is asked for
    visit = Visit(make_app(services))
    with visit.client:
        for page in ("", "/papers/add"):
            for name in ("library.sqlite3", "access.sqlite3", "settings.toml"):
                status, body = visit.get(f"{page}/gradio_api/file={services.library.home / name}")
                assert status in (403, 404)
                assert b"SQLite" not in body

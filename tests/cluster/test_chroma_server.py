"""Vectors on a Chroma server: results are those of the index on files (test_index_contract.py), and a server that is gone is an error."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import pytest_socket

import vectorstore.build
import vectorstore.local
from assistant.configuration import load
from assistant.errors import SettingsError
from ingest.library.library import Library
from ingest.models import Classification
from tests.cluster.conftest import free_port
from tests.cluster.index_fakes import Engine, chroma_server, local, with_chroma
from tests.vectorstore.search_fakes import SETTINGS, put, sentences
from vectorstore.chroma_server import ChromaServer
from vectorstore.errors import IndexBuildError, SearchError
from vectorstore.index import IndexState
from vectorstore.models import Role
from vectorstore.publish import IndexFolder
from vectorstore.settings import SearchSettings
from vectorstore.verify import examine


@pytest.fixture(autouse=True)
def _sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client of Chroma has sockets of Python's; checks take no process of their own."""
    pytest_socket.enable_socket()
    monkeypatch.setattr(vectorstore.build, "verify", examine)
    monkeypatch.setattr(vectorstore.local, "NARROW", 0)  # so that few passages are asked of the graph too


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home") as opened:
        put(opened, "open.pdf", sentences(150, 1))
        put(opened, "secret.pdf", sentences(20, 2), classification=Classification.EXEMPT)
        yield opened


def names(settings: SearchSettings, mark: str) -> set[str]:
    server = ChromaServer(settings, mark)
    try:
        return server._names()
    finally:
        server.close()


def test_collections_come_go_with_the_shards_and_the_index_moves_both_ways(library: Library, tmp_path: Path) -> None:
    port = free_port()
    with chroma_server(tmp_path, port):
        pytest_socket.enable_socket()
        files, engine = local(library), with_chroma(library, f"http://127.0.0.1:{port}")
        files.index.publish()
        wanted = files.ask("bins in ward w3", Role.OFFICER)
        assert engine.index.state() is IndexState.STALE
        assert not engine.index.is_current()
        with pytest.raises(IndexBuildError, match="council-papers ingest"):
            engine.ask("bins in ward w3", Role.OFFICER)
        engine.index.publish()
        assert engine.ask("bins in ward w3", Role.OFFICER) == wanted
        check_held(library, engine)
        library.remove("secret.pdf")
        engine.index.publish()
        assert len(check_held(library, engine)) == 1
        assert not list(library.home.glob("index/shards/*/chroma"))
        files.index.publish()
        assert list(library.home.glob("index/shards/*/chroma"))
        assert files.ask("bins in ward w3", Role.PUBLIC) == files.ask("bins in ward w3", Role.OFFICER)
        for one in (files, engine):
            one.index.close()


def check_held(library: Library, engine: Engine) -> set[str]:
    """The server holds the collections of the published shards and no other."""
    manifest = IndexFolder(library.home).manifest()
    assert manifest
    held = names(engine.settings, manifest.mark)
    assert held == {manifest.mark + shard.name for shard in manifest.shards}
    return held


def test_a_server_that_goes_ends_the_search_with_an_error_and_comes_back(library: Library, tmp_path: Path) -> None:
    port = free_port()
    with chroma_server(tmp_path, port):
        pytest_socket.enable_socket()
        engine = with_chroma(library, f"http://127.0.0.1:{port}")
        engine.index.publish()
        wanted = engine.ask("bins in ward w3", Role.PUBLIC)
        assert len(wanted.ids) == 10
    pytest_socket.enable_socket()
    for _ in range(2):
        check_gone(engine)
    put(library, "more.pdf", sentences(5, 3))
    before = IndexFolder(library.home).manifest()
    with pytest.raises(SearchError, match="does not answer"):
        engine.index.publish()
    assert IndexFolder(library.home).manifest() == before
    library.remove("more.pdf")
    with chroma_server(tmp_path, port):
        pytest_socket.enable_socket()
        assert engine.ask("bins in ward w3", Role.PUBLIC) == wanted
        engine.index.close()


def check_gone(engine: Engine) -> None:
    began = time.monotonic()
    with pytest.raises(SearchError, match="does not answer") as caught:
        engine.ask("bins in ward w3", Role.PUBLIC)
    assert not isinstance(caught.value, IndexBuildError)
    assert time.monotonic() - began < 5


def test_a_server_that_says_nothing_is_not_waited_for(library: Library, tmp_path: Path) -> None:
    port = free_port()
    with chroma_server(tmp_path, port):
        pytest_socket.enable_socket()
        engine = with_chroma(library, f"http://127.0.0.1:{port}")
        engine.index.publish()
        engine.index.close()
    pytest_socket.enable_socket()
    silent = socket.create_server(("127.0.0.1", port))
    with contextlib.closing(silent):
        check_gone(engine)
    engine.index.close()


def test_collections_that_are_gone_are_built_anew(library: Library, tmp_path: Path) -> None:
    port = free_port()
    with chroma_server(tmp_path, port):
        pytest_socket.enable_socket()
        engine = with_chroma(library, f"http://127.0.0.1:{port}")
        engine.index.publish()
        wanted = engine.ask("bins", Role.PUBLIC)
        manifest = IndexFolder(library.home).manifest()
        assert manifest
        server = ChromaServer(engine.settings, manifest.mark)
        server.drop([shard.name for shard in manifest.shards])
        server.close()
        with pytest.raises(IndexBuildError, match="ingest --rebuild"):
            engine.ask("bins", Role.PUBLIC)
        engine.index.publish(rebuild=True)
        assert engine.ask("bins", Role.PUBLIC) == wanted
        engine.index.close()


def test_the_token_goes_along_and_a_refusal_is_told_without_it() -> None:
    said: list[str] = []

    class Refusing(BaseHTTPRequestHandler):
        """Notes what it is told and lets nobody in."""

        def do_GET(self) -> None:
            said.append(self.headers["Authorization"])
            self.send_response(401)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    with HTTPServer(("127.0.0.1", 0), Refusing) as refusing:
        threading.Thread(target=refusing.serve_forever, daemon=True).start()
        settings = SETTINGS.model_copy(
            update={"chroma": f"http://127.0.0.1:{refusing.server_address[1]}", "chroma_token_secret": "not-a-secret"}
        )
        with pytest.raises(SearchError) as caught:
            names(settings, "x")
        refusing.shutdown()
    assert said == ["Bearer not-a-secret"]
    assert "chroma_token_secret" in str(caught.value)
    assert "not-a-secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["http://host:8000", "https://chroma.example/", ""])
def test_addresses_of_servers(address: str, tmp_path: Path) -> None:
    assert load(tmp_path, environ={"COUNCIL_PAPERS_CHROMA": address}).search.chroma == address


@pytest.mark.parametrize("address", ["host:8000", "ftp://host", "http://me:secret@host:8000"])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="chroma"):
        load(tmp_path, environ={"COUNCIL_PAPERS_CHROMA": address})

"""Serving and ingesting as a person at the terminal meets them: what is said, when, and where."""

import socket
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import OnProgress, Shell, cli
from assistant.cli.terminal import progress_bar
from assistant.configuration import Configuration
from assistant.errors import AssistantError
from assistant.settings import AssistantSettings
from ingest.jobs import COMMAND_LINE, Feed
from ingest.library.library import Library
from ingest.models import Outcome, OutcomeStatus, Overrides


class Parts:
    """A library, and a record of what was called in which order."""

    def __init__(self, configuration: Configuration, outcomes: Sequence[Outcome] = (), taken: bool = False) -> None:
        self.configuration = configuration
        self.called: list[str] = []
        self._outcomes, self._taken = list(outcomes), taken

    @property
    def library(self) -> Library:
        return Library.open(self.configuration.home)

    def ingest(self, paths: Sequence[Path], overrides: Overrides, on_progress: OnProgress, feed: Feed) -> list[Outcome]:
        assert overrides == Overrides()
        assert feed == COMMAND_LINE
        self.called.append(f"ingest {', '.join(map(str, paths))}")
        on_progress(1, 1, "reading")
        return self._outcomes

    def update_index(self, on_progress: OnProgress, rebuild: bool = False) -> None:
        del on_progress, rebuild
        self.called.append("index")

    def load_ahead(self) -> None:
        self.called.append("load")

    @property
    def program(self) -> Sequence[str]:
        return sys.executable, "app.py"

    def serve(self, host: str, port: int, prepare: Callable[[], None], on_ready: Callable[[str], None], *, processes: int = 1) -> None:
        self.processes = processes
        if self._taken:
            raise AssistantError(f"port {port} of {host} cannot be had: name another with --port")
        prepare()
        on_ready(f"http://{host}:{port}")

    def close(self) -> None: ...


def _run(made: list[Parts], *arguments: str, **given: object) -> Result:
    def compose(configuration: Configuration) -> Parts:
        made.append(Parts(configuration, **given))  # type: ignore[arg-type]
        return made[-1]

    return CliRunner().invoke(cli, list(arguments), obj=Shell(compose))


def test_serving_says_where_it_is_what_it_holds_and_how_to_stop(tmp_path: Path) -> None:
    made: list[Parts] = []
    result = _run(made, "serve", "--home", str(tmp_path), "--port", "8001")
    assert (result.exit_code, result.stderr, made[0].called) == (0, "", [])
    assert result.stdout.splitlines() == [
        "Council papers assistant: http://127.0.0.1:8001",
        f"Library: {tmp_path} (no papers yet: add some on the page Papers)",
        "Ctrl+C stops it.",
    ]


def test_papers_are_taken_in_before_it_serves_and_what_was_there_is_not_listed() -> None:
    made: list[Parts] = []
    outcomes = [
        Outcome("a.md", OutcomeStatus.UNCHANGED, "a.md", passages=2),
        Outcome("b.md", OutcomeStatus.NEW, "b.md", passages=3, paper_type="report"),
        Outcome("c.md", OutcomeStatus.FAILED, "c.md", reason="the file is empty"),
    ]
    result = _run(made, "serve", "--ingest", "a.md", "--ingest", "more", outcomes=outcomes)
    assert result.exit_code == 0, result.output
    assert sorted(made[0].called) == ["index", "ingest a.md, more", "load"]
    assert made[0].called[-1] == "index"
    assert "b.md: report, 3 passages" in result.stdout
    assert "a.md" not in result.stdout
    assert "c.md: the file is empty" in result.stderr


def test_a_port_that_is_taken_is_said_before_any_paper_is_read() -> None:
    made: list[Parts] = []
    result = _run(made, "serve", "--ingest", "a.md", taken=True)
    assert (result.exit_code, made[0].called) == (1, [])
    assert "--port" in result.stderr


def test_progress_is_told_in_lines_where_nothing_else_is_heard_for_long(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("indexing", "passage", line_seconds=0.05) as report:
        report(0, 0, "loading the embedding model")
        time.sleep(0.2)
        report(0, 2000, "indexing papers")
        time.sleep(0.2)
        report(1000, 2000, "indexing papers")
        time.sleep(0.2)
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert lines[0] == "indexing: at work (loading the embedding model)"
    assert "indexing: 0 of 2,000 passages (indexing papers)" in lines
    assert "indexing: 1,000 of 2,000 passages, about 1 seconds left (indexing papers)" in lines


def test_what_is_quick_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("reading", "file") as report:
        report(1, 1, "reading a.md")
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def no_workers(monkeypatch: pytest.MonkeyPatch) -> list[list[list[str]]]:
    """Stands in for the workers: the commands by which each would be started, first and later."""
    commands: list[list[list[str]]] = []

    class Workers:
        def __init__(self, command: Callable[[int, bool], list[str]], ports: range, on_ready: object) -> None:
            del on_ready
            commands.append([command(port, prepares) for port in ports for prepares in (True, False)])

        def run(self) -> None: ...

    monkeypatch.setattr("assistant.cli.serve.Workers", Workers)
    monkeypatch.setattr("assistant.cli.serve.refuse_ports", lambda *_: None)
    return commands


def test_several_processes_are_each_told_their_port_and_share_and_one_of_them_the_papers(no_workers, tmp_path: Path) -> None:
    made: list[Parts] = []
    result = _run(made, "serve", "--home", str(tmp_path), "--port", "8001", "--processes", "2", "--ingest", "a.md")
    assert (result.exit_code, made[0].called) == (0, []), result.output
    program = [sys.executable, "app.py", "serve", "--home", str(tmp_path), "--host", "127.0.0.1"]
    assert no_workers == [
        [
            [*program, "--port", "8001", "--one-of", "2", "--ingest", "a.md"],
            [*program, "--port", "8001", "--one-of", "2"],
            [*program, "--port", "8002", "--one-of", "2", "--ingest", "a.md"],
            [*program, "--port", "8002", "--one-of", "2"],
        ]
    ]
    assert "2 together, where the settings allow 1" in result.stderr


def test_nothing_is_said_of_shares_where_there_is_one_for_each(no_workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_PAPERS_ANSWERS_AT_ONCE", "2")
    result = _run([], "serve", "--home", str(tmp_path), "--processes", "2")
    assert (result.exit_code, result.stderr, len(no_workers)) == (0, "", 1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--host", "0.0.0.0"], "use --host 127.0.0.1"),
        (["--host", "papers.example"], "use --host 127.0.0.1"),
        (["--port", "0"], "name another --port"),
        (["--port", "65534"], "name another --port"),
    ],
)
def test_several_processes_that_no_proxy_could_reach_are_refused(no_workers, arguments: list[str], told: str, tmp_path: Path) -> None:
    result = _run([], "serve", "--home", str(tmp_path), "--processes", "3", *arguments)
    assert (result.exit_code, no_workers) == (1, [])
    assert told in result.stderr


@pytest.mark.parametrize("arguments", [["--host", "localhost"], ["--host", "::1"], ["--port", "65533"]])
def test_several_processes_on_this_computer_are_not_refused(no_workers, arguments: list[str], tmp_path: Path) -> None:
    assert _run([], "serve", "--home", str(tmp_path), "--processes", "3", *arguments).exit_code == 0
    assert len(no_workers) == 1


def test_several_processes_on_a_network_file_system_are_refused(no_workers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("assistant.cli.serve.network_file_system", lambda _: "nfs4")
    result = _run([], "serve", "--home", str(tmp_path), "--processes", "2")
    assert (result.exit_code, no_workers) == (1, [])
    assert "network file system (nfs4)" in result.stderr


def test_a_worker_says_its_address_to_its_parent_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched: list[bool] = []
    monkeypatch.setattr("assistant.cli.serve.end_with_parent", lambda: watched.append(True))
    made: list[Parts] = []
    result = _run(made, "serve", "--home", str(tmp_path), "--port", "8002", "--one-of", "2")
    assert (result.stdout, watched, made[0].processes) == ("ready http://127.0.0.1:8002\n", [True], 2)


@pytest.mark.e2e
def test_each_port_must_be_had_before_anything_is_begun(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        result = _run([], "serve", "--home", str(tmp_path), "--port", str(port), "--processes", "2", "--ingest", "a.md")
    assert result.exit_code == 1
    assert f"port {port} of 127.0.0.1 cannot be had" in result.stderr


@pytest.mark.parametrize(("settings", "shares"), [({}, [1, 1, 1]), ({"answers_at_once": 5}, [5, 2, 1]), ({"chat_model": "x:y"}, [4, 2, 1])])
def test_each_process_answers_its_share_at_once(settings: dict[str, object], shares: list[int]) -> None:
    assert [AssistantSettings(**settings).at_once(processes) for processes in (1, 2, 8)] == shares

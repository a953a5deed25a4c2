"""What the documentation shows is what the sample papers answer: README.md, docs/api.md, the page on the API, the OpenAPI document."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app import Composition
from assistant.api.examples import examples, shortened, shortened_events
from assistant.cli import Shell, cli
from docs.examples import ASKED, answered, printed
from samples.__main__ import build

ONLY_NEAR = {"score"}
"""Differ a little from one processor to another."""
PASSWORD = "a long enough pass phrase\n"
OTHERWISE_TRIED = {"mcp", "serve"}
"""Verbs that run until somebody ends them."""


@pytest.fixture(scope="module")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample papers."""
    folder = tmp_path_factory.mktemp("samples")
    build(folder / "papers")
    result = CliRunner().invoke(cli, ["ingest", "--home", str(folder / "home"), str(folder / "papers")], obj=Shell(Composition))
    assert result.exit_code == 0, result.output
    return folder / "home"


def _commands(root: Path) -> list[str]:
    text = "".join((root / name).read_text(encoding="utf-8") for name in ("README.md", "docs/api.md"))
    blocks = "".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    return list(dict.fromkeys(re.findall(r"^(?:\.venv/bin/)?council-papers (.*)", blocks, re.MULTILINE)))


@pytest.mark.slow
@pytest.mark.model
def test_the_answers_shown_are_the_answers(sample_home: Path) -> None:
    for shown, now in zip(examples(), answered(sample_home), strict=True):
        assert (shown.route, shown.address, shown.body) == (now.route, now.address, now.body)
        assert _rough(shown.answer) == _rough(now.answer), f"{shown.route}: run python -m docs.examples HOME, then make docs"


@pytest.mark.slow
@pytest.mark.model
def test_the_answer_in_the_readme_is_the_answer(sample_home: Path, root: Path) -> None:
    shown = ASKED.search((root / "README.md").read_text(encoding="utf-8"))
    assert shown
    arguments = [word for word in shlex.split(shown[1]) if word not in ("--home", "build/home")]
    assert printed(sample_home, arguments).strip() == shown[2].strip(), "run python -m docs.examples HOME"


@pytest.mark.slow
@pytest.mark.model
def test_every_command_shown_works(sample_home: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line, comments=True) for line in _commands(root)]
    assert {words[0] for words in commands} >= {"ask", "ingest", "brief", "decisions", "actions", "compare", "papers", "doctor", "accounts"}
    home, papers = str(sample_home), str(sample_home.parent / "papers")
    for words in commands:
        if words[0] in OTHERWISE_TRIED:
            continue
        given = [{"build/home": home, "~/papers": papers}.get(word, word) for word in words]
        given += ["--password-stdin"] if words[:2] == ["accounts", "add"] else []  # where a person is asked
        monkeypatch.setenv("COUNCIL_PAPERS_HOME", home)
        result = CliRunner().invoke(cli, given, obj=Shell(Composition), input=PASSWORD)
        assert result.exit_code == 0, f"{words}: {result.output}"
        assert result.stdout.strip() or "--out" in words, words
    assert {"note.docx", "decisions.xlsx", "actions.xlsx"} <= {path.name for path in tmp_path.iterdir()}


def test_what_is_shown_is_shortened() -> None:
    long = "word " * 50
    assert shortened({"timings_ms": {"a": 1}, "rows": [{"text": long}, {}], "marks": [1, 2, 3, 4], "score": 0.12345}) == {
        "rows": [{"text": ("word " * 32).strip() + " …"}],
        "marks": [1, 2, 3],
        "score": 0.123,
    }
    stream = 'event: token\ndata: {"text": "a"}\n\n: still at it\n\nevent: token\ndata: {"text": "b"}\n\nevent: answer\ndata: {}\n\n'
    assert shortened_events(stream) == 'event: token\ndata: {"text": "a"}\n\nevent: answer\ndata: {}'


def _rough(value: Any) -> Any:
    """An answer without what differs from one computer to another."""
    if isinstance(value, dict):
        return {name: _rough(inner) for name, inner in value.items() if name not in ONLY_NEAR}
    if isinstance(value, list):
        return [_rough(inner) for inner in value]
    return re.sub(r'"score": [\d.]+', "", value) if isinstance(value, str) else value

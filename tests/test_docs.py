"""The documentation says what the code does."""

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import click
import pytest

from app import cli
from assistant.configuration import LAYERS

ROOT = Path(__file__).parent.parent
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current(generate: ModuleType) -> None:
    stale = [path.name for path, text in generate.pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    assert not stale, f"run `make docs`: {stale}"


def test_every_setting_is_documented() -> None:
    for layer in LAYERS:
        for name, field in layer.model_fields.items():
            assert (field.description or "").endswith("."), f"{layer.__name__}.{name} needs a description, a sentence"


def test_every_error_is_in_its_tree_and_in_the_docs() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    for layer in ("ingest", "vectorstore", "assistant", "eval"):
        source = (ROOT / layer / "errors.py").read_text(encoding="utf-8")
        for name in re.findall(r"^class (\w+)", source, re.MULTILINE):
            assert name in source.split('"""')[1], f"{name} is missing in the tree of {layer}/errors.py"
            assert f"`{name}`" in page, f"{name} is missing in docs/errors.md"


def test_every_verb_has_an_example() -> None:
    for name, command in _commands(cli, "council-papers"):
        if not isinstance(command, click.Group):
            assert f"Example:\n  {name}" in (command.epilog or ""), f"{name} --help shows no example of itself"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_shown_exist(page: Path) -> None:
    known, targets = dict(_commands(cli, "council-papers")), set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r"^(.+)$", "\n".join(re.findall(r"```(?:sh|bash|console)\n(.*?)```", text, re.DOTALL)), re.MULTILINE)
    for line in [*shown, *re.findall(r"`([^`\n]+)`", text)]:
        if made := re.match(r"make ([a-z-]+)", line):
            assert made[1] in targets, line
        if called := re.match(r"(?:\.venv/bin/)?council-papers ([a-z].*)", line):
            _assert_exists(called[1], known)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def _commands(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    found = [(name, command)]
    if isinstance(command, click.Group):
        for verb, below in command.commands.items():
            found += _commands(below, f"{name} {verb}")
    return found


def _assert_exists(line: str, known: dict[str, click.Command]) -> None:
    words = [word for word in shlex.split(line.replace("…", ""), comments=True) if word not in {"VERB"}]
    name = "council-papers"
    while words and f"{name} {words[0]}" in known:
        name = f"{name} {words.pop(0)}"
    assert name != "council-papers" or not words or words[0].startswith("-"), line
    flags = {flag for parameter in known[name].params for flag in parameter.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word not in flags]
    assert not unknown, line

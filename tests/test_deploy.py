"""The files for containers and systemd name commands, options and settings that exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from app import cli
from assistant.configuration import LAYERS, PLACES, PREFIX

DEPLOY = Path(__file__).parent.parent / "docs" / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
UNITS = sorted(DEPLOY.glob("*.service"))


def commands() -> Iterator[list[str]]:
    yield from (list(map(str, service["command"])) for service in COMPOSE["services"].values() if "command" in service)
    for unit in UNITS:
        (line,) = re.findall(r"^ExecStart=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
        yield [Path(word).name if at == 0 else word for at, word in enumerate(shlex.split(line))]


def known_options(command: list[str]) -> set[str]:
    if command[0] == "council-papers":
        found = cli.commands[command[1]]
    else:
        assert command[0] == "dask"
        module = pytest.importorskip(f"distributed.cli.dask_{command[1]}", reason="a Dask cluster needs the extra [cluster]")
        found = module.main
    assert isinstance(found, click.Command)
    return {name for one in found.params for name in (*one.opts, *one.secondary_opts)}


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_option_exists(command: list[str]) -> None:
    given = {word.partition("=")[0] for word in command if word.startswith("--")}
    assert given <= known_options(command)


def test_every_variable_is_a_setting() -> None:
    known = {PREFIX + name.upper() for layer in LAYERS for name in layer.model_fields} | {PREFIX + name for name in PLACES}
    named = {name for service in COMPOSE["services"].values() for name in service.get("environment") or {} if name.startswith(PREFIX)}
    assert named
    assert named <= known


def test_who_hands_work_on_holds_no_password_and_no_library() -> None:
    for name in ("scheduler", "worker"):
        service = COMPOSE["services"][name]
        assert not service["environment"]
        assert all("papers:" not in volume for volume in service["volumes"])


def test_dask_speaks_to_no_one_without_certificates() -> None:
    for command in (one for one in commands() if one[0] == "dask"):
        assert {"--tls-ca-file", "--tls-cert", "--tls-key"} <= {word for word in command if word.startswith("--")}

"""Where every setting comes from: the one place that reads the environment and the settings file.

A value is taken from the environment (COUNCIL_PAPERS_<NAME IN CAPITALS>), else from the TOML file (`name = value`), else from
its documented default. Setting names are unique across the layers, so that one flat name serves file and environment alike.
"""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, ValidationError

from assistant.errors import SettingsError
from assistant.settings import AssistantSettings
from ingest.settings import IngestSettings, StorageSettings
from vectorstore.settings import SearchSettings

PREFIX = "COUNCIL_PAPERS_"
PLACES = ("HOME", "CONFIG")
"""Variables that say where things are; they are not settings and cannot stand in the file."""
LAYERS: tuple[type[BaseModel], ...] = (StorageSettings, IngestSettings, SearchSettings, AssistantSettings)
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "TOKENIZERS_PARALLELISM": "false",
}
"""What keeps the libraries we stand on from reaching out by themselves, whatever the user's environment says."""


@dataclass(frozen=True, slots=True)
class SettingValue:
    """One setting as it is in force."""

    name: str
    layer: str
    """"ingest", "vectorstore" or "assistant"."""
    value: str | int | float | bool
    source: str
    """"default", "environment COUNCIL_PAPERS_…" or "file …"."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything the composition root needs to open the parts."""

    home: Path
    """The library's folder: papers, indexes, audit log."""
    storage: StorageSettings
    ingest: IngestSettings
    search: SearchSettings
    assistant: AssistantSettings
    values: tuple[SettingValue, ...]


def load(home: Path | None = None, config: Path | None = None, environ: Mapping[str, str] | None = None) -> Configuration:
    """Read the settings; `home` and `config` (from the command line) win over the environment.

    Raises:
        SettingsError: a name is unknown, a value is not of the documented form, or the file cannot be read.
    """
    env = os.environ if environ is None else environ
    folder = (home or Path(env.get(PREFIX + "HOME") or platformdirs.user_data_path("council-papers", appauthor=False))).expanduser()
    given = {**_from_file(_config_path(folder, config, env)), **_from_environment(env)}
    storage, ingest, search, assistant = (_layer(layer, given) for layer in LAYERS)
    assert isinstance(storage, StorageSettings)
    assert isinstance(ingest, IngestSettings)
    assert isinstance(search, SearchSettings)
    assert isinstance(assistant, AssistantSettings)
    values = tuple(_values((storage, ingest, search, assistant), given))
    return Configuration(folder, storage, ingest, search, assistant, values)


def keep_quiet() -> None:
    """Stop the libraries we use from sending or fetching anything by themselves; called once, before any of them is imported."""
    os.environ.update(QUIET)


def setting_names() -> dict[str, type[BaseModel]]:
    """Name of every setting and the layer's class that documents it."""
    return {name: layer for layer in LAYERS for name in layer.model_fields}


def _config_path(home: Path, config: Path | None, env: Mapping[str, str]) -> Path | None:
    named = config or (Path(env[PREFIX + "CONFIG"]) if env.get(PREFIX + "CONFIG") else None)
    if named is not None:
        return named.expanduser()
    beside = home / "settings.toml"
    return beside if beside.is_file() else None


def _from_file(path: Path | None) -> dict[str, tuple[Any, str]]:
    if path is None:
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read the settings file {path}: {error.strerror}; check --config or {PREFIX}CONFIG") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file {path} is not TOML: {error}; write lines like port = 7861") from error
    for name in table:
        _check_name(name, name, str(path))
    return {name: (value, f"file {path}") for name, value in table.items()}


def _from_environment(env: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    found: dict[str, tuple[Any, str]] = {}
    for variable, value in env.items():
        name = variable.removeprefix(PREFIX)
        if name == variable or name in PLACES:
            continue
        _check_name(name.lower(), variable, "the environment")
        found[name.lower()] = (value, f"environment {variable}")
    return found


def _check_name(name: str, written: str, where: str) -> None:
    known = setting_names()
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
    meant = PREFIX + near.upper() if written.startswith(PREFIX) else near
    raise SettingsError(f"unknown setting {written} in {where}; did you mean {meant}? 'council-papers settings' lists all")


def _layer(layer: type[BaseModel], given: Mapping[str, tuple[Any, str]]) -> BaseModel:
    try:
        return layer(**{name: given[name][0] for name in layer.model_fields if name in given})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        shown = "(hidden)" if name.endswith("_secret") or name == "database" else repr(given[name][0])
        raise SettingsError(f"{name} = {shown} ({given[name][1]}): {first['msg'].lower()}; its meaning: {_meaning(layer, name)}") from error


def _values(layers: tuple[BaseModel, ...], given: Mapping[str, tuple[Any, str]]) -> Iterator[SettingValue]:
    for layer in layers:
        for name, value in layer:
            source = given[name][1] if name in given else "default"
            shown = "(set)" if name.endswith("_secret") and value else _without_password(value) if name == "database" else value
            yield SettingValue(name, type(layer).__module__.partition(".")[0], shown, source, _meaning(type(layer), name))


def _without_password(address: str) -> str:
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(set)"
    return f"{parts.scheme}://{parts.username or ''}@{parts.hostname or ''}{port}{parts.path}" if address else ""


def _meaning(layer: type[BaseModel], name: str) -> str:
    return layer.model_fields[name].description or ""

"""Settings: one place, one order of precedence, and an unknown name never passes."""

from pathlib import Path

import pytest

from assistant.configuration import LAYERS, load, setting_names
from assistant.errors import SettingsError


def _source(configuration_values: object, name: str) -> tuple[object, str]:
    return next((v.value, v.source) for v in configuration_values if v.name == name)  # type: ignore[attr-defined]


def test_environment_wins_over_file_and_file_over_default(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("port = 8001\nanswer_passages = 5\n", encoding="utf-8")
    loaded = load(tmp_path, file, {"COUNCIL_PAPERS_PORT": "8002"})
    assert _source(loaded.values, "port") == (8002, "environment COUNCIL_PAPERS_PORT")
    assert _source(loaded.values, "answer_passages") == (5, f"file {file}")
    assert _source(loaded.values, "host") == ("127.0.0.1", "default")
    assert (loaded.assistant.port, loaded.assistant.answer_passages) == (8002, 5)


def test_the_settings_file_beside_the_library_is_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("workers = 3\n", encoding="utf-8")
    assert load(None, None, {"COUNCIL_PAPERS_HOME": str(tmp_path)}).ingest.workers == 3
    assert load(tmp_path / "elsewhere", None, {"COUNCIL_PAPERS_HOME": str(tmp_path)}).ingest.workers == 0


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"COUNCIL_PAPERS_PROT": "1"}, ["COUNCIL_PAPERS_PROT", "did you mean COUNCIL_PAPERS_PORT?"]),
        ({"COUNCIL_PAPERS_PORT": "high"}, ["port = 'high'", "environment COUNCIL_PAPERS_PORT", "integer"]),
        ({"COUNCIL_PAPERS_CONFIG": "/no/such.toml"}, ["/no/such.toml", "check --config"]),
    ],
)
def test_a_wrong_environment_is_named(tmp_path: Path, environ: dict[str, str], words: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, None, environ)
    assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize(
    ("text", "word"), [("prot = 1", "did you mean port?"), ("port =", "not TOML"), ("home = '/x'", "unknown setting home")]
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, None, {})
    assert word in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_name_means_one_setting() -> None:
    assert len(setting_names()) == sum(len(layer.model_fields) for layer in LAYERS)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://me:hush@db.example:5433/papers?password=hush", "postgresql://me@db.example:5433/papers"),
        ("postgres://me@db.example/papers", "postgres://me@db.example/papers"),
        ("postgresql://me:hush@db.example:port/papers", "(set)"),
        ("", ""),
    ],
)
def test_the_address_of_a_database_is_shown_without_its_password(tmp_path: Path, address: str, shown: str) -> None:
    configuration = load(tmp_path, environ={"COUNCIL_PAPERS_DATABASE": address})
    assert configuration.storage.database == address
    assert [value.value for value in configuration.values if value.name == "database"] == [shown]


def test_an_address_of_another_kind_is_refused_without_repeating_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"database = \(hidden\)") as raised:
        load(tmp_path, environ={"COUNCIL_PAPERS_DATABASE": "mysql://me:hush@db.example/papers"})
    assert "hush" not in str(raised.value)

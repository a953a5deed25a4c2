import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import vectorstore.build
from ingest.library.library import Library
from ingest.models import Classification
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, put, sentences
from vectorstore.build import build_index
from vectorstore.verify import examine


@pytest.fixture(autouse=True)
def _check_in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check in a process of its own costs a second a build, and test_verify.py has it."""
    if request.node.path.name != "test_verify.py":
        monkeypatch.setattr(vectorstore.build, "verify", examine)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture(scope="session")
def council_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of papers, one of them exempt, one undated, indexed. Not to be changed."""
    home = tmp_path_factory.mktemp("council") / "home"
    with Library.open(home) as library, pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectorstore.build, "verify", examine)
        put(library, "2022.pdf", sentences(30, 22), date="2022-04-30", committee="Overview & Scrutiny Committee")
        put(library, "2023.pdf", sentences(30, 23), date="2022-05-01")
        put(library, "2024.pdf", sentences(30, 24), date="2024-06-11")
        put(library, "secret.pdf", ["The secret sale of the town hall with case 99x9."], classification=Classification.EXEMPT)
        put(library, "undated.pdf", ["A note about bins without a date."], date=None)
        build_index(library, HashEmbedder(), SETTINGS)
    return home


@pytest.fixture
def council(council_home: Path, tmp_path: Path) -> Iterator[Library]:
    """A copy of the council's library, to be read or changed."""
    shutil.copytree(council_home, tmp_path / "council")
    with Library.open(tmp_path / "council") as library:
        yield library

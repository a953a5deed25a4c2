"""The sample papers and the development papers as libraries, read once for all tests of notes and registers; no embedding model."""

from pathlib import Path

import pytest

from ingest.library import Library
from ingest.models import OutcomeStatus
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from samples.__main__ import build


def _library(home: Path, *papers: Path) -> Library:
    library = Library.open(home, create=True)
    outcomes = ingest(library, papers, IngestSettings())
    assert all(outcome.status is not OutcomeStatus.FAILED for outcome in outcomes)
    library.relate()
    return library


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of the sample council."""
    folder = tmp_path_factory.mktemp("samples")
    build(folder)
    return _library(tmp_path_factory.mktemp("sample-home"), folder)


@pytest.fixture(scope="session")
def text_library(shared_papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The packs of 2012, 2017 and 2020 and the annual report."""
    return _library(tmp_path_factory.mktemp("text-home"), shared_papers / "text")


@pytest.fixture(scope="session")
def kent_library(shared_papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The minutes of a council meeting, four of its reports, and the minutes of a parish."""
    wanted = ("minutes", "governance", "jhosc", "treasury", "familyhubs-callin", "milburn")
    papers = [path for path in sorted((shared_papers / "kent").glob("*.pdf")) if any(word in path.name for word in wanted)]
    return _library(tmp_path_factory.mktemp("kent-home"), *papers)

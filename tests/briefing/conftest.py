"""The sample papers and the development papers as libraries, each read once for all tests of notes and registers.

Vectors of the embedding model are kept between runs in pytest's cache folder, by text: the same text always has the same vector.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from assistant.briefing.briefer import Briefer
from assistant.settings import AssistantSettings
from bench.briefing import briefer_of
from ingest.library.library import Library
from ingest.models import OutcomeStatus
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from samples.__main__ import build
from vectorstore import embed
from vectorstore import embed as windows
from vectorstore.settings import SearchSettings

Brief = Callable[[Library], Briefer]


class RememberedEmbedder:
    """The embedding model, loaded only for a text that no earlier run embedded."""

    def __init__(self, folder: Path) -> None:
        code = b"".join(Path(str(module.__file__)).read_bytes() for module in (embed, windows))
        self.name = f"remembered/{hashlib.sha256(code + embed.PACKAGED_SHA256.encode()).hexdigest()[:12]}"
        self.dimension = 384
        self._kept = sqlite3.connect(folder / "vectors.sqlite3", check_same_thread=False)
        self._kept.execute("CREATE TABLE IF NOT EXISTS vector (key TEXT PRIMARY KEY, value BLOB)")

    @cached_property
    def _model(self) -> embed.SentenceEmbedder:
        return embed.load_embedder(SearchSettings())

    def embed_documents(self, texts: list[str]) -> np.ndarray:
        found = {text: self._find("passage", text) for text in texts}
        missing = [text for text, vector in found.items() if vector is None]
        for text, vector in zip(missing, self._model.embed_documents(missing) if missing else (), strict=True):
            found[text] = self._keep("passage", text, vector)
        self._kept.commit()
        return np.array([found[text] for text in texts], np.float32).reshape(len(texts), self.dimension)

    def embed_query(self, text: str) -> np.ndarray:
        found = self._find("question", text)
        return self._keep("question", text, self._model.embed_query(text)) if found is None else found

    def _find(self, kind: str, text: str) -> np.ndarray | None:
        row = self._kept.execute("SELECT value FROM vector WHERE key = ?", (self._key(kind, text),)).fetchone()
        return np.frombuffer(row[0], np.float32) if row else None

    def _keep(self, kind: str, text: str, vector: np.ndarray) -> np.ndarray:
        self._kept.execute("INSERT OR REPLACE INTO vector VALUES (?, ?)", (self._key(kind, text), vector.astype(np.float32).tobytes()))
        return vector

    def _key(self, kind: str, text: str) -> str:
        return hashlib.sha256(f"{self.name} {kind} {text}".encode("utf-8", "surrogatepass")).hexdigest()

    def close(self) -> None:
        self._kept.commit()
        self._kept.close()


def _library(home: Path, *papers: Path) -> Library:
    library = Library.open(home, create=True)
    outcomes = ingest(library, papers, IngestSettings())
    assert all(outcome.status is not OutcomeStatus.FAILED for outcome in outcomes)
    library.relate()
    return library


@pytest.fixture(scope="session")
def brief(request: pytest.FixtureRequest) -> Iterator[Brief]:
    """What writes notes from a library, which is indexed for it; one for each library."""
    embedder = RememberedEmbedder(request.config.cache.mkdir("vectors"))  # type: ignore[union-attr]
    made: dict[int, Briefer] = {}

    def of(library: Library) -> Briefer:
        if id(library) not in made:
            made[id(library)] = briefer_of(library, embedder, SearchSettings(), AssistantSettings())
        return made[id(library)]

    yield of
    embedder.close()


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
def whole_kent_library(shared_papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """All papers of two Kent councils."""
    return _library(tmp_path_factory.mktemp("whole-kent-home"), shared_papers / "kent")


@pytest.fixture(scope="session")
def kent_library(whole_kent_library: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The minutes of a council meeting, four of its reports, and the minutes of a parish; not read anew."""
    wanted = ("minutes", "governance", "jhosc", "treasury", "familyhubs-callin", "milburn")
    library = Library.open(tmp_path_factory.mktemp("kent-home"), create=True)
    for paper in whole_kent_library.papers():
        if any(word in paper.document for word in wanted):
            file = whole_kent_library.stored_file(paper)
            assert file is not None
            library.put(paper, list(whole_kent_library.passages(document=paper.document)), file)
    library.relate()
    return library

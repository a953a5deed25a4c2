"""Chroma: the collection of a shard, which every question is asked of. The importer of chromadb, with vectorstore/chroma_server.py where
the settings name a server; never with its own models.

Chroma holds ids and vectors, no texts: what it finds is scored again with the library's own vectors, and it is built anew from them.
"""

import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vectorstore.embed import Vectors
from vectorstore.errors import IndexBuildError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

COLLECTION: Final = "passages"
FOLDER: Final = "chroma"
BATCH: Final = 1_000
"""Vectors that Chroma is given at once, and after which it writes its graph; its largest is 5,461."""
NEIGHBOURS: Final = 48
CONSTRUCTION: Final = 400
SEARCH: Final = 400
"""Width of the graph (max_neighbors), of its building and of its search. Chroma's own (16, 100, 100) lose passages where many are
nearly the same, as standard paragraphs of council papers are: such a cluster has links to itself alone (docs/adr/0007)."""


def configuration(size: int) -> "CreateHNSWConfiguration":
    """The graph of a collection that is given `size` vectors at once."""
    return {
        "space": "cosine",
        "max_neighbors": NEIGHBOURS,
        "ef_construction": CONSTRUCTION,
        "ef_search": SEARCH,
        "sync_threshold": max(2, size),
        "batch_size": max(2, min(100, size)),
    }


def write_graph(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Build the collection of a shard in `folder`/chroma, which must not exist yet, and close it."""
    size = min(BATCH, len(ids))
    client = _client(folder / FOLDER)
    try:
        collection = client.create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": configuration(size)})
        for start in range(0, len(ids), size):
            collection.add(ids=list(ids[start : start + size]), embeddings=vectors[start : start + size])
    finally:
        _close(client)


class Graph:
    """The Chroma collection of a published shard, for reading."""

    def __init__(self, folder: Path) -> None:
        """Open the collection of the shard in `folder`. Raises IndexBuildError where there is none."""
        path = folder / FOLDER
        if not path.is_dir():
            raise IndexBuildError(f"{path} is missing: run council-papers ingest --rebuild")
        self.folder = folder
        try:
            client = _client(path)
            self._finalizer = weakref.finalize(self, _close, client)
            self._collection = client.get_collection(COLLECTION, embedding_function=None)
        except Exception as error:
            raise IndexBuildError(f"{path} cannot be read ({error}): run council-papers ingest --rebuild") from error

    def close(self) -> None:
        """Close Chroma's files."""
        self._finalizer()

    def vectors(self) -> dict[str, Vectors]:
        """Every passage's id and vector, float32 [dimension], as Chroma holds them."""
        found: dict[str, Vectors] = {}
        for start in range(0, self._collection.count(), BATCH):
            got: Any = self._collection.get(limit=BATCH, offset=start, include=["embeddings"])
            found |= zip(got["ids"], np.asarray(got["embeddings"], np.float32), strict=True)
        return found

    def nearest(self, vector: Vectors, k: int) -> tuple[list[str], Vectors]:
        """Ids of about the `k` passages nearest to `vector`, nearest first, and their cosines with it by Chroma's reckoning."""
        found: Any = self._collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
        return list(found["ids"][0]), 1 - np.asarray(found["distances"][0], np.float32)


_SHARED: Final = threading.RLock()
"""Chroma's clients of one folder share what is below them, and count those that do without minding threads."""


def _close(client: "Client") -> None:
    with _SHARED:
        client.close()


def _client(path: Path) -> "Client":
    from chromadb.api.client import Client
    from chromadb.config import Settings

    # Explicit, and no .env file: Settings() would take one from the working directory, and a server's address from the environment.
    settings = Settings(  # type: ignore[call-arg]
        _env_file=None,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        is_persistent=True,
        persist_directory=str(path),
        anonymized_telemetry=False,
        allow_reset=False,
    )
    with _SHARED:
        return Client(settings=settings)

"""Chroma: the graph index of a shard. The one importer of chromadb; embedded only, never a server, never its own models.

Chroma holds ids and vectors, no texts: it is derived, and only searched where comparing every vector would take too long.
"""

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
BATCH: Final = 5_000
"""Below Chroma's largest batch of 5,461."""
SYNC: Final = 1_000
"""Vectors after which Chroma writes its graph; its default."""
NEIGHBOURS: Final = 48
CONSTRUCTION: Final = 400
SEARCH: Final = 400
"""Width of the graph (max_neighbors), of its building and of its search. Chroma's own (16, 100, 100) lose passages where many are
nearly the same, as standard paragraphs of council papers are: such a cluster has links to itself alone (docs/adr/0007)."""


def write_graph(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Build the collection of a shard in `folder`/chroma, which must not exist yet, and close it."""
    batches = -(-len(ids) // BATCH)
    size = -(-len(ids) // batches)
    client = _client(folder / FOLDER)
    try:
        graph: CreateHNSWConfiguration = {
            "space": "cosine",
            "max_neighbors": NEIGHBOURS,
            "ef_construction": CONSTRUCTION,
            "ef_search": SEARCH,
            "sync_threshold": max(2, min(SYNC, size)),
            "batch_size": max(2, min(100, size)),
        }
        collection = client.create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": graph})
        for start in range(0, len(ids), size):
            collection.add(ids=list(ids[start : start + size]), embeddings=vectors[start : start + size])
    finally:
        client.close()


class Graph:
    """The Chroma collection of a published shard, for reading."""

    def __init__(self, folder: Path) -> None:
        """Open the collection of the shard in `folder`. Raises IndexBuildError where there is none."""
        path = folder / FOLDER
        if not path.is_dir():
            raise IndexBuildError(f"{path} is missing: run council-papers ingest --rebuild")
        client = _client(path)
        self._finalizer = weakref.finalize(self, client.close)
        try:
            self._collection = client.get_collection(COLLECTION, embedding_function=None)
        except Exception as error:
            self.close()
            raise IndexBuildError(f"{path} cannot be read ({error}): run council-papers ingest --rebuild") from error

    def close(self) -> None:
        """Close Chroma's files."""
        self._finalizer()

    def ids(self) -> list[str]:
        """Ids of all passages."""
        return list(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        """Number of passages."""
        return int(self._collection.count())

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of `ids` as Chroma holds them, float32 [len(ids), dimension]. Raises KeyError where it has not all of them."""
        found: dict[str, Any] = {}
        for start in range(0, len(ids), BATCH):
            got = self._collection.get(ids=list(ids[start : start + BATCH]), include=["embeddings"])
            found |= zip(got["ids"], got["embeddings"] if got["embeddings"] is not None else (), strict=True)
        return np.array([found[one] for one in ids], np.float32)

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        """Ids of about the `k` passages nearest to `vector`, nearest first."""
        found: Any = self._collection.query(query_embeddings=vector[None], n_results=k, include=[])
        return list(found["ids"][0])


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
    return Client(settings=settings)

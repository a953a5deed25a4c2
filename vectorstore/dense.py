"""Chroma: the graph index of a shard. The one importer of chromadb; embedded only, never a server, never its own models.

Chroma holds ids and vectors, no texts: it is derived, and only searched where comparing every vector would take too long.
"""

import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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


def write_graph(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Build the collection of a shard in `folder`/chroma, which must not exist yet, and close it."""
    batches = -(-len(ids) // BATCH)
    size = -(-len(ids) // batches)
    client = _client(folder / FOLDER)
    try:
        graph: CreateHNSWConfiguration = {
            "space": "cosine",
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

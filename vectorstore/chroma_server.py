"""Collections of shards on a Chroma server (`chroma run`), in place of those in the shards' own folders; the dense half alone.

The server proposes what is nearest and no more: terms, vectors and scores stay ours, so that results are those of the index on files. It
is given ids and vectors, no texts. One that does not answer ends a search with an error within `PATIENCE`, never with half a result.
"""

import secrets
import threading
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from urllib.parse import urlsplit

from vectorstore.dense import BATCH, Graph, configuration
from vectorstore.embed import Vectors
from vectorstore.errors import IndexBuildError, SearchError
from vectorstore.settings import SearchSettings

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.models.Collection import Collection as Held

PATIENCE: Final = 2.0
"""Seconds that a search waits for the connection, and again for the reply."""
BUILDING: Final = 600.0
"""Seconds that a build waits for either."""
_Found = TypeVar("_Found")


def new_mark() -> str:
    """What the names of all collections of one library begin with, so that several may share a server."""
    return f"council-{secrets.token_hex(6)}-"


class ServerGraph(Graph):
    """The collection of a published shard on the server, for reading."""

    def __init__(self, server: "ChromaServer", collection: Any) -> None:
        """Use ChromaServer.graph."""
        self._server, self._collection = server, collection

    def close(self) -> None:
        """Nothing is held: the server's connections are shared."""

    def vectors(self) -> dict[str, Vectors]:
        """See Graph. Raises SearchError where the server does not answer."""
        return self._server.asked(super().vectors)

    def nearest(self, vector: Vectors, k: int) -> tuple[list[str], Vectors]:
        """See Graph. Raises SearchError where the server does not answer, IndexBuildError where it has the collection no more."""
        return self._server.asked(lambda: super(ServerGraph, self).nearest(vector, k))


class ChromaServer:
    """The server that the settings name, as one library uses it; usable from several threads."""

    def __init__(self, settings: SearchSettings, mark: str, patience: float = PATIENCE) -> None:
        """Nothing is connected before it is needed; collections are named by `mark` and the shard."""
        self._settings, self._mark, self._patience = settings, mark, patience
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections; the next use opens them again."""
        with self._lock:
            api: Any = self.__dict__.pop("_api", None)
        if api:
            api._session.close()

    def graph(self, shard: str) -> ServerGraph:
        """The collection of a shard.

        Raises:
            SearchError: the server does not answer.
            IndexBuildError: it has no such collection.
        """
        return ServerGraph(self, self.asked(lambda: self._collection(self._connected().get_collection(self._mark + shard))))

    def write(self, shard: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Build the collection of a shard, anew where a build that was stopped left one. Raises SearchError and IndexBuildError."""
        self.drop([shard])
        size = min(BATCH, len(ids))

        def build() -> None:
            made = self._connected().create_collection(self._mark + shard, configuration={"hnsw": configuration(size)})
            collection = self._collection(made)
            for start in range(0, len(ids), size):
                collection.add(ids=list(ids[start : start + size]), embeddings=vectors[start : start + size])

        self.asked(build)

    def drop(self, shards: Collection[str]) -> None:
        """Delete the collections of these shards that there are. Raises SearchError."""
        there = self._names() & {self._mark + shard for shard in shards}
        for name in there:
            self.asked(lambda name=name: self._connected().delete_collection(name))  # type: ignore[misc]

    def sweep(self, named: Collection[str]) -> None:
        """Delete the collections of every other shard of the library. Raises SearchError."""
        self.drop({name.removeprefix(self._mark) for name in self._names() if name.startswith(self._mark)} - set(named))

    def asked(self, ask: Callable[[], _Found]) -> _Found:
        """What `ask` gives, its errors explained."""
        from chromadb.errors import ChromaAuthError, NotFoundError

        where = self._settings.chroma
        try:
            return ask()
        except SearchError:
            raise
        except NotFoundError as error:
            raise IndexBuildError(f"the Chroma server {where} has no such collection: run council-papers ingest --rebuild") from error
        except Exception as error:  # of httpx, or any that chromadb makes of it
            reason = " ".join(f"{type(error).__name__} {error}".split())[:120]
            if isinstance(error, ChromaAuthError) or _status(error) in (401, 403):
                raise SearchError(f"the Chroma server {where} refuses us: check the setting chroma_token_secret") from error
            raise SearchError(
                f"the Chroma server {where} does not answer ({reason}): see that it runs and can be reached, then ask again; "
                "to do without it, take chroma out of the settings and run council-papers ingest"
            ) from error

    def _names(self) -> set[str]:
        def every() -> set[str]:
            found: set[str] = set()
            while page := self._connected().list_collections(limit=BATCH, offset=len(found)):
                found |= {one.name for one in page}
            return found

        return self.asked(every)

    def _collection(self, model: Any) -> "Held":
        from chromadb.api.models.Collection import Collection as Held

        return Held(self._connected(), model, embedding_function=None)

    def _connected(self) -> "ServerAPI":
        with self._lock:
            return self._api

    @cached_property
    def _api(self) -> "ServerAPI":
        """What chromadb's HttpClient stands on. The client itself makes several connections and asks at once, each of them for ever."""
        from chromadb.api import ServerAPI
        from chromadb.config import Settings, System

        address = urlsplit(self._settings.chroma)
        secure, token = address.scheme == "https", self._settings.chroma_token_secret
        settings = Settings(  # type: ignore[call-arg]
            _env_file=None,
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=address.hostname,
            chroma_server_http_port=address.port or (443 if secure else 80),
            chroma_server_ssl_enabled=secure,
            chroma_server_ssl_verify=self._settings.chroma_certificate or None,
            chroma_server_headers={"Authorization": f"Bearer {token}"} if token else {},
            anonymized_telemetry=False,
            allow_reset=False,
        )
        api: Any = System(settings).instance(ServerAPI)  # type: ignore[type-abstract]
        api._session.timeout = self._patience
        return cast(ServerAPI, api)


def _status(error: BaseException | None) -> int:
    """The status of the reply that an error tells of, 0 where it tells of none: chromadb keeps it in what its own error came from."""
    while error and not hasattr(error, "response"):
        error = error.__cause__ or error.__context__
    return int(error.response.status_code) if error else 0  # type: ignore[attr-defined]

"""The index on files, as readers hold it: shards opened when first asked for, mapped into memory and shared by threads (the default)."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.library.library import Library
from ingest.models import Classification
from vectorstore.build import build_index, index_state, is_current
from vectorstore.chroma_server import ChromaServer
from vectorstore.dense import Graph
from vectorstore.embed import Embedder, Vectors, products
from vectorstore.errors import IndexBuildError, SearchError
from vectorstore.index import BuildReport, GoneError, IndexState, Measured, OnProgress, Scope, other_model, serves
from vectorstore.lexical import Statistics, floor
from vectorstore.publish import IndexFolder, Manifest, ShardRef
from vectorstore.settings import SearchSettings
from vectorstore.shards import Shard
from vectorstore.verify import LEAST_RECALL

NARROW: Final = 2_500
"""Passages within a filter up to which every vector is compared: reading them takes some 20 ms, about what the graph takes to find
enough of them among 25,000."""
WIDER: Final = 2
"""Passages asked of the graph for each one wanted: what is just outside by its measure may be inside by ours."""
EQUAL: Final = 1e-5
"""Chroma's cosines that differ by less may be those of the same words."""

Positions = npt.NDArray[np.int64]
Stamp = tuple[int, int] | None


# What a reader may and wants to see, decided before retrieval: first which shards, then which of their passages.


def permitted(shards: Iterable[ShardRef], classifications: frozenset[Classification]) -> list[ShardRef]:
    """The shards that a reader entitled to `classifications` may see."""
    return [shard for shard in shards if shard.classification in classifications]


def rows_within(shard: Shard, papers: frozenset[str] | None) -> Positions:
    """Positions of the shard's passages of these papers, in order; of all where None."""
    ids = shard.columns.ids
    if papers is None:
        return np.arange(len(ids))
    wanted = sorted(paper.encode() for paper in papers)
    first, last = (np.searchsorted(ids, np.array([paper + end for paper in wanted], np.bytes_)) for end in (b"-", b"."))
    return np.concatenate([np.arange(0), *map(np.arange, first, last)])


@dataclass(frozen=True, slots=True)
class OpenShard:
    """A shard with what its nearest passages are found by."""

    shard: Shard
    graph: Graph | None
    """None where it finds too little; then `vectors` are compared."""
    vectors: Vectors | None


class Generation:
    """What one manifest names."""

    def __init__(
        self,
        index: IndexFolder,
        library: Library,
        manifest: Manifest,
        stamp: Stamp,
        server: ChromaServer | None,
        before: "Generation | None",
    ) -> None:
        """The shards of `manifest`, their graphs on `server` where there is one; those that `before` has open stay open."""
        self.manifest, self.stamp = manifest, stamp
        self._server = server
        self._index, self._library = index, library
        self._lock = threading.Lock()
        names = {ref.name for ref in manifest.shards}
        self._open: dict[str, OpenShard] = {name: shard for name, shard in before._open.items() if name in names} if before else {}

    def shard(self, ref: ShardRef) -> OpenShard:
        """The shard that `ref` names. Raises GoneError where it cannot be read."""
        with self._lock:
            if ref.name not in self._open:
                try:
                    shard = Shard.load(self._index.shards / ref.name)
                    weak = ref.recall < LEAST_RECALL
                    vectors = shard.vectors(self._library, self.manifest.model) if weak else None
                    self._open[ref.name] = OpenShard(shard, None if weak else self._graph(shard), vectors)
                except (OSError, ValueError, KeyError, IndexBuildError) as error:
                    raise GoneError(f"{ref.name}: {error}") from error
            return self._open[ref.name]

    def _graph(self, shard: Shard) -> Graph:
        return self._server.graph(shard.folder.name) if self._server else Graph(shard.folder)

    def vectors(self, opened: OpenShard, rows: Positions) -> Vectors:
        """The vectors of the passages at `rows`, exact. Raises GoneError where the library lacks one."""
        if opened.vectors is not None:
            return opened.vectors[rows]
        try:
            return opened.shard.vectors(self._library, self.manifest.model, rows)
        except KeyError as error:
            raise GoneError(f"{opened.shard.folder.name}: no vector of {error}") from error


@dataclass(frozen=True, slots=True)
class _Part:
    """The passages of one shard that a scope may find."""

    open: OpenShard
    allowed: Positions


class LocalReading:
    """One generation as one scope may see it."""

    def __init__(self, generation: Generation, scope: Scope) -> None:
        """Open the shards of the scope's classifications. Raises GoneError where one cannot be read."""
        self.generation = generation.manifest.generation
        self._held = generation
        refs = permitted(generation.manifest.shards, scope.classifications)
        self._passages = sum(ref.passages for ref in refs)
        self._shards = [generation.shard(ref) for ref in refs]
        within = [_Part(opened, rows_within(opened.shard, scope.papers)) for opened in self._shards]
        self._parts = [part for part in within if len(part.allowed)]

    def statistics(self, terms: Sequence[bytes]) -> Statistics:
        """See Reading."""
        counts, length = [0] * len(terms), 0.0
        for opened in self._shards:
            postings = opened.shard.postings
            counts = [n + postings.frequency(p) for n, p in zip(counts, postings.positions(terms), strict=True)]
            length += opened.shard.words
        return Statistics(self._passages, length / max(self._passages, 1), tuple(counts))

    def dense(self, vector: Vectors, n: int) -> list[str]:
        """See Reading; as many of the nearest as Chroma's graph finds."""
        return [one for part in self._parts for one in part.open.shard.names(self._near(part, vector, n))]

    def lexical(self, terms: Sequence[bytes], statistics: Statistics, n: int) -> list[str]:
        """See Reading."""
        scores = []
        for part in self._parts:
            postings = part.open.shard.postings
            scores.append(postings.scores(postings.positions(terms), statistics)[part.allowed])
        least = floor(scores, n)
        return [
            one
            for part, found in zip(self._parts, scores, strict=True)
            for one in part.open.shard.names(part.allowed[(found >= least) & (found > 0)])
        ]

    def measured(self, ids: Sequence[str], terms: Sequence[bytes]) -> Measured:
        """See Reading."""
        wanted = sorted(name.encode() for name in ids)
        parts = []
        for part in self._parts:
            shard = part.open.shard
            rows = shard.rows_among(wanted)
            rows = rows[np.isin(rows, part.allowed)]
            if len(rows):
                vectors, postings = self._held.vectors(part.open, rows), shard.postings
                counts = postings.counts_of(postings.positions(terms), rows)
                parts.append(Measured(shard.columns.ids[rows], vectors, counts, postings.lengths[rows]))
        return Measured.of(parts, len(terms))

    def _near(self, part: _Part, vector: Vectors, limit: int) -> Positions:
        """Positions of at least `limit` passages of `part`, where it has as many, the nearest to `vector` and their equals among them: as
        Chroma finds them, or by comparing where the part is too narrow for that or the graph finds too few."""
        graph, wanted = part.open.graph, min(limit, len(part.allowed))
        count = len(part.open.shard.columns.ids)
        if graph is None or len(part.allowed) <= min(NARROW, count - 1):
            return self._compared(part, vector, limit)
        asked = WIDER * limit * count // len(part.allowed)
        while True:
            try:
                ids, cosines = graph.nearest(vector, min(asked, count))
            except SearchError as error:
                if not isinstance(error, IndexBuildError):
                    raise  # the server that holds the graph does not answer
                raise GoneError(str(error)) from error
            except Exception as error:
                raise GoneError(f"{part.open.shard.folder.name}: {error}") from error
            rows = part.open.shard.rows_of(ids)
            within = np.isin(rows, part.allowed)
            if within.sum() >= wanted and (asked >= count or cosines[within][wanted - 1] > cosines[-1] + EQUAL):
                return rows[within]
            if asked >= count:
                return self._compared(part, vector, limit)
            asked *= 4

    def _compared(self, part: _Part, vector: Vectors, limit: int) -> Positions:
        cosines = products(self._held.vectors(part.open, part.allowed), vector)
        return part.allowed[cosines >= floor([cosines], limit)]


class LocalIndex:
    """The index of one library in its home; a newly published one is noticed by the next reading."""

    def __init__(self, library: Library, embedder: Embedder, settings: SearchSettings) -> None:
        """Nothing is opened before the first reading."""
        self._library, self._embedder, self._settings = library, embedder, settings
        self._index = IndexFolder(library.home)
        self._generation: Generation | None = None
        self._servers: dict[str, ChromaServer] = {}
        self._lock = threading.Lock()

    @contextmanager
    def reading(self, scope: Scope) -> Iterator[LocalReading]:
        """See Index."""
        generation = self._current()
        if scope.generation not in (None, generation.manifest.generation):
            raise GoneError(f"generation {scope.generation} is not the published one")
        try:
            yield LocalReading(generation, scope)
        except GoneError:
            with self._lock:
                self._generation = None if self._generation is generation else self._generation
            raise
        if self._index.stamp() != generation.stamp:  # files may have been deleted while they were read
            raise GoneError("papers kept changing")

    def publish(self, on_progress: OnProgress | None = None, *, rebuild: bool = False) -> BuildReport:
        """See Index."""
        return build_index(self._library, self._embedder, self._settings, on_progress, rebuild=rebuild)

    def state(self) -> IndexState:
        """See Index."""
        return index_state(self._library.home, self._library, self._embedder, self._settings)

    def is_current(self) -> bool:
        """See Index."""
        return is_current(self._library, self._settings)

    def published(self) -> Stamp:
        """See Index."""
        return self._index.stamp()

    def close(self) -> None:
        """See Index."""
        with self._lock:
            self._generation, servers, self._servers = None, self._servers, {}
        for server in servers.values():
            server.close()

    def _current(self) -> Generation:
        stamp = self._index.stamp()
        with self._lock:
            if self._generation is None or self._generation.stamp != stamp:
                manifest = self._index.manifest()
                if manifest is None:
                    raise SearchError("there is no index yet: run council-papers ingest PATH")
                if not serves(manifest.model, self._embedder, self._settings):
                    raise other_model(manifest.model, self._embedder)
                server = self._server_of(manifest)
                self._generation = Generation(self._index, self._library, manifest, stamp, server, self._generation)
            return self._generation

    def _server_of(self, manifest: Manifest) -> ChromaServer | None:
        if manifest.chroma != self._settings.chroma:
            there, named = (place or "the library's folder" for place in (manifest.chroma, self._settings.chroma))
            raise IndexBuildError(f"the index has its vectors in {there}, the settings name {named}: run council-papers ingest PATH")
        if manifest.chroma and manifest.mark not in self._servers:
            self._servers[manifest.mark] = ChromaServer(self._settings, manifest.mark)
        return self._servers.get(manifest.mark)

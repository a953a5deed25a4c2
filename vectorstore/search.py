"""Questions to ranked hits: entitlement and filters first, then both halves, fusion, the library's own words, duplicates, rerank."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.library.library import Library
from ingest.models import Classification
from vectorstore.build import other_model, serves
from vectorstore.dense import Graph
from vectorstore.duplicates import collapse
from vectorstore.embed import Closeness, Embedder, Vectors
from vectorstore.errors import IndexBuildError, SearchError
from vectorstore.lexical import Statistics
from vectorstore.models import DECIMALS, Hit, Query
from vectorstore.publish import IndexFolder, Manifest, ShardRef
from vectorstore.rerank import Reranker, load_reranker
from vectorstore.settings import SearchSettings
from vectorstore.shards import Shard
from vectorstore.terms import QueryTerms

# Dense and lexical scores of the same candidates made into one.

Scores = npt.NDArray[np.float32]


def fuse(dense: Scores, lexical: Scores, lexical_weight: float) -> Scores:
    """Weighted sum of both halves, each scaled to 0-1 over the candidates; both must be exact for every candidate.

    Scores carry how much better a passage is, ranks do not: on the development questions rank fusion was the weaker.
    """
    return ((1 - lexical_weight) * scaled(dense) + lexical_weight * scaled(lexical)).astype(np.float32)


def scaled(scores: Scores) -> Scores:
    """`scores` scaled so that the least is 0 and the greatest 1; all 0 where they are equal."""
    if not len(scores):
        return scores
    low, high = float(scores.min()), float(scores.max())
    return np.zeros_like(scores) if high <= low else (scores - low) / (high - low)


def best(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """Positions of the `count` greatest of `scores`, in no order; all that tie with the least of them are included."""
    if count >= len(scores):
        return np.arange(len(scores))
    bound = np.partition(scores, len(scores) - count)[len(scores) - count]
    return np.flatnonzero(scores >= bound)


# What a reader may and wants to see, decided before retrieval: first which shards, then which of their passages.

Positions = npt.NDArray[np.int64]


def permitted(shards: Iterable[ShardRef], classifications: frozenset[Classification]) -> list[ShardRef]:
    """The shards that a reader entitled to `classifications` may see."""
    return [shard for shard in shards if shard.classification in classifications]


def rows_within(shard: Shard, papers: frozenset[str] | None) -> Positions | None:
    """Positions of the shard's passages of these papers, in order; None stands for all of them."""
    if papers is None:
        return None
    ids, wanted = shard.columns.ids, sorted(paper.encode() for paper in papers)
    first, last = (np.searchsorted(ids, np.array([paper + end for paper in wanted], np.bytes_)) for end in (b"-", b"."))
    rows = np.concatenate([np.arange(0), *map(np.arange, first, last)])
    return None if len(rows) == shard.meta.passages else rows


# A published index as a reader holds it: shards opened when first asked for and shared by threads.


class GoneError(Exception):
    """A shard is no longer there: another index has been published since, and the search must start again."""


@dataclass(eq=False)
class OpenShard:
    """A shard with its graph, which is opened only where a search needs it."""

    shard: Shard
    _graph: Graph | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def graph(self) -> Graph:
        """The shard's Chroma collection."""
        with self._lock:
            if self._graph is None:
                self._graph = Graph(self.shard.folder)
            return self._graph


class Generation:
    """What one manifest names."""

    def __init__(self, index: IndexFolder, manifest: Manifest, stamp: tuple[int, int] | None, before: "Generation | None" = None) -> None:
        """The shards of `manifest`; those that `before` has open stay open."""
        self.manifest = manifest
        self.stamp = stamp
        self._index = index
        self._lock = threading.Lock()
        names = {ref.name for ref in manifest.shards}
        self._open: dict[str, OpenShard] = {name: shard for name, shard in before._open.items() if name in names} if before else {}

    def shard(self, ref: ShardRef) -> OpenShard:
        """The shard that `ref` names. Raises GoneError where it cannot be read."""
        with self._lock:
            if ref.name not in self._open:
                try:
                    self._open[ref.name] = OpenShard(Shard.load(self._index.shards / ref.name))
                except (OSError, ValueError) as error:
                    raise GoneError(f"{ref.name}: {error}") from error
            return self._open[ref.name]

    def statistics(self, refs: list[ShardRef], terms: list[bytes]) -> tuple[Statistics, dict[str, list[int | None]]]:
        """BM25 statistics of `terms` over the shards `refs`, and the position of each term in each shard by its name."""
        counts, length = [0] * len(terms), 0.0
        positions: dict[str, list[int | None]] = {}
        for ref in refs:
            shard = self.shard(ref).shard
            postings = shard.postings
            positions[ref.name] = postings.positions(terms)
            counts = [n + postings.frequency(p) for n, p in zip(counts, positions[ref.name], strict=True)]
            length += shard.meta.words
        passages = sum(ref.passages for ref in refs)
        return Statistics(passages, length / max(passages, 1), tuple(counts)), positions


ATTEMPTS: Final = 5
"""Times a search starts again because another index was published meanwhile."""
SPARE: Final = 30
"""Hits fetched beyond those wanted, to make up for duplicates and for papers removed since the index was built."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The passages of one shard that a query may find."""

    open: OpenShard
    rows: Positions | None
    """Their positions; None stands for all."""
    lexical: Scores
    """BM25 of every passage of the shard."""

    @property
    def size(self) -> int:
        return self.open.shard.meta.passages if self.rows is None else len(self.rows)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passages that either half found, with the exact score of both."""

    ids: "np.ndarray[tuple[int], np.dtype[np.bytes_]]"
    dense: Scores
    lexical: Scores


class Searcher:
    """Searches the published index of a library; usable from several threads. A newly published index is noticed by the next search."""

    def __init__(self, library: Library, embedder: Embedder, settings: SearchSettings) -> None:
        """Search what was indexed of `library` with `embedder`; nothing is opened before the first search."""
        self._library = library
        self._embedder = embedder
        self._closeness = Closeness(embedder)
        self._settings = settings
        self._index = IndexFolder(library.home)
        self._terms = QueryTerms()
        self._reranker: Reranker | None = load_reranker(settings)
        self._generation: Generation | None = None
        self._lock = threading.Lock()

    def search(self, query: Query) -> list[Hit]:
        """At most `query.k` hits, best first; ties in the order of passage ids.

        Raises:
            SearchError: no index has been published.
            ModelError: the index was built with another model.
            IndexBuildError: the published index is damaged.
        """
        for _ in range(ATTEMPTS):
            try:
                found = self._candidates(self._current(), query)
            except GoneError as error:
                gone, self._generation = error, None
            else:
                hits = collapse(self._hits(found, query), self._settings.duplicate_overlap)
                return (self._reranker.rerank(query.text, hits) if self._reranker else hits)[: query.k]
        raise IndexBuildError(f"the index is damaged ({gone}): run council-papers ingest --rebuild")

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text, which need not be indexed, with the question."""
        return self._closeness.cosines(question, texts)

    def close(self) -> None:
        """Let go of the index's files."""
        self._generation = None
        self._terms.close()

    def _current(self) -> Generation:
        stamp = self._index.stamp()
        with self._lock:
            if self._generation is None or self._generation.stamp != stamp:
                manifest = self._index.manifest()
                if manifest is None:
                    raise SearchError("there is no index yet: run council-papers ingest PATH")
                if not serves(manifest, self._embedder, self._settings):
                    raise other_model(manifest, self._embedder)
                self._generation = Generation(self._index, manifest, stamp, self._generation)
            return self._generation

    def _candidates(self, generation: Generation, query: Query) -> _Candidates:
        refs = permitted(generation.manifest.shards, query.role.classifications)
        parts = self._parts(generation, refs, query)
        vector = self._embedder.embed_query(query.text)
        limit = max(self._settings.candidates, query.k)
        by_graph = sum(part.size for part in parts) > self._settings.exact_limit
        cosines = [_dense(part, vector, limit if by_graph else 0) for part in parts]
        dense_floor = _floor([scores for _, scores in cosines], limit)
        lexical_floor = max(_floor([_within(part, part.lexical) for part in parts], limit), np.float32(1e-9))
        found = [
            _union(part, rows[scores >= dense_floor], lexical_floor, vector) for part, (rows, scores) in zip(parts, cosines, strict=True)
        ]
        return _Candidates(*(np.concatenate(column) for column in zip(*found, strict=True))) if found else _nothing()

    def _parts(self, generation: Generation, refs: Sequence[ShardRef], query: Query) -> list[_Part]:
        terms = self._terms.of(query.lexical_text or query.text)
        statistics, positions = generation.statistics(list(refs), terms)
        parts = []
        for ref in refs:
            opened = generation.shard(ref)
            rows = rows_within(opened.shard, query.papers)
            if rows is None or len(rows):
                parts.append(_Part(opened, rows, opened.shard.postings.scores(positions[ref.name], statistics)))
        return parts

    def _hits(self, found: _Candidates, query: Query) -> list[Hit]:
        scores = fuse(found.dense, found.lexical, self._settings.lexical_weight)
        order = np.lexsort((found.ids, -scores.round(DECIMALS)))[: query.k + SPARE]
        place = {found.ids[i].decode(): i for i in order}
        passages = self._library.passages(ids=list(place), classifications=query.role.classifications)
        return [
            Hit(passage, float(scores[i]), (("dense", float(found.dense[i])), ("lexical", float(found.lexical[i]))))
            for passage in passages
            for i in (place[passage.id],)
        ]


def _dense(part: _Part, vector: Vectors, graph_limit: int) -> tuple[Positions, Scores]:
    """Positions with their cosines: of all passages of `part`, or of the nearest `graph_limit` by the graph where that is not 0."""
    shard = part.open.shard
    if part.rows is None and 0 < graph_limit < shard.meta.passages and shard.graph_serves:
        try:
            rows = np.unique(shard.rows_of(part.open.graph.nearest(vector, graph_limit)))
        except Exception as error:
            raise GoneError(f"{shard.folder.name}: {error}") from error
        return rows, _cosines(part, rows, vector)
    rows = np.arange(shard.meta.passages) if part.rows is None else part.rows
    return rows, _cosines(part, part.rows, vector)


def _cosines(part: _Part, rows: Positions | None, vector: Vectors) -> Scores:
    vectors = part.open.shard.vectors
    if rows is None:
        return _products(vectors, vector)
    if len(rows) * 8 > len(vectors):
        return _products(vectors, vector)[rows]  # reading a row here and there costs more than reading all in turn
    return _products(vectors[rows], vector)


def _products(vectors: Vectors, vector: Vectors) -> Scores:
    """Dot product of each row, in one thread: memory is the bound, so a second gains nothing, and searches at once do not wait for
    each other. A row's product does not depend on the rows beside it, as a matrix product's may."""
    return np.asarray(np.einsum("ij,j->i", vectors, vector))


def _within(part: _Part, scores: Scores) -> Scores:
    return scores if part.rows is None else scores[part.rows]


def _floor(scores: list[Scores], limit: int) -> np.float32:
    """The least score among the best `limit` of all parts."""
    kept = [part[best(part, limit)] for part in scores]
    every = np.concatenate(kept) if kept else np.zeros(0, np.float32)
    return np.float32(every[best(every, limit)].min()) if len(every) else np.float32(0)


def _union(part: _Part, near: Positions, lexical_floor: np.float32, vector: Vectors) -> tuple[object, Scores, Scores]:
    """Ids, cosines and BM25 of the passages of `part` that are `near` or reach the lexical floor."""
    allowed = np.arange(len(part.lexical)) if part.rows is None else part.rows
    rows = np.union1d(near, allowed[part.lexical[allowed] >= lexical_floor])
    return part.open.shard.columns.ids[rows], _products(part.open.shard.vectors[rows], vector), part.lexical[rows]


def _nothing() -> _Candidates:
    return _Candidates(np.zeros(0, "S1"), np.zeros(0, np.float32), np.zeros(0, np.float32))

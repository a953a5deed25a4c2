"""Questions to ranked hits: entitlement and filters first, then both halves, fusion, the library's own words, duplicates, rerank."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ingest.library import Library
from vectorstore.build import other_model, serves
from vectorstore.closeness import Closeness
from vectorstore.duplicates import collapse
from vectorstore.embed import Embedder, Vectors
from vectorstore.errors import IndexBuildError, SearchError
from vectorstore.filters import Positions, in_years, permitted, rows_within
from vectorstore.fusion import Scores, best, fuse
from vectorstore.generation import Generation, GoneError, OpenShard
from vectorstore.models import DECIMALS, Hit, Query
from vectorstore.publish import IndexFolder, ShardRef
from vectorstore.rerank import Reranker, load_reranker
from vectorstore.settings import SearchSettings
from vectorstore.terms import QueryTerms

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
        for ref in in_years(refs, query.filters):
            opened = generation.shard(ref)
            rows = rows_within(opened.shard, query.filters)
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

"""Questions to ranked hits: entitlement and filters first, then both halves, fusion, the library's own words, duplicates, rerank."""

import threading
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.library.library import Library
from ingest.models import Classification
from vectorstore.build import other_model, serves
from vectorstore.closeness import Closeness
from vectorstore.dense import Graph
from vectorstore.duplicates import collapse
from vectorstore.embed import Embedder, Vectors
from vectorstore.errors import IndexBuildError, SearchError
from vectorstore.lexical import Statistics
from vectorstore.models import DECIMALS, Hit, Query
from vectorstore.publish import IndexFolder, Manifest, ShardRef
from vectorstore.rerank import Reranker, load_reranker
from vectorstore.settings import SearchSettings
from vectorstore.shards import Shard
from vectorstore.terms import query_terms
from vectorstore.verify import LEAST_RECALL

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


def floor(scores: Sequence[Scores], limit: int) -> np.float32:
    """The least score among the best `limit` of all parts."""
    every = np.concatenate([np.zeros(0, np.float32), *scores])
    return np.float32(np.partition(every, max(0, len(every) - limit))[max(0, len(every) - limit)] if len(every) else 0)


# What a reader may and wants to see, decided before retrieval: first which shards, then which of their passages.

Positions = npt.NDArray[np.int64]
Stamp = tuple[int, int] | None


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


# A published index as a reader holds it: shards opened when first asked for and shared by threads.


class GoneError(Exception):
    """A shard is no longer there: another index has been published since, and the search must start again."""


@dataclass(frozen=True, slots=True)
class OpenShard:
    """A shard with what its nearest passages are found by."""

    shard: Shard
    graph: Graph | None
    """None where it finds too little; then `vectors` are compared."""
    vectors: Vectors | None


class Generation:
    """What one manifest names."""

    def __init__(self, index: IndexFolder, library: Library, manifest: Manifest, stamp: Stamp, before: "Generation | None") -> None:
        """The shards of `manifest`; those that `before` has open stay open."""
        self.manifest, self.stamp = manifest, stamp
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
                    self._open[ref.name] = OpenShard(shard, None if weak else Graph(shard.folder), vectors)
                except (OSError, ValueError, KeyError, IndexBuildError) as error:
                    raise GoneError(f"{ref.name}: {error}") from error
            return self._open[ref.name]

    def vectors(self, opened: OpenShard, rows: Positions) -> Vectors:
        """The vectors of the passages at `rows`, exact. Raises GoneError where the library lacks one."""
        if opened.vectors is not None:
            return opened.vectors[rows]
        try:
            return opened.shard.vectors(self._library, self.manifest.model, rows)
        except KeyError as error:
            raise GoneError(f"{opened.shard.folder.name}: no vector of {error}") from error

    def statistics(self, refs: list[ShardRef], terms: list[bytes]) -> tuple[Statistics, dict[str, list[int | None]]]:
        """BM25 statistics of `terms` over the shards `refs`, and the position of each term in each shard by its name."""
        counts, length = [0] * len(terms), 0.0
        positions: dict[str, list[int | None]] = {}
        for ref in refs:
            shard = self.shard(ref).shard
            postings = shard.postings
            positions[ref.name] = postings.positions(terms)
            counts = [n + postings.frequency(p) for n, p in zip(counts, positions[ref.name], strict=True)]
            length += shard.words
        passages = sum(ref.passages for ref in refs)
        return Statistics(passages, length / max(passages, 1), tuple(counts)), positions


ATTEMPTS: Final = 5
"""Times a search starts again because another index was published meanwhile."""
NARROW: Final = 2_500
"""Passages within a filter up to which every vector is compared: reading them takes some 20 ms, about what the graph takes to find
enough of them among 25,000."""
WIDER: Final = 2
"""Passages asked of the graph for each one wanted: what is just outside by its measure may be inside by ours."""
EQUAL: Final = 1e-5
"""Chroma's cosines that differ by less may be those of the same words."""
SPARE: Final = 30
"""Hits fetched beyond those wanted, to make up for duplicates and for papers removed since the index was built."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The passages of one shard that a query may find."""

    open: OpenShard
    allowed: Positions
    lexical: Scores
    """BM25 of every passage of the shard."""


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
        self._closeness = Closeness(embedder, library)
        self._settings = settings
        self._index = IndexFolder(library.home)
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
        gone = "papers kept changing"
        for _ in range(ATTEMPTS):
            generation = self._current()
            try:
                found = self._candidates(generation, query)
            except GoneError as error:
                gone = str(error)
                with self._lock:
                    self._generation = None if self._generation is generation else self._generation
                continue
            if self._index.stamp() == generation.stamp:  # else files may have been deleted while they were read
                hits = collapse(self._hits(found, query), self._settings.duplicate_overlap)
                return (self._reranker.rerank(query.text, hits) if self._reranker else hits)[: query.k]
        raise IndexBuildError(f"the index is damaged ({gone}): run council-papers ingest --rebuild")

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text, which need not be indexed, with the question."""
        return self._closeness.cosines(question, texts)

    def read_ahead(self, texts: Mapping[str, Sequence[str]]) -> None:
        """Work out and keep the vectors of the texts of passages, by passage id, so that no question waits for them."""
        self._closeness.read_ahead(texts)

    def published(self) -> Hashable:
        """Tells one published index from another."""
        return self._index.stamp()

    def close(self) -> None:
        """Let go of the index's files."""
        self._generation = None

    def _current(self) -> Generation:
        stamp = self._index.stamp()
        with self._lock:
            if self._generation is None or self._generation.stamp != stamp:
                manifest = self._index.manifest()
                if manifest is None:
                    raise SearchError("there is no index yet: run council-papers ingest PATH")
                if not serves(manifest, self._embedder, self._settings):
                    raise other_model(manifest, self._embedder)
                self._generation = Generation(self._index, self._library, manifest, stamp, self._generation)
            return self._generation

    def _candidates(self, generation: Generation, query: Query) -> _Candidates:
        parts = self._parts(generation, query)
        vector = self._embedder.embed_query(query.text)
        limit = max(self._settings.candidates, query.k)
        lexical_floor = max(floor([part.lexical[part.allowed] for part in parts], limit), np.float32(1e-9))
        chosen = []
        for part in parts:
            rows = np.union1d(_near(part, vector, limit), part.allowed[part.lexical[part.allowed] >= lexical_floor])
            cosines = _products(generation.vectors(part.open, rows), vector)
            chosen.append((part.open.shard.columns.ids[rows], cosines, part.lexical[rows]))
        if not chosen:
            return _Candidates(np.zeros(0, "S1"), np.zeros(0, np.float32), np.zeros(0, np.float32))
        ids, dense, lexical = (np.concatenate(column) for column in zip(*chosen, strict=True))
        keep = (lexical >= lexical_floor) | (dense >= floor([dense], limit))
        return _Candidates(ids[keep], dense[keep], lexical[keep])

    def _parts(self, generation: Generation, query: Query) -> list[_Part]:
        refs = permitted(generation.manifest.shards, query.role.classifications)
        statistics, positions = generation.statistics(refs, query_terms(query.lexical_text or query.text))
        parts = []
        for ref in refs:
            opened = generation.shard(ref)
            rows = rows_within(opened.shard, query.papers)
            if len(rows):
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


def _near(part: _Part, vector: Vectors, limit: int) -> Positions:
    """Positions of at least `limit` passages of `part`, where it has as many, the nearest to `vector` and their equals among them: as
    Chroma finds them, or all of a part that is too narrow for that. Asked for more until enough are within and are nearer than the last."""
    shard, graph, wanted = part.open.shard, part.open.graph, min(limit, len(part.allowed))
    count = len(shard.columns.ids)
    if graph is None or len(part.allowed) <= min(NARROW, count - 1):
        return part.allowed
    asked = WIDER * limit * count // len(part.allowed)
    while True:
        try:
            ids, cosines = graph.nearest(vector, min(asked, count))
        except Exception as error:
            raise GoneError(f"{shard.folder.name}: {error}") from error
        rows = shard.rows_of(ids)
        within = np.isin(rows, part.allowed)
        if within.sum() >= wanted and (asked >= count or cosines[within][wanted - 1] > cosines[-1] + EQUAL):
            return rows[within]
        if asked >= count:
            return part.allowed
        asked *= 4


def _products(vectors: Vectors, vector: Vectors) -> Scores:
    """Dot product of each row, in one thread: memory is the bound, so a second gains nothing, and searches at once do not wait for
    each other. A row's product does not depend on the rows beside it, as a matrix product's may."""
    return np.asarray(np.einsum("ij,j->i", vectors, vector))

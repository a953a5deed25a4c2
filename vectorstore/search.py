"""Questions to ranked hits: entitlement and filters first, then both halves, fusion, the library's own words, duplicates, rerank."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.library.library import Library
from vectorstore.closeness import Closeness
from vectorstore.duplicates import collapse
from vectorstore.embed import Embedder, products
from vectorstore.errors import IndexBuildError
from vectorstore.index import GoneError, Index, Scope
from vectorstore.indexes import open_index
from vectorstore.lexical import bm25, floor
from vectorstore.models import DECIMALS, Hit, Query
from vectorstore.rerank import Reranker, load_reranker
from vectorstore.settings import SearchSettings
from vectorstore.terms import query_terms

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


ATTEMPTS: Final = 5
"""Times a search starts again because another index was published meanwhile."""
SPARE: Final = 30
"""Hits fetched beyond those wanted, to make up for duplicates and for papers removed since the index was built."""


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passages that either half found, with the exact score of both."""

    ids: "np.ndarray[tuple[int], np.dtype[np.bytes_]]"
    dense: Scores
    lexical: Scores


class Searcher:
    """Searches the published index of a library; usable from several threads. A newly published index is noticed by the next search."""

    def __init__(self, library: Library, embedder: Embedder, settings: SearchSettings, index: Index | None = None) -> None:
        """Search what was indexed of `library` with `embedder`, in `index` or the one that the settings name; nothing is opened before
        the first search."""
        self._library = library
        self._embedder = embedder
        self._closeness = Closeness(embedder, library)
        self._settings = settings
        self._index = index or open_index(library, embedder, settings)
        self._reranker: Reranker | None = load_reranker(settings)

    def search(self, query: Query) -> list[Hit]:
        """At most `query.k` hits, best first; ties in the order of passage ids.

        Raises:
            SearchError: no index has been published, or the one there is cannot be reached.
            ModelError: the index was built with another model.
            IndexBuildError: the published index is damaged.
        """
        gone = ""
        for _ in range(ATTEMPTS):
            try:
                found = self._candidates(query)
            except GoneError as error:
                gone = str(error)
                continue
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
        return self._index.published()

    def close(self) -> None:
        """Let go of the index's files."""
        self._index.close()

    def _candidates(self, query: Query) -> _Candidates:
        """What either half proposes, scored exactly by both, without what is among the best of neither."""
        with self._index.reading(Scope(query.role.classifications, query.papers)) as reading:
            terms, vector = query_terms(query.lexical_text or query.text), self._embedder.embed_query(query.text)
            limit = max(self._settings.candidates, query.k)
            statistics = reading.statistics(terms)
            proposed = {*reading.dense(vector, limit), *reading.lexical(terms, statistics, limit)}
            measured = reading.measured(sorted(proposed), terms)
        if not len(measured.ids):
            return _Candidates(measured.ids, measured.lengths, measured.lengths)
        dense, lexical = products(measured.vectors, vector), bm25(measured.counts, measured.lengths, statistics)
        keep = (lexical >= max(floor([lexical], limit), np.float32(1e-9))) | (dense >= floor([dense], limit))
        return _Candidates(measured.ids[keep], dense[keep], lexical[keep])

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

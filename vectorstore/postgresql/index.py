"""The index in PostgreSQL as readers hold it: one question is one transaction of one snapshot.

Every passage in scope is compared, by a scan of a narrow table: nothing is approximate, whatever the number of passages. What the
server finds best is taken with everything that may be as good by our own reckoning (`_Bests`), and scored there again.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import numpy as np

from ingest.library.library import Library
from ingest.models import Classification
from vectorstore.embed import Embedder, Vectors
from vectorstore.errors import SearchError
from vectorstore.index import BuildReport, GoneError, IndexState, Measured, OnProgress, Scope, is_named, other_model, serves
from vectorstore.lexical import Scores, Statistics
from vectorstore.postgresql.forms import asked, vectors
from vectorstore.postgresql.forms import terms as held_terms
from vectorstore.postgresql.publication import Published, publish, published
from vectorstore.postgresql.schema import part
from vectorstore.postgresql.server import Connection, Server
from vectorstore.settings import SearchSettings

SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
EQUAL: Final = 1e-5
"""Scores of the server that differ by less (as a share, for terms) may be equal by ours: it adds in another order."""
SPARE: Final = 50
"""Rows fetched beyond those wanted, to see that what follows is worse."""


class PostgresReading:
    """One generation as one scope may see it, as long as its transaction lasts."""

    def __init__(self, connection: Connection, scope: Scope, generation: int) -> None:
        self.generation = generation
        self._connection, self._scope = connection, scope
        self._numbers: dict[Classification, dict[bytes, int]] = {}
        self._means: dict[Classification, float] = {}
        self._papers = None if scope.papers is None else sorted(scope.papers)

    def statistics(self, terms: Sequence[bytes]) -> Statistics:
        """See Reading."""
        passages, words, frequencies = 0, 0.0, dict.fromkeys(terms, 0)
        for kind in sorted(self._scope.classifications):
            for count, length, mean in self._connection.execute(f"SELECT passages, words, mean FROM {part('held', kind)}"):
                passages, words, self._means[kind] = passages + count, words + length, mean
            known = self._connection.execute(
                f"SELECT term, number, passages FROM {part('term', kind)} WHERE term = ANY(%s)", (list(terms),)
            )
            self._numbers[kind] = {}
            for term, number, count in known:
                self._numbers[kind][term] = number
                frequencies[term] += count
        return Statistics(passages, words / max(passages, 1), tuple(frequencies[term] for term in terms))

    def dense(self, vector: Vectors, n: int) -> list[str]:
        """See Reading; exact."""
        text = "[" + ",".join(map(repr, vector.tolist())) + "]"
        found = []
        for kind in sorted(self._scope.classifications):
            found += self._best(f"SELECT id, value <#> %s::vector AS worse FROM {part('dense', kind)}", text, n, near=EQUAL)
        return found

    def lexical(self, terms: Sequence[bytes], statistics: Statistics, n: int) -> list[str]:
        """See Reading. Weights were stored with the mean length of when they were written: the score by the mean of now may differ by
        as much as the means do and no more, so all that may be among the best by it are proposed."""
        weights = dict(zip(terms, statistics.weights(), strict=True))
        found = []
        for kind in sorted(self._scope.classifications & self._means.keys()):
            numbers = self._numbers[kind]
            if numbers:
                text = asked({number: weights[term] for term, number in numbers.items()})
                drift = statistics.mean_length / max(self._means[kind], 1e-9)
                select = f"SELECT id, weights <#> %s::sparsevec AS worse FROM {part('lexical', kind)}"
                found += self._best(select, text, n, share=min(drift, 1 / max(drift, 1e-9)) * (1 - EQUAL), ceiling=0.0)
        return found

    def measured(self, ids: Sequence[str], terms: Sequence[bytes]) -> Measured:
        """See Reading."""
        parts = [self._measured(kind, list(ids), terms) for kind in sorted(self._scope.classifications)]
        return Measured.of([one for one in parts if len(one.ids)], len(terms))

    def _best(self, select: str, value: str, n: int, share: float = 1.0, near: float = 0.0, ceiling: float = math.inf) -> list[str]:
        """Ids of the `n` least by "worse", and of all that lie below `share` of the last of them plus `near`; none at the `ceiling`."""
        within = "" if self._papers is None else " WHERE paper = ANY(%s)"
        values = [value] if self._papers is None else [value, self._papers]
        limit = n + SPARE
        while True:
            rows = self._connection.execute(f"{select}{within} ORDER BY worse LIMIT {limit}", values).fetchall()
            least = rows[n - 1][1] * share + near if len(rows) >= n else math.inf
            if len(rows) < limit or rows[-1][1] > least or rows[-1][1] >= ceiling:
                return [name for name, worse in rows if worse <= least and worse < ceiling]
            limit *= 4

    def _measured(self, kind: Classification, ids: list[str], terms: Sequence[bytes]) -> Measured:
        sql = f"""SELECT passage.id, length, counts, value FROM {part("passage", kind)} AS passage
            JOIN {part("dense", kind)} AS dense USING (id) WHERE passage.id = ANY(%s)"""
        values: list[list[str]] = [ids]
        if self._papers is not None:
            sql, values = f"{sql} AND passage.paper = ANY(%s)", [ids, self._papers]
        with self._connection.cursor(binary=True) as cursor:
            rows = cursor.execute(sql, values).fetchall()
        columns = [self._numbers[kind].get(term, -1) for term in terms]
        counts = [_counts(form, columns) for _, _, form, _ in rows]
        return Measured(
            np.array([row[0].encode() for row in rows], np.bytes_),
            vectors([row[3] for row in rows]) if rows else np.zeros((0, 0), np.float32),
            np.array(counts, np.float32).reshape(len(rows), len(terms)),
            np.array([row[1] for row in rows], np.float32),
        )


def _counts(form: bytes, columns: Sequence[int]) -> Scores:
    """The count of each numbered term; 0 for -1, which no term has."""
    numbers, counts = held_terms(form)
    if not len(numbers):
        return np.zeros(len(columns), np.float32)
    at = np.minimum(np.searchsorted(numbers, columns), len(numbers) - 1)
    return np.where(numbers[at] == columns, counts[at], np.float32(0))


class PostgresIndex:
    """The index of one library in one database; a newly published one is seen by the next reading."""

    def __init__(self, library: Library, embedder: Embedder, settings: SearchSettings, address: str) -> None:
        """The index at an address, which need not be that of the library; nothing is connected before the first reading."""
        self._library, self._embedder, self._settings = library, embedder, settings
        self._server = Server(address)

    @contextmanager
    def reading(self, scope: Scope) -> Iterator[PostgresReading]:
        """See Index."""
        with self._server.transaction(SNAPSHOT, scope.classifications) as connection:
            found = published(connection)
            if found is None:
                raise SearchError("there is no index yet: run council-papers ingest PATH")
            if not serves(found.model, self._embedder, self._settings):
                raise other_model(found.model, self._embedder)
            if scope.generation not in (None, found.generation):
                raise GoneError(f"generation {scope.generation} is not the published one")
            yield PostgresReading(connection, scope, found.generation)

    def publish(self, on_progress: OnProgress | None = None, *, rebuild: bool = False) -> BuildReport:
        """See Index; two builders wait for each other."""
        report = on_progress or (lambda _done, _all, _what: None)
        return publish(self._server, self._library, self._embedder, self._settings, report, rebuild)

    def state(self) -> IndexState:
        """See Index."""
        found = self.published()
        if found is None:
            return IndexState.ABSENT
        if not serves(found.model, self._embedder, self._settings):
            return IndexState.OTHER_MODEL
        return IndexState.FRESH if found.revision == self._library.revision() else IndexState.STALE

    def is_current(self) -> bool:
        """See Index."""
        found = self.published()
        if found is None:
            return not self._library.papers()
        now = (self._library.revision(), self._settings.lexical_context_weight)
        return (found.revision, found.context_weight) == now and is_named(found.model, self._settings)

    def close(self) -> None:
        """See Index."""
        self._server.close()

    def published(self) -> Published | None:
        """See Index."""
        with self._server.connection() as connection:
            return published(connection)

"""The rows of the index in PostgreSQL, written within the transaction of a publication.

COPY is refused on tables with row-level security, so rows are copied to a temporary table and inserted from there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from ingest.library.context import context_line
from ingest.models import Classification, Passage
from vectorstore.lexical import K1, B, Postings, Scores
from vectorstore.postgresql.forms import Numbers, copied, dense, int4, int8, real, sparse, terms
from vectorstore.postgresql.schema import part
from vectorstore.postgresql.server import Connection
from vectorstore.shards import Row
from vectorstore.terms import count_terms

AT_ONCE: Final = 2_000
"""Passages weighed between two writes."""
DRIFT: Final = 0.05
"""By what share the mean length may have moved before all weights of a classification are written anew: a paper more must not do that."""


class OvertakenError(Exception):
    """The library or the index changed while a publication was made from it."""


def stage(connection: Connection) -> None:
    """Make the temporary tables that rows are copied to."""
    for table in ("passage", "dense", "lexical"):
        connection.execute(f"CREATE TEMPORARY TABLE staged_{table} (LIKE search.{table} INCLUDING STORAGE) ON COMMIT DROP")


class Writing:
    """What one publication writes of the passages of one classification and their terms."""

    def __init__(self, connection: Connection, kind: Classification, generation: int, context_weight: float) -> None:
        """Write within the transaction of `connection`, which sees that classification."""
        self._connection, self._kind = connection, kind
        self._generation, self._weight = generation, context_weight
        self._numbers: dict[bytes, int] = dict(connection.execute(f"SELECT term, number FROM {part('term', kind)}").fetchall())
        self._next = max(self._numbers.values(), default=-1) + 1
        self._new: dict[int, bytes] = {}
        self._changed: Counter[int] = Counter()

    def remove(self, ids: Sequence[str]) -> None:
        """Delete passages with all that is kept of them."""
        with self._connection.cursor(binary=True) as cursor:
            cursor.execute(f"DELETE FROM {part('passage', self._kind)} WHERE id = ANY(%s) RETURNING counts", (list(ids),))
            for (form,) in cursor:
                self._changed.subtract(terms(form)[0].tolist())
        for table in ("dense", "lexical"):
            self._connection.execute(f"DELETE FROM {part(table, self._kind)} WHERE id = ANY(%s)", (list(ids),))

    def add(self, rows: Sequence[Row], passages: Sequence[Passage], vectors: Mapping[str, bytes]) -> None:
        """Write passages, which `rows` are of, with their `vectors` by key; all but their weights. Raises OvertakenError where the library
        no longer has a vector."""
        if not {row.key for row in rows} <= vectors.keys():
            raise OvertakenError
        kind, number = self._kind.value.encode(), int8(self._generation)
        named = [(kind, row.id.encode(), row.id.rpartition("-")[0].encode()) for row in rows]
        counted, lengths = self._counted(passages)
        held = [
            (*name, int4(row.date), row.key.encode(), number, real(length), sparse(*counts))
            for name, row, length, counts in zip(named, rows, lengths, counted, strict=True)
        ]
        insert(self._connection, "passage", self._kind, held)
        near = [(*name, dense(np.frombuffer(vectors[row.key], "<f4"))) for name, row in zip(named, rows, strict=True)]
        insert(self._connection, "dense", self._kind, near)

    def keep_terms(self) -> None:
        """Write what has changed of the vocabulary; a term that no passage holds any more goes."""
        table = part("term", self._kind)
        new = {number: term for number, term in self._new.items() if self._changed[number] > 0}
        sql = f"INSERT INTO {table} SELECT %s, * FROM unnest(%s::bytea[], %s::integer[], %s::integer[])"
        self._connection.execute(sql, (self._kind.value, list(new.values()), list(new), [self._changed[number] for number in new]))
        moved = {number: by for number, by in self._changed.items() if by and number not in new}
        sql = f"""UPDATE {table} AS held SET passages = held.passages + moved.by
            FROM unnest(%s::integer[], %s::integer[]) AS moved (number, by) WHERE held.number = moved.number"""
        self._connection.execute(sql, (list(moved), list(moved.values())))
        self._connection.execute(f"DELETE FROM {table} WHERE passages <= 0")

    def _counted(self, passages: Sequence[Passage]) -> tuple[list[tuple[Numbers, Scores]], Scores]:
        """Numbered terms of each passage with their weighted counts, and the lengths of the passages."""
        found = count_terms([context_line(passage) for passage in passages], [passage.text for passage in passages])
        postings = Postings.of(found, len(passages), self._weight)
        numbers = np.repeat([self._number(term) for term in found.terms.tolist()], np.diff(found.starts)).astype(np.int32)
        self._changed.update(numbers.tolist())
        order = np.lexsort((numbers, postings.passages))
        ends = np.searchsorted(postings.passages[order], np.arange(1, len(passages)))
        split = zip(np.split(numbers[order], ends), np.split(postings.counts[order], ends), strict=True)
        return list(split), postings.lengths

    def _number(self, term: bytes) -> int:
        if term not in self._numbers:
            self._numbers[term] = self._next
            self._new[self._next] = term
            self._next += 1
        return self._numbers[term]


def weigh(connection: Connection) -> None:
    """Write the mean lengths, and the weights of every passage that has none."""
    totals = {}
    for kind in Classification:
        sql = f"SELECT count(*), coalesce(sum(length::double precision), 0) FROM {part('passage', kind)}"
        totals[kind] = connection.execute(sql).fetchone()
    every = sum(count for count, _ in totals.values()), sum(words for _, words in totals.values())
    for kind, (passages, words) in totals.items():
        count, length = (passages, words) if kind is Classification.PUBLIC else every  # who may see others sees all
        mean = _mean(connection, kind, length / max(count, 1))
        connection.execute(f"DELETE FROM {part('held', kind)}")
        connection.execute(f"INSERT INTO {part('held', kind)} VALUES (%s, %s, %s, %s)", (kind.value, passages, words, mean))
        _weigh(connection, kind, mean)


def _mean(connection: Connection, kind: Classification, now: float) -> float:
    """The mean length that weights are worked out with: the one before, unless it is too far off; then they all go."""
    row = connection.execute(f"SELECT mean FROM {part('held', kind)}").fetchone()
    before = row[0] if row else 0.0
    if before > 0 and abs(now / before - 1) <= DRIFT:
        return float(before)
    connection.execute(f"DELETE FROM {part('lexical', kind)}")
    return now


def _weigh(connection: Connection, kind: Classification, mean: float) -> None:
    sql = f"""SELECT id, paper, length, counts FROM {part("passage", kind)} AS passage
        WHERE NOT EXISTS (SELECT FROM {part("lexical", kind)} AS lexical WHERE lexical.id = passage.id)"""
    with connection.cursor("unweighed", binary=True) as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(AT_ONCE):
            weighed = [(kind.value.encode(), row[0].encode(), row[1].encode(), _weights(row[3], row[2], mean)) for row in rows]
            insert(connection, "lexical", kind, weighed)


def insert(connection: Connection, table: str, kind: Classification, rows: Sequence[Sequence[bytes]]) -> None:
    """Insert rows of fields in the server's binary form."""
    with connection.cursor(binary=True) as cursor, cursor.copy(f"COPY staged_{table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(copied(rows))
    connection.execute(f"INSERT INTO {part(table, kind)} SELECT * FROM staged_{table}")
    connection.execute(f"TRUNCATE staged_{table}")


def _weights(form: bytes, length: float, mean: float) -> bytes:
    """The document side of BM25 of a passage, as pgvector's sparsevec."""
    numbers, counts = terms(form)
    return sparse(numbers, (K1 + 1) * counts / (counts + K1 * (1 - B) + K1 * B / max(mean, 1e-9) * length))

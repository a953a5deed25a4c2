"""Bring the index in PostgreSQL up to date with the library: one transaction, so that a reader sees all of it or nothing.

What takes long, embedding, is done before it and kept in the library. Two that publish at once wait for each other at an advisory lock;
the later one then finds the generation that it started from gone, and starts again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.library.library import Library
from ingest.library.postgres import psycopg_module
from ingest.models import Classification, Passage
from vectorstore.embed import Embedder, embedded_text, text_key, vectors_of
from vectorstore.errors import IndexBuildError
from vectorstore.index import BuildReport, OnProgress, other_model, serves
from vectorstore.postgresql.schema import CHANNEL, FORMAT, LOCK, LONGEST, TABLES, part, statements
from vectorstore.postgresql.server import Connection, Server
from vectorstore.postgresql.writing import OvertakenError, Writing, stage, weigh
from vectorstore.settings import SearchSettings
from vectorstore.shards import Row

EVERY: Final = frozenset(Classification)
READ_AT_ONCE: Final = 512
OLDEST: Final = (0, 7)
"""Version of pgvector that brought sparsevec."""
ATTEMPTS: Final = 5
"""Times a publication starts again because papers or the index changed while it was prepared."""


_IS_THERE: Final = """SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'search' AND relname = 'published'"""
"""Read from the catalogue's rows: what a session remembers of names may be older than a lock that it has just waited for."""


@dataclass(frozen=True, slots=True)
class Published:
    """The generation in force."""

    generation: int
    model: str
    """Name of the embedder."""
    revision: int
    """Revision of the library that was indexed."""
    context_weight: float


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to be written of one classification."""

    gone: list[str]
    """Ids of passages that are no longer there, or not as they were."""
    fresh: list[Row]


def published(connection: Connection) -> Published | None:
    """What is published; None where nothing is, or only what another version left."""
    if not connection.execute(_IS_THERE).fetchone()[0]:
        return None
    sql = "SELECT generation, model, revision, context_weight FROM search.published WHERE format = %s"
    row = connection.execute(sql, (FORMAT,)).fetchone()
    return Published(*row) if row else None


def publish(
    server: Server, library: Library, embedder: Embedder, settings: SearchSettings, on_progress: OnProgress, rebuild: bool
) -> BuildReport:
    """Bring the index of `library` up to date; with `rebuild` all of it is written anew.

    Raises:
        ModelError: the index was made with another model and `rebuild` is false.
        IndexBuildError: papers kept changing meanwhile, or vectors are too long.
        SearchError: the server cannot be reached or refuses; nothing has changed then.
    """
    on_progress(0, 0, "loading the embedding model")
    if embedder.dimension > LONGEST:
        raise IndexBuildError(
            f"vectors of {embedder.dimension} numbers do not fit into a page of PostgreSQL ({LONGEST} do): "
            'set index to "local", or name another embedding_model'
        )
    for _ in range(ATTEMPTS):
        try:
            return _Publication(server, library, embedder, settings, on_progress).run(rebuild)
        except OvertakenError:
            continue
    raise IndexBuildError("papers kept changing while the index was built: run council-papers ingest again")


class _Publication:
    """One attempt."""

    def __init__(self, server: Server, library: Library, embedder: Embedder, settings: SearchSettings, on_progress: OnProgress) -> None:
        self._server, self._library, self._embedder, self._settings = server, library, embedder, settings
        self._weight, self._model = settings.lexical_context_weight, embedder.name
        self._on_progress = on_progress

    def run(self, rebuild: bool) -> BuildReport:
        with self._server.transaction("BEGIN READ ONLY", EVERY) as connection:
            old = published(connection)
            passages = _counted(connection) if old else {}
            if old and not rebuild:
                if not serves(old.model, self._embedder, self._settings):
                    raise other_model(old.model, self._embedder)
                self._model = old.model
            revision = self._library.revision()
            if old and not rebuild and (old.revision, old.context_weight) == (revision, self._weight):
                return BuildReport(sum(passages.values()), _parts(passages), 0, old.generation)
            keep = old is not None and not rebuild and old.context_weight == self._weight
            changes = self._changes(connection, old is not None, keep)
        self._embed([row for change in changes.values() for row in change.fresh])
        new = Published(old.generation + 1 if old else 1, self._model, revision, self._weight)
        with self._server.transaction("BEGIN", EVERY) as connection:
            self._begin(connection, old)
            self._write(connection, changes, new.generation)
            passages = _counted(connection)
            _put_in_force(connection, old, new)
        self._clean()
        return BuildReport(sum(passages.values()), _parts(passages), sum(bool(c.gone or c.fresh) for c in changes.values()), new.generation)

    def _changes(self, connection: Connection, there: bool, keep: bool) -> Mapping[Classification, _Change]:
        """How the rows that are `there` differ from the library's; none of them is right where not `keep`."""
        wanted: dict[Classification, dict[str, Row]] = {kind: {} for kind in Classification}
        for passage in self._library.passages():
            wanted[passage.classification][passage.id] = Row.of(passage)
        changes = {}
        for kind, rows in wanted.items():
            held = connection.execute(f"SELECT id, key, date FROM {part('passage', kind)}").fetchall() if there else []
            right = {row[0] for row in held if keep and row[0] in rows and Row(*row) == rows[row[0]]}
            gone = [row[0] for row in held if row[0] not in right]
            changes[kind] = _Change(gone, sorted(row for name, row in rows.items() if name not in right))
        return changes

    def _embed(self, rows: Sequence[Row]) -> None:
        """Have the library hold the vector of every row."""
        done = 0
        self._on_progress(0, len(rows), "indexing papers")

        def on_done(count: int) -> None:
            nonlocal done
            done += count
            self._on_progress(done, len(rows), "indexing papers")

        for passages in self._read(rows):
            vectors_of(self._library, self._embedder, [embedded_text(passage) for passage in passages], on_done, self._model)

    def _read(self, rows: Sequence[Row]) -> Iterator[list[Passage]]:
        """The passages of `rows`, part by part. Raises OvertakenError where the library no longer holds them as they were."""
        for start in range(0, len(rows), READ_AT_ONCE):
            chunk = rows[start : start + READ_AT_ONCE]
            passages = list(self._library.passages(ids=[row.id for row in chunk]))
            if [(row.id, row.key) for row in chunk] != [(p.id, text_key(embedded_text(p))) for p in passages]:
                raise OvertakenError
            yield passages

    def _begin(self, connection: Connection, old: Published | None) -> None:
        """Be the only one that publishes. Raises OvertakenError where another was faster."""
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        if published(connection) != old:
            raise OvertakenError
        if old is None:
            _check_server(connection)
            connection.execute("DROP SCHEMA IF EXISTS search CASCADE")  # tables of another version
            for statement in statements():
                connection.execute(statement)

    def _write(self, connection: Connection, changes: Mapping[Classification, _Change], generation: int) -> None:
        stage(connection)
        for kind, change in changes.items():
            writing = Writing(connection, kind, generation, self._weight)
            writing.remove(change.gone)
            for rows, passages in zip(_chunks(change.fresh), self._read(change.fresh), strict=True):
                writing.add(rows, passages, self._library.vectors(self._model, [row.key for row in rows]))
            writing.keep_terms()
        weigh(connection)

    def _clean(self) -> None:
        """Have the server clear away the rows that went, and count those that came."""
        tables = ", ".join(part(table, kind) for table in TABLES for kind in Classification)
        with self._server.connection() as connection:
            connection.execute("SET statement_timeout = 0")
            connection.execute(f"VACUUM (ANALYZE, SKIP_LOCKED, TRUNCATE false) {tables}")  # to truncate them it would wait for readers
            connection.close()  # and not left to others with that setting


def _check_server(connection: Connection) -> None:
    """Raises IndexBuildError where nothing would keep exempt rows from this user, or the database has no pgvector that knows sparse
    vectors and this user may not install it."""
    if connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()[0]:
        raise IndexBuildError(
            "this user is shown every row whatever the tables say, so nothing would keep exempt papers back: make a role without SUPERUSER "
            "and BYPASSRLS that owns the database, and name it in the setting 'database'"
        )
    found = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
    if found is None:
        try:
            connection.execute("CREATE EXTENSION vector")
        except psycopg_module().Error as error:
            raise IndexBuildError(
                "the database has no pgvector: install it on the server, then run CREATE EXTENSION vector in the database as its superuser"
            ) from error
    elif tuple(map(int, found[0].split(".")[:2])) < OLDEST:
        raise IndexBuildError(f"pgvector {found[0]} has no sparse vectors: ALTER EXTENSION vector UPDATE to 0.7 or newer")


def _chunks(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[start : start + READ_AT_ONCE] for start in range(0, len(rows), READ_AT_ONCE)]


def _counted(connection: Connection) -> Mapping[str, int]:
    return dict(connection.execute("SELECT classification, passages FROM search.held").fetchall())


def _parts(passages: Mapping[str, int]) -> int:
    return sum(count > 0 for count in passages.values())


def _put_in_force(connection: Connection, old: Published | None, new: Published) -> None:
    """The step that publishes, kept with all else. Raises OvertakenError where another generation is in force than the one started from."""
    values = (new.generation, new.model, new.revision, new.context_weight)
    if old is None:
        sql = "INSERT INTO search.published (format, generation, model, revision, context_weight) VALUES (%s, %s, %s, %s, %s)"
        done = connection.execute(sql, (FORMAT, *values))
    else:
        sql = "UPDATE search.published SET generation = %s, model = %s, revision = %s, context_weight = %s WHERE generation = %s"
        done = connection.execute(sql, (*values, old.generation))
    if done.rowcount != 1:
        raise OvertakenError
    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(new.generation)))

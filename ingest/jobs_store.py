"""The queue in a file of its own (jobs.sqlite3) in the library's folder, for processes of one host, or in PostgreSQL for several hosts.

feed      one row a feed; `looked` is JSON
job       one row a file of a feed; `path` is the bytes of the path, `said` and `notes` are JSON, instants are UTC in ISO form.
          `owner` names who reads it (ingest/job_owners.py), `host` where the path is one, which is told where there may be several
document  what is remembered of the documents of websites (ingest/watched_site.py); `day` is that of the meeting
"""

import datetime
import json
import os
import platform
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from ingest.errors import LibraryError
from ingest.job_owners import FolderOwners, Owners, ServerOwners
from ingest.jobs import MOST_DEATHS, MOST_FAILURES, Feed, FeedKind, FeedState, Item, Job, JobState, Looked, Settled
from ingest.library.connections import Connections, writing
from ingest.library.database import bring_up, engine_of
from ingest.library.engine import Connection, Layout, Row
from ingest.library.private import FOLDER, JOBS, SOURCES, make_home
from ingest.library.server_schema import derived
from ingest.models import Overrides

_VERSION: Final = 2
_SCHEMA: Final = f"""
BEGIN IMMEDIATE;
CREATE TABLE feed (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, address TEXT NOT NULL, exempt INTEGER NOT NULL,
  looked TEXT NOT NULL);
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT, feed INTEGER NOT NULL REFERENCES feed(number), address TEXT NOT NULL, path BLOB,
  name TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '', notes TEXT NOT NULL DEFAULT '[]', sha256 TEXT NOT NULL DEFAULT '', document TEXT NOT NULL DEFAULT '',
  said TEXT NOT NULL, owner TEXT NOT NULL, made TEXT NOT NULL, changed TEXT NOT NULL, host TEXT NOT NULL DEFAULT '',
  UNIQUE (feed, address));
CREATE INDEX job_state ON job(state, changed);
CREATE TABLE document (
  feed INTEGER NOT NULL REFERENCES feed(number), key TEXT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
  day TEXT, meeting TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
  missing INTEGER NOT NULL, PRIMARY KEY (feed, key)) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_UPGRADES: Final = {
    1: "BEGIN IMMEDIATE;\nALTER TABLE job ADD COLUMN host TEXT NOT NULL DEFAULT '';\nPRAGMA user_version = 2;\nCOMMIT;\n",
}
"""Version of a queue to what makes it one of the next version; at first there was one host."""
LAYOUT: Final = Layout("jobs", JOBS, _VERSION, _SCHEMA, _UPGRADES, lambda: derived(_SCHEMA), "feed, job, document")
"""In PostgreSQL nobody has a right to the tables but who made them: they name exempt papers."""
_SAID: Final = TypeAdapter(Overrides)
_LOOKED: Final = TypeAdapter(Looked)
_DIED: Final = "the program ended each time while this file was read: look at it before you put it back"
_LEFT: Final = "the program that was to read it has ended"


class JobStore:
    """The queue of one library, made where it is missing. Every thread has its own connection; processes may share it."""

    def __init__(self, home: Path, address: str = "") -> None:
        """Open it: a file of the folder `home`, or with the `address` of a PostgreSQL there.

        Raises LibraryError where it cannot be used or a newer version made it.
        """
        self.folder = home / SOURCES
        self._engine = engine_of(home, address, LAYOUT)
        self._owners: Owners = ServerOwners(address, LAYOUT) if address else FolderOwners(self.folder / ".owners")
        self._host = platform.node() if address else ""
        self._connections: Connections[Connection] = Connections(None if address else home / JOBS, self._engine.connect)
        with self._explained():
            make_home(home)
            self.folder.mkdir(exist_ok=True, mode=FOLDER)
            self._engine.prepare()
            self._prepare()
            self._connections.watch()

    def _prepare(self) -> None:
        version = bring_up(self._engine, self._connections.mine(), _VERSION)
        if version > _VERSION:
            raise LibraryError(
                f"{self._engine.place} was made by a newer version (format {version}): install that one, or name another --home"
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            told = f"{self._engine.place}: {error}; check the disk and who may write there, or restore it from a backup"
            raise LibraryError(told) from error

    def rows(self, sql: str, *values: object) -> list[Any]:
        """What a query gives."""
        with self._explained():
            return self._engine.read(self._connections.mine(), sql, values, frozenset())

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """This thread's connection inside a write transaction: all of it is kept or, where the body raises, none."""
        with self._explained():
            connection = self._connections.mine()
            with writing(connection, self._connections.check):
                yield connection

    def close(self) -> None:
        """Close the connections of every thread."""
        self._connections.close()

    # Feeds

    def feed(self, feed: Feed) -> Feed:
        """See Queue.feed."""
        sql = """INSERT INTO feed (id, kind, address, exempt, looked) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET exempt = CASE WHEN excluded.exempt = 1 THEN 1 ELSE feed.exempt END"""
        with self.transaction() as connection:
            connection.execute(sql, (feed.id, feed.kind.value, feed.address, int(feed.exempt), _LOOKED.dump_json(Looked()).decode()))
            row = connection.execute("SELECT * FROM feed WHERE id = ?", (feed.id,)).fetchone()
        return _feed(row)

    def feeds(self) -> list[FeedState]:
        """See Queue.feeds."""
        return [FeedState(_feed(row), _LOOKED.validate_json(row["looked"])) for row in self.rows("SELECT * FROM feed ORDER BY number")]

    def note(self, feed: Feed, looked: Looked) -> None:
        """See Queue.note."""
        with self.transaction() as connection:
            connection.execute("UPDATE feed SET looked = ? WHERE id = ?", (_LOOKED.dump_json(looked).decode(), feed.id))

    # Owners

    @contextmanager
    def working(self) -> Iterator[str]:
        """See Queue.working."""
        owner = secrets.token_hex(8)
        with self._owners.living(owner):
            try:
                yield owner
            finally:
                with self.transaction() as connection:
                    sql = "UPDATE job SET owner = '', state = CASE state WHEN ? THEN ? ELSE state END WHERE owner = ?"
                    connection.execute(sql, (JobState.READING, JobState.WAITING, owner))

    def recover(self) -> int:
        """See Queue.recover."""
        owners = [row["owner"] for row in self.rows("SELECT DISTINCT owner FROM job WHERE owner <> ''")]
        ended = [owner for owner in owners if self._owners.has_ended(owner)]
        if not ended:
            return 0
        among = json.dumps(ended)
        with self.transaction() as connection:
            sql = """UPDATE job SET owner = '', state = CASE WHEN state = ?2 AND tries >= ?4 THEN ?3 ELSE ?1 END, changed = ?7,
                reason = CASE WHEN state = ?2 AND tries >= ?4 THEN ?5 WHEN reason = '' THEN ?6 ELSE reason END
                WHERE owner IN (SELECT value FROM json_each(?8)) AND state IN (?1, ?2)"""
            states = (JobState.WAITING, JobState.READING, JobState.FAILED)
            return connection.execute(sql, (*states, MOST_DEATHS, _DIED, _LEFT, _now(), among)).rowcount

    # Jobs

    def put(self, feed: Feed, items: Sequence[Item], said: Overrides, owner: str = "") -> list[Job]:
        """See Queue.put."""
        kept = self.feed(feed)
        said = replace(said, exempt=True, public=False) if kept.exempt else said
        made = []
        with self.transaction() as connection:
            for item in items:
                row = connection.execute(f"{_JOBS} WHERE feed.id = ? AND job.address = ?", (feed.id, item.address)).fetchone()
                before = _job(row) if row else None
                same = before is not None and before.feed.kind.automatic and before.sha256 == item.sha256
                if not (same and before and before.state is JobState.FAILED):
                    made.append(_put(connection, feed, item, said, owner, self._host, before if same else None))
        return made

    def take(self, owner: str, feed: Feed | None = None, ids: Collection[int] | None = None) -> list[Job]:
        """See Queue.take."""
        chosen, values = _chosen(feed, ids)
        with self.transaction() as connection:
            sql = f"{_JOBS} WHERE job.state = ? AND job.owner = '' AND job.path IS NOT NULL AND {chosen} ORDER BY job.id"
            jobs = [_job(row) for row in connection.execute(sql, (JobState.WAITING, *values))]
            connection.executemany("UPDATE job SET owner = ? WHERE id = ?", [(owner, job.id) for job in jobs])
        return jobs

    def is_elsewhere(self, job: Job) -> bool:
        """See Queue.is_elsewhere."""
        return job.host != self._host

    def begin(self, job_id: int) -> None:
        """See Queue.begin."""
        with self.transaction() as connection:
            sql = "UPDATE job SET state = ?, tries = tries + 1, changed = ? WHERE id = ?"
            connection.execute(sql, (JobState.READING, _now(), job_id))

    def settle(self, job_id: int, settled: Settled) -> None:
        """See Queue.settle."""
        with self.transaction() as connection:
            row = connection.execute(f"{_JOBS} WHERE job.id = ?", (job_id,)).fetchone()
            if row is None:  # it was withdrawn meanwhile
                return
            job = _job(row)
            failed = settled.state is JobState.FAILED
            failures = job.failures + failed
            again = failed and job.feed.kind.automatic and failures < MOST_FAILURES
            state = JobState.WAITING if again else settled.state
            sql = """UPDATE job SET state = ?, failures = ?, reason = ?, notes = ?, sha256 = ?, document = ?, owner = '', changed = ?,
                tries = CASE WHEN tries = 0 THEN 1 ELSE tries END WHERE id = ?"""
            notes = json.dumps(settled.notes, ensure_ascii=False)
            document = "" if failed else settled.document
            values = (state, failures, settled.reason, notes, settled.sha256, document, _now(), job_id)
            connection.execute(sql, values)

    def retry(self, ids: Collection[int] | None = None) -> list[Job]:
        """See Queue.retry."""
        chosen, values = _chosen(None, ids)
        with self.transaction() as connection:
            sql = f"""{_JOBS} WHERE (job.state = ? OR job.state = ? AND job.owner = '') AND {chosen} ORDER BY job.id"""
            found = [_job(row).id for row in connection.execute(sql, (JobState.FAILED, JobState.WAITING, *values))]
            sql = "UPDATE job SET state = ?, tries = 0, failures = 0, reason = '', owner = '', changed = ? WHERE id = ?"
            connection.executemany(sql, [(JobState.WAITING, _now(), job_id) for job_id in found])
            return [_job(connection.execute(f"{_JOBS} WHERE job.id = ?", (job_id,)).fetchone()) for job_id in found]

    def forget(self, feed: Feed, address: str) -> None:
        """See Queue.forget."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM job WHERE feed = (SELECT number FROM feed WHERE id = ?) AND address = ?", (feed.id, address))

    def jobs(self, states: Collection[JobState] | None = None, feed: Feed | None = None, most: int = 1000) -> list[Job]:
        """See Queue.jobs."""
        chosen, values = _chosen(feed, None)
        among = json.dumps([state.value for state in (JobState if states is None else states)])
        sql = f"{_JOBS} WHERE job.state IN (SELECT value FROM json_each(?)) AND {chosen} ORDER BY job.changed DESC, job.id DESC LIMIT ?"
        return [_job(row) for row in self.rows(sql, among, *values, most)]

    def counts(self) -> Mapping[JobState, int]:
        """See Queue.counts."""
        return {JobState(row["state"]): row["n"] for row in self.rows("SELECT state, count(*) AS n FROM job GROUP BY state")}


_JOBS: Final = "SELECT job.*, feed.kind, feed.address AS feed_address, feed.exempt FROM job JOIN feed ON feed.number = job.feed"


def _chosen(feed: Feed | None, ids: Collection[int] | None) -> tuple[str, tuple[object, ...]]:
    """A condition on jobs, with its values."""
    by_feed, by_id = "feed.id = ?", "job.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
    parts = [(by_feed, feed.id)] if feed else []
    found: list[tuple[str, object]] = [*parts, *([(by_id, json.dumps(sorted(ids)))] if ids is not None else [])]
    return " AND ".join(condition for condition, _ in found) or "TRUE", tuple(value for _, value in found)


def _put(connection: Connection, feed: Feed, item: Item, said: Overrides, owner: str, host: str, before: Job | None) -> Job:
    """Put a file in; of `before`, the job of the same content, the tries count on."""
    sql = """INSERT INTO job (feed, address, path, name, state, said, owner, made, changed, sha256, tries, failures, host)
        VALUES ((SELECT number FROM feed WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (feed, address) DO UPDATE SET path = excluded.path, name = excluded.name, state = excluded.state,
        said = excluded.said, owner = excluded.owner, changed = excluded.changed, sha256 = excluded.sha256, tries = excluded.tries,
        failures = excluded.failures, reason = '', notes = '[]', host = excluded.host RETURNING id"""
    path, now = os.fsencode(item.path) if item.path else None, _now()
    said_of_it, tried = _SAID.dump_json(said).decode(), (before.tries, before.failures) if before else (0, 0)
    values = (item.address, path, item.name, JobState.WAITING, said_of_it, owner, now, now, item.sha256, *tried, host)
    (job_id,) = connection.execute(sql, (feed.id, *values)).fetchone()
    return _job(connection.execute(f"{_JOBS} WHERE job.id = ?", (job_id,)).fetchone())


def _feed(row: Row) -> Feed:
    return Feed(FeedKind(row["kind"]), row["address"], bool(row["exempt"]))


def _job(row: Row) -> Job:
    feed = Feed(FeedKind(row["kind"]), row["feed_address"], bool(row["exempt"]))
    path = Path(os.fsdecode(row["path"])) if row["path"] is not None else None
    made, changed = (datetime.datetime.fromisoformat(row[name]) for name in ("made", "changed"))
    return Job(
        row["id"], feed, row["address"], path, row["name"], JobState(row["state"]), row["tries"], row["failures"], row["reason"],
        tuple(json.loads(row["notes"])), row["sha256"], row["document"], _SAID.validate_json(row["said"]), made, changed, row["host"],
    )  # fmt: skip


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")

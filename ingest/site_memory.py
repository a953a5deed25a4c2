"""What is remembered of a website's documents: where each lies and came from, its version, and in how many looks it was missing."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from ingest.jobs import Feed
from ingest.jobs_store import JobStore
from ingest.library.engine import Row
from ingest.websites.client import Known
from ingest.websites.models import Met

_MET: Final = TypeAdapter(Met)
_FEED: Final = "(SELECT number FROM feed WHERE id = ?)"
_COLUMNS: Final = "address, title, body, day, meeting, path, sha256, etag, modified, missing"


@dataclass(frozen=True, slots=True)
class Remembered:
    """A document of a site that was fetched."""

    key: str
    address: str
    """From which it was fetched."""
    title: str
    met: Met
    path: Path
    """Where it lies. It stays there when the site renames the document, so that a new version replaces the old one."""
    sha256: str
    known: Known
    missing: int = 0
    """Complete looks in a row in which it was not there."""


class SiteMemory:
    """The documents of one site."""

    def __init__(self, store: JobStore, feed: Feed) -> None:
        self._store, self._feed = store, feed

    def all(self) -> dict[str, Remembered]:
        """The documents by key."""
        return {row["key"]: _remembered(row) for row in self._store.rows(f"SELECT * FROM document WHERE feed = {_FEED}", self._feed.id)}

    def keep(self, one: Remembered) -> None:
        """Remember a document, in place of what was remembered of it."""
        kept = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS.split(", "))
        sql = f"""INSERT INTO document (feed, key, {_COLUMNS}) VALUES ({_FEED}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (feed, key) DO UPDATE SET {kept}"""
        met, day = _MET.dump_json(one.met).decode(), one.met.day.isoformat()
        values = (one.key, one.address, one.title, one.met.body, day, met, str(one.path), one.sha256, one.known.etag, one.known.modified)
        with self._store.transaction() as connection:
            connection.execute(sql, (self._feed.id, *values, one.missing))

    def forget(self, key: str) -> None:
        """Remember a document no more."""
        with self._store.transaction() as connection:
            connection.execute(f"DELETE FROM document WHERE feed = {_FEED} AND key = ?", (self._feed.id, key))

    def elsewhere(self, one: Remembered) -> list[Path]:
        """Where other documents of this or another site lie that have the same content and were not missing."""
        sql = f"SELECT path FROM document WHERE sha256 = ? AND missing = 0 AND NOT (feed = {_FEED} AND key = ?)"
        return [Path(row["path"]) for row in self._store.rows(sql, one.sha256, self._feed.id, one.key)]


def _remembered(row: Row) -> Remembered:
    met, known = _MET.validate_json(row["meeting"]), Known(row["etag"], row["modified"])
    return Remembered(row["key"], row["address"], row["title"], met, Path(row["path"]), row["sha256"], known, row["missing"])

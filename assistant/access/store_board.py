"""The board in the access file: one transaction a step, so that processes together allow what one allows."""

import hmac
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from assistant.access.board import KEPT_SECONDS, Failures, NoteJob, NoteState, Room, Rule
from assistant.access.store import AccessStore
from assistant.briefing.models import BriefRequest, Note
from assistant.errors import AccessError
from ingest.library.engine import Connection, Row
from vectorstore.models import Role

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from assistant.briefing.edits import Edits

_MOST: Final = 10_000
"""Rows of a table; those not heard of for longest go."""
_FULL_SECONDS: Final = 60.0
"""After which a bucket is full again, as if it had never been."""
_AT_WORK: Final = f"state IN ('{NoteState.WAITING}', '{NoteState.RUNNING}')"
_LEFT: Final = "CASE WHEN bucket.held + (?3 - bucket.at) * ?2 / 60.0 < ?2 THEN bucket.held + (?3 - bucket.at) * ?2 / 60.0 ELSE ?2 END"
_TAKE: Final = f"""
INSERT INTO bucket (key, held, taken, at, ends) VALUES (?1, ?2 - 1, 1, ?3, ?3 + ?4)
ON CONFLICT (key) DO UPDATE SET
  taken = CASE WHEN {_LEFT} >= 1 THEN 1 ELSE 0 END,
  held = {_LEFT} - CASE WHEN {_LEFT} >= 1 THEN 1 ELSE 0 END,
  at = ?3, ends = ?3 + ?4
RETURNING held, taken
"""
_SET_BACK: Final = {
    "bucket": "UPDATE bucket SET ends = ends - (at - ?1), at = ?1 WHERE at > ?1",
    "failure": "UPDATE failure SET until = until - (at - ?1), ends = ends - (at - ?1), at = ?1 WHERE at > ?1",
    "note_job": "UPDATE note_job SET ends = ends - (at - ?1), at = ?1 WHERE at > ?1",
}
"""What was written later than now was written before the clock was set back, and counts as written now."""


class StoreBoard:
    """The board of one access file; usable from several threads and processes."""

    def __init__(self, store: AccessStore, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since one moment that is the same for every process."""
        self._store, self._clock = store, clock
        row = store.row("SELECT value FROM meta WHERE name = 'form_key'")
        if row is None:
            raise AccessError("the access file has lost its form key: restore it from a backup")
        self._key = bytes.fromhex(row["value"])

    @contextmanager
    def _at(self, table: str) -> Iterator[tuple[Connection, float]]:
        """A transaction on a table of which everything has been forgotten that is to be, and the time: no other process is at it."""
        with self._store.transaction() as connection:
            now = self._clock()
            connection.execute(_SET_BACK[table], (now,))
            connection.execute(f"DELETE FROM {table} WHERE ends <= ?", (now,))
            yield connection, now

    def take(self, key: str, rate: int) -> float:
        """As Board says."""
        with self._at("bucket") as (connection, now):
            held, taken = connection.execute(_TAKE, (self._hidden(key), float(rate), now, _FULL_SECONDS)).fetchone()
            _keep_most(connection, "bucket")
        return 0.0 if taken else (1 - held) * 60 / rate

    def revise(self, keys: Sequence[str], rule: Rule, kept: float) -> None:
        """As Board says."""
        hidden = {key: self._hidden(key) for key in keys}
        with self._at("failure") as (connection, now):
            known = {key: _failures(connection, name) for key, name in hidden.items()}
            for key, failures in rule(known, now).items():
                connection.execute("DELETE FROM failure WHERE key = ?", (hidden[key],))
                if failures.count > 0:
                    row = (hidden[key], failures.count, failures.at, failures.until, now + kept)
                    connection.execute("INSERT INTO failure VALUES (?, ?, ?, ?, ?)", row)
            _keep_most(connection, "failure")

    def post(self, job: NoteJob, room: Room) -> bool:
        """As Board says."""
        with self._at("note_job") as (connection, now):
            (in_all,) = connection.execute(f"SELECT count(*) FROM note_job WHERE {_AT_WORK}").fetchone()
            (own,) = connection.execute(f"SELECT count(*) FROM note_job WHERE {_AT_WORK} AND owner = ?", (job.owner,)).fetchone()
            if own >= room.at_work or in_all >= room.at_work_in_all:
                return False
            (count,) = connection.execute("SELECT count(*) FROM note_job WHERE owner = ?", (job.owner,)).fetchone()
            oldest = f"SELECT number FROM note_job WHERE owner = ? AND NOT {_AT_WORK} ORDER BY number LIMIT ?"
            connection.execute(f"DELETE FROM note_job WHERE number IN ({oldest})", (job.owner, max(0, count + 1 - room.of_one)))
            row = (job.id, job.owner, job.role.value, job.writer, now, now + KEPT_SECONDS, job.state.value, job.request.model_dump_json())
            connection.execute(
                "INSERT INTO note_job (id, owner, role, writer, at, ends, state, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row
            )
        return True

    def note(self, job_id: str) -> NoteJob | None:
        """As Board says."""
        return next(iter(self._notes("id = ?", job_id)), None)

    def notes(self, owner: str) -> list[NoteJob]:
        """As Board says."""
        return self._notes("owner = ?", owner)[::-1]

    def notes_at_work(self) -> list[NoteJob]:
        """As Board says."""
        return self._notes(_AT_WORK)

    def tell(self, job_id: str, state: NoteState, revision: int, stages: Sequence[str]) -> None:
        """As Board says."""
        sql = f"UPDATE note_job SET state = ?, revision = ?, stages = ? WHERE id = ? AND {_AT_WORK}"
        self._change(sql, state.value, revision, json.dumps(stages, ensure_ascii=False), job_id)

    def stop(self, job_id: str) -> None:
        """As Board says."""
        self._change(f"UPDATE note_job SET stop = 1 WHERE id = ? AND {_AT_WORK}", job_id)

    def stopped(self, job_id: str) -> bool:
        """As Board says."""
        return self._store.row("SELECT 1 FROM note_job WHERE id = ? AND stop = 0 AND ends > ?", job_id, self._clock()) is None

    def finish(self, job_id: str, state: NoteState, note: Note | None = None, problem: str = "") -> bool:
        """As Board says."""
        sql = f"UPDATE note_job SET state = ?1, note = ?2, problem = ?3 WHERE id = ?4 AND {_AT_WORK} AND NOT (stop = 1 AND ?5 = 1)"
        written = note.model_dump_json(by_alias=True) if note else None
        return self._change(sql, state.value, written, problem, job_id, int(state is NoteState.READY)) > 0

    def edit(self, job_id: str, edits: "Edits") -> None:
        """As Board says."""
        self._change("UPDATE note_job SET edits = ? WHERE id = ?", _edits_type().dump_json(edits).decode(), job_id)

    def take_down(self, writers: Sequence[str]) -> None:
        """As Board says."""
        self._change("DELETE FROM note_job WHERE writer NOT IN (SELECT value FROM json_each(?))", json.dumps(list(writers)))
        self._store.forget()

    def writers(self) -> list[str]:
        """As Board says."""
        return [row["writer"] for row in self._store.rows("SELECT DISTINCT writer FROM note_job ORDER BY writer")]

    def sweep(self) -> None:
        """As Board says."""
        gone = 0
        for table in _SET_BACK:
            with self._store.transaction() as connection:
                now = self._clock()
                connection.execute(_SET_BACK[table], (now,))
                gone += connection.execute(f"DELETE FROM {table} WHERE ends <= ?", (now,)).rowcount
        if gone:
            self._store.forget()

    def _notes(self, condition: str, *values: object) -> list[NoteJob]:
        rows = self._store.rows(f"SELECT * FROM note_job WHERE ({condition}) AND ends > ? ORDER BY number", *values, self._clock())
        return [_job(row) for row in rows]

    def _change(self, sql: str, *values: object) -> int:
        with self._store.transaction() as connection:
            return connection.execute(sql, values).rowcount

    def _hidden(self, key: str) -> str:
        """What stands in the file for a name, which may be a password typed into the wrong field, or a place."""
        return hmac.new(self._key, key.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def _keep_most(connection: Connection, table: str) -> None:
    """Delete the rows that were not heard of for longest, where there are too many."""
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    if count > _MOST:
        connection.execute(f"DELETE FROM {table} WHERE key IN (SELECT key FROM {table} ORDER BY at LIMIT ?)", (count - _MOST,))


def _failures(connection: Connection, key: str) -> Failures:
    row = connection.execute("SELECT count, at, until FROM failure WHERE key = ?", (key,)).fetchone()
    return Failures(*row) if row else Failures()


def _edits_type() -> "TypeAdapter[Edits]":
    from pydantic import TypeAdapter  # with the edits, which take their time to load and are needed by no verb of the command line

    from assistant.briefing.edits import Edits

    return TypeAdapter(Edits)


def _job(row: Row) -> NoteJob:
    return NoteJob(
        owner=row["owner"], request=BriefRequest.model_validate_json(row["request"]), role=Role(row["role"]), writer=row["writer"],
        id=row["id"], state=NoteState(row["state"]), revision=row["revision"], stages=tuple(json.loads(row["stages"])),
        note=Note.model_validate_json(row["note"]) if row["note"] else None,
        edits=_edits_type().validate_json(row["edits"]) if row["edits"] else None, problem=row["problem"],
    )  # fmt: skip

"""The library: papers, their passages, the record of meetings and the vector cache in one database; the source of truth.

Every change is one transaction, so a process stopped at any moment leaves the state before or after it. Copies of the papers' files
lie beside it, named by content; one that no paper owns is swept by the next `sweep()`.
"""

import datetime
import json
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from ingest.errors import LibraryError
from ingest.library.corrections import Former, applied, as_read, changes, merged
from ingest.library.database import Database
from ingest.library.engine import EVERYTHING, Connection
from ingest.library.record_rows import join_meetings, reader_version, write_record
from ingest.library.relations import resolve, shingles
from ingest.library.rows import Row, paper_of, paper_row, passage_of, passage_row
from ingest.library.store import keep, stored_name, sweep, unwritable
from ingest.models import Classification, Overrides, Paper, PaperInfo, PaperStatus, Passage, Standing
from ingest.structure.exempt.paragraphs import with_grounds


class Library(Database):
    """One library folder. Usable from several threads and processes; writers wait for each other."""

    day: datetime.date | None = None
    """The day as of which the papers are read (ingest/library/as_of.py); None for the present."""

    def __init__(self, home: Path, address: str = "") -> None:
        """Use `open`, which checks and creates."""
        super().__init__(home, address)
        self._recall = Recall()
        self._remembered: dict[frozenset[Classification], tuple[int, list[Paper]]] = {}

    def _prepare(self) -> None:
        super()._prepare()
        if self._record_version() != reader_version():
            with self.lock():
                self._read_record_anew()

    def _record_version(self) -> int:
        return int(self._one("SELECT value FROM meta WHERE name = 'record'"))

    def _read_record_anew(self) -> None:
        """Read the record of every paper from its stored passages, as another reader than this one wrote it; a paper a transaction."""
        for paper in self.papers() if self._record_version() != reader_version() else ():
            with self.transaction() as connection:
                (number,) = connection.execute("SELECT number FROM paper WHERE id = ?", (paper.id,)).fetchone()
                write_record(connection, number, paper, self._of(paper))
        with self.transaction() as connection:
            join_meetings(connection)
            connection.execute("UPDATE meta SET value = ? WHERE name = 'record'", (reader_version(),))

    @property
    def may_change(self) -> bool:
        """Whether this user may change papers at all: in PostgreSQL whoever made the tables."""
        return not self.address or bool(self._one("SELECT trusted()"))

    def papers(self, classifications: Collection[Classification] = frozenset(Classification)) -> list[Paper]:
        """The papers that a reader who may see `classifications` may know of, by meeting date (undated last), then document."""
        return [paper for paper in self._listed(frozenset(classifications)) if paper.info.classification in classifications]

    def standing(self, classifications: Collection[Classification]) -> Standing | None:  # noqa: ARG002
        """How many of the papers that such a reader may know of were known on the library's day; None at present, when all are."""
        return None

    def _listed(self, allowed: frozenset[Classification]) -> list[Paper]:
        """The papers of these classifications, remembered until the library changes: each question asks for them several times."""
        if self._writing():  # what is written but not kept yet must not be remembered
            return self._papers("TRUE", allowed=allowed)
        listed, now = self._remembered.get(allowed), self._counted("revision", "paths")
        if listed is None or listed[0] != now:
            listed = (now, self._papers("TRUE", allowed=allowed))
            if self._counted("revision", "paths") == now:
                self._remembered[allowed] = listed
        return listed[1]

    def _papers(self, condition: str, *values: object, allowed: Collection[Classification] = EVERYTHING) -> list[Paper]:
        order = "meeting_date IS NULL, meeting_date, document, id"
        return [paper_of(row) for row in self.rows(f"SELECT * FROM paper WHERE {condition} ORDER BY {order}", *values, allowed=allowed)]

    def _one(self, sql: str, *values: object, allowed: Collection[Classification] = EVERYTHING) -> Any:
        """The first value of a query."""
        return self.rows(sql, *values, allowed=allowed)[0][0]

    def paper(self, name: str) -> Paper:
        """The paper whose document name is `name` or whose id begins with it. Raises LibraryError where none or several do."""
        found = self._papers("document = ?", name) or (self._papers("substr(id, 1, length(?1)) = ?1", name.casefold()) if name else [])
        if len(found) == 1:
            return found[0]
        if found:
            raise LibraryError(f"several papers are called {name!r}: use an id: " + ", ".join(f"{p.id} ({p.path})" for p in found))
        near = get_close_matches(name, [paper.document for paper in self.papers()], n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "council-papers papers list shows what there is"
        raise LibraryError(f"there is no paper called {name!r}: {hint}")

    def put(self, paper: Paper, passages: Sequence[Passage], source: Path | None = None, hashes: Collection[int] | None = None) -> None:
        """Take in `paper` with its passages, in place of the paper from the same path or with the same content.

        A copy of `source` is kept; `hashes` are the `shingles` of the passages where they are known already.
        Raises LibraryError where the disk is full or the library cannot be written; nothing has changed then.
        """
        runs = shingles(passages) if hashes is None else hashes
        with self.lock():
            if source is not None:
                keep(source, paper, self.home / "papers")
            gone = [p for p in self._papers("id = ?1 OR (path = ?2 AND ?2 <> '')", paper.id, paper.path) if p.sha256 != paper.sha256]
            with self.transaction() as connection:
                _remember(connection, gone)
                connection.execute("DELETE FROM paper WHERE id = ?1 OR (path = ?2 AND ?2 <> '')", (paper.id, paper.path))
                connection.execute("DELETE FROM once_exempt WHERE sha256 = ?", (paper.sha256,))
                number = _insert(connection, "paper", paper_row(replace(paper, passages=len(passages))))
                _insert_all(connection, "passage", [passage_row(passage, number) for passage in with_grounds(passages)])
                connection.executemany("INSERT INTO shingle VALUES (?, ?)", [(value, number) for value in sorted(runs)])
                write_record(connection, number, paper, passages)
                _advance(connection)
            self._drop_copies(gone)

    def remove(self, name: str) -> int:
        """Remove the paper called `name` (as in `paper`), its copy and what its words left in the indexes; the passages removed.

        Raises LibraryError where there is no such paper, or where a passage would be left (nothing is removed then).
        """
        with self.lock():
            paper = self.paper(name)
            with self.transaction() as connection:
                (number,) = connection.execute("SELECT number FROM paper WHERE id = ?", (paper.id,)).fetchone()
                removed = _count(connection, "passage WHERE paper = ?", number)
                _remember(connection, [paper])
                connection.execute("DELETE FROM paper WHERE number = ?", (number,))
                left = _count(connection, "passage WHERE paper = ?", number)
                if left:
                    raise LibraryError(f"{paper.document} could not be removed whole: run council-papers doctor; nothing was changed")
                _advance(connection)
                resolve(connection)
            self._drop_copies([paper])
            with self._explained():
                self._engine.erase(self.connection())
        return removed

    def _drop_copies(self, papers: Iterable[Paper]) -> None:
        for paper in papers:
            try:
                (self.home / "papers" / stored_name(paper)).unlink(missing_ok=True)
            except OSError as error:
                raise unwritable(error, self.home / "papers") from error

    def sweep(self) -> None:
        """Delete copies that no paper owns, as a process that was stopped may leave them."""
        with self.lock():
            sweep(self.home / "papers", {stored_name(paper) for paper in self.papers()})

    def stored_file(self, paper: Paper) -> Path | None:
        """The library's copy of the paper's file; None where none was kept."""
        file = self.home / "papers" / stored_name(paper)
        return file if file.is_file() else None

    def passages(
        self,
        *,
        document: str | None = None,
        ids: Sequence[str] | None = None,
        classifications: Collection[Classification] | None = None,
    ) -> Iterator[Passage]:
        """Passages by meeting date (undated last), document and place; with `ids`, in their order, unknown ones left out.

        Without `ids` they come from one snapshot of the library, whatever is changed meanwhile.
        """
        allowed = frozenset(Classification if classifications is None else classifications)
        if ids is not None:
            found = self._by_id(ids, allowed)
            yield from (found[name] for name in ids if name in found and _fits(found[name], allowed, document))
            return
        # a condition that holds for no document too would be no use for the index of documents: each would cost a look at all passages
        of_document = "" if document is None else "AND passage.document = ?"
        sql = f"""SELECT passage.* FROM passage JOIN paper ON paper.number = passage.paper
            WHERE passage.classification IN (SELECT value FROM json_each(?)) {of_document}
            ORDER BY passage.meeting_date IS NULL, passage.meeting_date, passage.document, paper.id, passage.ordinal"""
        with self.snapshot(sql, json.dumps(sorted(allowed)), *(() if document is None else (document,)), allowed=allowed) as rows:
            yield from (passage_of(row) for row in rows)

    def _by_id(self, ids: Sequence[str], allowed: Collection[Classification]) -> dict[str, Passage]:
        """The passages of those ids that there are; others than `allowed` may be among them."""
        if self._writing():  # what is written but not kept yet must not be remembered
            return {passage.id: passage for passage in self._read(ids, allowed)}
        return self._recall.get(self.revision(), ids, lambda missing: self._read(missing, allowed))

    def _read(self, ids: Sequence[str], allowed: Collection[Classification]) -> list[Passage]:
        sql = "SELECT passage.* FROM json_each(?) AS wanted CROSS JOIN passage ON passage.id = wanted.value"
        return [passage_of(row) for row in self.rows(sql, json.dumps(list(ids)), allowed=allowed)]

    def passage_count(self, paper_id: str, classifications: Collection[Classification]) -> int:
        """How many passages of these classifications the paper has."""
        sql = """SELECT count(*) FROM passage JOIN paper ON paper.number = passage.paper
            WHERE paper.id = ? AND passage.classification IN (SELECT value FROM json_each(?))"""
        return int(self._one(sql, paper_id, json.dumps([c.value for c in classifications]), allowed=classifications))

    def around(self, ids: Sequence[str], reach: int, classifications: Collection[Classification]) -> dict[str, list[Passage]]:
        """For each passage id, the passages of its paper at most `reach` places before or after it, itself included, in reading order."""
        sql = """SELECT wanted.value AS hit, near.id AS id FROM json_each(?) AS wanted
            CROSS JOIN passage AS hit ON hit.id = wanted.value
            CROSS JOIN passage AS near ON near.paper = hit.paper AND near.ordinal BETWEEN hit.ordinal - ? AND hit.ordinal + ?
            ORDER BY wanted.key, near.ordinal"""
        rows = self.rows(sql, json.dumps(list(ids)), reach, reach, allowed=classifications)
        pairs = [(row["hit"], row["id"]) for row in rows]
        passages = self._by_id(list(dict.fromkeys(near for _, near in pairs)), classifications)
        found: dict[str, list[Passage]] = {}
        for hit, near in pairs:
            if near in passages and passages[near].classification in classifications:
                found.setdefault(hit, []).append(passages[near])
        return found

    def update_info(self, name: str, info: PaperInfo) -> None:
        """Set what is known of the paper `name`, as a person who corrects it: see `correct`, what differs is what the person said.

        A paper that a person had declared exempt, and that is declared public, is exempt again in those parts alone that it marks itself.
        """
        with self.lock(), self.transaction():
            paper = self.paper(name)
            said = changes(paper.info, info)
            marks = [passage.marked for passage in self._of(paper)]
            if said.public and paper.overrides.exempt and any(marks) and not all(marks):
                said = replace(said, public=False, as_marked=True)
            self.correct(name, said)

    def correct(self, name: str, said: Overrides) -> None:
        """Take down what a person says of the paper `name` and set it on the paper and its passages.

        It holds for every later reading, and for every later version of the file. Raises LibraryError where there is no such paper.
        """
        with self.lock(), self.transaction() as connection:
            paper = self.paper(name)
            (record,) = connection.execute("SELECT record FROM paper WHERE id = ?", (paper.id,)).fetchone()
            status = PaperStatus(json.loads(record).get("info", {}).get("status", PaperStatus.CURRENT))
            info, passages = as_read(paper, self._of(paper))
            fresh = replace(paper, info=replace(info, status=status, duplicate_of=None), overrides=merged(paper.overrides, said))
            self.put(*applied(fresh, passages))
            resolve(connection)

    def _of(self, paper: Paper) -> list[Passage]:
        """The passages of a paper, with the status that was read; inside a transaction as it has left them."""
        sql = "SELECT passage.* FROM passage JOIN paper ON paper.number = passage.paper WHERE paper.id = ? ORDER BY ordinal"
        rows = self.rows(sql, paper.id, allowed=EVERYTHING)
        return [replace(passage_of(row), status=PaperStatus(row["read_status"])) for row in rows]

    def former(self, paper: Paper) -> Former:
        """What must be known of a paper when it is read again or replaced by another version."""
        passages = self._of(paper)
        exempt = [passage for passage in passages if passage.classification is Classification.EXEMPT]
        tells = paper.overrides.public or (exempt and paper.info.classification is not Classification.EXEMPT)
        public = [passage for passage in passages if passage.classification is Classification.PUBLIC]
        return Former(paper, exempt=tuple(exempt) if tells else (), public=tuple(public) if tells else ())

    def gone(self, sha256: str) -> Former | None:
        """What is remembered of a paper of this content that was removed, or replaced by another version; None where it was public."""
        found = self.rows("SELECT whole FROM once_exempt WHERE sha256 = ?", sha256, allowed=EVERYTHING)
        return Former(whole=bool(found[0]["whole"])) if found else None

    def relate(self) -> None:
        """Work out anew which passages are superseded and which papers duplicate another; does nothing where nothing changed."""
        with self.lock(), self.transaction() as connection:
            resolve(connection)

    def repoint(self, paper: Paper, path: str) -> None:
        """Record that the file of `paper` now lies at `path`."""
        with self.transaction() as connection:
            connection.execute("UPDATE paper SET path = ? WHERE id = ?", (path, paper.id))
            connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'paths'")

    def revision(self) -> int:
        """A number that grows with every change to papers or passages; an index built at an older one is stale."""
        return self._counted("revision")

    def _counted(self, *counters: str) -> int:
        """The sum of counters, read at one moment."""
        return int(self._one("SELECT sum(value) FROM meta WHERE name IN (SELECT value FROM json_each(?))", json.dumps(counters)))

    def vectors(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The cached vectors (float32, little-endian) of those `keys` (SHA-256 of the embedded text) that have one."""
        sql = """SELECT vector.key, vector.value FROM json_each(?) AS wanted
            CROSS JOIN vector ON vector.model = ? AND vector.key = wanted.value"""
        return {key: value for key, value in self.rows(sql, json.dumps(list(keys)), model, allowed=EVERYTHING)}

    def put_vectors(self, model: str, items: Iterable[tuple[str, bytes]]) -> None:
        """Cache vectors by key; one that is there is replaced."""
        with self.transaction() as connection:
            sql = "INSERT INTO vector VALUES (?, ?, ?) ON CONFLICT (model, key) DO UPDATE SET value = excluded.value"
            connection.executemany(sql, ((model, key, value) for key, value in items))


def _fits(passage: Passage, allowed: Collection[Classification], document: str | None) -> bool:
    return passage.classification in allowed and document in (None, passage.document)


def _count(connection: Connection, rows: str, *values: object) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {rows}", values).fetchone()[0])


def _insert(connection: Connection, table: str, row: Row) -> int:
    return connection.execute(_insertion(table, row), tuple(row.values())).lastrowid or 0


def _insert_all(connection: Connection, table: str, rows: Sequence[Row]) -> None:
    if rows:
        connection.executemany(_insertion(table, rows[0]), [tuple(row.values()) for row in rows])


def _insertion(table: str, row: Row) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"


def _remember(connection: Connection, gone: Iterable[Paper]) -> None:
    """Keep the hashes, and no words, of papers that go and are exempt in whole or part: they must not come back public by themselves."""
    exempt = "coalesce(json_extract(record, '$.info.classification'), 'public') = 'exempt'"
    part = "EXISTS (SELECT 1 FROM passage WHERE paper = number AND classification = 'exempt')"
    sql = f"""INSERT INTO once_exempt SELECT sha256, CASE WHEN {exempt} THEN 1 ELSE 0 END FROM paper WHERE id = ? AND ({exempt} OR {part})
        ON CONFLICT (sha256) DO UPDATE SET whole = excluded.whole"""
    connection.executemany(sql, [(paper.id,) for paper in gone])


def _advance(connection: Connection) -> None:
    connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")


# Passages read lately, kept in memory: answers read the same ones again and again, and most of reading is making them of their rows.

_MOST: Final = 5_000
"""Passages kept, some 4 kB each."""


class Recall:
    """What was read of one revision of a library; usable from several threads."""

    def __init__(self) -> None:
        self._revision = -1
        self._known: dict[str, Passage] = {}
        self._lock = threading.Lock()

    def get(self, revision: int, ids: Sequence[str], read: Callable[[list[str]], list[Passage]]) -> dict[str, Passage]:
        """The passages of those `ids` that there are, at `revision`; `read` brings the ones that are not known."""
        with self._lock:
            if revision != self._revision or len(self._known) > _MOST:
                self._revision, self._known = revision, {}
            known = self._known
        missing = [name for name in dict.fromkeys(ids) if name not in known]
        known.update((passage.id, passage) for passage in (read(missing) if missing else ()))
        return {name: known[name] for name in ids if name in known}

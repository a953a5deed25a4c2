"""Tables of an earlier version in PostgreSQL are brought up when they are opened, whole or not at all, as those of a file are."""

import threading
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from assistant.access.guards import LAYOUT as ACCESS
from assistant.access.store import AccessStore
from ingest.errors import LibraryError, LibraryVersionError
from ingest.jobs_store import LAYOUT as JOBS
from ingest.library import database as opening
from ingest.library.database import bring_up, engine_of
from ingest.library.engine import Layout
from ingest.library.guards import guarded
from ingest.library.library import Library
from ingest.library.schema import LAYOUT
from ingest.library.server_schema import PUBLIC_ROLE, derived
from ingest.models import Classification
from tests.cluster.conftest import Server
from tests.cluster.papers import ALL, PUBLIC, told
from tests.vectorstore.search_fakes import put

FIRST = {"library": 4, "access": 2, "jobs": 2}
"""The version of each that was the first in PostgreSQL."""
REMARK = """CREATE TABLE remark (
  paper INTEGER PRIMARY KEY REFERENCES paper(number) ON DELETE CASCADE, classification TEXT NOT NULL, text TEXT NOT NULL);
INSERT INTO remark SELECT number, coalesce(json_extract(record, '$.info.classification'), 'public'), 'Of ' || document FROM paper;
"""
"""What the next version might add."""
NEXT = replace(
    LAYOUT,
    version=LAYOUT.version + 1,
    upgrades={**LAYOUT.upgrades, LAYOUT.version: f"BEGIN IMMEDIATE;\n{REMARK}PRAGMA user_version = {LAYOUT.version + 1};\nCOMMIT;\n"},
    server_upgrades={LAYOUT.version: f"{derived(REMARK)} {guarded('remark')} GRANT SELECT ON remark TO {PUBLIC_ROLE};"},
)
REMARKS = "SELECT text FROM remark ORDER BY text"


@pytest.mark.parametrize("layout", [LAYOUT, ACCESS, JOBS])
def test_every_version_that_was_kept_in_postgresql_can_be_brought_up(layout: Layout) -> None:
    assert set(layout.server_upgrades) == set(range(FIRST[layout.name], layout.version))


@pytest.fixture
def pair(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> dict[Path, str]:
    """Homes and addresses of a library in a file and one in PostgreSQL, of this version with two papers; what opens them is of the next."""
    homes = {tmp_path / "file": "", tmp_path / "server": database}
    for home, address in homes.items():
        with Library.open(home, address=address) as library:
            put(library, "a.pdf", ["The bridge is shut."])
            put(library, "b.pdf", ["A price."], classification=Classification.EXEMPT)
    newer(monkeypatch, NEXT)
    return homes


def newer(monkeypatch: pytest.MonkeyPatch, layout: Layout) -> None:
    """The program is of another version."""
    monkeypatch.setattr(opening, "LAYOUT", layout)
    monkeypatch.setattr(opening, "SCHEMA_VERSION", layout.version)


def test_a_library_is_brought_up_with_its_papers_and_an_older_program_is_refused(
    pair: dict[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for home, address in pair.items():
        for _ in range(2):  # the second finds it done
            with Library.open(home, create=False, address=address) as library:
                said.append(([row["text"] for row in library.rows(REMARKS, allowed=ALL)], told(library, ALL)))
    assert said == [said[0]] * 4
    assert said[0][0] == ["Of a.pdf", "Of b.pdf"]
    newer(monkeypatch, LAYOUT)
    for home, address in pair.items():
        with pytest.raises(LibraryVersionError, match="newer version"):
            Library.open(home, address=address)


@pytest.mark.usefixtures("pair")
def test_a_table_that_was_added_keeps_exempt_rows_back(postgres: Server, database: str, tmp_path: Path) -> None:
    public = postgres.of(database, "reader")
    with pytest.raises(LibraryError, match="this user may not do that: sign in to the database as the role that made the library"):
        Library.open(tmp_path / "public", address=public)
    with Library.open(tmp_path / "server", address=database) as library, Library.open(tmp_path / "public", address=public) as shown:
        assert [row["text"] for row in library.rows(REMARKS, allowed=ALL)] == ["Of a.pdf", "Of b.pdf"]
        assert [row["text"] for row in library.rows(REMARKS, allowed=PUBLIC)] == ["Of a.pdf"]
        assert [row["text"] for row in shown.rows(REMARKS, allowed=ALL)] == ["Of a.pdf"]
        assert library.connection().execute(REMARKS).fetchall() == []


@pytest.mark.usefixtures("pair")
def test_an_upgrade_that_fails_leaves_the_tables_as_they_were(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {LAYOUT.version: f"{derived(REMARK)} INSERT INTO remark VALUES (-1, 'public', 'Of no paper')"}
    newer(monkeypatch, replace(NEXT, server_upgrades=broken))
    with pytest.raises(Exception, match="remark_paper_fkey"):
        Library.open(tmp_path / "server", address=database)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT version, to_regclass('library.remark') FROM library.format").fetchall() == [
            (LAYOUT.version, None)
        ]
    newer(monkeypatch, LAYOUT)
    with Library.open(tmp_path / "server", address=database) as library:
        assert [paper.document for paper in library.papers()] == ["a.pdf", "b.pdf"]


@pytest.mark.usefixtures("pair")
def test_processes_that_bring_up_the_same_tables_do_it_once(tmp_path: Path, database: str) -> None:
    found, start = list[int](), threading.Barrier(4)

    def work() -> None:
        engine = engine_of(tmp_path, database, NEXT)
        connection = engine.connect()
        start.wait()
        found.append(bring_up(engine, connection, NEXT.version))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [NEXT.version] * 4


def test_access_is_brought_up_as_well(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    AccessStore(tmp_path, database).close()
    added = {ACCESS.version: "CREATE TABLE lamp (lit bigint NOT NULL); INSERT INTO lamp VALUES (1);"}
    monkeypatch.setattr("assistant.access.store.LAYOUT", replace(ACCESS, version=ACCESS.version + 1, server_upgrades=added))
    store = AccessStore(tmp_path, database)
    assert [row["lit"] for row in store.rows("SELECT lit FROM lamp")] == [1]
    store.close()


def test_tables_of_a_version_that_was_never_kept_there_are_refused(tmp_path: Path, database: str) -> None:
    with Library.open(tmp_path, address=database) as library:
        library.connection().execute("UPDATE format SET version = 3")
    with pytest.raises(LibraryError, match="tables of format 3, which there never was here: restore the database from a backup"):
        Library.open(tmp_path, address=database)

"""The tests of the library and of its record, as they are, on PostgreSQL; those of what only a file has are left out."""

import sqlite3
from pathlib import Path

import pytest

from ingest.errors import LibraryError, LibraryVersionError
from ingest.library.library import Library
from ingest.library.record import Record
from tests.ingest.library_fakes import put as put_paper
from tests.ingest.library_fakes import write
from tests.ingest.test_library import *  # noqa: F403 the tests themselves
from tests.ingest.test_record import *  # noqa: F403
from tests.ingest.test_record import ALL, mowing

pytestmark = pytest.mark.usefixtures("on_postgres")

OF_FILES = (
    "test_another_database_is_not_taken_over",
    "test_a_full_disk_is_explained_and_loses_nothing",
    "test_a_library_of_a_newer_version_is_refused_and_left_as_it_is",
    "test_a_library_of_the_last_version_is_read_into_the_record_when_it_is_opened",
    "test_remove_refuses_where_a_passage_would_stay",
    "test_what_is_not_a_library_is_refused",
)
"""What only a file can be: damaged, full, of an earlier format."""
ANEW = (
    "test_a_changed_meeting_reaches_the_passages_and_their_context",
    "test_another_reader_reads_the_record_anew_and_the_same_one_does_not",
)
"""Those that look into tables without a transaction, where PostgreSQL shows nothing: the second is below as it is there."""
for name in (*OF_FILES, *ANEW):
    del globals()[name]


def test_another_reader_reads_the_record_anew(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        mowing(library)
        with library.transaction() as connection:
            connection.execute("UPDATE clause SET label = 'old'")
    with Library.open(tmp_path) as library:
        assert {placed.clause.label for placed in Record(library).clauses(ALL)} == {"old"}
        library.connection().execute("UPDATE meta SET value = 1 WHERE name = 'record'")
    with Library.open(tmp_path) as library:
        assert "old" not in {placed.clause.label for placed in Record(library).clauses(ALL)}


def test_without_a_transaction_that_says_what_is_asked_for_no_paper_is_shown(library: Library, tmp_path: Path) -> None:
    put_paper(library, write(tmp_path, "a.txt", "1|A|one"))
    for table in ("paper", "passage"):
        assert library.connection().execute(f"SELECT * FROM {table}").fetchall() == []
        assert len(library.rows(f"SELECT * FROM {table}", allowed=ALL)) == 1
        assert library.connection().execute(f"DELETE FROM {table}").rowcount == 0


def test_a_library_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.connection().execute("UPDATE format SET version = 99")
    with pytest.raises(LibraryVersionError, match=r"newer version .format 99.*install"):
        Library.open(tmp_path)


def test_none_is_made_where_none_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no library in postgresql://council@.*ingest papers first") as raised:
        Library.open(tmp_path, create=False)
    assert "secret" not in str(raised.value)
    Library.open(tmp_path).close()
    Library.open(tmp_path, create=False).close()


def test_what_a_rule_refuses_is_the_same_error_whichever_engine(library: Library) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="null"), library.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES (?, ?)", ("x", None))

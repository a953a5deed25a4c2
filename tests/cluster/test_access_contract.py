"""The tests of accounts, sessions, tokens, audit, history and feedback, as they are, on PostgreSQL."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from assistant.access.models import Action
from assistant.errors import AccessError
from tests.access.test_accounts import *  # noqa: F403 the tests themselves
from tests.access.test_gatekeeper import *  # noqa: F403
from tests.access.test_records import *  # noqa: F403
from tests.access.test_records import MARY, Records

pytestmark = pytest.mark.usefixtures("on_postgres")

for name in ("test_secrets_are_not_in_the_file", "test_a_line_of_the_log_cannot_be_changed_or_deleted"):
    del globals()[name]  # of a file, and of SQLite's own words: the second is below


def test_no_secret_is_in_the_tables(access: Access, on_postgres: Callable[[Path], str], library: Library) -> None:  # noqa: F405
    access.accounts.create("joan", Role.MEMBER, PASSWORD)  # noqa: F405
    values = [access.sessions.begin("joan"), access.desk.tokens.create("joan", "x", 1), PASSWORD]  # noqa: F405
    kept = _whole(on_postgres(library.home))
    assert "joan" in kept
    assert not [value for value in values if value in kept]


@pytest.mark.parametrize(
    "sql", ["UPDATE audit SET what = 'nothing'", "DELETE FROM audit", "DELETE FROM audit WHERE number = 1", "TRUNCATE audit",
            "UPDATE meta SET value = '' WHERE name = 'audit_from'"],
)  # fmt: skip
def test_no_line_of_the_log_can_be_changed_or_deleted(records: Records, on_postgres: Callable[[Path], str], sql: str) -> None:
    records.access.audit.record(MARY, Action.ASKED, "what it cost")
    records.access.audit.prune(1)
    address, there = on_postgres(records.library.home), sql.replace(" audit", " access.audit", 1).replace(" meta", " access.meta")
    with pytest.raises((sqlite3.IntegrityError, AccessError)), records.access.desk.store.transaction() as connection:
        connection.execute(sql)
    with psycopg.connect(address) as owner, pytest.raises(psycopg.Error, match=r"append-only|permission denied"):
        owner.execute(there)
    with psycopg.connect(address, autocommit=True) as owner:  # who made the tables gives itself the right, and is refused all the same
        owner.execute("GRANT ALL ON access.audit TO council")
        with pytest.raises(psycopg.Error, match="append-only"):
            owner.execute(there)
    assert [entry.what for entry in records.access.audit.entries()] == ["what it cost"]


def test_a_line_is_added_by_its_next_number(records: Records) -> None:
    for what in ("a", "b"):
        records.access.audit.record(MARY, Action.ASKED, what)
    assert [entry.number for entry in records.access.audit.entries()] == [1, 2]


def _whole(address: str) -> str:
    with psycopg.connect(address) as connection:
        tables = connection.execute("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'access'").fetchall()
        return "\n".join(str(connection.execute(f"SELECT * FROM {table}").fetchall()) for (table,) in tables)

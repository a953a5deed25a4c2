"""A connection to PostgreSQL: bounded waits, and failures in one line that says what to do and shows no password."""

import time

import pytest

from ingest.errors import LibraryError
from ingest.library import postgres as pg
from tests.cluster.conftest import Server, listening


def test_a_connection_answers_and_waits_for_no_statement_for_ever(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg, "STATEMENT_SECONDS", 1)
    with pg.connect(database, ["pg_catalog"]) as connection:
        assert connection.execute("SELECT 1, current_schemas(false)").fetchone() == (1, ["pg_catalog"])
        began = time.monotonic()
        with pytest.raises(Exception, match="statement timeout") as raised:
            connection.execute("SELECT pg_sleep(60)")
        assert time.monotonic() - began < 3
        assert "did not answer within" in str(pg.explained(raised.value, database))


@pytest.mark.parametrize("fault", ["password", "database", "port", "host", "silent"])
def test_what_cannot_be_reached_says_what_to_do_within_five_seconds(postgres: Server, fault: str) -> None:
    with listening() as silent:
        address, said = {
            "password": (postgres.address("postgres").replace("not-a-secret", "wrong-secret"), "check the name and password"),
            "database": (postgres.address("nowhere"), "no such database"),
            "port": ("postgresql://council:not-a-secret@127.0.0.1:1/postgres", "cannot be reached"),
            "host": ("postgresql://council:not-a-secret@10.255.255.1/postgres", "cannot be reached"),
            "silent": (f"postgresql://council:not-a-secret@127.0.0.1:{silent}/postgres", "cannot be reached"),
        }[fault]
        began = time.monotonic()
        with pytest.raises(LibraryError, match=said) as raised:
            pg.connect(address)
    assert time.monotonic() - began < 5
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("address", ["postgresql://a:secret@[/x", "mysql://a:secret@b/c", "host=b password=secret", ""])
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(LibraryError, match="is no address of a PostgreSQL") as raised:
        pg.connect(address)
    assert "secret" not in str(raised.value)


def test_an_address_is_shown_without_its_password() -> None:
    pytest.importorskip("psycopg")
    assert pg.shown("postgresql://me:secret@db.example:5433/council?sslmode=verify-full") == "postgresql://me@db.example:5433/council"
    assert pg.shown("postgresql://me:secret@a,b:5433/council") == "postgresql://me@a,b:5433/council"
    assert pg.shown("postgresql://me:secret@a:1,b:2/council?target_session_attrs=read-write") == "postgresql://me@a:1,b:2/council"


def test_of_several_hosts_one_that_answers_is_enough(postgres: Server, database: str) -> None:
    for dead in ("10.255.255.1", "127.0.0.1:1"):
        began = time.monotonic()
        with pg.connect(database.replace("@", f"@{dead},")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert time.monotonic() - began < 5
    began = time.monotonic()
    with pytest.raises(LibraryError, match="cannot be reached"):
        pg.connect(f"postgresql://council:not-a-secret@10.255.255.1,10.255.255.2:{postgres.port}/postgres")
    assert time.monotonic() - began < 5


def test_a_server_that_takes_no_changes_is_told_from_one_that_cannot_be_reached(postgres: Server, database: str) -> None:
    address = f"{database}?target_session_attrs=read-write"
    pg.connect(address).close()
    postgres.sql(f"ALTER DATABASE {database.rpartition('/')[2]} SET default_transaction_read_only = on")
    pg.connect(database).close()
    with pytest.raises(LibraryError, match="only a replica answers, which takes no changes: try again in a moment"):
        pg.connect(address)

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

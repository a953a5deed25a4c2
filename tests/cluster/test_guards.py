"""Exempt papers are kept back by the server itself: whatever is asked in plain SQL, and whatever is forgotten. Both sides of each."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from assistant.access.models import Action, Door, Identity
from assistant.access.opening import open_desk
from assistant.errors import AccessError
from ingest.errors import LibraryError
from ingest.library.library import Library
from ingest.library.record import Record
from ingest.models import Classification
from tests.cluster.conftest import Server
from tests.cluster.papers import ALL, PUBLIC
from tests.ingest.test_record import HIDDEN, JUNE, MAY, minute, minuted, put, secret, told
from vectorstore.models import Role

CANARY, OPEN = "zinnoberkanarie", "offenesgeheimnis"
EVERYTHING = "public,exempt"
EXEMPT = Classification.EXEMPT


@pytest.fixture
def library(tmp_path: Path, database: str) -> Iterator[Library]:
    """Beside public papers one that is exempt as a whole, and minutes of which two items are."""
    with Library.open(tmp_path, address=database) as library:
        secret(library)
        put(library, 2, "report", JUNE, [minuted("1", f"The {OPEN} is to be read by everybody.", 0)])
        said = [f"The price of {CANARY} is £7.", f"RESOLVED that {CANARY} be bought. Moved by Councillor {CANARY.title()}, seconded by X."]
        paper = put(library, 3, "minutes", JUNE, [replace(minute("9", CANARY, text), classification=EXEMPT) for text in said])
        library.correct(paper.id, replace(paper.overrides, exempt=True, title=f"On {CANARY}"))
        library.put_vectors("m", [("k", b"vector")])
        yield library


def reachable(address: str, asked: str | None) -> str:
    """All that the role of the address can read of any table, after it asked to be shown some classifications."""
    found = []
    with psycopg.connect(address, autocommit=True) as connection:
        listed = "SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace "
        tables = connection.execute(f"{listed} WHERE nspname IN ('library', 'access') AND relkind IN ('r', 'p', 'v', 'm')").fetchall()
        assert len(tables) > 15
        for (table,) in tables:
            with connection.transaction():
                if asked is not None:
                    connection.execute("SELECT set_config('app.classifications', %s, true)", (asked,))
                try:
                    with connection.transaction():
                        found += connection.execute(f"SELECT t::text FROM {table} AS t").fetchall()
                except psycopg.errors.InsufficientPrivilege:
                    continue
    return "\n".join(row[0] for row in found)


@pytest.mark.parametrize("asked", [None, "", "public", EVERYTHING, "exempt"])
def test_the_public_role_finds_an_exempt_word_in_no_table(library: Library, postgres: Server, database: str, asked: str | None) -> None:
    seen = reachable(postgres.of(database, "reader"), asked)
    assert not [word for word in (CANARY, CANARY.title(), *HIDDEN) if word in seen]
    assert (OPEN in seen) == ("RESOLVED that it be mown" in seen) == (asked in ("public", EVERYTHING)), "its public neighbours are"
    assert library.papers(ALL)


@pytest.mark.parametrize(("asked", "shown"), [(None, False), ("", False), ("public", False), ("exempt", True), (EVERYTHING, True)])
def test_who_made_the_tables_is_shown_what_was_asked_for(library: Library, database: str, asked: str | None, shown: bool) -> None:
    seen = reachable(database, asked)
    assert (CANARY in seen) == ("Gull" in seen) == shown
    assert (OPEN in seen) == (asked in ("public", EVERYTHING))
    assert library.papers(ALL)


@pytest.mark.parametrize(
    "sql",
    [
        *(f"SELECT * FROM library.{name}" for name in ("vector", "shingle", "once_exempt", "stale")),
        *("DELETE FROM library.passage", "UPDATE library.paper SET record = '{}'", "TRUNCATE library.paper"),
        "INSERT INTO library.stale VALUES ('2020-01-01')",
        *("ALTER TABLE library.passage DISABLE ROW LEVEL SECURITY", "DROP POLICY public_alone ON library.passage", "SET ROLE council"),
        "SET row_security = off; SELECT * FROM library.passage",
        "CREATE OR REPLACE FUNCTION library.trusted() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        *("UPDATE access.audit SET what = ''", "DELETE FROM access.audit", "UPDATE access.account SET role = 'administrator'"),
        "INSERT INTO access.token (key, account, label, created, expires) VALUES ('a', 'b', 'c', 'd', 'e')",
    ],
)
def test_the_public_role_may_not(library: Library, postgres: Server, database: str, sql: str) -> None:
    open_desk(library.home, database).store.close()
    refused = (psycopg.errors.InsufficientPrivilege,)
    with psycopg.connect(postgres.of(database, "reader"), autocommit=True) as connection, pytest.raises(refused):
        connection.execute(sql)


def test_a_server_for_the_public_tells_what_the_others_tell_the_public(library: Library, postgres: Server, database: str) -> None:
    with Library.open(library.home, create=False, address=postgres.of(database, "reader")) as public:
        for asked in (PUBLIC, ALL):
            assert told(Record(public), asked) == told(Record(library), PUBLIC)
            assert public.papers(asked) == library.papers(PUBLIC)
            assert list(public.passages(classifications=asked)) == list(library.passages(classifications=PUBLIC))
        with pytest.raises(LibraryError, match="may not do that"):
            public.remove(public.papers()[0].id)
    assert any(CANARY in passage.text for passage in library.passages())


def test_a_title_that_an_exempt_passage_prints_is_kept_from_the_public_alone(library: Library, postgres: Server, database: str) -> None:
    hidden = replace(minute("4", "Sale of Heron Wharf", "It was discussed."), classification=EXEMPT)
    shown = replace(minute("4", "", ""), text="The Chair thanked all.", section=None, section_path=())
    paper = put(library, 7, "minutes", MAY, [hidden, shown])
    entitled, public = told(Record(library), ALL), told(Record(library), PUBLIC)
    assert "Heron Wharf" in entitled
    assert "The Chair thanked all." in entitled
    assert "Heron Wharf" not in public
    assert "The Chair thanked all." in public
    assert len(library.rows("SELECT * FROM entry_title", allowed=ALL)) == 1
    assert "Heron Wharf" in reachable(database, EVERYTHING)
    for address, asked in ((postgres.of(database, "reader"), EVERYTHING), (database, "public")):
        seen = reachable(address, asked)
        assert "Heron Wharf" not in seen
        assert "The Chair thanked all." in seen
    library.remove(paper.id)
    assert "Heron Wharf" not in reachable(database, EVERYTHING)


def test_a_role_that_no_policy_holds_for_is_refused(tmp_path: Path, postgres: Server, database: str) -> None:
    with pytest.raises(LibraryError, match=r"make a role without SUPERUSER and BYPASSRLS") as raised:
        Library.open(tmp_path, address=postgres.of(database, "postgres"))
    assert "secret" not in str(raised.value)


def test_the_record_of_access_shows_the_public_role_nothing_exempt(library: Library, postgres: Server, database: str) -> None:
    who = Identity(name="mary", role=Role.MEMBER, door=Door.SESSION, key="mary")
    desk = open_desk(library.home, database)
    desk.audit.record(who, Action.ASKED, f"what of {CANARY}", ["secret.pdf"], exempt=True)
    desk.audit.record(who, Action.ASKED, f"what of {OPEN}")
    public = open_desk(library.home, postgres.of(database, "reader"))
    public.audit.record(who, Action.ASKED, "asked at the server for the public")
    assert [line.number for line in public.audit.entries(exempt=True)] == [2, 3]
    assert [line.number for line in desk.audit.entries(exempt=True)] == [1, 2, 3]
    seen = reachable(postgres.of(database, "reader"), EVERYTHING)
    assert OPEN in seen
    assert CANARY not in seen
    with pytest.raises(AccessError, match="may not do that"):
        public.accounts.create("joan", Role.ADMINISTRATOR, "a long enough password 2026")
    desk.store.close()
    public.store.close()


def test_a_withdrawn_word_is_in_no_table_and_the_server_was_asked_to_clear_it_away(
    library: Library, postgres: Server, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("ingest.library.server.ServerConnection.script", _noting(asked))
    names = [paper.id for paper in library.papers() if "3" in paper.document]
    everything = postgres.of(database, "postgres")
    assert CANARY in reachable(everything, None)
    for name in names:
        library.remove(name)
    assert CANARY not in reachable(everything, None)
    assert OPEN in reachable(everything, None)
    assert [sql for sql in asked if sql.startswith("VACUUM") and " passage" in sql]


def _noting(asked: list[str]) -> Callable[..., None]:
    from ingest.library.server import ServerConnection

    run = ServerConnection.script

    def script(self: ServerConnection, sql: str) -> None:
        asked.append(sql)
        run(self, sql)

    return script

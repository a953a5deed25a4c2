"""The index in PostgreSQL by itself: what the public role can read, one generation at a time, and what happens when something ends."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import CouncilPapersError
from ingest.language.words import stem
from ingest.library.library import Library
from ingest.models import Classification
from tests.cluster.conftest import Server, free_port, listening
from tests.cluster.index_fakes import Engine, postgresql
from tests.vectorstore.killed_build import change
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, put, sentences
from vectorstore.errors import IndexBuildError, ModelError, SearchError
from vectorstore.index import GoneError, IndexState, Reading, Scope
from vectorstore.indexes import open_index
from vectorstore.models import Role
from vectorstore.postgresql.index import PostgresIndex
from vectorstore.postgresql.schema import TABLES, part

CANARY, NEIGHBOUR = "zyxwcanary", "zyxwneighbour"
EVERY = frozenset(Classification)
PUBLIC = frozenset({Classification.PUBLIC})
TERMS = [b"bin", b"ward"]


@pytest.fixture
def engine(tmp_path: Path, vector_database: str) -> Iterator[Engine]:
    """A public paper, and an exempt one that holds the canary."""
    with Library.open(tmp_path / "home") as library:
        put(library, "open.pdf", [*sentences(12, 1), f"The {NEIGHBOUR} of bins in ward w3 was noted."])
        put(library, "secret.pdf", [f"The {CANARY} of bins in ward w3."], classification=Classification.EXEMPT)
        made = postgresql(library, vector_database)
        made.index.publish()
        yield made
        made.index.close()


@pytest.fixture
def asked(postgres: Server, vector_database: str) -> Any:
    """Asks the database plainly as a user, with the setting that shows rows or without: the rows, or the error's code."""
    import psycopg

    def ask(sql: str, user: str = "reader", seen: str | None = None) -> Any:
        with psycopg.connect(postgres.address(vector_database.rpartition("/")[2], user)) as connection:
            if seen is not None:
                connection.execute("SELECT set_config('app.classifications', %s, true)", (seen,))
            try:
                return connection.execute(sql).fetchall()
            except psycopg.Error as error:
                return error.sqlstate

    return ask


def everything(asked: Any, user: str, seen: str | None) -> str:
    """All text of the schema that a user may read."""
    tables = [name for (name,) in asked("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'search'")]
    assert len(tables) == 1 + len(TABLES) * (1 + len(Classification))
    found = [asked(f"SELECT one::text FROM {table} AS one", user, seen) for table in tables]
    return " ".join(str(row[0]) for rows in found if isinstance(rows, list) for row in rows)


def spelled(word: str) -> str:
    """A term as a row prints it."""
    return stem(word).encode().hex()


@pytest.mark.parametrize("seen", [None, "", "public", "exempt", "exempt,public"])
def test_the_public_role_finds_the_canary_nowhere(engine: Engine, asked: Any, seen: str | None) -> None:
    secret = next(p.id for p in engine.library.passages() if CANARY in p.text)
    told = everything(asked, "reader", seen)
    assert spelled(CANARY) not in told
    assert secret not in told
    assert (spelled(NEIGHBOUR) in told) == ("public" in (seen or ""))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("table", TABLES)
def test_the_public_role_has_no_right_on_exempt_partitions_nor_on_the_whole(asked: Any, table: str) -> None:
    assert asked(f"SELECT count(*) FROM {part(table, Classification.PUBLIC)}", seen="public") != "42501"
    assert asked(f"SELECT count(*) FROM {part(table, Classification.EXEMPT)}", seen="exempt") == "42501"
    assert asked(f"SELECT count(*) FROM search.{table}", seen="public") == "42501"
    assert asked(f"DELETE FROM {part(table, Classification.PUBLIC)}", seen="public") == "42501"


@pytest.mark.usefixtures("engine")
def test_without_saying_what_may_be_seen_even_the_owner_sees_nothing(asked: Any) -> None:
    for table in TABLES:
        for name in (f"search.{table}", *(part(table, kind) for kind in Classification)):
            assert asked(f"SELECT count(*) FROM {name}", "council") == [(0,)]
    assert asked("SELECT count(*) FROM search.passage", "council", "exempt") == [(1,)]
    assert asked("SELECT count(*) FROM search.passage", "council", "exempt,public") == [(14,)]
    assert spelled(CANARY) in everything(asked, "council", "exempt")


def test_one_who_serves_the_public_answers_the_public_alone(engine: Engine, postgres: Server, vector_database: str) -> None:
    served = postgresql(engine.library, postgres.address(vector_database.rpartition("/")[2], "reader"))
    assert served.ask("bins in ward w3", Role.PUBLIC) == engine.ask("bins in ward w3", Role.PUBLIC)
    with pytest.raises(SearchError, match="may not do that"):
        served.ask("bins in ward w3", Role.OFFICER)
    assert served.ask("bins in ward w3", Role.PUBLIC).ids
    served.index.close()


def test_where_it_may_the_owner_gives_up_its_rights_to_answer_the_public(engine: Engine, postgres: Server) -> None:
    import psycopg

    index = engine.index
    assert isinstance(index, PostgresIndex)
    for member, user in ((False, "council"), (True, "council_public")):
        with psycopg.connect(postgres.address("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("GRANT council_public TO council" if member else "REVOKE council_public FROM council")
            with index.reading(Scope(PUBLIC)) as reading:
                assert _connection(reading).execute("SELECT current_user").fetchone() == (user,)
                assert reading.dense(HashEmbedder().embed_query("bins"), 5)
            with index.reading(Scope(EVERY)) as reading:
                assert _connection(reading).execute("SELECT current_user").fetchone() == ("council",)
            connection.execute("REVOKE council_public FROM council")


def _connection(reading: Reading) -> Any:
    return reading._connection  # type: ignore[attr-defined]


def test_a_withdrawn_word_is_found_in_no_table(engine: Engine, asked: Any) -> None:
    assert spelled(CANARY) in everything(asked, "council", "exempt,public")
    ids = [passage.id for passage in engine.library.passages() if CANARY in passage.text]
    engine.library.remove("secret.pdf")
    engine.index.publish()
    told = everything(asked, "council", "exempt,public")
    assert spelled(CANARY) not in told
    assert not any(one in told for one in ids)
    assert spelled(NEIGHBOUR) in told


def test_no_scope_without_classifications() -> None:
    with pytest.raises(TypeError):
        Scope()  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="may see"):
        Scope(frozenset())
    assert Scope(PUBLIC).papers is None


# One generation at a time.


@dataclass
class Reader:
    """A question in the making, step by step, and what the library held when it began."""

    index: PostgresIndex
    held: dict[int, frozenset[str]]
    scope: Scope
    steps: list[str] = field(default_factory=lambda: ["open", "statistics", "dense", "lexical", "measured", "close"])

    def step(self) -> None:
        """One step; each must give the generation of the first one whole."""
        done = self.steps.pop(0)
        if done == "open":
            self._context = self.index.reading(self.scope)
            self._reading = self._context.__enter__()
            self._whole = self.held[self._reading.generation]
        elif done == "statistics":
            self._statistics = self._reading.statistics(TERMS)
            assert self._statistics.passages == len(self._whole)
            assert self._statistics.frequencies[0] == len(self._whole)
        elif done == "dense":
            assert set(self._reading.dense(HashEmbedder().embed_query("bins"), 1000)) == self._whole
        elif done == "lexical":
            assert set(self._reading.lexical(TERMS, self._statistics, 1000)) == self._whole
        elif done == "measured":
            found = self._reading.measured(sorted(set().union(*self.held.values())), TERMS)
            assert {one.decode() for one in found.ids.tolist()} == self._whole
            assert found.counts[:, 0].min() >= 1
        else:
            self._context.__exit__(None, None, None)


@pytest.mark.slow
def test_a_reader_sees_the_old_generation_or_the_new_whole_however_they_interleave(tmp_path: Path, vector_database: str) -> None:
    rng = random.Random(5)
    with Library.open(tmp_path / "home") as library:
        index = PostgresIndex(library, HashEmbedder(), SETTINGS, vector_database)
        held: dict[int, frozenset[str]] = {}

        def publish(seed: int) -> None:
            """Replaces one paper, brings another and withdraws the one before."""
            put(library, "pack.pdf", [f"Bins {n} of {seed}." for n in range(rng.randrange(1, 12))])
            put(library, f"{seed}.pdf", [f"More bins {n} of {seed}." for n in range(rng.randrange(1, 4))])
            if seed:
                library.remove(f"{seed - 1}.pdf")
            held[index.publish().generation] = frozenset(passage.id for passage in library.passages())

        publish(0)
        readers: list[Reader] = []
        publications = 1
        for _ in range(1_250):
            readers = [reader for reader in readers if reader.steps]
            if rng.random() < 0.2:
                publish(publications)
                publications += 1
            elif len(readers) < 3 and rng.random() < 0.3:
                readers.append(Reader(index, held, Scope(PUBLIC)))
            elif readers:
                rng.choice(readers).step()
        for reader in readers:
            while reader.steps:
                reader.step()
        assert publications > 200
        index.close()


def test_a_generation_that_is_asked_for_is_the_one_that_is_read(engine: Engine) -> None:
    with engine.index.reading(Scope(PUBLIC, generation=1)) as reading:
        assert reading.generation == 1
    put(engine.library, "more.pdf", sentences(3, 9))
    assert engine.index.publish().generation == 2
    with pytest.raises(GoneError), engine.index.reading(Scope(PUBLIC, generation=1)):
        pass


def test_two_that_publish_at_once_wait_for_each_other(tmp_path: Path, vector_database: str) -> None:
    with Library.open(tmp_path / "home") as library:
        put(library, "a.pdf", sentences(40, 1))
        indexes = [PostgresIndex(library, HashEmbedder(), SETTINGS, vector_database) for _ in range(4)]
        reports, threads = [], []
        for index in indexes:
            threads.append(threading.Thread(target=lambda index=index: reports.append(index.publish())))
            threads[-1].start()
        for thread in threads:
            thread.join(60)
        assert [report.passages for report in reports] == [40] * 4
        assert {report.generation for report in reports} == {1}
        assert sum(report.built for report in reports) == 1
        for index in indexes:
            index.close()


@pytest.mark.slow
def test_a_publication_that_is_killed_leaves_the_state_before_or_after(root: Path, tmp_path: Path, vector_database: str) -> None:
    rng, kept = random.Random(11), set()
    home = tmp_path / "home"
    with Library.open(home) as library:
        change(library, 0)
        index = PostgresIndex(library, HashEmbedder(), SETTINGS, vector_database)
        index.publish()
        before = {passage.id for passage in library.passages()}
        for seed in range(1, 21):
            command = [sys.executable, "-m", "tests.cluster.killed_publication", str(home), str(seed)]
            process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{vector_database}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "ready\n"
            if seed == 20:
                assert process.stdout.readline() == "done\n"
            time.sleep(rng.random() * 0.02 * (seed - 1))
            process.kill()
            process.communicate(timeout=30)
            after = {passage.id for passage in library.passages()}
            found = whole(index)
            assert found in (before, after)
            kept.add(found == after)
            index.publish()
            assert index.state() is IndexState.FRESH
            assert whole(index) == after
            before = after
        index.close()
    assert kept == {True, False}


def whole(index: PostgresIndex, dimension: int = 64) -> set[str]:
    """Every passage of the index, the same by all it keeps."""
    vector = HashEmbedder(dimension=dimension).embed_query("bins")
    with index.reading(Scope(EVERY)) as reading:
        statistics = reading.statistics([b"committe"])
        ids = set(reading.dense(vector, 10_000))
        assert statistics.passages == len(ids)
        assert set(reading.lexical([b"committe"], statistics, 10_000)) <= ids
        assert {one.decode() for one in reading.measured(sorted(ids), []).ids.tolist()} == ids
        return ids


# What the server may do, or not.


def test_a_server_that_is_gone_or_silent_ends_the_search_within_five_seconds(engine: Engine) -> None:
    with listening() as port:
        for there in (port, free_port()):
            gone = postgresql(engine.library, f"postgresql://council:not-a-secret@127.0.0.1:{there}/none")
            began = time.monotonic()
            with pytest.raises(CouncilPapersError, match="cannot be reached") as caught:
                gone.ask("bins", Role.PUBLIC)
            assert time.monotonic() - began < 5
            assert "not-a-secret" not in str(caught.value)


def test_a_connection_that_is_cut_in_the_middle_gives_an_error_and_the_next_question_is_answered(engine: Engine, asked: Any) -> None:
    index, wanted = engine.index, engine.ask("bins", Role.PUBLIC)
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"

    def ask_and_be_cut() -> None:
        with index.reading(Scope(PUBLIC)) as reading:
            assert reading.statistics(TERMS).passages == 13
            assert asked(cut, "postgres") != [(0,)]
            reading.dense(HashEmbedder().embed_query("bins"), 5)

    with pytest.raises(SearchError, match="try again"):
        ask_and_be_cut()
    assert engine.ask("bins", Role.PUBLIC) == wanted
    assert asked(cut, "postgres") != [(0,)]  # now while it is idle
    assert engine.ask("bins", Role.PUBLIC) == wanted


def test_a_statement_that_takes_too_long_is_ended(engine: Engine) -> None:
    began = time.monotonic()
    with pytest.raises(SearchError, match="did not answer within 5 seconds"), engine.index.reading(Scope(PUBLIC)) as reading:
        _connection(reading).execute("SELECT pg_sleep(60)")
    assert time.monotonic() - began < 8
    assert engine.ask("bins", Role.PUBLIC).ids


def test_no_index_yet_another_model_and_a_rebuild(tmp_path: Path, vector_database: str) -> None:
    with Library.open(tmp_path / "home") as library:
        index = PostgresIndex(library, HashEmbedder(), SETTINGS, vector_database)
        assert (index.state(), index.is_current()) == (IndexState.ABSENT, True)
        with pytest.raises(SearchError, match="council-papers ingest"), index.reading(Scope(PUBLIC)):
            pass
        put(library, "a.pdf", sentences(5, 1))
        assert not index.is_current()
        assert index.publish().built == 1
        assert index.publish().built == 0
        other = PostgresIndex(library, HashEmbedder("hash/2", 32), SETTINGS, vector_database)
        assert other.state() is IndexState.OTHER_MODEL
        for use in (lambda: other.publish(), lambda: other.reading(Scope(PUBLIC)).__enter__()):
            with pytest.raises(ModelError, match="--rebuild"):
                use()
        assert other.publish(rebuild=True).generation == 2
        assert len(whole(other, 32)) == 5
        assert index.state() is IndexState.OTHER_MODEL
        index.close()
        other.close()


def test_what_the_database_lacks_is_said(tmp_path: Path, postgres: Server, vector_database: str) -> None:
    import psycopg

    with Library.open(tmp_path / "home") as library:
        put(library, "a.pdf", sentences(5, 1))
        superuser = PostgresIndex(library, HashEmbedder(), SETTINGS, postgres.address(vector_database.rpartition("/")[2], "postgres"))
        with pytest.raises(IndexBuildError, match="BYPASSRLS"):
            superuser.publish()
        long = PostgresIndex(library, HashEmbedder("hash/long", 3000), SETTINGS, vector_database)
        with pytest.raises(IndexBuildError, match="do not fit"):
            long.publish()
        with psycopg.connect(postgres.address(vector_database.rpartition("/")[2], "postgres"), autocommit=True) as connection:
            connection.execute("DROP EXTENSION vector")
        bare = PostgresIndex(library, HashEmbedder(), SETTINGS, vector_database)
        with pytest.raises(IndexBuildError, match="CREATE EXTENSION vector"):
            bare.publish()
        with pytest.raises(SearchError, match="'database'"):
            open_index(library, HashEmbedder(), SETTINGS.model_copy(update={"index": "postgresql"}))
        for index in (superuser, long, bare):
            index.close()

"""The same deeds leave the same rows in SQLite and in PostgreSQL, and readers are told the same, whatever the order."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from ingest.library import guards
from ingest.library.library import Library
from ingest.library.sentences import keep_sentences
from ingest.library.told import keep_told
from ingest.models import Overrides
from tests.cluster.conftest import Server
from tests.cluster.papers import ALL, NUMBERED, PUBLIC, Read, columns, hidden, read_samples, tables, told

STEPS = 25


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Read]:
    return read_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def pair(tmp_path: Path, database: str) -> Iterator[tuple[Library, Library]]:
    """The same library in a file and in PostgreSQL."""
    with Library.open(tmp_path / "file") as local, Library.open(tmp_path / "server", address=database) as server:
        yield local, server


def test_both_have_the_same_tables_and_columns(pair: tuple[Library, Library], database: str) -> None:
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'library'"
        ).fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    own = {name: set(names) for name, names in columns(pair[0]).items()}
    assert found.keys() - own.keys() == {"format", "entry_title"}
    assert not own.keys() - found.keys()
    decided = (*guards.GUARDED, *guards.TOLD_BY, *guards.WRITERS_ONLY, *guards.WORDLESS)
    assert sorted(decided) == sorted(found), "who may see a table is decided in ingest/library/guards.py"
    assert {name: names - own[name] for name, names in found.items() if name in own and names - own[name]} == {
        **{name: {"classification"} for name in (*NUMBERED.keys() - {"passage", "meeting", "item"}, "entry_passage", "sentence", "told")},
        "span": {"classification", "rowid"}, "voter": {"rowid"},
    }  # fmt: skip
    assert not {name: own[name] - found[name] for name in own if own[name] - found[name]}


class Walk:
    """Deeds chosen by chance, done to both libraries alike."""

    def __init__(self, seed: int, samples: list[Read]) -> None:
        self.chance, self.samples, self.version = random.Random(seed), samples, 0

    def step(self) -> Callable[[Library], object]:
        deeds = (self.put, self.put, self.put_in_part, self.replace, self.remove, self.correct, self.correct, self.repoint, self.remember)
        return self.chance.choice(deeds)()

    def put(self) -> Callable[[Library], object]:
        read = self.chance.choice(self.samples)
        return lambda library: library.put(read.paper, read.passages)

    def put_in_part(self) -> Callable[[Library], object]:
        read = hidden(self.chance.choice(self.samples), self.chance.choice((2, 3, 5)))
        return lambda library: library.put(read.paper, read.passages)

    def replace(self) -> Callable[[Library], object]:
        """Another version of the file at the same path."""
        read, self.version = self.chance.choice(self.samples), self.version + 1
        sha256 = f"{self.version:064x}"
        passages = [replace(p, id=f"{sha256[-16:]}-{p.ordinal}") for p in read.passages[: self.chance.randrange(1, 60)]]
        paper = replace(read.paper, id=sha256[-16:], sha256=sha256)
        return lambda library: library.put(paper, passages)

    def remove(self) -> Callable[[Library], object]:
        return self._one(lambda library, name: library.remove(name))

    def correct(self) -> Callable[[Library], object]:
        said = self.chance.choice((
            Overrides(exempt=True), Overrides(public=True), Overrides(as_marked=True), Overrides(committee="Petitions Committee"),
            Overrides(title="Another title — é"), Overrides(unknown=("meeting_date",)),
        ))  # fmt: skip
        return self._one(lambda library, name: library.correct(name, said))

    def repoint(self) -> Callable[[Library], object]:
        where = f"/elsewhere/{self.chance.random()}.md"
        return self._one(lambda library, name: library.repoint(library.paper(name), where))

    def remember(self) -> Callable[[Library], object]:
        items = {f"k{self.chance.randrange(5)}": self.chance.randbytes(8) for _ in range(3)}
        read, allowed = self.chance.choice(self.samples), self.chance.choice((PUBLIC, ALL))

        def done(library: Library) -> None:
            library.put_vectors("m", items.items())
            keep_sentences(library, {read.passages[0].id: [(len(key) - 2**60, value) for key, value in items.items()]})
            keep_told(library, "facts", allowed, "1", {read.paper.id: b"told"}, library.revision())

        return done

    def _one(self, deed: Callable[[Library, str], object]) -> Callable[[Library], object]:
        at = self.chance.random()

        def done(library: Library) -> object:
            papers = library.papers()
            return deed(library, papers[int(at * len(papers))].id) if papers else None

        return done


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_of_deeds_leaves_the_same_rows(
    pair: tuple[Library, Library], samples: list[Read], seed: int, postgres: Server, database: str, tmp_path: Path
) -> None:
    local, server = pair
    names, walk = columns(local), Walk(seed, samples)
    with Library.open(tmp_path / "public", address=postgres.of(database, "reader")) as public:
        for number in range(STEPS):
            deed = walk.step()
            assert deed(local) == deed(server)
            if number % 3 == 0:
                local.relate()
                server.relate()
            assert tables(server, names) == tables(local, names), f"step {number} of seed {seed}"
            if number % 5 == 4:
                for allowed in (PUBLIC, ALL):
                    assert told(server, allowed) == told(local, allowed), f"step {number} of seed {seed}"
                assert told(public, PUBLIC) == told(local, PUBLIC), f"the public role, step {number} of seed {seed}"
                assert told(public, ALL) == told(local, PUBLIC), "the public role sees no more, whatever it asks for"


def test_any_order_of_ingest_leaves_the_same_rows(pair: tuple[Library, Library], samples: list[Read]) -> None:
    """In PostgreSQL in another order than in the file: all that does not tell the order is the same."""
    local, server = pair
    for library, chance in ((local, random.Random(1)), (server, random.Random(2))):
        for read in chance.sample([hidden(read, 4) if at % 3 == 0 else read for at, read in enumerate(samples)], len(samples)):
            library.put(read.paper, read.passages)
        library.relate()
    for allowed in (PUBLIC, ALL):
        assert told(server, allowed) == told(local, allowed)

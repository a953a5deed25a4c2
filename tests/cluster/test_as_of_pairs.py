"""The papers as they stood on a day, and the passages found in them, are the same from a file and from PostgreSQL."""

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.retrieval.retriever import KnownSearches
from ingest.library.as_of import LibraryAsOf
from ingest.library.library import Library
from ingest.models import Classification, PaperInfo, PaperStatus
from tests.cluster.conftest import Server
from tests.cluster.index_fakes import Engine, local, postgresql
from tests.cluster.papers import ALL, PUBLIC, hidden, read_samples, told
from tests.ingest.test_as_of import HELD, PACK, names, status_of, words
from tests.ingest.test_as_of import put as put_words
from vectorstore.models import Query, Role

CANARY, CODEWORD = "zebrafinch", "capercaillie"
"""Of a paper of a later day, and of an exempt one that was known."""
BEFORE = HELD - datetime.timedelta(1)


@pytest.fixture
def pair(tmp_path: Path, vector_database: str) -> Iterator[tuple[Engine, Engine]]:
    """The sample papers, some of them exempt in part, a report that was replaced, one that is exempt, in a file and in PostgreSQL."""
    samples = read_samples(tmp_path / "samples")
    with Library.open(tmp_path / "file") as file, Library.open(tmp_path / "server", address=vector_database) as server:
        engines = local(file), postgresql(server, vector_database)
        for engine in engines:
            for at, read in enumerate(samples):
                engine.library.put(*((one := hidden(read, 3) if at % 3 == 0 else read).paper, one.passages))
            report = PaperInfo(paper_type="report", meeting=PACK)
            put_words(engine.library, "pack.pdf", report, words("Two pumps at the lock would need £40,000."))
            late = PaperInfo(paper_type="supplement", meeting=PACK, supersedes="replaces")
            put_words(engine.library, "late.pdf", late, words(f"Officers of the {CANARY} service now ask for three and £50,000."))
            exempt = replace(report, classification=Classification.EXEMPT)
            put_words(engine.library, "secret.pdf", exempt, words(f"A seller named {CODEWORD} offers £7 for old ones.", title="Sale"))
            engine.library.relate()
            engine.index.publish()
        yield engines
        for engine in engines:
            engine.index.close()


def days_of(library: Library) -> list[datetime.date]:
    """The days about every meeting, and one before all."""
    dates = {paper.info.meeting.date for paper in library.papers() if paper.info.meeting.date}
    near = {date + datetime.timedelta(by) for date in dates for by in (-6, 0, 1)}
    return [min(near) - datetime.timedelta(1), *sorted(near)]


def test_the_same_is_told_of_every_day(pair: tuple[Engine, Engine], tmp_path: Path, postgres: Server, vector_database: str) -> None:
    file, server = (engine.library for engine in pair)
    days, counts = days_of(file), set()
    with Library.open(tmp_path / "public", address=postgres.of(vector_database, "reader")) as public:
        for day in days:
            stood, there, open_there = (LibraryAsOf(library, day) for library in (file, server, public))
            for allowed in (PUBLIC, ALL):
                assert told(there, allowed) == told(stood, allowed), f"on {day}"
                assert there.standing(allowed) == stood.standing(allowed)
            assert told(open_there, ALL) == told(stood, PUBLIC), f"a server for the public, on {day}"
            counts.add(len(stood.papers()))
    assert len(counts) > 3, "papers came one after the other"
    assert min(counts) == 0


def test_the_same_passages_are_found_on_every_day(pair: tuple[Engine, Engine]) -> None:
    found, gone = 0, 0
    for day, role in itertools.product(days_of(pair[0].library)[::3], (Role.PUBLIC, Role.MEMBER)):
        for text in ("library opening hours", f"{CANARY} {CODEWORD} pumps at the lock", "budget for roads"):
            here, there = (_hits(engine, day, text, role) for engine in pair)
            assert [hit[:2] for hit in there] == [hit[:2] for hit in here]
            assert [hit[2] for hit in there] == pytest.approx([hit[2] for hit in here], abs=1e-5)
            found, gone = found + len(here), gone + (len(here) < len(_hits(pair[0], datetime.date(2090, 1, 1), text, role)))
    assert found > 100
    assert gone > 5, "some were not known yet"


def test_a_later_word_and_an_exempt_one_stay_out_and_those_entitled_are_told(pair: tuple[Engine, Engine]) -> None:
    text = f"{CANARY} {CODEWORD} pumps at the lock"
    for engine in pair:
        said = {
            (day, role): " ".join(hit[1] for hit in _hits(engine, day, text, role))
            for day, role in itertools.product((BEFORE, HELD), (Role.PUBLIC, Role.MEMBER))
        }
        assert {key for key, words in said.items() if CANARY in words} == {(HELD, Role.PUBLIC), (HELD, Role.MEMBER)}
        assert {key for key, words in said.items() if CODEWORD in words} == {(BEFORE, Role.MEMBER), (HELD, Role.MEMBER)}
        assert all("need £40,000 current" in words for (day, _), words in said.items() if day == BEFORE)
        assert all("need £40,000 superseded" in words for (day, _), words in said.items() if day == HELD)


def test_the_public_role_is_shown_no_exempt_paper_of_any_day(
    pair: tuple[Engine, Engine], tmp_path: Path, postgres: Server, vector_database: str
) -> None:
    with Library.open(tmp_path / "public", address=postgres.of(vector_database, "reader")) as public:
        for day in (BEFORE, HELD):
            view = LibraryAsOf(public, day)
            assert "pack" in names(view)
            assert "secret" not in names(view)
            assert CODEWORD not in told(view, ALL)
            for table in ("passage", "library.passage"):  # whether a statement looks past the day or not
                rows = view.rows(f"SELECT text FROM {table}", allowed=ALL)
                assert rows
                assert not any(CODEWORD in row["text"] for row in rows)
    assert "secret" in names(LibraryAsOf(pair[1].library, BEFORE))


def test_a_server_for_the_public_knows_of_no_exempt_supplement(
    pair: tuple[Engine, Engine], tmp_path: Path, postgres: Server, vector_database: str
) -> None:
    late = PaperInfo(paper_type="supplement", meeting=PACK, supersedes="replaces", classification=Classification.EXEMPT)
    put_words(pair[1].library, "hidden.pdf", late, words("Nothing is to be sold.", title="Mill", item="6"))
    report = PaperInfo(paper_type="report", meeting=PACK)
    put_words(pair[1].library, "mill.pdf", report, words("The mill may be sold.", title="Mill", item="6"))
    pair[1].library.relate()
    with Library.open(tmp_path / "public", address=postgres.of(vector_database, "reader")) as public:
        assert status_of(LibraryAsOf(public, HELD), "mill may") is PaperStatus.CURRENT
    assert status_of(LibraryAsOf(pair[1].library, HELD), "mill may") is PaperStatus.SUPERSEDED
    assert status_of(LibraryAsOf(pair[1].library, BEFORE), "mill may") is PaperStatus.CURRENT


def _hits(engine: Engine, day: datetime.date, text: str, role: Role) -> list[tuple[str, str, float]]:
    """Id, words with their status, and score of each passage found."""
    searches = KnownSearches(engine._searcher, LibraryAsOf(engine.library, day))
    return [
        (one.id, f"{one.text.rstrip('.')} {one.status.value}", hit.score)
        for hit in searches.search(replace(Query(text), role=role, k=30))
        for one in (hit.passage, *hit.also_at)
    ]

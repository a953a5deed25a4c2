"""A primary that dies under a writer and a reader: nothing that was kept is lost, and nobody is told half of anything."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.library.library import Library
from ingest.models import Classification
from tests.cluster.conftest import needs_postgres
from tests.cluster.fail_over import look
from tests.cluster.fail_over_writer import deed
from tests.cluster.index_fakes import postgresql

PAPERS = 5


@pytest.mark.slow
def test_a_primary_that_dies_takes_nothing_with_it_and_its_replica_goes_on(root: Path) -> None:
    needs_postgres()
    command = [sys.executable, "-m", "tests.cluster.fail_over", "2"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["kills"] == 2
    assert seen["answers"] > 10
    assert sum(seen["meanwhile"]) > 0, "who is content with a replica is answered before it takes over"
    assert (seen["torn"], seen["lost"], seen["unequal"]) == ([], [], [])
    assert seen["lost_without"], "a change that never reached the replica is seen to be lost"
    assert seen["refused"]
    assert all("again" in said and "secret" not in said for said in seen["refused"])
    assert seen["slowest_refusal"] < 5.5
    assert "error ignored" not in done.stderr, "the driver says nothing besides"
    assert seen["replica"]["read"] == "the same"
    assert "a replica that only reads" in seen["replica"]["change"]


@pytest.mark.parametrize(
    ("torn", "told"),
    [
        ("", []),
        ("DELETE FROM library.passage WHERE id LIKE '%-3'", ["papers of [5] passages"]),
        ("DELETE FROM search.dense_exempt", ["an index of 12 passages that gives 6"]),
    ],
)
def test_what_is_torn_would_be_seen(tmp_path: Path, vector_database: str, torn: str, told: list[str]) -> None:
    with Library.open(tmp_path, address=vector_database) as library:
        for number in range(PAPERS):
            deed(library, number)
        assert {paper.info.classification for paper in library.papers()} == set(Classification)
        engine = postgresql(library, vector_database)
        engine.index.publish()
        if torn:
            with library.transaction() as connection:
                connection.execute(torn)
        assert look(engine) == told
        engine.index.close()

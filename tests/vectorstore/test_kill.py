"""kill -9 at many moments of build, publish and update: the old index or the new is served whole, and the next build converges."""

import random
import shutil
import subprocess
import sys
import time

import pytest

from ingest.library.library import Library
from tests.vectorstore.killed_build import change
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder
from vectorstore.build import IndexState, build_index, index_state
from vectorstore.errors import SearchError
from vectorstore.models import Query
from vectorstore.publish import IndexFolder
from vectorstore.search import Searcher
from vectorstore.verify import LEAST_RECALL, examine

STOPS = 12
QUERY = Query("bins and libraries in ward w3", k=100)


def start(root, *arguments):
    command = [sys.executable, "-m", "tests.vectorstore.killed_build", *map(str, arguments)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def served(library):
    """Ids served for QUERY; None where no index has been published."""
    searcher = Searcher(library, HashEmbedder(), SETTINGS)
    try:
        return [hit.passage.id for hit in searcher.search(QUERY)]
    except SearchError:
        assert IndexFolder(library.home).manifest() is None
        return None
    finally:
        searcher.close()


def check_stopped_and_mend(home, seed):
    """After a stop: what is published is whole and holds no passage twice; one more build and nothing is lost or left over."""
    index = IndexFolder(home)
    with Library.open(home) as library:
        change(library, seed)
        manifest = index.manifest()
        if manifest:
            assert all(examine(index.shards / shard.name, home, manifest.model) >= LEAST_RECALL for shard in manifest.shards)
        ids = {passage.id for passage in library.passages()}
        now = served(library)
        assert now is None or (len(now) == len(set(now)) and set(now) <= ids)
        build_index(library, HashEmbedder(), SETTINGS)
        assert index_state(home, library, HashEmbedder(), SETTINGS) is IndexState.FRESH
        assert set(served(library)) == ids
        manifest = index.manifest()
        assert {folder.name for folder in index.shards.iterdir()} == {shard.name for shard in manifest.shards}
        assert not index.staging.exists()


@pytest.fixture
def updated(root, tmp_path):
    """A library with a published index that is to be updated."""
    process = start(root, tmp_path / "home", 1)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return tmp_path / "home"


@pytest.mark.slow
@pytest.mark.parametrize("first", [True, False], ids=["build", "update"])
def test_killed_at_many_steps(root, tmp_path, updated, first):
    before = tmp_path / "nothing" if first else updated

    def run(point, home):
        if before.exists():
            shutil.copytree(before, home)
        process = start(root, home, 2, point)
        return process, *process.communicate(timeout=60)

    total = int(run(0, tmp_path / "whole" / "home")[1])
    points = {*range(2, total, max(1, total // (STOPS // 2 if first else STOPS))), total - 1, total - 2, total - 3, total - 4}
    assert len(points) >= STOPS // 2
    for point in sorted(points):
        home = tmp_path / str(point) / "home"
        process, _, errors = run(point, home)
        assert process.returncode == -9, errors
        check_stopped_and_mend(home, 2)


@pytest.mark.slow
def test_killed_at_random_moments(root, tmp_path, updated):
    moments, killed = random.Random(7), 0
    for turn in range(STOPS):
        home = tmp_path / str(turn) / "home"
        shutil.copytree(updated, home)
        process = start(root, home, 2)
        while process.poll() is None and not (home / "index" / "staging").exists():
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 1.5))
        process.kill()
        process.communicate()
        killed += process.returncode == -9
        check_stopped_and_mend(home, 2)
    assert killed >= STOPS // 2


@pytest.mark.slow
def test_two_processes_building_at_once(root, updated):
    both = [start(root, updated, 2) for _ in range(2)]
    for process in both:
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, output + errors
    check_stopped_and_mend(updated, 2)

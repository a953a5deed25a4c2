"""Check shards before they are published. Run in a process of its own: a torn Chroma segment can end the process that reads it.

What can be known is demanded: every passage is there once, every vector is the one that was written, in the arrays and in Chroma, both
opened anew. How well Chroma's graph finds them is approximate by its nature, so it is measured and noted, never demanded: a shard whose
graph finds too little, or cannot be read, is published all the same and searched by comparing every vector.
"""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from vectorstore.errors import IndexBuildError

if TYPE_CHECKING:
    from vectorstore.dense import Graph
    from vectorstore.shards import Shard

SAMPLE: Final = 20
"""Passages of each shard by whose vectors, and by the points halfway between which, recall is measured."""
NEAREST: Final = 50
TOLERANCE: Final = 1e-3
SCALED: Final = 1e-5
"""By how much a component that Chroma holds may differ from the one it was given: it scales vectors to unit length once more (1e-7)."""
TIMEOUT: Final = 3600.0
ROOT: Final = Path(__file__).resolve().parent.parent


def verify(folders: Sequence[Path]) -> None:
    """Check the shards in `folders` in a child process and note the recall of their graphs; a graph that fails is taken away.

    Raises IndexBuildError where a shard is not whole without its graph either.
    """
    if not folders or _fault(folders) is None:
        return
    for folder in folders:
        if _fault([folder]) is not None:
            _without_graph(folder)
            if fault := _fault([folder]):
                raise IndexBuildError(
                    f"the new index is not whole ({fault}): run council-papers ingest --rebuild; the index in use is untouched"
                )


def main(folders: Sequence[str]) -> None:
    """Check each of `folders`; ends the process with a message on the first that is not whole."""
    for folder in map(Path, folders):
        if fault := fault_of(folder):
            sys.exit(f"{folder.name}: {fault}")
        note_recall(folder)


def fault_of(folder: Path) -> str | None:
    """What is wrong with the shard in `folder`; None where it is whole."""
    from vectorstore.dense import Graph
    from vectorstore.shards import Shard

    shard = Shard.load(folder)
    if (fault := _fault_of_arrays(shard)) or _has_no_graph(shard):
        return fault
    graph = Graph(folder)
    try:
        return _fault_of_graph(shard, graph)
    finally:
        graph.close()


def note_recall(folder: Path) -> None:
    """Measure the recall of the graph in `folder`, not yet published, and note it; a shard without a graph is left as it is."""
    from vectorstore.dense import Graph
    from vectorstore.shards import Shard, note

    shard = Shard.load(folder)
    if shard.check is None or _has_no_graph(shard):
        return
    graph = Graph(folder)
    try:
        note(folder, shard.check.model_copy(update={"recall": recall_of(shard, graph)}))
    finally:
        graph.close()


def recall_of(shard: "Shard", graph: "Graph", sample: int = SAMPLE) -> float:
    """Mean share of the nearest 50 that the graph finds; one as near as the last of them will do, since many passages are the same."""
    vectors = np.asarray(shard.vectors)
    own = vectors[np.unique(np.linspace(0, len(vectors) - 1, sample).astype(int))]
    between = own[1:] + own[:-1]
    k = min(NEAREST, len(vectors))
    shares = []
    for asked in (*own, *(between / np.maximum(np.linalg.norm(between, axis=1, keepdims=True), TOLERANCE))):
        scores = vectors @ asked
        least = np.partition(scores, len(scores) - k)[len(scores) - k] - TOLERANCE / 10
        found = np.unique(shard.rows_of(graph.nearest(asked, k)))
        shares.append(np.count_nonzero(scores[found] >= least) / k)
    return float(np.mean(shares))


def _fault(folders: Sequence[Path]) -> str | None:
    """What a child process finds wrong with `folders`; None where they are whole."""
    work = "from vectorstore.verify import end_with_parent, main; end_with_parent(); main(sys.argv[1:])"
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {work}"
    lifeline, held = os.pipe()  # the other end closes with this process, however it ends
    try:
        done = subprocess.run(
            [sys.executable, "-c", start, *map(str, folders)],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
            stdin=lifeline,
        )
    except subprocess.TimeoutExpired:
        return f"the check was not done in {TIMEOUT:.0f} seconds"
    finally:
        os.close(lifeline)
        os.close(held)
    if not done.returncode:
        return None
    return (done.stderr.strip().splitlines() or [f"the check ended with code {done.returncode}"])[-1]


def end_with_parent() -> None:
    """End this process once its standard input is closed: a check that outlives its builder writes into folders that others clear."""

    def wait() -> None:
        os.read(0, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _without_graph(folder: Path) -> None:
    from vectorstore.dense import FOLDER
    from vectorstore.shards import CHECK, Check, note

    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    if (folder / CHECK).is_file():
        note(folder, Check.model_validate_json((folder / CHECK).read_bytes()).model_copy(update={"recall": 0.0}))


def _has_no_graph(shard: "Shard") -> bool:
    return shard.check is not None and shard.check.recall == 0


def _fault_of_arrays(shard: "Shard") -> str | None:
    from vectorstore.shards import vectors_hash

    ids, count = shard.columns.ids, shard.meta.passages
    sizes = {len(ids), len(shard.columns.dates), len(shard.vectors), len(shard.postings.lengths)}
    if sizes != {count} or len(np.unique(ids)) != count or not np.array_equal(np.sort(ids), ids):
        return f"{count} passages expected, found {sorted(sizes)} or ids that are doubled or out of order"
    if not np.allclose(np.linalg.norm(shard.vectors, axis=1), 1, atol=TOLERANCE):
        return "a vector is not of unit length"
    if shard.check is not None and shard.check.vectors != vectors_hash(shard.vectors):
        return "the vectors are not those that were written"
    return None


def _fault_of_graph(shard: "Shard", graph: "Graph") -> str | None:
    ids = [one.decode() for one in shard.columns.ids]
    if graph.count() != len(ids) or sorted(graph.ids()) != ids:
        return "Chroma does not hold exactly the passages of the shard"
    if not np.allclose(graph.vectors(ids), shard.vectors, rtol=0, atol=SCALED):
        return "Chroma does not hold the vectors of the shard"
    asked = min(NEAREST, len(ids))
    if not set(graph.nearest(np.asarray(shard.vectors[0]), asked)) <= set(ids):
        return "Chroma finds passages that are not in the shard"
    return None

"""Check shards before they are published. Run in a process of its own: a torn Chroma segment can end the process that reads it.

What can be known is demanded: every passage is there once, and Chroma, opened anew, holds the library's vector of each. How well Chroma's
graph finds them is approximate by its nature, so it is measured and noted in the manifest, never demanded: a shard whose graph finds too
little, or cannot be read, is published all the same, and its vectors are compared one by one.
"""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from vectorstore.errors import IndexBuildError

if TYPE_CHECKING:
    from vectorstore.dense import Graph
    from vectorstore.embed import Vectors
    from vectorstore.shards import Shard

SAMPLE: Final = 20
"""Passages of each shard by whose vectors, and by the points halfway between which, recall is measured."""
NEAREST: Final = 50
LEAST_RECALL: Final = 0.99
"""Share of the nearest 50 passages that a graph must find, or its shard is searched without it."""
TOLERANCE: Final = 1e-3
SCALED: Final = 1e-5
"""By how much a component that Chroma holds may differ from the one it was given: it scales vectors to unit length once more (1e-7)."""
TIMEOUT: Final = 3600.0
ROOT: Final = Path(__file__).resolve().parent.parent


def verify(folder: Path, home: Path, model: str, address: str = "") -> float:
    """Check the shard in `folder`, of the library that `Library.open` finds by `home` and `address`, in a child process; the recall of its
    graph, 0 where that cannot be used and was taken away.

    Raises IndexBuildError where the shard is not whole without its graph either.
    """
    from vectorstore.dense import FOLDER

    fault, recall = _checked(folder, home, model, address)
    if fault:
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        fault, recall = _checked(folder, home, model, address)
    if fault:
        raise IndexBuildError(f"the new index is not whole ({fault}): run council-papers ingest --rebuild; the index in use is untouched")
    return recall


def examine(folder: Path, home: Path, model: str, address: str = "") -> float:
    """Recall of the graph in `folder`; 0 where there is none. Raises IndexBuildError where the shard is not whole."""
    from ingest.library.library import Library
    from vectorstore.dense import FOLDER, Graph
    from vectorstore.shards import Shard

    shard = Shard.load(folder)
    with Library.open(home, address=address) as library:
        vectors = shard.vectors(library, model)
    return recall_if_whole(shard, vectors, Graph(folder) if (folder / FOLDER).is_dir() else None)


def recall_if_whole(shard: "Shard", vectors: "Vectors", graph: "Graph | None") -> float:
    """Recall of the graph, which is closed then; 0 where there is none. Raises IndexBuildError where it or the shard is not whole."""
    try:
        if fault := _fault_of_arrays(shard, vectors) or (_fault_of_graph(shard, vectors, graph) if graph else ""):
            raise IndexBuildError(fault)
        return recall_of(shard, vectors, graph) if graph else 0.0
    finally:
        if graph:
            graph.close()


def recall_of(shard: "Shard", vectors: "Vectors", graph: "Graph", sample: int = SAMPLE) -> float:
    """Mean share of the nearest 50 that the graph finds; one as near as the last of them will do, since many passages are the same."""
    own = vectors[np.unique(np.linspace(0, len(vectors) - 1, sample).astype(int))]
    between = own[1:] + own[:-1]
    k = min(NEAREST, len(vectors))
    shares = []
    for asked in (*own, *(between / np.maximum(np.linalg.norm(between, axis=1, keepdims=True), TOLERANCE))):
        scores = vectors @ asked
        least = np.partition(scores, len(scores) - k)[len(scores) - k] - TOLERANCE / 10
        shares.append(np.count_nonzero(scores[np.unique(shard.rows_of(graph.nearest(asked, k)[0]))] >= least) / k)
    return float(np.mean(shares))


def _checked(folder: Path, home: Path, model: str, address: str) -> tuple[str, float]:
    """What a child process finds wrong with the shard, "" where it is whole, and the recall of its graph."""
    work = (
        "from pathlib import Path; from vectorstore.verify import end_with_parent, examine; address = input(); end_with_parent(); "
        "print(examine(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], address))"
    )
    lifeline, held = os.pipe()  # the other end closes with this process, however it ends
    os.write(held, f"{address}\n".encode())  # it may hold a password, and everybody may see the arguments of a process
    try:
        done = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {work}", str(folder), str(home), model],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
            stdin=lifeline,
        )
    except subprocess.TimeoutExpired:
        return f"the check was not done in {TIMEOUT:.0f} seconds", 0.0
    finally:
        os.close(lifeline)
        os.close(held)
    if done.returncode:
        return (done.stderr.strip().splitlines() or [f"the check ended with code {done.returncode}"])[-1], 0.0
    return "", float(done.stdout)


def end_with_parent() -> None:
    """End this process once its standard input is closed: a check that outlives its builder writes into folders that others clear."""

    def wait() -> None:
        os.read(0, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _fault_of_arrays(shard: "Shard", vectors: "Vectors") -> str:
    ids = shard.columns.ids
    sizes = {len(ids), len(vectors), len(shard.postings.lengths)}
    if len(sizes) > 1 or not np.array_equal(np.unique(ids), ids):
        return f"as many of each are expected, found {sorted(sizes)}, or ids that are doubled or out of order"
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=TOLERANCE):
        return "a vector is not of unit length"
    return ""


def _fault_of_graph(shard: "Shard", vectors: "Vectors", graph: "Graph") -> str:
    ids, held = [one.decode() for one in shard.columns.ids], graph.vectors()
    if sorted(held) != ids:
        return "Chroma does not hold exactly the passages of the shard"
    if not np.allclose([held[one] for one in ids], vectors, rtol=0, atol=SCALED):
        return "Chroma does not hold the vectors of the library"
    if not set(graph.nearest(np.asarray(vectors[0]), min(NEAREST, len(ids)))[0]) <= held.keys():
        return "Chroma finds passages that are not in the shard"
    return ""

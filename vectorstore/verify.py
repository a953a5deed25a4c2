"""Check shards before they are published. Run in a process of its own: a torn Chroma segment can end the process that reads it."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from vectorstore.errors import IndexBuildError

if TYPE_CHECKING:
    from vectorstore.dense import Graph
    from vectorstore.shards import Shard

SAMPLE: Final = 20
"""Passages of each shard that must find themselves."""
NEAR: Final = 5
TOLERANCE: Final = 1e-3
TIMEOUT: Final = 3600.0
ROOT: Final = Path(__file__).resolve().parent.parent


def verify(folders: Sequence[Path]) -> None:
    """Check the shards in `folders` in a child process. Raises IndexBuildError where one is not whole."""
    if not folders:
        return
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from vectorstore.verify import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", start, *map(str, folders)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"the check ended with code {done.returncode}"])[-1]
        raise IndexBuildError(f"the new index is not whole ({reason}): run council-papers ingest --rebuild; the index in use is untouched")


def main(folders: Sequence[str]) -> None:
    """Check each of `folders`; ends the process with a message on the first that is not whole."""
    for folder in folders:
        if fault := fault_of(Path(folder)):
            sys.exit(f"{Path(folder).name}: {fault}")


def fault_of(folder: Path) -> str | None:
    """What is wrong with the shard in `folder`; None where it is whole."""
    from vectorstore.dense import Graph
    from vectorstore.shards import Shard

    shard = Shard.load(folder)
    ids, count = shard.columns.ids, shard.meta.passages
    sizes = {len(ids), len(shard.columns.dates), len(shard.vectors), len(shard.postings.lengths)}
    if sizes != {count} or len(np.unique(ids)) != count or not np.array_equal(np.sort(ids), ids):
        return f"{count} passages expected, found {sorted(sizes)} or ids that are doubled or out of order"
    if not np.allclose(np.linalg.norm(shard.vectors, axis=1), 1, atol=TOLERANCE):
        return "a vector is not of unit length"
    graph = Graph(folder)
    try:
        if graph.count() != count or sorted(graph.ids()) != [i.decode() for i in ids]:
            return "Chroma does not hold exactly the passages of the shard"
        return _lost(shard, graph)
    finally:
        graph.close()


def _lost(shard: "Shard", graph: "Graph") -> str | None:
    """The first passage of an even sample that its own vector does not find (one with the same vector will do)."""
    for row in np.unique(np.linspace(0, shard.meta.passages - 1, SAMPLE).astype(int)):
        vector = np.asarray(shard.vectors[row])
        found = shard.rows_of(graph.nearest(vector, min(NEAR, shard.meta.passages)))
        if not len(found) or float((shard.vectors[found] @ vector).max()) < 1 - TOLERANCE:
            return f"passage {shard.columns.ids[row].decode()} is not found by its own vector"
    return None

"""Index builds whose passages are much alike: how many the check refuses, and what Chroma's graph finds of the 50 nearest.

`python -m bench.graph [--builds 200] [--widths 16 100 100]`. Vectors are made up: families of all sizes, the same to the bit, nearly the
same, or alike, as standard paragraphs of council papers are. Every build writes a whole shard and is checked as before publishing, each
tenth in a process of its own. Beside it stands what the check of version 1 (each of twenty passages among the five nearest to its own
vector) would have refused. With --widths the graph is built with another max_neighbors, ef_construction and ef_search; Chroma's own are
16 100 100.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

import vectorstore.dense as dense
from vectorstore.lexical import Postings
from vectorstore.shards import LEAST_RECALL, Row, Shard, save
from vectorstore.terms import count_terms
from vectorstore.verify import SAMPLE, TOLERANCE, fault_of, note_recall, verify

DIMENSION = 384
SMALLEST, LARGEST = 300, 3_000
OWN_PROCESS = 10
FIRST = 5

Vectors = npt.NDArray[np.float32]


def alike(size: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    """Unit vectors in families whose sizes fall off by a power law; in each the same to the bit or up to 5 % a component apart."""
    rng = np.random.default_rng(seed)
    families = max(2, int(size * rng.choice([0.02, 0.1, 0.4])))
    shares = 1 / np.arange(1, families + 1) ** rng.choice([0.5, 1.0, 1.5])
    family = rng.choice(families, size=size, p=shares / shares.sum())
    if seed % 2:
        family.sort()  # papers come one after the other, and so do their standard paragraphs
    subjects = rng.standard_normal((8, dimension))
    centres = 2 * subjects[rng.integers(8, size=families)] + rng.standard_normal((families, dimension))
    apart = rng.choice([0, 0, 0.001, 0.01, 0.05], size=(families, 1))
    vectors = centres[family] + apart[family] * rng.standard_normal((size, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def write_shard(folder: Path, vectors: Vectors) -> None:
    """A whole shard of `vectors`, as a build writes it."""
    ids = [f"{number:08d}" for number in range(len(vectors))]
    texts = ["None."] * len(ids)
    save(folder, [Row(one, one, "a.pdf", "", 0) for one in ids], "made up", vectors, Postings.of(count_terms(texts, texts), len(ids), 0.5))
    dense.write_graph(folder, ids, vectors)


def main() -> None:
    """Build, check, print."""
    options = _options()
    dense.NEIGHBOURS, dense.CONSTRUCTION, dense.SEARCH = options.widths  # type: ignore[misc]
    sizes = np.geomspace(SMALLEST, LARGEST, options.builds).astype(int)
    refused, earlier, recalls, seconds = [], 0, [], []
    for seed, size in enumerate(sizes):
        with tempfile.TemporaryDirectory() as folder:
            shard = Path(folder) / "shard"
            shard.mkdir()
            start = time.perf_counter()
            write_shard(shard, alike(int(size), seed))
            seconds.append(time.perf_counter() - start)
            if fault := _checked(shard, in_child=seed % OWN_PROCESS == 0):
                refused.append((seed, int(size), fault))
            loaded = Shard.load(shard)
            recalls.append((loaded.check and loaded.check.recall) or 0.0)
            earlier += _would_have_refused(loaded)
    figures = {
        "builds": len(sizes),
        "passages": int(sizes.sum()),
        "refused": refused,
        "refused by the check of version 1": earlier,
        "without the graph": sum(recall < LEAST_RECALL for recall in recalls),
        "recall@50 mean, p5, least": [round(float(value), 4) for value in (np.mean(recalls), np.quantile(recalls, 0.05), min(recalls))],
        "seconds a build, mean and most": [round(float(value), 2) for value in (np.mean(seconds), max(seconds))],
    }
    print(json.dumps(figures, indent=1))


def _checked(shard: Path, in_child: bool) -> str | None:
    if in_child:
        try:
            verify([shard])
        except Exception as error:
            return str(error)
        return None
    if fault := fault_of(shard):
        return fault
    note_recall(shard)
    return None


def _would_have_refused(shard: Shard) -> bool:
    graph = dense.Graph(shard.folder)
    try:
        for row in np.unique(np.linspace(0, shard.meta.passages - 1, SAMPLE).astype(int)):
            vector = np.asarray(shard.vectors[row])
            found = shard.rows_of(graph.nearest(vector, FIRST))
            if not len(found) or float((shard.vectors[found] @ vector).max()) < 1 - TOLERANCE:
                return True
    finally:
        graph.close()
    return False


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builds", type=int, default=200)
    parser.add_argument("--widths", type=int, nargs=3, default=[dense.NEIGHBOURS, dense.CONSTRUCTION, dense.SEARCH])
    return parser.parse_args()


if __name__ == "__main__":
    main()

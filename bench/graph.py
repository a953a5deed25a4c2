"""Chroma's graph on passages that are much alike: `python -m bench.graph [--builds 200] [--widths 16 100 100]`. The last output is JSON.

Council papers print the same standard paragraph in every report, and such clusters are what a graph finds worst. Made-up vectors of
several hundred to some thousand passages are built as a build does and measured as before publishing. With --widths the graph is built
with another max_neighbors, ef_construction and ef_search; Chroma's own are 16 100 100.
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
from vectorstore.shards import Row, Shard, save
from vectorstore.terms import count_terms
from vectorstore.verify import LEAST_RECALL, recall_of

DIMENSION = 384
SMALLEST, LARGEST = 300, 3_000

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


def measure(folder: Path, vectors: Vectors) -> float:
    """Recall of the graph of a shard of `vectors`, written into `folder` as a build does and opened anew."""
    folder.mkdir()
    ids = [f"{number:08d}" for number in range(len(vectors))]
    texts = ["None."] * len(ids)
    save(folder, [Row(one, one, 0) for one in ids], Postings.of(count_terms(texts, texts), len(ids), 0.5))
    dense.write_graph(folder, ids, vectors)
    graph = dense.Graph(folder)
    try:
        return recall_of(Shard.load(folder), vectors, graph)
    finally:
        graph.close()


def main() -> None:
    """Build, measure, print."""
    options = _options()
    dense.NEIGHBOURS, dense.CONSTRUCTION, dense.SEARCH = options.widths  # type: ignore[misc]
    sizes = np.geomspace(SMALLEST, LARGEST, options.builds).astype(int)
    recalls, seconds = [], []
    for seed, size in enumerate(sizes):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            recalls.append(measure(Path(folder) / "shard", alike(int(size), seed)))
            seconds.append(time.perf_counter() - start)
    figures = {
        "builds": len(sizes),
        "passages": int(sizes.sum()),
        "without the graph": sum(recall < LEAST_RECALL for recall in recalls),
        "recall@50 mean, p5, least": [round(float(value), 4) for value in (np.mean(recalls), np.quantile(recalls, 0.05), min(recalls))],
        "seconds a build, mean and most": [round(float(value), 2) for value in (np.mean(seconds), max(seconds))],
    }
    print(json.dumps(figures, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builds", type=int, default=200)
    parser.add_argument("--widths", type=int, nargs=3, default=[dense.NEIGHBOURS, dense.CONSTRUCTION, dense.SEARCH])
    return parser.parse_args()


if __name__ == "__main__":
    main()

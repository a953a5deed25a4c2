"""Search at 1,000, 10,000 and 100,000 passages, with --million at 1,000,000: `python -m bench.search PAPERS [--sizes N…] [--million]`.

Beside each size: comparing every vector in numpy. Search times leave out embedding the question, which is the same for all and stands
apart. Memory is that of a process that only searches. The last line printed is JSON.
"""

import argparse
import datetime
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.scope import Scope
from bench.corpus import COMMITTEES, FIRST_YEAR, PAPER, CachedEmbedder, Material, fill, material, questions
from ingest.library.library import Library
from vectorstore.build import build_index
from vectorstore.embed import load_embedder
from vectorstore.models import Query, Role
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings

QUESTIONS = 60
TOP = 50
MILLION = 1_000_000
SETTINGS = SearchSettings()
_YEAR = {"date_from": datetime.date(FIRST_YEAR + 3, 5, 1), "date_to": datetime.date(FIRST_YEAR + 4, 4, 30)}
SCOPES = {
    "all": Scope(),
    "half": Scope(date_from=datetime.date(FIRST_YEAR + 5, 1, 1)),
    "committee": Scope(committee=COMMITTEES[2]),
    "committee and year": Scope(committee=COMMITTEES[2], **_YEAR),
    "one month": Scope(date_from=datetime.date(FIRST_YEAR + 3, 6, 1), date_to=datetime.date(FIRST_YEAR + 3, 6, 30)),
}
"""From all passages to few of them."""


def main() -> None:
    """Measure and print."""
    options = _options()
    if options.only_search:
        print(json.dumps(measure_search(options.papers, json.loads(sys.stdin.read()))))
        return
    model = load_embedder(SETTINGS)
    results = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        source = material(options.papers, Path(folder) / "source", model)
        for size in [*options.sizes, *([MILLION] if options.million else [])]:
            results[str(size)] = measure_size(Path(folder) / str(size), size, source, CachedEmbedder(model))
            print(f"\n{size} passages", *(f"  {name:34}{value}" for name, value in results[str(size)].items()), sep="\n", flush=True)
    print(json.dumps(results))


def measure_size(home: Path, size: int, source: Material, embedder: CachedEmbedder) -> dict[str, Any]:
    """All figures of one size."""
    asked = list(questions(source, QUESTIONS))
    with Library.open(home) as library:
        figures: dict[str, Any] = {"library_s": _seconds(lambda: fill(library, source, embedder, 0, size))}
        figures["build_s"] = _seconds(lambda: build_index(library, embedder, SETTINGS))
        command = [sys.executable, "-m", "bench.search", str(home), "--only-search"]
        child = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
        figures |= json.loads(child.stdout.splitlines()[-1])
        fill(library, source, embedder, size, PAPER)
        figures["update_one_pack_s"] = _seconds(lambda: build_index(library, embedder, SETTINGS))
    figures["index_mib"] = round(sum(file.stat().st_size for file in (home / "index").rglob("*") if file.is_file()) / 2**20)
    return figures


def measure_search(home: Path, asked: list[str]) -> dict[str, Any]:
    """Times, memory and recall of searches in this process."""
    embedder = CachedEmbedder(load_embedder(SETTINGS))
    embedder.embed_query("warm")
    figures: dict[str, Any] = {"embed a question p50 p95 ms": _spread([_seconds(lambda t=t: embedder.embed_query(t)) for t in asked])}  # type: ignore[misc]
    before = _resident()
    with Library.open(home) as library:
        searcher = Searcher(library, embedder, SETTINGS)
        figures["cold_ms"] = round(1000 * _seconds(lambda: searcher.search(Query(asked[0]))), 1)
        for name, scope in SCOPES.items():
            papers = frozenset(paper.id for paper in scope.papers(library.papers())) if scope.bounded else None
            for role in (Role.PUBLIC, Role.OFFICER):
                times = [_seconds(lambda q=q: searcher.search(q)) for q in (Query(text, role, papers) for text in asked)]  # type: ignore[misc]
                figures[f"{name}, {role} p50 p95 ms"] = _spread(times)
        figures["model_memory_mib"], figures["search_memory_mib"] = before, _resident() - before
        figures |= _beside_exact(library, embedder, asked)
    return figures


def _beside_exact(library: Library, embedder: CachedEmbedder, asked: list[str]) -> dict[str, Any]:
    """Comparing every vector in numpy, and the share of its fifty nearest that the dense half finds; one as near as the last will do."""
    from vectorstore.embed import vectors_of

    vectors = vectors_of(library, embedder, [_embedded(passage) for passage in library.passages()], lambda _: None)
    queries = [embedder.embed_query(text) for text in asked]
    least: list[float] = []

    def exact(vector: Any) -> None:
        least.append(float(-np.partition(-(vectors @ vector), TOP - 1)[TOP - 1]) - 1e-6)

    figures: dict[str, Any] = {"numpy, all p50 p95 ms": _spread([_seconds(lambda v=v: exact(v)) for v in queries])}  # type: ignore[misc]
    searcher = Searcher(library, embedder, SETTINGS.model_copy(update={"lexical_weight": 0.0, "duplicate_overlap": 1.0}))
    found = [searcher.search(Query(text, Role.OFFICER, k=TOP)) for text in asked]
    recalls = [sum(dict(hit.signals)["dense"] >= bound for hit in hits) / TOP for hits, bound in zip(found, least, strict=True)]
    figures[f"dense recall@{TOP} mean, least"] = [round(float(np.mean(recalls)), 4), min(recalls)]
    searcher.close()
    return figures


def _embedded(passage: Any) -> str:
    from vectorstore.embed import embedded_text

    return embedded_text(passage)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 4)


def _spread(times: list[float]) -> list[float]:
    return [round(1000 * float(np.quantile(times, q)), 1) for q in (0.5, 0.95)]


def _resident() -> int:
    """Resident memory of this process in MiB, mapped files included; its peak where the system does not tell."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() // 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, help="folder of papers whose sentences are recombined")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="passages of each library")
    parser.add_argument("--million", action="store_true", help="also measure 1,000,000 passages (needs about 12 GB of disk)")
    parser.add_argument("--folder", type=Path, help="folder for the temporary libraries")
    parser.add_argument("--only-search", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()

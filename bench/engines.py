"""The indexes beside each other: time to build, to publish one more paper, to search; sizes on disk.

    python -m bench.engines HOME [--postgresql ADDRESS] [--chroma ADDRESS [--chroma-process N --chroma-folder DIR]]
    python -m bench.engines PAPERS --size 31500 ...

HOME is a library, which is copied; with --size a library of that many passages is made of PAPERS. ADDRESS of PostgreSQL names an empty
database with pgvector. Time of the servers' processors is counted where they run on this machine. The last line printed is JSON.
"""

import argparse
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.corpus import PAPER, CachedEmbedder, fill, material, questions
from ingest.library.library import Library
from ingest.library.postgres import connect
from ingest.models import Paper
from vectorstore.embed import Embedder, load_embedder
from vectorstore.index import Index
from vectorstore.local import LocalIndex
from vectorstore.models import Query, Role
from vectorstore.postgresql.index import PostgresIndex
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings

QUESTIONS = 60
SETTINGS = SearchSettings()


@dataclass(frozen=True)
class Engine:
    """An index with what its server is known by."""

    name: str
    index: Index
    settings: SearchSettings
    processes: Callable[[], Sequence[int]]
    disk: Callable[[], dict[str, int]]


def main() -> None:
    """Measure and print."""
    options = _options()
    model = load_embedder(SETTINGS)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        embedder, asked = _library(options, home, Path(folder), model)
        for text in asked:
            embedder.embed_query(text)
        for name in ("local", "postgresql", "chroma"):
            if name == "local" or getattr(options, name):
                own = Path(folder) / name
                shutil.copytree(home, own)
                with Library.open(own) as library:
                    figures[name] = _measured(_engine(name, library, embedder, options), library, embedder, asked)
                print(f"\n{name}", *(f"  {what:44}{value}" for what, value in figures[name].items()), sep="\n", flush=True)
    print(json.dumps(figures))


def _library(options: argparse.Namespace, home: Path, folder: Path, model: Embedder) -> tuple[Embedder, list[str]]:
    """Fill or copy the library; the embedder that knows its vectors, and questions."""
    if options.size:
        source = material(options.source, folder / "source", model)
        cached = CachedEmbedder(model)
        with Library.open(home) as library:
            fill(library, source, cached, 0, options.size)
        return cached, list(questions(source, QUESTIONS))
    shutil.copytree(options.source, home, ignore=shutil.ignore_patterns("index", "papers"))
    with Library.open(home) as library:
        sentences = [s for p in library.passages() for s in re.split(r"(?<=[.;:])\s+|\n+", p.text) if 6 <= len(s.split()) <= 30]
    chosen = sentences[:: max(1, len(sentences) // QUESTIONS)][:QUESTIONS]
    return model, [f"What do the papers say about {' '.join(text.split()[:9])}?" for text in chosen]


def _engine(name: str, library: Library, embedder: Embedder, options: argparse.Namespace) -> Engine:
    if name == "postgresql":
        index = PostgresIndex(library, embedder, SETTINGS, options.postgresql)
        return Engine(name, index, SETTINGS, lambda: _backends(options.postgresql), lambda: _tables(options.postgresql))
    settings = SETTINGS if name == "local" else SETTINGS.model_copy(update={"chroma": options.chroma})
    folders = [library.home / "index", *([options.chroma_folder] if name == "chroma" and options.chroma_folder else [])]
    servers = [options.chroma_process] if name == "chroma" and options.chroma_process else []
    disk = lambda: {str(one.name): _size(one) for one in folders}  # noqa: E731 read when all is built
    return Engine(name, LocalIndex(library, embedder, settings), settings, lambda: servers, disk)


def _measured(engine: Engine, library: Library, embedder: Embedder, asked: Sequence[str]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    wall, own, served, report = _timed(engine, engine.index.publish)
    figures["passages"] = report.passages
    figures["build s wall, own and server's processor"] = (round(wall, 1), round(own, 1), round(served, 1))
    searcher = Searcher(library, embedder, engine.settings, engine.index)
    papers = library.papers()
    filters = {"all": None, "half": frozenset(p.id for p in papers[::2]), "three papers": frozenset(p.id for p in papers[:3])}
    searcher.search(Query(asked[0]))
    for name, within in filters.items():
        for role in (Role.PUBLIC, Role.OFFICER):
            times = [_timed(engine, lambda t=text, r=role, w=within: searcher.search(Query(t, r, w))) for text in asked]  # type: ignore[misc]
            spread = [np.percentile([1000 * one[part] for one in times], (50, 95)).round(1).tolist() for part in (0, 1)]
            mean = round(1000 * float(np.mean([one[2] for one in times])), 1)
            figures[f"{name}, {role} p50 p95 ms wall, own; mean server"] = (*spread, mean)
    wall, own, served, _ = _timed(engine, lambda: _one_more(engine, library, papers[-1]))
    figures["publish after one paper went s"] = (round(wall, 1), round(own, 1), round(served, 1))
    figures["disk MB"] = {name: round(size / 1e6, 1) for name, size in engine.disk().items()}
    engine.index.close()
    return figures


def _one_more(engine: Engine, library: Library, paper: Paper) -> None:
    library.remove(paper.id)
    engine.index.publish()


def _timed(engine: Engine, work: Callable[[], Any]) -> tuple[float, float, float, Any]:
    """Seconds by the clock, of this process's processor and its children's, and of the server's; and what `work` gives."""
    served, own, began = _ticks(engine.processes()), _own(), time.perf_counter()
    result = work()
    wall, own = time.perf_counter() - began, _own() - own
    return wall, own, max(0.0, _ticks(engine.processes()) - served), result


def _own() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _ticks(processes: Sequence[int]) -> float:
    """Seconds of processor time of processes of this machine, by Linux's account."""

    def each() -> Iterator[int]:
        for number in processes:
            stat = Path(f"/proc/{number}/stat")
            if stat.exists():
                fields = stat.read_text().rpartition(")")[2].split()
                yield int(fields[11]) + int(fields[12])

    return sum(each()) / os.sysconf("SC_CLK_TCK")


_WATCHED: dict[str, Any] = {}


def _backends(address: str) -> list[int]:
    if address not in _WATCHED:
        _WATCHED[address] = connect(address)
    sql = """SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    return [row[0] for row in _WATCHED[address].execute(sql)]


def _tables(address: str) -> dict[str, int]:
    sql = """SELECT split_part(relname, '_', 1), sum(pg_total_relation_size(pg_class.oid)) FROM pg_class
        JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'search' AND relkind = 'r' GROUP BY 1 ORDER BY 1"""
    with connect(address) as connection:
        return {name: int(size) for name, size in connection.execute(sql)}


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="HOME|PAPERS")
    parser.add_argument("--size", type=int, default=0, help=f"passages to make of PAPERS, in papers of {PAPER}")
    parser.add_argument("--postgresql", default="", metavar="ADDRESS")
    parser.add_argument("--chroma", default="", metavar="ADDRESS")
    parser.add_argument("--chroma-process", type=int, metavar="N", help="process number of the Chroma server, to count its processor time")
    parser.add_argument("--chroma-folder", type=Path, metavar="DIR", help="folder of the Chroma server, to count its disk")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Times and memory on a folder of papers: `python -m bench.times PAPERS`. The last line printed is JSON.

Everything is measured on the real parts, in a library made for the purpose and deleted afterwards.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from assistant.answering.assistant import Assistant
from assistant.check import Claim, check
from assistant.configuration import keep_quiet, load
from assistant.models import Answer, Ask
from ingest.library.library import Library
from ingest.pipeline import ingest
from vectorstore.build import build_index
from vectorstore.embed import load_embedder
from vectorstore.models import Query
from vectorstore.search import Searcher

Result = TypeVar("Result")
QUESTIONS = 60
"""Section headings that are searched for, evenly spread over the passages; a third of them is asked."""


def measure(papers: Path, home: Path) -> dict[str, float]:
    """Figures of one library in `home`; names end in their unit."""
    settings = load(home, None, {})
    library = Library.open(home)
    outcomes, reading = _timed(lambda: ingest(library, [papers], settings.ingest))
    reader_memory = _peak_mib(resource.RUSAGE_CHILDREN)
    embedder = load_embedder(settings.search)
    _, loading = _timed(lambda: embedder.embed_query("warm"))
    report, indexing = _timed(lambda: build_index(library, embedder, settings.search))
    pages = sum(outcome.pages for outcome in outcomes)
    searcher = Searcher(library, embedder, settings.search)
    assistant = Assistant(searcher, library, settings.assistant)
    questions = _questions(library)
    searches = [_timed(partial(searcher.search, Query(text)))[1] for text in questions]
    answered = [_timed(partial(assistant.answer, Ask(question=text))) for text in questions[::3]]
    answers, drafting = [took for _, took in answered], [answer.timings_ms.get("answer", 0.0) for answer, _ in answered]
    checks = [_timed(partial(check, claim))[1] for answer, _ in answered for claim in _claims(library, answer)]
    cold = [sys.executable, "app.py", "ask", questions[0], "--home", str(home)]
    _, first = _timed(lambda: subprocess.run(cold, check=True, capture_output=True, cwd=Path(__file__).parent.parent))
    library.close()
    return {
        "papers": len(outcomes),
        "pages": pages,
        "passages": report.passages,
        "pages_per_s": pages / reading,
        "passages_indexed_per_s": report.passages / indexing,
        "model_load_s": loading,
        "search_p50_ms": 1000 * statistics.median(searches),
        "search_p95_ms": 1000 * _p95(searches),
        "answer_p50_ms": 1000 * statistics.median(answers),
        "answer_p95_ms": 1000 * _p95(answers),
        "drafting_p95_ms": _p95(drafting),
        "check_p95_ms": 1000 * _p95(checks),
        "cold_ask_s": first,
        "peak_memory_mib": _peak_mib(resource.RUSAGE_SELF),
        "peak_reader_memory_mib": reader_memory,
    }


def main() -> None:
    """Measure the folder named on the command line and print the figures."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python -m bench.times PAPERS, a folder of papers")
    keep_quiet()
    with tempfile.TemporaryDirectory() as home:
        figures = measure(Path(sys.argv[1]), Path(home))
    for name, value in figures.items():
        print(f"{name:24}{value:10.1f}")
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def _claims(library: Library, answer: Answer) -> list[Claim]:
    """Every statement of the answer as it is checked, worded so that none of the check is spared ("In short, …")."""
    cited = {citation.marker: citation.passage_id for citation in answer.citations}
    return [
        Claim(f"In short, {said.text}", tuple(library.passages(ids=[cited[marker] for marker in said.citations])), answer.question)
        for said in answer.statements
    ]


def _questions(library: Library) -> list[str]:
    headings = [passage.section or passage.text[:80] for passage in library.passages()]
    return headings[:: max(1, len(headings) // QUESTIONS)]


def _peak_mib(who: int) -> float:
    """Largest resident memory, as Linux counts it (KiB)."""
    return resource.getrusage(who).ru_maxrss / 1024


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    main()

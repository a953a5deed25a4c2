"""How near the vectors of one text are: alone and in batches, in one thread and several, bf16 and fp32, older instruction sets.

`python -m bench.vectors PAPERS [--texts 64]`: PAPERS is a folder whose passages are embedded. Each row stands beside the same precision on
this processor as it is, all texts in batches of 32: the greatest difference of a component, of 1 minus the cosine of a text with itself,
and the greatest and standard deviation of the cosine with a question. An instruction set is forced on oneDNN and ATen in a process of its
own, as a processor without the newer ones would choose it. `--answers` asks the sample suite twice instead, each time with float noise of
that size in every vector, and counts the answers that differ: `python -m bench.vectors SAMPLES --answers [--noise 0.0005] [--each 4]`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app import Composition
from assistant.answering.assistant import Assistant
from assistant.configuration import keep_quiet, load
from assistant.models import Answer
from eval.cases import read_cases
from eval.run import ask_of
from eval.sameness import same
from ingest.library.library import Library
from ingest.models import Overrides
from ingest.pipeline import ingest
from tests.vectorstore.search_fakes import NoisyEmbedder
from vectorstore.build import build_index
from vectorstore.embed import embedded_text, load_embedder
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings

QUESTIONS = ("What was decided about parking permits?", "How much does the service cost?", "Who attended?", "When does it begin?")
SETS = ("AVX512_CORE_BF16", "AVX512_CORE", "AVX2")
SUITE = Path(__file__).parent.parent / "samples" / "suite"


def main() -> None:
    """Measure and print."""
    options = _options()
    keep_quiet()
    if options.child:
        print(json.dumps(_embed(json.loads(sys.stdin.read()), *options.child.split(","))))
        return
    with tempfile.TemporaryDirectory() as folder:
        if options.answers:
            _ask(options, Path(folder))
        else:
            _measure(_texts(options.papers, Path(folder), options.texts))


def _measure(texts: list[str]) -> None:
    bases = {precision: _vectors(texts, precision, 32, 2) for precision in ("fp32", "bf16")}
    for name, precision, found in _variants(texts, bases):
        print(f"{name:34}{precision}  " + "  ".join(f"{value:.1e}" for value in _apart(bases[precision], found)), flush=True)


def _variants(texts: list[str], bases: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for precision in ("fp32", "bf16"):
        for batch, threads in ((1, 2), (5, 2), (32, 1), (1, 1)):
            yield f"batches of {batch}, {threads} threads", precision, _vectors(texts, precision, batch, threads)
        for isa in SETS:
            for batch in (1, 32):
                yield f"{isa}, batches of {batch}", precision, _vectors(texts, precision, batch, 2, isa)
    yield "fp32 beside bf16", "bf16", bases["fp32"]


def _apart(one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[float, ...]:
    cosines = other[0] @ other[1].T - one[0] @ one[1].T
    own = (one[0] * other[0]).sum(axis=1)
    return float(np.abs(one[0] - other[0]).max()), float(1 - own.min()), float(np.abs(cosines).max()), float(cosines.std())


def _vectors(texts: list[str], precision: str, batch: int, threads: int, isa: str = "") -> tuple[Any, Any]:
    """Vectors of the texts and of the questions, from a process of its own."""
    forced = {"ONEDNN_MAX_CPU_ISA": isa, "ATEN_CPU_CAPABILITY": "avx2" if isa == "AVX2" else "avx512"} if isa else {}
    command = [sys.executable, "-m", "bench.vectors", ".", "--child", f"{precision},{batch},{threads}"]
    done = subprocess.run(
        command, input=json.dumps(texts), env={**os.environ, **forced}, capture_output=True, text=True, check=True
    ).stdout.splitlines()[-1]
    documents, questions = json.loads(done)
    return np.array(documents, np.float32), np.array(questions, np.float32)


def _embed(texts: list[str], precision: str, batch: str, threads: str) -> list[Any]:
    import torch

    torch.set_num_threads(int(threads))
    embedder = load_embedder(SearchSettings(embedding_precision=precision, embedding_batch=int(batch)))  # type: ignore[call-arg]
    return [embedder.embed_documents(texts).tolist(), [embedder.embed_query(text).tolist() for text in QUESTIONS]]


def _texts(papers: Path, home: Path, count: int) -> list[str]:
    with Library.open(home / "home") as library:
        ingest(library, [papers], load(home / "home", None, {}).ingest)
        texts = [embedded_text(passage) for passage in library.passages()]
    return [texts[at] for at in np.unique(np.linspace(0, len(texts) - 1, count).astype(int))]


def _ask(options: argparse.Namespace, folder: Path) -> None:
    """Answers of two places that differ by noise alone."""
    told = [_answers(options, folder / str(seed), seed) for seed in (1, 2)]
    pairs = list(zip(*told, strict=True))
    differ = [one.id for one, other in pairs if (one.answer, one.status) != (other.answer, other.status)]
    sources = [one.id for one, other in pairs if [c.passage_id for c in one.citations] != [c.passage_id for c in other.citations]]
    first = [one.id for one, other in pairs if [p.passage_id for p in one.passages[:1]] != [p.passage_id for p in other.passages[:1]]]
    figures = {
        "asked": len(pairs), "other words": differ, "other sources": sources, "another first passage": first,
        "other status": [one.id for one, other in pairs if one.status != other.status],
        "not the same to the gate": [one.id for one, other in pairs if not same(one, other)],
    }  # fmt: skip
    print(json.dumps({name: value if isinstance(value, int) else [len(value), *value] for name, value in figures.items()}, indent=1))


def _answers(options: argparse.Namespace, home: Path, seed: int) -> list[Answer]:
    parts = Composition(load(home, None, {}))
    parts.ingest([options.papers], Overrides(), lambda *_: None)
    embedder = NoisyEmbedder(parts.embedder, options.noise, seed)
    build_index(parts.library, embedder, parts.configuration.search)
    assistant = Assistant(Searcher(parts.library, embedder, parts.configuration.search), parts.library, parts.configuration.assistant)
    answers = [assistant.answer(ask_of(case), explain=True) for case in read_cases(sorted(SUITE.glob("*.jsonl")))[:: options.each]]
    parts.close()
    return answers


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--texts", type=int, default=64)
    parser.add_argument("--answers", action="store_true")
    parser.add_argument("--noise", type=float, default=0.0005)
    parser.add_argument("--each", type=int, default=1, help="ask each so manyth question of the suite")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()

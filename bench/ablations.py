"""What each part of retrieval is worth: `python -m bench.ablations --gold FILE --papers DIR [--gold FILE --papers DIR …] [--fit]`.

Retrieval alone is measured, in recall of the evidence among the first 1, 3, 5 and 10 extracts. Intervals are 95 % of a bootstrap by
paper. The weights of the table are those of `assistant.retrieval.ranking`; the row "weights of other councils" fits them anew for the
questions of each council without that council, so it takes questions about two councils at least. `--fit` prints the weights fitted
on all. The last line printed is JSON.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.models import Ask
from assistant.question.models import AnswerForm, Understanding
from assistant.question.vocabulary import LibraryFacts
from assistant.retrieval import ranking
from assistant.retrieval.models import Extract
from assistant.retrieval.retriever import Retriever
from assistant.settings import AssistantSettings
from bench.gold import Case, load
from ingest.library.library import Library
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from vectorstore.build import build_index
from vectorstore.embed import SentenceEmbedder, load_embedder
from vectorstore.models import Hit, Query
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings

KS = (1, 3, 5, 10)
RESAMPLES = 2000
RIDGE = 0.3
FIXED = ("place", "old", "committee")
"""Signals whose weight is not fitted here: the questions measured hardly use them."""
CLOSELY = ("sentence", "value")
"""Signals that are known of the best hits only."""

Change = Callable[[Understanding], Understanding]
Scores = npt.NDArray[np.float64]


class Memory:
    """A searcher that remembers, so that every variant is measured on the same hits in a few seconds."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._known: dict[Query, list[Hit]] = {}
        self._cosines: dict[tuple[str, str], float] = {}

    def search(self, query: Query) -> list[Hit]:
        """The hits, searched for once."""
        if query not in self._known:
            self._known[query] = self._searcher.search(query)
        return self._known[query]

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosines, worked out once."""
        missing = [text for text in texts if (question, text) not in self._cosines]
        if missing:
            self._cosines.update(zip([(question, text) for text in missing], self._searcher.cosines(question, missing), strict=True))
        return [self._cosines[question, text] for text in texts]


class Varied(Retriever):
    """The retriever with a part of its understanding taken away."""

    change: Change = staticmethod(lambda understanding: understanding)

    def understand(self, ask: Ask, facts: LibraryFacts) -> Understanding:
        """The question understood, then changed."""
        return self.change(super().understand(ask, facts))


@dataclass(frozen=True)
class Corpus:
    """Papers in a library of their own with the questions on them."""

    library: Library
    memory: Memory
    cases: list[Case]

    def retriever(
        self, weights: Mapping[str, float] = ranking.WEIGHTS, change: Change | None = None, words: int | None = None
    ) -> Retriever:
        """The retriever with a part changed."""
        settings = AssistantSettings() if words is None else AssistantSettings(extract_words=words)
        retriever = Varied(self.memory, self.library, settings, weights)
        if change is not None:
            retriever.change = change
        return retriever


def main() -> None:
    """Measure and print."""
    options = _options()
    with ExitStack() as stack:
        model = load_embedder(SearchSettings())
        corpora = [_corpus(g, p, options.home, model, stack) for g, p in zip(options.gold, options.papers, strict=True)]
        results = {name: _rows(name, corpora, variant) for name, variant in _variants(corpora).items()}
        _slices(corpora)
        if options.fit:
            print(json.dumps(fit([row for corpus in corpora for row in _examples(corpus)]), indent=1))
    print(json.dumps(results))


def _variants(corpora: list[Corpus]) -> dict[str, Callable[[Corpus, Case], tuple[Extract, ...]]]:
    """Name to what finds the extracts of a case; the first is the retriever as it is."""

    def variant(
        weights: Mapping[str, float] = ranking.WEIGHTS, change: Change | None = None, words: int | None = None
    ) -> Callable[[Corpus, Case], tuple[Extract, ...]]:
        retrievers = {id(corpus): corpus.retriever(weights, change, words) for corpus in corpora}
        return lambda corpus, case: retrievers[id(corpus)].retrieve(case.ask).extracts

    search_only = {"dense": 1.0, "lexical": 0.1}
    parts: dict[str, Change] = {
        "without facets": lambda u: replace(u, facets=()),
        "without expansions": lambda u: replace(u, expansions=()),
        "without the conversation": lambda u: replace(u, standalone=u.question, context=()),
        "without periods": lambda u: replace(u, periods=(), facets=tuple(f for f in u.facets if f.period is None)),
        "without answer forms": lambda u: replace(u, forms=(AnswerForm.FACT,)),
    }
    return {
        "all parts": variant(),
        "weights of other councils": _folded(corpora),
        **{name: variant(change=change) for name, change in parts.items()},
        "without neighbours in extracts": variant(words=1),
        "extracts of 150 words": variant(words=150),
        "extracts of 300 words": variant(words=300),
        **{f"without signal {name}": variant({**ranking.WEIGHTS, name: 0.0}) for name in ranking.WEIGHTS if name not in FIXED},
        "search alone, with extracts": variant(search_only),
        "search alone": variant(search_only, change=lambda u: replace(u, facets=()), words=1),
    }


def _folded(corpora: list[Corpus]) -> Callable[[Corpus, Case], tuple[Extract, ...]]:
    """The retriever with weights fitted without the council that a question is about."""
    rows = [row for corpus in corpora for row in _examples(corpus)]
    weights = {council: fit([row for row in rows if row.council != council]) for council in {row.council for row in rows}}
    return lambda corpus, case: corpus.retriever(weights[case.council]).retrieve(case.ask).extracts


@dataclass(frozen=True)
class Example:
    """The hits of one question: their signals, and how much of its evidence each would bring."""

    council: str
    signals: Scores
    """[hits, SIGNALS]"""
    relevant: Scores
    """[hits] share of the evidence that the extract of a hit holds alone."""
    best: npt.NDArray[np.int64]
    """Positions of the hits that were read closely."""
    closely: Scores
    """[best, CLOSELY]"""


SIGNALS = tuple(name for name in ranking.WEIGHTS if name not in (*FIXED, *CLOSELY))


def _examples(corpus: Corpus) -> Iterable[Example]:
    retriever = corpus.retriever()
    for case in corpus.cases:
        facts = retriever.facts(case.ask.role.classifications)
        understanding = replace(retriever.understand(case.ask, facts), facets=())
        hits = retriever.ranked(case.ask, understanding, facts)
        wholes = retriever.wholes(case.ask, hits)
        found = [dict(hit.signals) for hit in hits]
        best = np.array([at for at, signals in enumerate(found) if CLOSELY[0] in signals], dtype=np.int64)
        yield Example(
            case.council,
            np.array([[signals[name] for name in SIGNALS] for signals in found]),
            np.array([case.recall([Extract(hit, wholes[hit.passage.id])]) for hit in hits]),
            best,
            np.array([[found[at][name] for name in CLOSELY] for at in best]),
        )


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Weights that make the best hits likely to come first: those of all hits, then on top of them those that only the best have."""
    first = _fitted([(example.signals, example.relevant, np.zeros(len(example.relevant))) for example in examples])
    closely = _fitted([(e.closely, e.relevant[e.best], e.signals[e.best] @ first) for e in examples])
    fixed = {name: ranking.WEIGHTS[name] for name in FIXED}
    fitted = zip((*SIGNALS, *CLOSELY), (*first, *closely), strict=True)
    return {name: round(float(weight), 1) for name, weight in fitted} | fixed


def _fitted(questions: Sequence[tuple[Scores, Scores, Scores]], steps: int = 400) -> Scores:
    """Weights of signals under which a softmax over a question's hits, each with a score it has already, brings most of the evidence:
    the greatest sum of the logarithms of what is brought, less a ridge; gradient steps (Adam)."""
    useful = [(signals, relevant, score) for signals, relevant, score in questions if relevant.any()]
    weights, mean, square = (np.zeros(useful[0][0].shape[1]) for _ in range(3))
    for step in range(1, steps + 1):
        slope = RIDGE * weights
        for signals, relevant, score in useful:
            scores = signals @ weights + score
            odds = np.exp(scores - scores.max())
            share = odds / odds.sum()
            wanted = share * relevant / (share @ relevant)
            slope -= signals.T @ (wanted - share)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights -= 0.1 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    return weights


def _rows(name: str, corpora: list[Corpus], find: Callable[[Corpus, Case], tuple[Extract, ...]]) -> dict[str, list[float]]:
    """One line of the table a corpus."""
    found = {}
    for corpus in corpora:
        began = time.perf_counter()
        recalls = [_recalls(case, find(corpus, case)) for case in corpus.cases]
        took = (time.perf_counter() - began) * 1000 / len(corpus.cases)
        low, high = interval([case.paper for case in corpus.cases], np.array(recalls)[:, KS.index(5)])
        means = [round(float(mean), 3) for mean in np.mean(recalls, axis=0)]
        corpus_name = corpus.cases[0].corpus
        found[corpus_name] = means
        cells = " | ".join(f"{mean:.2f}" for mean in means)
        print(f"| {name} | {corpus_name} | {cells} | {low:.2f}-{high:.2f} | {took:.0f} |", flush=True)
    return found


def _recalls(case: Case, extracts: Sequence[Extract]) -> list[float]:
    return [case.recall(extracts[:k]) for k in KS]


def interval(papers: Sequence[str], values: Scores) -> tuple[float, float]:
    """95 % interval of the mean, papers drawn with replacement: questions on one paper are not independent."""
    groups = [values[[at for at, paper in enumerate(papers) if paper == one]] for one in sorted(set(papers))]
    draws = np.random.default_rng(0).integers(len(groups), size=(RESAMPLES, len(groups)))
    means = [np.concatenate([groups[i] for i in draw]).mean() for draw in draws]
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def _slices(corpora: list[Corpus]) -> None:
    """Recall by type of question and by paper, and the median and slowest of retrieval."""
    recalls: dict[tuple[str, str], list[list[float]]] = {}
    times = []
    for corpus in corpora:
        retriever = corpus.retriever()
        for case in corpus.cases:
            began = time.perf_counter()
            row = _recalls(case, retriever.retrieve(case.ask).extracts)
            times.append((time.perf_counter() - began) * 1000)
            for key in (("type", case.type), ("paper", f"{case.corpus} {case.paper[:24]}"), ("follow-up", str(bool(case.ask.history)))):
                recalls.setdefault(key, []).append(row)
    for (kind, name), rows in sorted(recalls.items()):
        print(f"| {kind} {name} | {len(rows)} | " + " | ".join(f"{mean:.2f}" for mean in np.mean(rows, axis=0)) + " |")
    print(f"understanding, signals and extracts, hits remembered: p50 {np.median(times):.0f} ms, p95 {np.quantile(times, 0.95):.0f} ms")


def _corpus(gold: Path, papers: Path, home: Path | None, model: SentenceEmbedder, stack: ExitStack) -> Corpus:
    folder = home / gold.stem if home else Path(stack.enter_context(tempfile.TemporaryDirectory()))
    library = Library.open(folder)
    stack.callback(library.close)
    ingest(library, [papers], IngestSettings())
    build_index(library, model, SearchSettings(), lambda *_: None)
    searcher = Searcher(library, model, SearchSettings())
    stack.callback(searcher.close)
    return Corpus(library, Memory(searcher), load(gold))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, action="append", required=True, help="questions with evidence, one JSON object a line")
    parser.add_argument("--papers", type=Path, action="append", required=True, help="folder of the papers that they are about")
    parser.add_argument("--home", type=Path, help="folder that keeps the libraries for the next run (default: none is kept)")
    parser.add_argument("--fit", action="store_true", help="print the weights fitted on all questions")
    return parser.parse_args()


if __name__ == "__main__":
    main()

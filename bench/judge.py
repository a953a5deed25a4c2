"""The judge of units and of silence fitted: `python -m bench.judge --set HOME QUESTIONS … --out FOLDER`.

Every council is left out in turn: a question is judged by trees that saw no question of its council, and what these say of it is what the
weights of silence are fitted on. What ships is fitted on all; what is printed is of the councils left out.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Any, Final

from app import Composition
from assistant.answering.judge import Judge
from assistant.answering.reading import Candidate, Measures, Reader
from assistant.answering.silence import signs
from assistant.configuration import load
from assistant.models import Ask, Turn
from ingest.language.sentences import Shape
from ingest.language.words import words

TREES: Final = {
    "max_iter": 100,
    "learning_rate": 0.07,
    "max_leaf_nodes": 6,
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
    "max_features": 0.3,
}
RIDGE: Final = 0.03
"""Inverse strength of the ridge on the weights of silence."""
SAME: Final = 0.6
"""Share of word trigrams from which a unit is (part of) a quote."""
ANSWERED: Final = 0.9
"""Share of the answerable questions, their council left out, that is to be answered: it sets where the answer turns."""


@dataclass(frozen=True, slots=True)
class Read:
    """A question with the units found for it."""

    council: str
    answerable: bool
    judge: Judge
    candidates: tuple[Candidate, ...]
    """Those read closely, in the order of the first look."""
    right: tuple[bool, ...]
    """Whether each is of the evidence."""


def read_set(home: Path, questions: Path) -> Iterator[Read]:
    """The questions of one file, asked of one library."""
    retriever = Composition(load(home, None)).assistant.retriever
    for line in questions.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        history = tuple(Turn(question=turn["question"], answer=turn["answer"]) for turn in record.get("history") or ())
        evidence = retriever.retrieve(Ask(question=record["question"], history=history))
        judge = Judge(evidence.understanding, evidence.facts, retriever.cosines)
        yield read_one(record, judge, Reader(judge.asked, retriever.cosines).read(evidence.extracts)[0])


def read_one(record: Mapping[str, Any], judge: Judge, candidates: Sequence[Candidate]) -> Read:
    """A gold record ("evidence" with "doc" and "quote") or a made one ("doc" and "quotes") beside the units found for it."""
    quotes = record.get("evidence") or [{"doc": record.get("doc", ""), "quote": quote} for quote in record.get("quotes", ())]
    first = quotes[0]["doc"] if quotes else record.get("doc") or (candidates[0].unit.passage.document if candidates else "")
    council = re.match(r"[a-z]*", first.lower())
    wanted = [(Path(one["doc"]).stem, words(one["quote"])) for one in quotes]
    right = tuple(any(_is_of(candidate, stem, quote) for stem, quote in wanted) for candidate in candidates)
    return Read(council[0] if council else "", bool(record["answerable"]), judge, tuple(candidates), right)


def _is_of(candidate: Candidate, document: str, quote: Sequence[str]) -> bool:
    if document not in Path(candidate.unit.passage.document).stem:
        return False
    own = words(candidate.unit.text)
    if candidate.unit.shape is Shape.ROW and len(set(own)) > 2:
        return sum(word in quote for word in set(own)) >= 0.75 * len(set(own))
    held = _share(quote, own)
    return held >= SAME or (len(own) > 3 and _share(own, quote) >= SAME)


def _share(of: Sequence[str], there: Sequence[str]) -> float:
    size = min(3, len(of)) or 1
    mine, others = ([tuple(side[i : i + size]) for i in range(len(side) - size + 1)] for side in (of, there))
    return sum(gram in set(others) for gram in mine) / len(mine) if mine else 0.0


def _trees(read: Iterable[Read]) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    answered = [one for one in read if one.answerable]
    rows = [candidate.read for one in answered for candidate in one.candidates]
    right = [label for one in answered for label in one.right]
    return HistGradientBoostingClassifier(random_state=0, **TREES).fit(rows, right)


def _scored(one: Read, model: Any) -> Read:
    logits = model.decision_function([candidate.read for candidate in one.candidates]) if one.candidates else ()
    scored = [replace(c, score=1 / (1 + exp(-float(logit)))) for c, logit in zip(one.candidates, logits, strict=True)]
    order = sorted(range(len(scored)), key=lambda at: -scored[at].score)
    return replace(one, candidates=tuple(scored[at] for at in order), right=tuple(one.right[at] for at in order))


def left_out(read: Sequence[Read]) -> list[Read]:
    """Every question judged by trees that saw none of its council; best unit first."""
    found: dict[int, Read] = {}
    for council in sorted({one.council for one in read}):
        model = _trees(one for one in read if one.council != council)
        found |= {at: _scored(one, model) for at, one in enumerate(read) if one.council == council}
    return [found[at] for at in range(len(read))]


def _silence(rows: Sequence[Sequence[float]], answerable: Sequence[bool]) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = LogisticRegression(C=RIDGE, max_iter=1000, class_weight="balanced")
    return make_pipeline(StandardScaler(), model).fit(rows, answerable)


def fit(read: Sequence[Read], out: Path) -> dict[str, float]:
    """Fit both on all, write them to the folder `out`, and say how the councils left out were judged."""
    kept = [one for one in read if one.candidates]
    judged = left_out(kept)
    found = [signs(one.judge.asked, one.candidates)[0] for one in judged]
    names = list(found[0])
    rows, answerable = [[row[name] for name in names] for row in found], [one.answerable for one in judged]
    logits = [0.0] * len(rows)
    for council in {one.council for one in judged}:
        mine = [one.council == council for one in judged]
        others = [at for at, is_mine in enumerate(mine) if not is_mine]
        model = _silence([rows[at] for at in others], [answerable[at] for at in others])
        own = [at for at, is_mine in enumerate(mine) if is_mine]
        for at, logit in zip(own, model.decision_function([rows[at] for at in own]), strict=True):
            logits[at] = float(logit)
    turn = sorted(logit for logit, said in zip(logits, answerable, strict=True) if said)[round((1 - ANSWERED) * sum(answerable))]
    _write_trees(_trees(kept), out)
    _write_silence(_silence(rows, answerable), names, turn, out)
    return _report(judged, logits, turn)


def _report(judged: Sequence[Read], logits: Sequence[float], turn: float) -> dict[str, float]:
    from sklearn.metrics import average_precision_score, roc_auc_score

    answered = [one for one in judged if one.answerable]
    said = [logit >= turn for one, logit in zip(judged, logits, strict=True) if one.answerable]
    unsaid = [logit < turn for one, logit in zip(judged, logits, strict=True) if not one.answerable]
    labels, scores = [label for one in answered for label in one.right], [c.score for one in answered for c in one.candidates]
    return {
        "questions": len(judged),
        "unit average precision": float(average_precision_score(labels, scores)),
        "best unit right": sum(one.right[0] for one in answered) / len(answered),
        "silence AUC": float(roc_auc_score([one.answerable for one in judged], logits)),
        "answered": sum(said) / len(said),
        "refused": sum(unsaid) / max(1, len(unsaid)),
    }


def _write_trees(model: Any, out: Path) -> None:
    trees = [[_node(node) for node in stage[0].nodes] for stage in model._predictors]
    kept = {"features": list(Measures._fields), "start": round(float(model._baseline_prediction[0][0]), 5), "trees": trees}
    (out / "reading.json").write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")


def _node(node: Any) -> list[float]:
    if node["is_leaf"]:
        return [-1, 0, 0, 0, round(float(node["value"]), 5)]
    return [int(node["feature_idx"]), float(f"{float(node['num_threshold']):.7g}"), int(node["left"]), int(node["right"]), 0]


def _write_silence(model: Any, names: Sequence[str], turn: float, out: Path) -> None:
    scaler, logistic = (step for _, step in model.steps)
    weights = {name: float(w / s) for name, w, s in zip(names, logistic.coef_[0], scaler.scale_, strict=True)}
    start = float(logistic.intercept_[0]) - sum(weights[name] * float(mean) for name, mean in zip(names, scaler.mean_, strict=True))
    kept = {"start": start, "turn": turn, "weights": {name: round(weight, 6) for name, weight in weights.items()}}
    (out / "silence.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Read, fit, write and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", nargs=2, action="append", type=Path, required=True, metavar=("HOME", "QUESTIONS"))
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    read = [one for home, questions in given.set for one in read_set(home, questions)]
    for name, figure in fit(read, given.out).items():
        print(f"{name}: {figure:.3f}")


if __name__ == "__main__":
    main()

"""Questions with their evidence, and how much of it the best extracts hold."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.models import Ask, Turn
from assistant.retrieval.models import Extract

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00ad": None, "ﬁ": "fi", "ﬂ": "fl"})
COVERED = 0.6
"""Share of a quote's three-word runs that must stand in the extracts."""


@dataclass(frozen=True)
class Quote:
    """Words of a paper that answer (part of) a question."""

    document: str
    """File name without its ending."""
    words: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """An answerable question."""

    ask: Ask
    type: str
    corpus: str
    groups: tuple[tuple[Quote, ...], ...]
    """Each group is needed; the quotes of one stand for each other."""

    @property
    def paper(self) -> str:
        """The fold of the question: the first paper of its evidence."""
        return min(quote.document for quote in self.groups[0])

    @property
    def council(self) -> str:
        """Whose paper that is: files are named "council-date-…", and those that are not are of one council, their corpus."""
        named = re.match(r"[a-z]+(?=-)", self.paper)
        return named[0] if named else self.corpus

    def recall(self, extracts: Sequence[Extract]) -> float:
        """Share of the groups that the extracts cover together."""
        held: dict[str, list[tuple[str, ...]]] = {}
        for extract in extracts:
            held.setdefault(Path(extract.hit.passage.document).stem, []).append(words(extract.text))
        return sum(any(_covered(q, held.get(q.document, ())) for q in group) for group in self.groups) / len(self.groups)


def load(path: Path) -> list[Case]:
    """The answerable questions of a gold file; quotes in a format of `docs/interface.md`."""
    records = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [_case(record, path.stem) for record in records if record["answerable"]]


def words(text: str) -> tuple[str, ...]:
    """Folded words and figures, markup removed."""
    plain = re.sub(r"[*_#|\\]", " ", re.sub(r"</?[a-z]{1,4}>", " ", text.translate(_PLAIN).replace("\xa0", " ").lower()))
    return tuple(re.findall(r"[a-z0-9£%]+(?:[.,][0-9]+)*", plain))


def _case(record: dict[str, object], corpus: str) -> Case:
    evidence = record["evidence"]
    assert isinstance(evidence, list)
    grouped: dict[object, list[Quote]] = {}
    for number, entry in enumerate(evidence):
        alone = "any" if record.get("alternatives") and not any(e.get("alt_group") is not None for e in evidence) else f"alone {number}"
        key = entry["alt_group"] if entry.get("alt_group") is not None else alone
        grouped.setdefault(key, []).append(Quote(Path(entry["doc"]).stem, words(entry["quote"])))
    history = record.get("history") or ()
    assert isinstance(history, list | tuple)
    ask = Ask(id=str(record["id"]), question=str(record["question"]), history=tuple(Turn(**turn) for turn in history))
    return Case(ask, str(record["type"]), corpus, tuple(tuple(group) for group in grouped.values()))


def _runs(text: tuple[str, ...], size: int) -> list[tuple[str, ...]]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]


def _covered(quote: Quote, texts: Sequence[tuple[str, ...]]) -> bool:
    size = min(3, len(quote.words))
    held = {run for text in texts for run in _runs(text, size)}
    runs = _runs(quote.words, size)
    return bool(runs) and sum(run in held for run in runs) / len(runs) >= COVERED

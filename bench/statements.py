"""What the suite's checks make of people's own words: `python -m bench.statements --home HOME …`.

`statements/{a,b,c}.jsonl` hold true statements in free words and false ones (`label`, `kind`, `pair`: the true one) beside the words of a
paper (`doc`, `page`, `quote`), `refusals.jsonl` answers of four classes. Both were written from real papers alone; the papers are not in
this repository: each HOME is a library that holds some of them. Printed: flagged of the true and of the false, by kind and by the
likeness from which check C7 lets words of their own pass; and how many answers are read as what they are.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app import Composition
from assistant.configuration import load
from eval.checks import judge, lexical
from eval.checks.claims import Claim, cite
from eval.checks.refusal import read
from eval.corpus import Corpus
from eval.models import Case, CitedPlace, Response, Span
from eval.text import coverage
from vectorstore.likeness import TokenLikeness

FOLDER: Final = Path(__file__).parent / "statements"
LIKENESS: Final = (0.0, 0.4, lexical.LIKE, 0.52, 0.6, 0.7)
WANTED: Final = {"refusal": (True, False), "hidden claim": (False, None), "answer": (False, None), "silence with context": (False, True)}
"""Class of an answer to (reads as a refusal, tells of silence); None where either will do."""


def claims(rows: list[dict[str, Any]], corpora: list[Corpus]) -> Iterator[tuple[dict[str, Any], Claim]]:
    """Each statement citing its words; its question is that of the true statement, whose words are the evidence."""
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        corpus = next((corpus for corpus in corpora if corpus.source(row["doc"])), None)
        source = corpus.source(row["doc"]) if corpus else None
        if corpus is None or source is None:
            continue
        true = by_id[row["pair"]] if row["label"] == "false" else row
        groups = ((Span(doc=true["doc"], text=true["quote"], loose=True),),)
        case = Case(id=row["id"], question=row["question"], evidence_groups=groups)
        nearest = max(source.passages, key=lambda passage: coverage(row["quote"], passage.text))
        place = CitedPlace(marker=1, document=source.paper.document, quote=row["quote"], passage_id=nearest.id)
        yield row, Claim(row["statement"], (cite(place, corpus),), (), row["question"], case, corpus)


def likeness(claim: Claim) -> float:
    """What C7 goes by; 1 where it does not ask."""
    words = lexical.content_words(claim.text, claim.corpus)
    asks = len(words) >= lexical.FEW and lexical.support(claim) < lexical.THRESHOLD
    return (lexical.likeness(claim, words) or 0.0) if asks else 1.0


def tell_statements(name: str, corpora: list[Corpus]) -> None:
    """Print the rates of one set."""
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    judged = []
    for row, claim in claims(rows, corpora):
        reasons = {finding.reason for finding in judge(claim).findings} - {"invented-quote"}  # words as another reader of PDFs gives them
        judged.append((row["kind"], bool(reasons - {"words-absent"}), likeness(claim)))
    for kind in dict.fromkeys(kind for kind, _, _ in judged):
        flagged = [rest or like < lexical.LIKE for found, rest, like in judged if found == kind]
        print(f"{name} {kind:28}{sum(flagged):4} of {len(flagged)}")
    for least in LIKENESS:
        true, false = ([rest or like < least for kind, rest, like in judged if (kind == "paraphrase") is side] for side in (True, False))
        print(f"{name} below {least:.2f}: {sum(true) / len(true):.2f} of the true, {sum(false) / len(false):.2f} of the false")


def tell_refusals() -> None:
    """Print how many answers of each class are read as what they are."""
    rows = [json.loads(line) for line in (FOLDER / "refusals.jsonl").read_text(encoding="utf-8").splitlines()]
    for name, (refuses, silent) in WANTED.items():
        readings = [read(Response(id=row["id"], answer=row["answer"]), row["question"]) for row in rows if row["class"] == name]
        right = [one.refuses is refuses and (silent is not True or bool(one.silent)) for one in readings]
        print(f"{name:28}{sum(right):4} of {len(right)}")


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, nargs="*", default=[], help="libraries that hold the papers")
    matches = TokenLikeness().matches
    corpora = [Corpus.of(Composition(load(home, None)).library, matches) for home in parser.parse_args().home]
    tell_refusals()
    for name in ("a", "b", "c") if corpora else ():
        tell_statements(name, corpora)


if __name__ == "__main__":
    main()

"""Metrics of citations (3 to 6 and 8): whether the sources that an answer gives show what it says."""

from eval.checks import findings, integrity, lexical
from eval.checks.claims import Claim
from eval.metrics.seen import Seen
from eval.models import Verdict


def citation_recall(seen: Seen) -> dict[str, float]:
    """Citation recall (metric 3): mean over sentences of 1 where all citations together support the sentence, else 0.

    Support is the conjunction of C1 to C7. A sentence without a citation counts 0; headings and list openers count like any sentence.
    Absent for refusals and answers without a sentence. Definition: Gao et al. 2023 (ALCE), with deterministic support in place of NLI.
    """
    supported = [judged.verdict is Verdict.SUPPORTED for _, judged in seen.stated]
    if not supported:
        return {}
    return {"citation-recall": sum(supported) / len(supported), "fully-grounded": float(all(supported))}


def citation_precision(seen: Seen) -> dict[str, float]:
    """Citation precision (metric 4): share of citations that are needed and right.

    A citation of a sentence counts 1 where the sentence is supported and it is not idle: idle means that it supports the sentence not at
    all by itself while the others do so without it. Citations that lead nowhere stay in the denominator. Absent where nothing is cited.
    Definition: Gao et al. 2023 (ALCE), who drop ids that are out of range; we do not.
    """
    total = right = 0
    for claim, judged in seen.stated:
        total += len(claim.cited) + len(claim.dangling)
        if judged.verdict is Verdict.SUPPORTED:
            right += sum(not _idle(claim, at) for at in range(len(claim.cited)))
    return {"citation-precision": right / total} if total else {}


def _idle(claim: Claim, at: int) -> bool:
    if len(claim.cited) == 1:
        return False
    alone, rest = claim.citing(claim.cited[at : at + 1]), claim.citing(claim.cited[:at] + claim.cited[at + 1 :])
    return lexical.support(alone) < lexical.THRESHOLD / 2 and not findings(rest)


def citation_validity(seen: Seen) -> dict[str, float]:
    """Citation validity (metric 5): share of citations that lead to words which stand in the paper they name and were retrieved this turn.

    Markers without a citation count as invalid. Absent where nothing is cited. Own definition (check C1).
    """
    total = sum(len(claim.cited) + len(claim.dangling) for claim, _ in seen.stated)
    valid = sum(integrity.problem(cited, claim) is None for claim, _ in seen.stated for cited in claim.cited)
    return {"citation-validity": valid / total} if total else {}


def weighted_support(seen: Seen) -> dict[str, float]:
    """Weighted support precision and recall (metric 6): sum of graded support (1, 0.5, 0) over cited sentences, and over all sentences.

    0.5 is given where only the wording falls short (C7 alone, at half its threshold). Precision is absent where no sentence is cited.
    Definition: TREC 2024 RAG track, support evaluation.
    """
    if not seen.stated:
        return {}
    total = sum(judged.support for _, judged in seen.stated)
    cited = sum(bool(claim.cited or claim.dangling) for claim, _ in seen.stated)
    return {"support-recall": total / len(seen.stated)} | ({"support-precision": total / cited} if cited else {})


def factuality(seen: Seen) -> dict[str, float]:
    """Relevance-aware factuality (metric 8): share of sentences supported by passages that may be used, of the time that was asked for.

    Like citation recall, but a sentence whose only support is of the wrong year or from a replaced paper counts 0 even where the words
    agree; `used-wrongly` is the share of sentences objected to for that alone. Definition: GaRAGe (2025), with C5 judging relevance.
    """
    if not seen.stated:
        return {}
    right = sum(judged.verdict is Verdict.SUPPORTED for _, judged in seen.stated)
    wrong = sum(any(finding.check == "C5" for finding in judged.findings) for _, judged in seen.stated)
    return {"factuality": right / len(seen.stated), "wrong-source": wrong / len(seen.stated)}

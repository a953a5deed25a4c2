"""Citation precision (metric 4): share of citations that are needed and right.

A citation of a sentence counts 1 where the sentence is supported and it is not idle: idle means that it supports the sentence not at
all by itself while the others do so without it. Citations that lead nowhere stay in the denominator. Absent where nothing is cited.
Definition: Gao et al. 2023 (ALCE), who drop ids that are out of range; we do not.
"""

from eval.checks import findings, lexical
from eval.checks.claims import Claim
from eval.metrics.seen import Seen
from eval.models import Verdict


def score(seen: Seen) -> dict[str, float]:
    """citation-precision."""
    total = right = 0
    for claim, judged in zip(seen.claims, seen.judged, strict=True):
        total += len(claim.cited) + len(claim.dangling)
        if judged.verdict is Verdict.SUPPORTED:
            right += sum(not _idle(claim, at) for at in range(len(claim.cited)))
    return {"citation-precision": right / total} if total else {}


def _idle(claim: Claim, at: int) -> bool:
    if len(claim.cited) == 1:
        return False
    alone, rest = claim.citing(claim.cited[at : at + 1]), claim.citing(claim.cited[:at] + claim.cited[at + 1 :])
    return lexical.support(alone) < lexical.THRESHOLD / 2 and not findings(rest)

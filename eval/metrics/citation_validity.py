"""Citation validity (metric 5): share of citations that lead to words which stand in the paper they name and were retrieved this turn.

Markers without a citation count as invalid. Absent where nothing is cited. Own definition (check C1).
"""

from eval.checks import integrity
from eval.metrics.seen import Seen


def score(seen: Seen) -> dict[str, float]:
    """citation-validity."""
    total = sum(len(claim.cited) + len(claim.dangling) for claim in seen.claims)
    valid = sum(integrity.problem(cited, claim) is None for claim in seen.claims for cited in claim.cited)
    return {"citation-validity": valid / total} if total else {}

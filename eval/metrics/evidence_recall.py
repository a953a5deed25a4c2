"""Evidence recall@k (metric 1).

recall@k = evidence groups of which half of a span's characters are in the top k passages / evidence groups; all@k is 1 where every
group is. Characters are matched in runs of three words, in passages of the span's own paper, so that gold does not depend on how papers
are cut. Absent where the case has no evidence or the system lists no passages. Source: recall as in BEIR, on spans instead of chunk ids.
"""

from eval.metrics.seen import Seen

DEPTHS = (1, 3, 5, 10)


def score(seen: Seen) -> dict[str, float]:
    """recall@1, @3, @5, @10 and all@10."""
    groups = seen.case.evidence_groups
    if not groups or not seen.response.passages:
        return {}
    found = {f"recall@{k}": sum(seen.group_found(group, k) for group in groups) / len(groups) for k in DEPTHS}
    return found | {"all@10": float(found["recall@10"] == 1.0)}

"""Metrics of retrieval (1 and 2): whether the words that answer are among the passages found, and how high."""

import math

from eval.metrics.seen import Seen

DEPTHS = (1, 3, 5, 10)


def evidence_recall(seen: Seen) -> dict[str, float]:
    """Evidence recall@k (metric 1).

    recall@k = evidence groups of which half of a span's characters are in the top k passages / evidence groups; all@k is 1 where every
    group is. Characters are matched in runs of three words, in passages of the span's own paper, so that gold does not depend on how papers
    are cut. Absent where the case has no evidence or the system lists no passages. Source: recall as in BEIR, on spans, not chunk ids.
    """
    groups = seen.case.evidence_groups
    if not groups or not seen.response.passages:
        return {}
    found = {f"recall@{k}": sum(seen.group_found(group, k) for group in groups) / len(groups) for k in DEPTHS}
    return found | {"all@10": float(found["recall@10"] == 1.0)}


def grades(seen: Seen) -> list[int]:
    """The grade of each passage listed, best first."""
    groups = len(seen.ranks)
    held = [sum(rank in ranks for ranks in seen.ranks) for rank in range(1, len(seen.response.passages) + 1)]
    return [2 if groups and count == groups else min(count, 1) for count in held]


def ranking(seen: Seen) -> dict[str, float]:
    """nDCG@10, MRR@10 and P@1 (metric 2), as trec_eval defines them.

    Grade of a passage: 2 where it holds half of a span of every group (sufficient), 1 where of some group, 0 otherwise. Gain is the grade,
    discount log2(rank + 1), and the ideal order is that of the grades over the passages listed, filled up with one passage of grade 1 for
    each group that none of them holds. MRR and P@1 count a passage of grade 1 or 2 as relevant. Absent as in evidence_recall.
    """
    if not seen.ranks or not seen.response.passages:
        return {}
    graded = grades(seen)
    ideal = sorted([*graded, *(1 for ranks in seen.ranks if not ranks)], reverse=True)
    first = next((rank for rank, grade in enumerate(graded[:10], 1) if grade), 0)
    return {"ndcg@10": _dcg(graded) / _dcg(ideal), "mrr@10": 1 / first if first else 0.0, "p@1": float(graded[0] > 0)}


def _dcg(graded: list[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(graded[:10], 1))


def right_version(seen: Seen) -> dict[str, float]:
    """right-version@1 (metric 2): the first passage and every citation come from a paper that holds the evidence, not from its double.

    1 where the first passage is of a paper that has a span of the case's evidence, else 0; cited-version is the share of citations that
    are. Only for cases with a `version_family` (the same report in another year, a draft, a replaced paper). Absent without passages, or
    citations.
    """
    if not seen.case.version_family or not seen.case.evidence_groups:
        return {}
    right = [span.doc for group in seen.case.evidence_groups for span in group]
    found = {}
    if seen.response.passages:
        found["right-version@1"] = float(any(seen.corpus.same(seen.response.passages[0].document, doc) for doc in right))
    cited = [any(seen.corpus.same(place.document, doc) for doc in right) for place in seen.response.citations]
    return found | ({"cited-version": sum(cited) / len(cited)} if cited else {})

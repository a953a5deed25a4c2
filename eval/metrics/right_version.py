"""right-version@1 (metric 2): the first passage and every citation come from a paper that holds the evidence, not from its double.

1 where the first passage is of a paper that has a span of the case's evidence, else 0; cited-version is the share of citations that
are. Only for cases with a `version_family` (the same report in another year, a draft, a replaced paper). Absent without passages, or
citations.
"""

from eval.metrics.seen import Seen


def score(seen: Seen) -> dict[str, float]:
    """right-version@1 and cited-version."""
    if not seen.case.version_family or not seen.case.evidence_groups:
        return {}
    right = [span.doc for group in seen.case.evidence_groups for span in group]
    found = {}
    if seen.response.passages:
        found["right-version@1"] = float(any(seen.corpus.same(seen.response.passages[0].document, doc) for doc in right))
    cited = [any(seen.corpus.same(place.document, doc) for doc in right) for place in seen.response.citations]
    return found | ({"cited-version": sum(cited) / len(cited)} if cited else {})

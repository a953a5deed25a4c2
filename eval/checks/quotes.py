"""C2 quotes: words that an answer puts in quotation marks stand in the cited paper, typography and line breaks aside.

Exact, or "approximate" from a similarity of 95 (reported, never counted as exact). A true quote out of its context passes.
Source of the tolerance: docs/evaluation.md, section "What each check does".
"""

import re
from collections.abc import Iterator

from eval.checks.claims import Claim
from eval.models import Finding, Verdict
from eval.text import fold, holds, tokens

APPROXIMATE = 95
_QUOTED = re.compile(r"[“\"]([^“”\"]{8,})[”\"]")


def check(claim: Claim) -> Iterator[Finding]:
    """The quotations of three words or more that are not in what is cited."""
    from rapidfuzz import fuzz

    papers = [claim.premise, *(cited.passage.text for cited in claim.cited if cited.passage)]
    for quoted in _QUOTED.findall(claim.text):
        if len(tokens(quoted)) < 3 or any(holds(paper, quoted) for paper in [*papers, claim.context]):
            continue
        near = max((fuzz.partial_ratio(fold(quoted), fold(paper)) for paper in papers if len(paper) >= len(quoted)), default=0)
        reason = "approximate-quote" if near >= APPROXIMATE else "quote-not-in-source"
        yield Finding(check="C2", verdict=Verdict.NOT_SHOWN if near >= APPROXIMATE else Verdict.CONFLICTS, reason=reason, words=quoted)

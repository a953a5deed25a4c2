"""Checks that need no model, one a file; a claim passes where none objects (C1 to C7, C11); an answer where it leaks nothing (C9).

C10, the matter, stands apart: a sentence may be borne out by its source and be of another matter."""

from eval.checks import binding, exempt, figures, integrity, lexical, matter, names, periods, quotes, status
from eval.checks.claims import Claim, claims_of
from eval.models import ClaimScore, Finding, Verdict

CHECKS = (integrity.check, quotes.check, figures.check, names.check, periods.check, status.check, lexical.check, binding.check)


def findings(claim: Claim) -> tuple[Finding, ...]:
    """Every objection to a claim, in the order of the checks."""
    return tuple(finding for check in CHECKS for finding in check(claim))


def judge(claim: Claim) -> ClaimScore:
    """The claim with its verdict: the worst of the findings; support is graded 0.5 where only the wording falls short."""
    found = findings(claim)
    beside = tuple(matter.check(claim))
    verdict = min((finding.verdict for finding in found), default=Verdict.SUPPORTED)
    partly = {finding.check for finding in found} == {"C7"} and lexical.support(claim) >= lexical.THRESHOLD / 2
    return ClaimScore(
        text=claim.text,
        verdict=verdict,
        support=1.0 if verdict is Verdict.SUPPORTED else 0.5 if partly else 0.0,
        findings=(*found, *beside),
        citations=tuple(cited.place for cited in claim.cited),
    )


__all__ = ["CHECKS", "claims_of", "exempt", "findings", "judge"]

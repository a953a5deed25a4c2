"""All checks on one statement: conjunctive for a pass, three-valued, each finding with its reason and span."""

from collections.abc import Iterator

from assistant.check.figures import check_figures, check_measures
from assistant.check.lexical import Rarity, check_lexical
from assistant.check.models import CONFLICTING, Claim, Finding, Reason, Support, Verdict
from assistant.check.names import check_names
from assistant.check.periods import check_periods
from assistant.check.quotes import check_quotes
from assistant.check.standing import check_decisions
from ingest.language.live_text import is_verbatim


def _even(word: str) -> float:
    return 1.0 if word.isalpha() else 0.5


def check(claim: Claim, rarity: Rarity = _even) -> Verdict:
    """The verdict on a statement. Words that stand in a cited passage as they are need no check of their content."""
    findings: list[Finding] = [*check_integrity(claim)]
    if findings:
        return Verdict(Support.NOT_SHOWN, tuple(findings))
    findings += [*check_quotes(claim), *check_periods(claim)]
    if not any(is_verbatim(claim.text, source) for source in claim.sources):
        findings += [*check_figures(claim), *check_measures(claim), *check_names(claim), *check_decisions(claim)]
        findings += check_lexical(claim, rarity)
    if not findings:
        return Verdict(Support.SUPPORTED)
    conflicts = any(finding.reason in CONFLICTING for finding in findings)
    return Verdict(Support.CONFLICTS if conflicts else Support.NOT_SHOWN, tuple(findings))


# C1, citation integrity: every marker resolves to a passage retrieved for this question, and there is one.


def check_integrity(claim: Claim) -> Iterator[Finding]:
    """Findings of C1."""
    if claim.unknown_markers:
        markers = ", ".join(f"[{marker}]" for marker in claim.unknown_markers)
        yield Finding(Reason.UNKNOWN_CITATION, 0, len(claim.text), f"{markers} is no passage of this answer")
    elif not claim.sources:
        yield Finding(Reason.NO_CITATION, 0, len(claim.text), "no passage is cited")

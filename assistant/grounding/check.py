"""All checks on one statement: conjunctive for a pass, three-valued, each finding with its reason and span."""

from assistant.grounding.decisions import check_decisions
from assistant.grounding.figures import check_figures
from assistant.grounding.integrity import check_integrity
from assistant.grounding.lexical import Rarity, check_lexical
from assistant.grounding.measures import check_measures
from assistant.grounding.models import CONFLICTING, Claim, Finding, Support, Verdict
from assistant.grounding.names import check_names
from assistant.grounding.periods import check_periods
from assistant.grounding.quotes import check_quotes
from assistant.grounding.text import is_verbatim


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

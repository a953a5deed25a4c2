"""All checks on one statement, for both engines: what it cites and quotes, then what the cited words bear out.

In the order of trust: citations and quotations are exact; figures, times, names, denials and decisions are bound to what they are of; what
is left over of a statement makes it unmatched, or, where it is much, not shown.
"""

from collections.abc import Iterator

from assistant.check.doubt import weighed
from assistant.check.matching import SUPPORTED, match
from assistant.check.models import CONFLICTING, Claim, Finding, Reason, Support, Verdict
from assistant.check.names import check_people
from assistant.check.periods import check_periods
from assistant.check.quotes import check_quotes
from assistant.check.standing import check_decisions
from assistant.check.voice import check_voices
from vectorstore.support_model import SupportModel

UNMATCHED = 1.5
"""Doubt up to which a statement is shown with a mark."""
UNMATCHED_SHARE = 0.25
"""The same as a share of its words, figures and names."""


_OF_A_PART = frozenset({Reason.ATTRIBUTION_DROPPED, Reason.POLARITY_CHANGED})
"""What may be wrong with the paper's own words where they are a part of its sentence."""


def check(claim: Claim, model: SupportModel | None = None) -> Verdict:
    """The verdict on a statement. Words that stand in a cited passage as they are need no check of their content.

    `model` says how far words bear a statement out, for what rules cannot tell; it clears no figure, name or decision.
    """
    findings: list[Finding] = [*check_integrity(claim)]
    if findings:
        return Verdict(Support.NOT_SHOWN, tuple(findings))
    findings += [*check_quotes(claim), *check_periods(claim)]
    doubt = 0.0
    found = match(claim.text, claim.sources)
    if found.is_verbatim:
        findings += [] if found.is_whole else [one for one in found.findings if one.reason in _OF_A_PART]
    else:
        findings += [*found.findings, *check_people(claim), *check_decisions(claim), *check_voices(found)]
        doubt, details = weighed(found, model)
        if not findings and doubt > min(UNMATCHED, UNMATCHED_SHARE * found.size):
            findings.append(Finding(Reason.NOT_IN_SOURCE, 0, len(claim.text), "; ".join(details[:4])))
    if not findings:
        return Verdict(Support.SUPPORTED if doubt < SUPPORTED else Support.UNMATCHED)
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

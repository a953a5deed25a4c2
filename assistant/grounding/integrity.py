"""C1, citation integrity: every marker resolves to a passage retrieved for this question, and there is one."""

from collections.abc import Iterator

from assistant.grounding.models import Claim, Finding, Reason


def check_integrity(claim: Claim) -> Iterator[Finding]:
    """Findings of C1."""
    if claim.unknown_markers:
        markers = ", ".join(f"[{marker}]" for marker in claim.unknown_markers)
        yield Finding(Reason.UNKNOWN_CITATION, 0, len(claim.text), f"{markers} is no passage of this answer")
    elif not claim.sources:
        yield Finding(Reason.NO_CITATION, 0, len(claim.text), "no passage is cited")

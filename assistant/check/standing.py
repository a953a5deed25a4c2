"""C6, decision status: what a paper recommends is not decided."""

from collections.abc import Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.standing import DECIDED, PROPOSED
from ingest.models import Kind


def check_decisions(claim: Claim) -> Iterator[Finding]:
    """Findings of C6: words of deciding, and none of recommending, of what is a recommendation in every cited passage."""
    decided = DECIDED.search(claim.text)
    recommends = bool(claim.sources) and all(source.kind is Kind.RECOMMENDATION for source in claim.sources)
    if decided and recommends and not PROPOSED.search(claim.text):
        yield Finding(Reason.STATUS_CHANGED, *decided.span(), f"“{decided.group()}”: the cited passage recommends, it does not decide")

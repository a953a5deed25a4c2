"""The assistant's own grounding check on the claims of the self-test, shown beside the suite's checks and never counted.

The two share no code: had they the same blind spot, the suite would mark the assistant's work with the assistant's own eyes.
"""

from assistant.check import Claim as Statement
from assistant.check import check
from eval.checks.claims import Claim


def flagged(claim: Claim) -> bool:
    """Whether the assistant would have left the sentence out."""
    known = [cited for cited in claim.cited if cited.passage is not None and claim.corpus.source(cited.place.document) is not None]
    unknown = tuple(cited.place.marker for cited in claim.cited if cited not in known)
    statement = Statement(
        text=claim.text,
        sources=tuple(cited.passage for cited in known if cited.passage is not None),
        question=claim.question,
        unknown_markers=(*unknown, *claim.dangling),
        quotes=tuple(cited.text for cited in known),
    )
    return not check(statement).passed

"""C6, decision status: what a paper recommends is not decided, and what one body decided is not another standing."""

from collections.abc import Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.live_text import live_text
from ingest.language.standing import DECIDED, PROPOSED, STANDINGS
from ingest.models import Kind, Passage

_KINDS = {Kind.RESOLUTION: "decided", Kind.RECOMMENDATION: "recommended"}


def _is_proposal(passage: Passage) -> bool:
    text = live_text(passage)
    if passage.kind in (Kind.RESOLUTION, Kind.MINUTE):
        return False
    return passage.kind is Kind.RECOMMENDATION or (bool(PROPOSED.search(text)) and not DECIDED.search(PROPOSED.sub("", text)))


def check_decisions(claim: Claim) -> Iterator[Finding]:
    """Findings of C6 on the standing of a matter."""
    decided = DECIDED.search(PROPOSED.sub(lambda m: " " * len(m.group()), claim.text))
    if decided and claim.sources and all(_is_proposal(source) for source in claim.sources):
        yield Finding(Reason.STATUS_CHANGED, *decided.span(), f"“{decided.group()}”: the cited passage recommends, it does not decide")
    yield from _other_standing(claim)


def _other_standing(claim: Claim) -> Iterator[Finding]:
    """A standing that no cited passage gives the matter, where one gives it another."""
    given = {_KINDS[source.kind] for source in claim.sources if source.kind in _KINDS}
    given |= {name for name, words in STANDINGS.items() for source in claim.sources if words.search(live_text(source))}
    for name, words in STANDINGS.items():
        said = words.search(claim.text)
        if said and given and name not in given:
            yield Finding(Reason.STATUS_CHANGED, *said.span(), f"“{said.group()}”: the cited passage has it as {', '.join(sorted(given))}")

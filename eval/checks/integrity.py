"""C1 citation integrity: every marker leads to a citation, the citation to words that stand in the paper it names.

Reasons: uncited, dangling-marker, unknown-paper, unknown-passage, not-retrieved (this turn), invented-quote. Catches invented ids,
stale places and another turn's sources; says nothing of meaning.
"""

from collections.abc import Iterator

from eval.checks.claims import Cited, Claim
from eval.models import Finding, Verdict
from eval.text import coverage, holds

INVENTED = frozenset({"dangling-marker", "unknown-paper", "unknown-passage", "invented-quote"})
"""Reasons that mean a citation of something that does not exist."""
PASSAGE, NEARLY = 400, 0.85
"""Characters from which cited words are a passage and no quotation, and the share of them that must be found."""


def check(claim: Claim) -> Iterator[Finding]:
    """What is wrong with the citations of a claim."""
    for marker in claim.dangling:
        yield Finding(check="C1", verdict=Verdict.CONFLICTS, reason="dangling-marker", words=f"[{marker}]")
    if not claim.cited and not claim.dangling:
        yield Finding(check="C1", verdict=Verdict.NOT_SHOWN, reason="uncited", words=claim.text)
    for cited in claim.cited:
        if reason := problem(cited, claim):
            verdict = Verdict.CONFLICTS if reason in INVENTED else Verdict.NOT_SHOWN
            yield Finding(check="C1", verdict=verdict, reason=reason, words=f"[{cited.place.marker}]")


def problem(cited: Cited, claim: Claim) -> str | None:
    """The reason why a citation is not valid; None where it is."""
    place = cited.place
    source = claim.corpus.source(place.document)
    if source is None:
        return "unknown-paper"
    if place.passage_id and claim.retrieved and any(p.passage_id for p in claim.retrieved) and cited.passage is None:
        return "unknown-passage"
    if cited.passage is not None and not claim.corpus.same(cited.passage.document, place.document):
        return "unknown-passage"
    if place.quote and not _stands(place.quote, source.text):
        return "invented-quote"
    return None if not claim.retrieved or _retrieved(cited, claim) else "not-retrieved"


def _stands(quote: str, text: str) -> bool:
    """Whether the paper has the words; a whole passage may hold page furniture and line breaks that our reader leaves out."""
    return holds(text, quote) or (len(quote) > PASSAGE and coverage(quote, text) >= NEARLY)


def _retrieved(cited: Cited, claim: Claim) -> bool:
    """The passage was found this turn, or its words are in what was (neighbours are joined to what matched)."""
    place = cited.place
    found = [p for p in claim.retrieved if claim.corpus.same(p.document, place.document)]
    return (
        any(p.passage_id == place.passage_id or holds(p.text, cited.text) for p in found) if place.passage_id or cited.text else bool(found)
    )

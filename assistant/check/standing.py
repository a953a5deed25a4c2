"""C6, decision status and polarity: recommended is not resolved, approved is not refused, risen is not fallen, may is not must."""

from collections.abc import Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.live_text import live_text
from ingest.language.sentences import split_sentences
from ingest.language.standing import DECIDED, NEGATION, OPPOSITES, PROPOSED, STANDINGS
from ingest.language.words import content
from ingest.models import Kind, Passage

_KINDS = {Kind.RESOLUTION: "decided", Kind.RECOMMENDATION: "recommended"}


def nearest_sentence(text: str, passage: Passage) -> str:
    """The sentence of the passage (with the one after) that shares most content words with the text."""
    wanted, live = set(content(text)), live_text(passage)
    spans = list(split_sentences(live))
    best = max(range(len(spans)), key=lambda i: len(wanted & set(content(live[spans[i][0] : spans[i][1]]))), default=None)
    return "" if best is None else live[spans[best][0] : spans[best][1]]


def _is_proposal(passage: Passage) -> bool:
    text = live_text(passage)
    if passage.kind in (Kind.RESOLUTION, Kind.MINUTE):
        return False
    return passage.kind is Kind.RECOMMENDATION or (bool(PROPOSED.search(text)) and not DECIDED.search(PROPOSED.sub("", text)))


def check_decisions(claim: Claim) -> Iterator[Finding]:
    """Findings of C6; polarity is judged against the sentence of the source that the statement rests on."""
    decided = DECIDED.search(PROPOSED.sub(lambda m: " " * len(m.group()), claim.text))
    if decided and claim.sources and all(_is_proposal(source) for source in claim.sources):
        yield Finding(Reason.STATUS_CHANGED, *decided.span(), f"“{decided.group()}”: the cited passage recommends, it does not decide")
    yield from _other_standing(claim)
    bases = [nearest_sentence(claim.text, source) for source in claim.sources]
    if not any(bases):
        return
    flips = [list(_flips(claim.text, base)) for base in bases if base]
    if all(flips):
        yield min(flips, key=len)[0]


def _other_standing(claim: Claim) -> Iterator[Finding]:
    """A standing that no cited passage gives the matter, where one gives it another."""
    given = {_KINDS[source.kind] for source in claim.sources if source.kind in _KINDS}
    given |= {name for name, words in STANDINGS.items() for source in claim.sources if words.search(live_text(source))}
    for name, words in STANDINGS.items():
        said = words.search(claim.text)
        if said and given and name not in given:
            yield Finding(Reason.STATUS_CHANGED, *said.span(), f"“{said.group()}”: the cited passage has it as {', '.join(sorted(given))}")


def _flips(text: str, base: str) -> Iterator[Finding]:
    for left, right in OPPOSITES:
        for mine, other in ((left, right), (right, left)):
            said = mine.search(text)
            if said and not mine.search(base) and other.search(base) and not other.search(text):
                yield Finding(Reason.POLARITY_CHANGED, *said.span(), f"“{said.group()}”: the cited passage says the opposite")
    if _negation_differs(text, base):
        said = NEGATION.search(text)
        start, end = said.span() if said else (0, len(text))
        yield Finding(Reason.POLARITY_CHANGED, start, end, "the statement and the cited passage differ in a “not”")


def _negation_differs(text: str, base: str) -> bool:
    """A “not” that the base has nowhere, or one left out of a base of about the same length (of a longer one it may be another part's)."""
    mine, theirs = len(NEGATION.findall(text)), len(NEGATION.findall(base))
    if mine % 2 == theirs % 2:
        return False
    return not theirs or abs(len(content(text)) - len(content(base))) <= max(4, len(content(base)) // 2)

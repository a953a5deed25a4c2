"""C7, lexical support: the rare words of a statement stand together in one window of a cited passage."""

from collections.abc import Callable, Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.live_text import context, live_text
from ingest.language.words import content

Rarity = Callable[[str], float]
"""Inverse document frequency of a stem in the library; higher is rarer."""

RECALL = 0.6
"""Least share of the statement's weighted words that one cited passage (or all of them together) must hold."""


def recall(text: str, sources: str, rarity: Rarity) -> tuple[float, list[str]]:
    """Weighted share of the content stems of `text` that `sources` holds, and the stems it lacks, rarest first."""
    wanted, printed = set(content(text)), set(content(sources))
    total = sum(rarity(word) for word in wanted)
    missing = sorted((word for word in wanted if word not in printed), key=rarity, reverse=True)
    return (1.0, []) if not total else (1 - sum(rarity(word) for word in missing) / total, missing)


def check_lexical(claim: Claim, rarity: Rarity, threshold: float = RECALL) -> Iterator[Finding]:
    """Findings of C7."""
    sources = " ".join(live_text(source) + " " + context(source) for source in claim.sources)
    share, missing = recall(claim.text, sources, rarity)
    if share < threshold:
        words = ", ".join(missing[:4])
        yield Finding(Reason.NOT_IN_SOURCE, 0, len(claim.text), f"{share:.0%} of its words stand in the cited passage; not: {words}")

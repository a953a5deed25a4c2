"""Whether two answers to one question are the same: every word and source, and the passages but for what float noise decides.

Vectors of one text differ in their last digits between processors, batches and threads (docs/retrieval.md), and so do the scores of
passages. Two passages nearer than that may change places in the list below an answer; since extracts never overlap, one may then be taken
up by another, and the ninth, whose sentences are not compared, may become the eighth, whose are. Nothing that is said may change.
"""

from collections.abc import Sequence

from assistant.models import Answer, RankedPassage

NOISE = 0.05
"""Difference between the scores of two first passages that says nothing: NEAR (vectorstore.embed) times the weights of what is made of
cosines (assistant.ranking), 0.039, rounded up."""
MOST = 0.7
"""Share of the passages that both lists must have."""
_APART = {"timings_ms", "usage", "ablation", "passages"}


def same(one: Answer, other: Answer) -> bool:
    """Whether both say the same of the same sources, from the same passages."""
    return one.model_dump(exclude=_APART) == other.model_dump(exclude=_APART) and _same_passages(one.passages, other.passages)


def _same_passages(one: Sequence[RankedPassage], other: Sequence[RankedPassage]) -> bool:
    """Whether the lists differ at most by what noise decides; where they name the same passages, their words are the same too."""
    ids = [[passage.passage_id for passage in passages] for passages in (one, other)]
    if ids[0] == ids[1] and [passage.text for passage in one] != [passage.text for passage in other]:
        return False
    first = one[0].passage_id == other[0].passage_id or abs(one[0].score - other[0].score) <= NOISE if one and other else one == other
    return first and len(set(ids[0]) & set(ids[1])) >= MOST * max(len(one), len(other))

"""Whether two answers to one question are the same: every word and source, and the passages but for what float noise decides.

Vectors of one text differ in their last digits between processors, batches and threads (docs/retrieval.md), and so do the scores of
passages. Two passages whose scores are nearer than that may change places in the list below an answer; nothing that is said may change.
"""

from collections.abc import Sequence

from assistant.models import Answer, RankedPassage

NOISE = 0.05
"""Difference between two scores of one passage that says nothing: NEAR (vectorstore.embed) times the weights of what is made of cosines
(assistant.ranking), 0.039, rounded up."""
_APART = {"timings_ms", "ablation", "passages"}


def same(one: Answer, other: Answer) -> bool:
    """Whether both say the same of the same sources, from the same passages."""
    return one.model_dump(exclude=_APART) == other.model_dump(exclude=_APART) and _same_passages(one.passages, other.passages)


def _same_passages(one: Sequence[RankedPassage], other: Sequence[RankedPassage]) -> bool:
    """Whether the lists differ at most by passages as good as each other: in their order, or in which of them comes last."""
    if [passage.passage_id for passage in one] == [passage.passage_id for passage in other]:
        return [passage.text for passage in one] == [passage.text for passage in other] and _fits(one, other)
    return len(one) == len(other) and _fits(one, other) and _fits(other, one)


def _fits(one: Sequence[RankedPassage], other: Sequence[RankedPassage]) -> bool:
    """Whether each place of `one` has the score that its place, and its passage, have in `other`."""
    there = {passage.passage_id: passage.score for passage in other}
    return all(
        abs(passage.score - at.score) <= NOISE and abs(passage.score - there.get(passage.passage_id, other[-1].score)) <= NOISE
        for passage, at in zip(one, other, strict=True)
    )

"""Multi-turn (metric 15): the slices by which every other metric is read for dialogues.

A case with history belongs to "turn 2" (one earlier question), "turn 3" … and "turn 4+", besides the slices it names itself (followup,
clarification, topic-switch, non-standalone, false-assertion). Rewrite gain is `run --no-history` against `run`, by `compare`.
"""

from eval.models import Case


def slices(case: Case) -> tuple[str, ...]:
    """The case's own slices with its turn and its answerability."""
    earlier = sum(turn.role == "user" for turn in case.history)
    turn = ("turn 1" if not earlier else f"turn {earlier + 1}" if earlier < 3 else "turn 4+",)
    return tuple(dict.fromkeys((*case.slices, f"answerable: {case.answerable}", *turn)))

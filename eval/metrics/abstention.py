"""Abstention (metric 12): refusing what the papers do not say, and nothing else.

Each case gives 0 or 1 to the rates over the run: refused-unanswerable (recall of refusals, decoys included), over-refusal
(refused / answerable), answered (1 - over-refusal) and right-refusal (precision: of the refusals, those of unanswerable cases). F1
is formed from the two over the run. To say of an exempt paper that it is exempt counts as refusing its content. refusal-uncited: a
refusal cites nothing. Definition: Trust-Align F1_RG; over-refusal as in SQuAD 2.0.
"""

from eval.metrics.seen import Seen


def score(seen: Seen) -> dict[str, float]:
    """The case's part in each rate."""
    refused = float(seen.response.abstained)
    values = {"right-refusal": float(not seen.case.answerable.wants_answer)} if refused else {}
    if seen.response.abstained:
        values["refusal-uncited"] = float(not seen.response.citations)
    if seen.case.answerable.wants_answer:
        return values | {"answered": 1.0 - refused, "over-refusal": refused}
    return values | {"refused-unanswerable": float(seen.declined)}

"""Truthfulness (metric 13): +1 right, +0.5 acceptable, 0 refused, -1 wrong; the mean over the run.

Right: every vital fact, no sentence that conflicts with what it cites, nothing forbidden; acceptable: at least half of the vital facts
on the same terms. Wrong: anything else that was answered, and any answer to a question the papers do not answer. A refusal of such a
question is right (+1); CRAG scores all refusals 0. Definition: Yang et al. 2024 (CRAG), with facts matched by rule.
"""

from eval.metrics import nugget_recall, safety
from eval.metrics.seen import Seen
from eval.models import Verdict


def score(seen: Seen) -> dict[str, float]:
    """truthfulness."""
    return {"truthfulness": _value(seen)}


def _value(seen: Seen) -> float:
    wants_answer = seen.case.answerable.wants_answer
    if seen.declined and not safety.forbidden(seen):
        return 0.0 if wants_answer else 1.0
    conflicting = any(judged.verdict is Verdict.CONFLICTS for judged in seen.judged)
    if not wants_answer or conflicting or safety.forbidden(seen):
        return -1.0
    vital = nugget_recall.score(seen).get("vital-nuggets", 1.0)
    return 1.0 if vital == 1.0 else 0.5 if vital >= 0.5 else -1.0

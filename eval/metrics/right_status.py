"""Right status: where a case says what became of the matter, whether the answer says the same.

1 where the statuses that the answer names (recommended, resolved, noted, deferred, refused, withdrawn, called-in) include the
expected one, 0 where it names others only. Absent for refusals, for cases without an `expected_status` and for answers that name no
status. "Decided", "agreed" and "approved" mean resolved. Own definition, with the lexicon of check C6.
"""

from eval.checks.status import statuses
from eval.metrics.seen import Seen
from eval.text import fold


def score(seen: Seen) -> dict[str, float]:
    """right-status."""
    expected = statuses(fold(seen.case.expected_status or ""))
    named = statuses(fold(seen.response.answer)) if expected and not seen.response.abstained else set()
    return {"right-status": float(bool(named & expected))} if named else {}

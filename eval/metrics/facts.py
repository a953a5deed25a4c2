"""Metrics of what is said (9, 12 and 13): known facts, refusals, what became of the matter, and all of it in one value."""

from eval.checks.status import statuses
from eval.metrics.safety import forbidden
from eval.metrics.seen import Seen
from eval.models import Verdict
from eval.nuggets import holds
from eval.text import fold


def nugget_recall(seen: Seen) -> dict[str, float]:
    """Nugget recall (metric 9): share of the known facts that the answer contains; `vital` and all of them.

    value: a figure of the answer is the same figure in whatever form (£1.2m, £1,200,000). alias: one of the alternatives stands in the
    answer as whole words, figures by value. regex: is found in the folded answer. A refusal finds none, and the number in a [1] marker is
    no fact. Absent where the case has no facts or wants no answer. Definition: AutoNuggetizer (TREC 2024 RAG), strict, matched by rule.
    """
    nuggets = seen.case.nuggets
    if not nuggets or not seen.case.answerable.wants_answer:
        return {}
    text = "" if seen.refused else seen.said
    found = {nugget: holds(nugget, text) for nugget in nuggets}
    vital = [hit for nugget, hit in found.items() if nugget.weight == "vital"]
    values = {"nuggets": sum(found.values()) / len(found)} | ({"vital-nuggets": sum(vital) / len(vital)} if vital else {})
    words = len(text.split())
    return values | ({"nuggets-per-100-words": 100 * sum(found.values()) / words} if words else {})


def missing_facts(seen: Seen) -> tuple[str, ...]:
    """The vital facts that the answer lacks."""
    text = "" if seen.refused else seen.said
    return tuple(n.text for n in seen.case.nuggets if n.weight == "vital" and not holds(n, text))


def right_status(seen: Seen) -> dict[str, float]:
    """Right status: where a case says what became of the matter, whether the answer says the same.

    1 where the statuses that the answer names (recommended, resolved, noted, deferred, refused, withdrawn, called-in) include the
    expected one, 0 where it names others only. Absent for refusals, for cases without an `expected_status` and for answers that name no
    status. "Decided", "agreed" and "approved" mean resolved. Own definition, with the lexicon of check C6.
    """
    expected = statuses(fold(seen.case.expected_status or ""))
    named = statuses(fold(seen.response.answer)) if expected and not seen.refused else set()
    return {"right-status": float(bool(named & expected))} if named else {}


def abstention(seen: Seen) -> dict[str, float]:
    """Abstention (metric 12): refusing what the papers do not say, and nothing else.

    Each case gives 0 or 1 to the rates over the run: refused-unanswerable (recall of refusals, decoys included), over-refusal
    (refused / answerable), answered (1 - over-refusal) and right-refusal (precision: of the refusals, those of unanswerable cases). F1
    is formed from the two over the run. Refusals are read (eval/checks/refusal.py): "I don't know" without a flag is one, a flag over a
    claim that no source shows is none (claim-in-refusal), and where the papers are silent so is an answer that says so and tells something
    else that they show. To say of an exempt paper that it is exempt counts as refusing its content. refusal-uncited: a refusal cites
    nothing. Definition: Trust-Align F1_RG; over-refusal as in SQuAD 2.0.
    """
    refused = float(seen.refused)
    values = {"right-refusal": float(not seen.case.answerable.wants_answer)} if refused else {}
    values["claim-in-refusal"] = float(seen.hides_claim)
    if seen.refused:
        values["refusal-uncited"] = float(not seen.response.citations)
    if seen.case.answerable.wants_answer:
        return values | {"answered": 1.0 - refused, "over-refusal": refused}
    return values | {"refused-unanswerable": float(seen.declined)}


def truthfulness(seen: Seen) -> dict[str, float]:
    """Truthfulness (metric 13): +1 right, +0.5 acceptable, 0 refused, -1 wrong; the mean over the run.

    Right: every vital fact, no sentence that conflicts with what it cites, nothing forbidden; acceptable: at least half of the vital facts
    on the same terms. Wrong: anything else that was answered, a refusal with a claim that no source shows, and any answer to a question the
    papers do not answer. A refusal of such a question is right (+1); CRAG scores all refusals 0. Definition: Yang et al. 2024 (CRAG), with
    facts matched by rule.
    """
    return {"truthfulness": _value(seen)}


def _value(seen: Seen) -> float:
    wants_answer = seen.case.answerable.wants_answer
    if seen.declined and not forbidden(seen):
        return 0.0 if wants_answer else 1.0
    conflicting = any(judged.verdict is Verdict.CONFLICTS for judged in seen.judged)
    if not wants_answer or conflicting or seen.hides_claim or forbidden(seen):
        return -1.0
    vital = nugget_recall(seen).get("vital-nuggets", 1.0)
    return 1.0 if vital == 1.0 else 0.5 if vital >= 0.5 else -1.0

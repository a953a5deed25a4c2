"""C5 time and version: the year that is asked for is that of the cited words, and the paper has not been replaced.

Reasons: wrong-period (the cited words are of another year), superseded (a later paper replaced them and the question does not ask
for the earlier one), after-date (the paper is younger than the case's as_of_date). A sentence that names its own year is left
to C3: it misleads nobody. A sentence without a figure, undated annexes and carried-forward tables pass.
"""

import re
from collections.abc import Iterator

from eval.checks.claims import Cited, Claim
from eval.checks.quantities import periods, quantities
from eval.models import Finding, Verdict
from ingest.models import PaperStatus

_AMOUNTS = ("money", "percent", "number")
_EARLIER = re.compile(
    r"\b(?:origin\w*|first (?:printed|published|said)|earlier|before|draft|superseded|replaced|corrected|correction|revis\w+|old)\b",
    re.IGNORECASE,
)


def check(claim: Claim) -> Iterator[Finding]:
    """What is wrong with the time of what a claim cites."""
    asked = set() if claim.false_premise else periods(quantities(claim.question))
    figures = quantities(claim.text)
    at_stake = any(q.kind in _AMOUNTS for q in figures) and not periods(figures)
    if asked and at_stake and claim.cited and not any(_is_of(asked, cited) for cited in claim.cited):
        yield _finding("wrong-period", claim)
    for cited in claim.cited:
        if cited.passage is None:
            continue
        if cited.passage.status is PaperStatus.SUPERSEDED and not _EARLIER.search(f"{claim.question} {claim.text}"):
            yield _finding("superseded", claim)
        meeting = cited.passage.meeting.date
        if claim.case.as_of_date and meeting and meeting.isoformat() > claim.case.as_of_date:
            yield _finding("after-date", claim)


def _is_of(asked: set[tuple[str, int]], cited: Cited) -> bool:
    """Whether a citation is of an asked period: its words, headings or column heads name it, or the meeting was in it.

    Where they name no period at all, a meeting in the year after will do: reports look back.
    """
    passage = cited.passage
    held = passage.meeting.date.year if passage and passage.meeting.date else None
    named = periods(quantities(f"{cited.text} | {cited.titles}"))
    if _covers(asked, named | ({("year", held)} if held else set())):
        return True
    return not named and (held is None or any(0 <= held - year <= 2 for _, year in asked))


def _covers(asked: set[tuple[str, int]], there: set[tuple[str, int]]) -> bool:
    """A calendar year is also met by the financial years that touch it, a financial year by the years it spans where none is named."""
    financial = any(kind == "fy" for kind, _ in there)
    for kind, year in asked:
        spanned = {("year", year), ("year", year + 1)} if not financial else set()
        near = spanned if kind == "fy" else {("fy", year), ("fy", year - 1)}
        if (kind, year) in there or near & there:
            return True
    return False


def _finding(reason: str, claim: Claim) -> Finding:
    return Finding(check="C5", verdict=Verdict.CONFLICTS, reason=reason, words=claim.text)

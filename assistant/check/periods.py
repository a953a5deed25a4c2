"""C5, time and version: the year asked for and the year of the cited paper agree, and the cited paper still stands."""

import re
from collections.abc import Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.live_text import context, live_text
from ingest.language.quantities import QuantityKind, quantities
from ingest.models import PaperStatus, Passage

_HISTORIC = re.compile(r"\b(?:supersed|replac|original|previous|earlier|draft|first version|withdrawn)", re.IGNORECASE)

_SHORT_YEARS = re.compile(r"(?:(?<![\d/.–-])(?=\d\d/)|\bFY\s?'?)(\d\d)[/–-](\d\d)(?![\d/–-])")


def years(text: str) -> set[int]:
    """Calendar years that a text names, a financial or municipal year counting as both of its years."""
    found: set[int] = set()
    for quantity in quantities(text):
        value = quantity.value
        if quantity.kind is QuantityKind.YEARS:
            found |= {int(value[:4]), int(value[:4]) + 1}
        elif quantity.kind in (QuantityKind.YEAR, QuantityKind.MONTH, QuantityKind.DATE) and value[:4].isdigit():
            found.add(int(value[:4]))
    return found


def financial_years(text: str) -> set[str]:
    """Financial or municipal years that a text names, as "2022/23"; "22/23" is one too."""
    short = {f"20{a}/{b}" for a, b in _SHORT_YEARS.findall(text) if (int(a) + 1) % 100 == int(b)}
    return short | {quantity.value for quantity in quantities(text) if quantity.kind is QuantityKind.YEARS}


def passage_years(passage: Passage) -> set[int]:
    """Years that the passage speaks of or was published in; a paper of a year also speaks of the year before it."""
    found = years(live_text(passage)) | years(context(passage)) | years(passage.document)
    found |= {int(year) for year in re.findall(r"(?:19|20)\d\d", passage.document)}
    if passage.meeting.date:
        found |= {passage.meeting.date.year, passage.meeting.date.year - 1}
    return found


def check_periods(claim: Claim) -> Iterator[Finding]:
    """Findings of C5."""
    asked = years(claim.question)
    for source in claim.sources:
        spoken = passage_years(source)
        if asked and spoken and not asked & spoken and not years(claim.text) - spoken:
            wanted = ", ".join(map(str, sorted(asked)))
            yield Finding(Reason.WRONG_PERIOD, 0, len(claim.text), f"asked of {wanted}; the cited paper speaks of {max(spoken)}")
        if source.status is PaperStatus.SUPERSEDED and not _HISTORIC.search(claim.question + claim.text):
            yield Finding(Reason.SUPERSEDED, 0, len(claim.text), f"{source.document} was replaced by a later paper")

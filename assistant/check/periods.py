"""C5, time and version: the year asked for and the year of the cited paper agree, and the cited paper still stands."""

import re
from collections.abc import Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.dates import years_named
from ingest.language.live_text import context, live_text
from ingest.models import PaperStatus, Passage

_HISTORIC = re.compile(r"\b(?:supersed|replac|original|previous|earlier|draft|first version|withdrawn)", re.IGNORECASE)


def passage_years(passage: Passage) -> set[int]:
    """Years that the passage speaks of or was published in; a paper of a year also speaks of the year before it."""
    found = set(years_named(live_text(passage))) | years_named(context(passage)) | years_named(passage.document)
    found |= {int(year) for year in re.findall(r"(?:19|20)\d\d", passage.document)}
    if passage.meeting.date:
        found |= {passage.meeting.date.year, passage.meeting.date.year - 1}
    return found


def check_periods(claim: Claim) -> Iterator[Finding]:
    """Findings of C5."""
    asked = years_named(claim.question)
    for source in claim.sources:
        spoken = passage_years(source) if asked else set()
        if spoken and not asked & spoken and not years_named(claim.text) - spoken:
            wanted = ", ".join(map(str, sorted(asked)))
            yield Finding(Reason.WRONG_PERIOD, 0, len(claim.text), f"asked of {wanted}; the cited paper speaks of {max(spoken)}")
        if source.status is PaperStatus.SUPERSEDED and not _HISTORIC.search(claim.question + claim.text):
            yield Finding(Reason.SUPERSEDED, 0, len(claim.text), f"{source.document} was replaced by a later paper")

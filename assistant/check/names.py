"""C4, people: somebody to whom a statement gives a title is a person in a cited passage."""

import re
from collections.abc import Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.live_text import context, live_text
from ingest.language.people import TITLE, TITLED

_LISTED = r"(?:(?:[A-Z][\w.'’-]*|and|&),?\s+)*"
"""Names between a title and a surname of the same list."""


def check_people(claim: Claim) -> Iterator[Finding]:
    """Findings of C4 on people with a title whose surname the cited passages print as something else only ("the Quayside")."""
    printed = " ".join(live_text(source) + " " + context(source) for source in claim.sources)
    for match in TITLED.finditer(claim.text):
        name = re.escape(match["surname"].removesuffix("'s").removesuffix("’s"))
        if re.search(rf"\b{name}\b", printed) and not re.search(rf"{TITLE}{_LISTED}{name}\b", printed):
            yield Finding(Reason.NAME_NOT_FOUND, *match.span(), f"{match.group()} is not a person in the cited passage")

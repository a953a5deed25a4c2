"""What becomes of a chat model's reply: whether enough of it holds, what the papers' own words add, and what the reader is told."""

from collections.abc import Iterator, Sequence

from assistant.answering.left_out import told
from assistant.check.draft import Drafted, Style
from assistant.check.statements import Checked
from assistant.models import Dropped
from ingest.language.words import content

_MOST = 2
"""Statements that may fall for each that stands; where more do, the papers' own words follow."""
_ALIKE = 0.6
"""Share of a statement's content words from which it repeats one that is shown."""


def is_thin(shown: Sequence[Checked], dropped: Sequence[Checked]) -> bool:
    """Whether too little of a reply is left to stand alone: nothing, or less than half of what fell; leads of lists do not count."""
    stands = sum(not one.drafted.corrects and one.drafted.style is not Style.LEAD for one in shown)
    return not stands or sum(one.drafted.style is not Style.LEAD for one in dropped) > _MOST * stands


def unsaid(statements: Sequence[Drafted], shown: Sequence[Checked]) -> Iterator[Drafted]:
    """The statements that say something besides what is shown already."""
    said = [set(content(one.drafted.text)) for one in shown]
    for statement in statements:
        words = set(content(statement.text))
        if not any(len(words & other) > _ALIKE * len(words) for other in said):
            yield statement


def after_failure(shown: bool, answerable: bool) -> str:
    """What follows where the model's service failed, behind the error itself."""
    if shown:
        return "; what it had written is kept"
    return "; the papers' own words are given instead" if answerable else ""


def account(dropped: Sequence[Dropped], said: bool, besides: bool) -> Iterator[str]:
    """Notices on a reply: how much was left out, and whether the papers' own words are given `besides` what is `said`, or instead."""
    if line := told(dropped):
        yield line
        if besides:
            yield "The papers' own words are given " + ("besides" if said else "instead")

"""What becomes of a chat model's reply: whether enough of it holds, what the papers' own words add, and what the reader is told."""

from collections.abc import Iterator, Sequence

from assistant.answering.left_out import told
from assistant.check.draft import Drafted, Style
from assistant.check.statements import Checked
from assistant.models import Dropped
from ingest.language.words import content

_ALIKE = 0.6
"""Share of a statement's content words from which it repeats one that is shown."""


def is_thin(shown: Sequence[Checked], dropped: Sequence[Checked]) -> bool:
    """Whether too little of a reply is left to stand alone: nothing, or no more than what fell away; leads of lists are no part of it."""
    stands = sum(not one.drafted.corrects and one.drafted.style is not Style.LEAD for one in shown)
    return sum(one.drafted.style is not Style.LEAD for one in dropped) >= stands


def unsaid(statements: Sequence[Drafted], shown: Sequence[Checked]) -> Iterator[Drafted]:
    """The statements that say something besides what is shown already."""
    said = [set(content(one.drafted.text)) for one in shown]
    for statement in statements:
        words = set(content(statement.text))
        if not any(len(words & other) > _ALIKE * len(words) for other in said):
            yield statement


def account(dropped: Sequence[Dropped], thin: bool, said: bool, silent: bool) -> Iterator[str]:
    """Notices on a reply: how much was left out, what was put in its place, or that the model found nothing.

    `thin` says that too little is left to stand alone, `said` that something is.
    """
    if silent:
        yield "The chat model found no answer in the passages shown to it."
    if line := told(dropped):
        yield line
        if thin and not silent:
            yield "The papers' own words are given " + ("besides" if said else "instead")

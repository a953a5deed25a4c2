"""What becomes of a chat model's reply: whether enough of it holds, what the papers' own words add, and what the reader is told."""

from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.answering.rendering import struck
from assistant.check.draft import Drafted
from assistant.check.statements import Checked
from ingest.language.words import content

_ALIKE = 0.6
"""Share of a statement's content words from which it repeats one that is shown."""


def is_thin(shown: Sequence[Checked], dropped: Sequence[Checked]) -> bool:
    """Whether too little of a reply is left to stand alone: nothing, or no more than what fell away."""
    return len(dropped) >= sum(not one.drafted.corrects for one in shown)


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


def account(shown: Sequence[Checked], dropped: Sequence[Checked], strike: bool, answerable: bool) -> Iterator[str]:
    """Notices on a reply: what was left out and for which reasons, and what is put in its place where the papers' words are an answer."""
    if not dropped:
        return
    reasons = Counter(one.verdict.findings[0].reason.value for one in dropped if one.verdict.findings)
    counted = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    done = "struck" if strike else "left out"
    yield f"{len(dropped)} statement(s) of the chat model were {done}: the papers cited do not show them ({counted})"
    if strike:
        yield from (struck(one.drafted.text, one.verdict) for one in dropped)
    if answerable and is_thin(shown, dropped):
        yield "The papers' own words are given " + ("besides" if shown else "instead")

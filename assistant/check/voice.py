"""Whose voice a statement takes over: words addressed to a machine are no evidence, and what the public says was decided is no decision."""

import re
from collections.abc import Iterator, Sequence

from assistant.check.models import Finding, Reason
from ingest.language.live_text import context
from ingest.language.safe_text import gives_orders
from ingest.language.standing import SETTLED
from ingest.models import Kind, Passage

_PUBLIC = re.compile(
    r"\b(?:public (?:comments?|questions?|participation|speaking|statements?)|members? of the public|petition\w*|objections?|objectors?"
    r"|residents? (?:said|wrote|asked|comment)|representations? (?:received|from)|consultation responses?|letters? from|e-?mails? from"
    r"|comments? (?:received|from|by)|questions? (?:from|by) (?:mr|mrs|ms|miss|dr|a resident))",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:resident|public|petition\w*|objector|comment\w*|wrote|said|asked|according|representation|letter|response|respondent)s?\b", re.I
)


def check_voices(text: str, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Findings on orders and speakers; each holds where no passage clears the statement of it."""
    for judge in (_order, _speaker):
        found = [judge(text, passage) for passage in passages]
        if found and all(found):
            yield next(finding for finding in found if finding)


def _order(text: str, passage: Passage) -> Finding | None:
    """Words addressed to a machine are no evidence of anything; such paragraphs are no units of a passage either."""
    if any(map(gives_orders, (context(passage), text))):
        return Finding(Reason.ATTRIBUTION_DROPPED, 0, len(text), "the quoted words are an instruction, not a statement of the paper")
    return None


def _speaker(text: str, passage: Passage) -> Finding | None:
    """What the public says was decided is not a decision."""
    decided = SETTLED.search(text)
    if decided and is_public_voice(passage) and not _ATTRIBUTED.search(text):
        return Finding(Reason.ATTRIBUTION_DROPPED, *decided.span(), "a member of the public says so in the cited passage")
    return None


def is_public_voice(passage: Passage) -> bool:
    """Whether a passage gives what members of the public said, by its headings; minutes and resolutions speak for the meeting."""
    heads = " \n ".join(part for part in (passage.section, *passage.section_path) if part)
    return passage.kind not in (Kind.RESOLUTION, Kind.RECOMMENDATION) and bool(_PUBLIC.search(heads))

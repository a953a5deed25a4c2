"""Whose voice a statement takes over: what the public says was decided is no decision."""

import re
from collections.abc import Iterator

from assistant.check.matching import Match
from assistant.check.models import Finding, Reason
from ingest.language.standing import SETTLED
from ingest.models import Kind

_OF_THE_MEETING = frozenset({Kind.RESOLUTION, Kind.RECOMMENDATION})
_PUBLIC = re.compile(
    r"\b(?:public (?:comments?|questions?|participation|speaking|statements?)|members? of the public|petition\w*|objections?|objectors?"
    r"|residents? (?:said|wrote|asked|comment)|representations? (?:received|from)|consultation responses?|letters? from|e-?mails? from"
    r"|comments? (?:received|from|by)|questions? (?:from|by) (?:mr|mrs|ms|miss|dr|a resident))",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:resident|public|petition\w*|objector|comment\w*|wrote|said|asked|according|representation|letter|response|respondent)s?\b", re.I
)


def check_voices(found: Match) -> Iterator[Finding]:
    """Findings on decisions that only members of the public tell of, by the headings or by the words that the statement rests on."""
    text, decided = found.said.text, SETTLED.search(found.said.text)
    passages = {found.source.passage_at(one.place) for one in found.placed if one.place is not None}
    if decided and passages and not _ATTRIBUTED.search(text) and all(_is_public(found, number) for number in passages):
        yield Finding(Reason.ATTRIBUTION_DROPPED, *decided.span(), "a member of the public says so in the cited passage")


def _is_public(found: Match, number: int) -> bool:
    """Whether a passage gives what members of the public said; minutes and resolutions speak for the meeting."""
    passage = found.source.passages[number]
    places = {one.place for one in found.placed if one.place is not None and found.source.passage_at(one.place) == number}
    heads = [
        passage.report_title,
        passage.agenda_title,
        passage.section,
        *passage.section_path,
        *{found.source.text_at(place) for place in places},
    ]
    return passage.kind not in _OF_THE_MEETING and bool(_PUBLIC.search(" \n ".join(part for part in heads if part)))

"""Whether a sentence of a report tells what is proposed or done, or only of papers and of the parts that bodies play."""

import re

from ingest.language.lexicon import either

_DOES = re.compile(
    r"\b(?:propos(?:e[sd]?|als?|ing)|recommends?|would|will|shall|(?:is|are) to (?!be read\b)|seeks? to|plans? to|intends? to"
    r"|compris(?:es?|ing)"
    r"|consists? of|involves?|incorporates?|(?:was|were|has been|have been) (?:set|built|awarded|appointed|opened|closed"
    rf"|{either('standings.resolved')})"
    r"|appl(?:y|ies|ied) for)\b",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"\b(?:this|the(?: covering| present)?) (?:report|paper|briefing|document|item|appendix|section|table|chapter) (?:above |below )?"
    r"(?:sets|looks|provides|summarises|is|seeks|details|has|enables|outlines|presents|updates|invites|contains|describes)\b"
    r"|\b(?:appended|attached|enclosed|annexed) to (?:this|the) (?:report|paper|agenda|minutes?)\b"
    r"|\b(?:papers|forward plan|agenda|minutes)\b.{0,80}\b(?:are|is|been|was|were) "
    r"(?:appended|attached|enclosed|annexed|published|circulated)\b"
    r"|\b(?:read|seen|considered|assessed|submitted) (?:in (?:parallel|conjunction)|alongside|together with"
    r"|with the (?:linked|related|main))\b"
    r"|\belsewhere (?:on|in) (?:this|the) agenda\b|\bmembers are (?:asked|invited)\b|\brequested by the chair\b|\be-?mail\b|\btelephone\b"
    r"|\bseconded\b|\bdeclar\w+ (?:an? )?(?:[\w-]+ ){0,2}interests?\b|\b(?:this|the) item was (?:taken|brought forward)\b",
    re.IGNORECASE,
)
_PARTS_PLAYED = re.compile(
    r"\b(?:is|are|acts? as) (?:the|an?) (?:[\w-]+ ){0,3}"
    r"(?:commissioner|authority|body|regulator|consultee|landlord|trustee|accountable officer)\b"
    r"|\b(?:has|have|had|plays?) (?:an?|the) (?:[\w-]+ )?role\b|\b(?:is|are) responsible for\b|\bterms of reference\b|\b(?:its|the) remit\b"
    r"|\bhas (?:an?|the) (?:[\w-]+ )?(?:duty|responsibility)\b",
    re.IGNORECASE,
)


def tells_doing(text: str) -> bool:
    """Whether words tell what is put forward or was done ("The scheme would provide 52 homes")."""
    return bool(_DOES.search(text))


def tells_procedure(text: str) -> bool:
    """Whether words are of papers and how they are read, or of who plays what part, and so of nothing that is proposed."""
    return bool(_PAPERS.search(text) or _PARTS_PLAYED.search(text))


_LAW = re.compile(
    r"\b(?:Act|Regulations|Order) (?:19|20)\d\d\b|\b(?:un)?lawful\w*"
    r"|\blegal (?:advice|challenge|powers?|agreements?|proceedings|dut(?:y|ies))\b"
    r"|\bstatutory (?:dut(?:y|ies)|requirements?|powers?|guidance)\b|\bduty (?:to|under)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"\b(?:summary|conclusions?|reasons? for (?:the )?(?:report )?recommendations?|key (?:points|issues|messages))\b", re.IGNORECASE
)
_HEADING = 12
"""Words of a heading at most."""


def tells_law(text: str) -> bool:
    """Whether words name a law, a duty under one, or what the law asks."""
    return bool(_LAW.search(text))


def sums_up(heading: str) -> bool:
    """Whether the authors of a paper sum it up under a heading."""
    return len(heading.split()) <= _HEADING and bool(_SUMMARY.search(heading))

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
    r"\b(?:this|the(?: covering| present)?) (?:report|paper|briefing|document|item|appendix) "
    r"(?:sets|provides|summarises|is|seeks|details|has|enables|outlines|presents|updates|invites|contains|describes)\b"
    r"|\b(?:appended|attached|enclosed|annexed) to (?:this|the) (?:report|paper|agenda|minutes?)\b"
    r"|\b(?:papers|forward plan|agenda|minutes)\b.{0,80}\b(?:are|is|been|was|were) "
    r"(?:appended|attached|enclosed|annexed|published|circulated)\b"
    r"|\b(?:read|seen|considered|assessed|submitted) (?:in (?:parallel|conjunction)|alongside|together with"
    r"|with the (?:linked|related|main))\b"
    r"|\belsewhere (?:on|in) (?:this|the) agenda\b|\bmembers are (?:asked|invited)\b|\brequested by the chair\b|\be-?mail\b|\btelephone\b",
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

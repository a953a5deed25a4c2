"""What words say may go wrong, as apart from words that only name the care taken of it."""

import re

_NAMED = re.compile(r"\brisks?\b", re.IGNORECASE)
_MAY = re.compile(
    r"\brisks? (?:of|that|remains?|is|are|to)\b|\bat risk\b|\bexpos(?:ed|ure) to\b|\bif\b|\buncertain\w*\b|\bunless\b"
    r"|\b(?:could|may|might|would) (?:not|fail|lead|result|mean|be|have|increase|reduce)\b|\bfail(?:s|ed|ing|ure)?\b"
    r"|\b(?:significant|high) risks?\b",
    re.IGNORECASE,
)
_CARE = re.compile(
    r"\brisk (?:management|register|assessment|appetite|indicators?|owners?)\b|\bmanagement of\b|\bmeasure of\b"
    r"|\b(?:control|monitoring|identification|mitigation) of (?:the )?risks?\b"
    r"|\b(?:minimis|balanc|manag|reduc|limit|avoid)\w*+ (?:(?:the|any|of|between|this|these) )*risks?\b|\bbalance between risk\b"
    r"|\b(?:children|adults|people|families|residents|those) (?:\w+ )?at risk\b|\bindicator\b",
    re.I,
)


def tells_danger(text: str) -> bool:
    """Whether words say that something may go wrong ("a risk that the grant ends"), not that risks are managed."""
    return bool(_NAMED.search(text) and _MAY.search(text)) and not _CARE.search(text)

"""Lists that report templates prescribe: their entries are counted by themselves and cited by what they are."""

import re
from enum import StrEnum

from ingest.headings import fixed_heading

_DECISIONS = frozenset(
    {"decision", "decisions", "thedecision", "thedecisions", "decisiontaken", "decisionstaken", "decisionmade", "detailsofdecision"}
)
_BACKGROUND = re.compile(r"background (?:documents|papers)|members' rooms", re.I)


class Listing(StrEnum):
    """What the entries under a prescribed heading are; the value is how a citation names them."""

    NONE = ""
    RECOMMENDATIONS = "RECOMMENDATION"
    COUNTED_RECOMMENDATIONS = "recommendation"
    """Recommendations that carry on the paper's own count of paragraphs, and are cited by it."""
    DECISIONS = "DECISION"
    APPENDICES = "Appendix"
    DOCUMENTS = "document"


def listing_under(heading: str) -> Listing:
    """What is listed under a heading."""
    words = re.sub(r"^[\d.]+\s+", "", heading)
    fixed = fixed_heading(words) or ""
    if fixed.startswith("recommendation"):
        return Listing.RECOMMENDATIONS
    if re.sub(r"[^a-z]", "", words.casefold()) in _DECISIONS:
        return Listing.DECISIONS
    if fixed in ("appendices", "list of appendices"):
        return Listing.APPENDICES
    return Listing.DOCUMENTS if _BACKGROUND.search(fixed) else Listing.NONE

"""What a heading looks like: by the file's own marks, by the headings that councils fix for reports, by how it stands."""

import re
from enum import StrEnum

from rapidfuzz import fuzz, process

from ingest.models import Line

# Headings that English councils' report templates prescribe, letters only.
_FIXED = (
    "brief summary", "summary", "executive summary", "purpose of report", "purpose of the report", "recommendation", "recommendations",
    "recommendation(s)", "reasons for report recommendations", "reasons for recommendation", "reason for decision",
    "reasons for the decision", "alternative options considered and rejected", "alternative options considered", "options considered",
    "other options considered", "detail", "details", "detail (including consultation carried out)", "consultation", "background",
    "introduction", "conclusion", "conclusions", "resource implications", "capital/revenue", "property/other", "capital", "revenue",
    "property", "other", "legal implications", "statutory power to undertake proposals in the report", "other legal implications",
    "statutory power to undertake the proposals in the report", "risk management implications", "policy framework implications",
    "financial implications", "equalities implications", "equality implications", "climate change implications", "staffing implications",
    "key decision", "wards/communities affected", "wards affected", "supporting documentation", "appendices",
    "documents in members' rooms", "equality impact assessment", "integrated impact assessment", "privacy impact assessment",
    "data protection impact assessment", "other background documents", "background documents", "background papers", "contact details",
    "report author", "contact officer", "relevant director", "statement of confidentiality", "next steps", "timetable",
    "background and briefing details", "resource/policy/financial/legal implications", "options and timescales",
    "appendices/supporting information", "further information available from", "present", "apologies", "also in attendance",
    "in attendance", "glossary", "references", "contents", "agenda", "decision", "decisions", "the decision", "decision taken",
    "decisions taken", "decision made", "details of decision", "list of appendices", "legal and governance implications",
    "human resources implications", "human resource implications", "workforce implications", "property implications",
    "environmental implications", "sustainability implications", "climate implications", "crime and disorder implications",
    "health and safety implications", "public health implications", "health and wellbeing implications", "data protection implications",
    "procurement implications", "equality and diversity implications", "equalities and diversity implications", "other implications",
    "corporate implications", "risk implications", "risk management", "risk assessment", "options appraisal", "alternative options",
    "reasons for decision", "reason for the decision", "reason for recommendation", "reason for recommendations", "policy context",
    "corporate objectives", "council priorities", "recommendation to cabinet", "recommendation to council", "recommendations to cabinet",
    "recommendations to council", "declarations of interest", "conflicts of interest", "call-in", "minutes of the previous meeting",
)  # fmt: skip
_FIXED_LETTERS = {re.sub(r"[^a-z]", "", heading): heading for heading in _FIXED}
_LETTERS = re.compile(r"[^a-z]")
_NUMBERED = re.compile(r"^(?:\d{1,3}(?:\.\d{1,2}){0,2}\.?|[A-Z]\.)\s+(?=\S)")
_CAPTION = re.compile(r"^(?:table|figure|fig\.?|chart|graph)\s+(?:\d|[A-Z]\b|[ivx]+\b)|^recorded vote\b", re.I)
_ENDS = (".", ";", ",", "?", "!")
_CONTACT = re.compile(r"@|^(?:t|e|m|tel|telephone|e-?mail|phone|fax|direct dial)\b[\s:/.]", re.I)
_MONTHS = re.compile(r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*\d|^\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4}$", re.I)


def is_fixed_heading(text: str) -> bool:
    """True for a heading that report templates prescribe, with or without a number, also where its letters came apart."""
    return fixed_heading(text) is not None


def fixed_heading(text: str) -> str | None:
    """The prescribed heading that `text` is, in lower case; None where it is none.

    Near spellings count from ten letters on, because extraction loses and doubles letters at cell borders.
    """
    letters = _LETTERS.sub("", text.casefold())
    first = next((char for char in text if char.isalpha()), "")
    if len(letters) > 90 or first.islower() or text.rstrip().endswith((".", ",")):
        return None
    if letters in _FIXED_LETTERS:
        return _FIXED_LETTERS[letters]
    if not 10 <= len(letters) <= 60:
        return None
    found = process.extractOne(letters, _FIXED_LETTERS.keys(), scorer=fuzz.ratio, score_cutoff=90)
    return _FIXED_LETTERS[found[0]] if found else None


def in_capitals(text: str) -> bool:
    """True where the words are capitals, a remark in brackets apart."""
    return re.sub(r"\([^()]*+\)", "", text).isupper()


def heading_text(line: Line) -> str:
    """The line as one string of words: cells that extraction cut apart are joined."""
    return " ".join(part for part in line.text.replace("\t", " ").split() if part)


def rank(line: Line, after: Line | None) -> int:
    """Heading rank of `line` (1 = highest), 0 where it is no heading. `after` is the next line."""
    text = heading_text(line)
    words = text.split()
    if not words or len(words) > 22 or len(text) > 160 or line.struck:
        return 0
    if sum(bool(cell.strip()) for cell in line.cells) > 1 and not is_fixed_heading(text):
        return 0
    if _CAPTION.match(text):
        return 0
    if line.level:
        return line.level if len(words) <= 18 else 0
    if not any(char.isalpha() for char in text) or line.bullet:
        return 0
    if is_fixed_heading(text):
        return 2 if in_capitals(text) else 3
    return _rank_by_look(line, text, words, after)


def _rank_by_look(line: Line, text: str, words: list[str], after: Line | None) -> int:
    bare = _NUMBERED.sub("", text)
    if not bare[:1].isupper() or _MONTHS.match(text) or _CONTACT.search(text) or text.endswith(_ENDS) or len(words) > 16:
        asked = line.bold and line.gap and text.endswith("?") and bare[:1].isupper() and len(words) <= 12
        return 3 if asked else 0
    if line.bold:
        return 2 if bare.isupper() and len(bare) > 3 else 3
    if bare.isupper() and len(bare) > 3 and line.gap:
        return 2
    plain = line.gap and not line.cells and len(words) <= 9 and text == bare and not text.endswith(":") and line.size == 0
    return 4 if plain and after is not None and after.gap and len(after.text.split()) > 6 else 0


# Lists that report templates prescribe: their entries are counted by themselves and cited by what they are.

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

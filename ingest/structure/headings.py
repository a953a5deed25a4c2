"""What a heading looks like: by the file's own marks, by the headings that councils fix for reports, by how it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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


# The head of a report: labels such as SUBJECT, DECISION-MAKER, From and To with their values, in rows or on lines.

_WINDOW = 16
_LABELS = {
    "decisionmaker": "to", "reportto": "to", "to": "to", "committee": "to", "meeting": "to",
    "subject": "subject", "reporttitle": "subject", "titleofreport": "subject", "title": "subject",
    "dateofdecision": "date", "dateofmeeting": "date", "meetingdate": "date", "date": "date",
    "reportof": "of", "reportby": "of", "reportfrom": "of", "jointreportof": "of", "from": "of", "by": "of", "reportauthor": "of",
    "leadofficer": "of", "recipient": "recipient", "recipients": "recipient",
    "statementofconfidentiality": "confidentiality", "classification": "confidentiality", "status": "confidentiality",
    "confidentiality": "confidentiality", "exempt": "confidentiality", "decisionno": "decision", "decisionnumber": "decision",
    "decisionreference": "decision", "decisionref": "decision", "author": "author", "contactdetails": "author", "contactofficer": "author",
    "director": "author", "wards": "other", "wardsaffected": "other", "electoraldivision": "other", "keydecision": "other",
    "pastpathwayofreport": "other", "futurepathwayofreport": "other", "previouspathway": "other", "summary": "other",
    "meetingof": "to", "reportfor": "to", "namedecisionmaker": "to", "decisiontaker": "to", "nameofmeeting": "to",
    "nameofcommittee": "to", "nameofdecisionmaker": "to", "meetingname": "to", "decisionby": "to", "decisionmadeby": "to",
    "reporttitleandsubject": "subject", "nameofreport": "subject", "reportsubject": "subject", "titleofdecision": "subject",
    "decisiontitle": "subject", "itemtitle": "subject", "dateofreport": "date", "reportdate": "date", "decisiondate": "date",
    "committeedate": "date", "dateofcommittee": "date", "chiefofficer": "of", "reportingofficer": "of", "responsibleofficer": "of",
    "corporatedirector": "of", "executivedirector": "of", "headofservice": "of", "reportauthors": "author", "authorofreport": "author",
    "officercontact": "author", "contact": "author", "contactname": "author", "reportno": "decision", "reportnumber": "decision",
    "reportref": "decision", "reference": "decision", "decisionreferenceno": "decision", "referencenumber": "decision",
    "portfolio": "skip", "portfolioholder": "skip", "cabinetmember": "skip", "portfolioarea": "skip", "portfolioholders": "skip",
    "leadmember": "skip", "executivemember": "skip", "leadcabinetmember": "skip", "agendaitem": "skip", "agendaitemno": "skip",
    "itemno": "skip", "item": "skip", "decisiontype": "skip", "typeofdecision": "skip", "reporttype": "skip", "urgentdecision": "skip",
    "openorexempt": "confidentiality", "publicorexempt": "confidentiality", "parish": "skip", "service": "skip", "servicearea": "skip",
    "directorate": "skip",
}  # fmt: skip
_UNCLOSED = ("statementofconfidentiality", "contactdetails", "author", "director", "decisionmaker")
"""Labels that may stand without a colon."""
_OPENERS = frozenset({"to", "of", "subject", "decision"})


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a report says; each part None where it does not."""

    subject: str | None
    to: str | None
    date: str | None
    author: str | None
    decision: str | None
    confidentiality: str | None
    end: int
    """Index of the line after the head."""


def is_label(text: str) -> bool:
    """True for a label of report heads and decision forms, with or without its colon."""
    return re.sub(r"[^a-z]", "", text.casefold()) in _LABELS


def read_head(lines: Sequence[Line], start: int) -> Head | None:
    """The report head that begins at `lines[start]`; None where none begins there.

    A head opens with who reports, to whom or on what, and holds a subject and two more labels within a few lines.
    """
    opening = _label(lines[start])
    if opening is None or opening[0] not in _OPENERS:
        return None
    values: dict[str, str] = {}
    current = ""
    end = start
    for index in range(start, min(start + _WINDOW, len(lines))):
        found = _label(lines[index])
        if found is not None:
            current, value = found
            if current == "other" or (current == "subject" and "subject" in values):
                break
            if current != "skip":
                values.setdefault(current, value)
            end = index + 1
        elif current and _continues(lines[index], values.get(current, "")):
            if current in values:
                values[current] = f"{values[current]} {heading_text(lines[index])}".strip()
            end = index + 1
        elif current != "author" and not lines[index].cells:
            break
    if "subject" not in values or len(values) < 3:
        return None
    named = {key: value.strip() or None for key, value in values.items()}
    return Head(
        named.get("subject"), named.get("to") or named.get("recipient"), named.get("date"),
        named.get("of"), named.get("decision"), named.get("confidentiality"), end,
    )  # fmt: skip


def _label(line: Line) -> tuple[str, str] | None:
    """(name, value) where a line begins with a label, also one whose letters came apart at cell borders."""
    text = heading_text(line)
    before, colon, value = text.partition(":")
    letters = re.sub(r"[^a-z]", "", before.casefold())
    if colon and letters in _LABELS:
        return _LABELS[letters], value.strip(" :")
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    if len(cells) > 1 and (named := _LABELS.get(re.sub(r"[^a-z]", "", cells[0].casefold()))):
        return named, " ".join(cells[1:])
    if line.cells and 5 <= len(letters) <= 30:
        joined = letters if colon else re.sub(r"[^a-z]", "", text.casefold())
        names = tuple(_LABELS) if colon else _UNCLOSED
        if found := process.extractOne(joined, names, scorer=fuzz.ratio, score_cutoff=84):
            return _LABELS[found[0]], value.strip(" :") or _second_cell(line)
    return (_LABELS[letters], "") if letters in _UNCLOSED else None


def _second_cell(line: Line) -> str:
    """What follows a label that no colon closes."""
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    return " ".join(cells[1:])


def _continues(line: Line, value: str) -> bool:
    """True where a line goes on with the value above it: an own cell or a wrapped line, not a new paragraph."""
    text = heading_text(line)
    if line.cells:
        return not line.cells[0].strip() and len(text.split()) <= 12
    return not line.gap and len(text) <= 90 and (not value or value == value.upper() or len(value) > 25)


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

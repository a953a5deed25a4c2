"""The head of a report: labels such as SUBJECT, DECISION-MAKER, From and To with their values, in rows or on lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ingest.headings import heading_text
from ingest.models import Line

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

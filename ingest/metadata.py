"""What a paper says of itself: council, committee, meeting date, type, author, reference, classification, what it replaces."""

import datetime
import re
from collections import Counter
from collections.abc import Sequence

from ingest.headings import heading_text
from ingest.heads import Head, read_head
from ingest.models import Classification, Line, Meeting, PaperInfo, PaperStatus
from ingest.parts import Part, PartKind, find_date, is_minutes_heading

_FRONT = 60
"""Lines of the front matter that may name the meeting."""
_COUNCIL = re.compile(
    r"\b((?:[A-Z][a-z’']+(?:[- ](?:and|upon|on|of|the|with|[A-Z][a-z’']+)){0,5} )"
    r"(?:(?:City|County|Borough|District|Parish|Town|Metropolitan|Unitary)(?: Borough| District)? )?Council)\b"
)
_BODY = re.compile(r"\b(committee|panel|sub-committee|cabinet|board|forum|commission|council|executive)\b", re.I)
_NOT_BODY = re.compile(r"[.;:]|\b(?:report|procedure|rules|minutes|members?|role|priorities|agenda|information|website|tax|councillors?)\b", re.I)
_EXEMPT = re.compile(
    r"^\W*(?:not for publication|confidential|exempt|restricted|part (?:2|ii)\b|classification:?\s*(?:exempt|confidential))"
    r"|not for publication (?:by virtue of|under|in accordance with)", re.I
)  # fmt: skip
_PUBLIC_MARK = re.compile(r"unrestricted|^\W*(?:non-?confidential|none|public)\b", re.I)
_DRAFT = re.compile(r"^\W*draft\W*$|^\W*draft (?:minutes|report|version)\b", re.I)
_SUPERSEDES = re.compile(
    r"[^.]*\b(?:replaces? the (?:version|report|paper|item|page)|supersedes? the|in (?:place|substitution) of the (?:report|version))[^.]*\.?", re.I
)  # fmt: skip
_DECISION_NO = re.compile(r"\bdecision (?:no|number|ref(?:erence)?)\.?\s*:?\s*([A-Z0-9]{1,6}[/-]?\d[\w/-]{2,12})", re.I)


def committee_of(lines: Sequence[Line]) -> str | None:
    """The body that the paper is for, from its first lines; None where they name none."""
    for line in lines[:_FRONT]:
        if found := _body_name(heading_text(line)):
            return found
    return None


def _body_name(text: str) -> str | None:
    name = re.split(r"\s+[-–—]\s+|,|\bminutes of\b|\bheld\b", text, maxsplit=1, flags=re.I)[0].strip()
    words = name.split()
    if not 1 <= len(words) <= 10 or not _BODY.search(name) or _NOT_BODY.search(name) or not name[:1].isupper():
        return None
    if not (name.isupper() or sum(word[:1].isupper() for word in words) >= 0.6 * len(words)):
        return None
    return _title_case(re.sub(r"\s+meeting$", "", name, flags=re.I)) if len(words) > 1 or name.casefold() == "cabinet" else None


def _title_case(name: str) -> str:
    if not name.isupper():
        return name
    small = {"AND", "OF", "THE", "FOR", "ON", "WITH", "IN"}
    return " ".join(word.lower() if word in small and at else word.capitalize() for at, word in enumerate(name.split()))


def read_info(lines: Sequence[Line], parts: Sequence[Part]) -> PaperInfo:
    """What the paper says of itself; None for each part it does not print."""
    head = next((head for at in range(min(len(lines), _FRONT)) if (head := read_head(lines, at))), None)
    front = " \n".join(heading_text(line) for line in lines[:_FRONT])
    kind = _paper_type(lines, parts, head)
    return PaperInfo(
        title=_title(lines, parts, head),
        paper_type=kind,
        meeting=Meeting(_council(lines), _committee(lines, head), _date(lines, head, kind)),
        author=head.author if head else None,
        decision_reference=(head.decision if head else None) or (found[1] if (found := _DECISION_NO.search(front)) else None),
        classification=Classification.EXEMPT if is_exempt(lines[:_FRONT]) else Classification.PUBLIC,
        status=PaperStatus.DRAFT if any(_DRAFT.match(line.text.strip()) for line in lines[:8]) else PaperStatus.CURRENT,
        supersedes=_supersedes(front),
    )


def is_exempt(lines: Sequence[Line]) -> bool:
    """True where a head or a heading marks these lines as not for publication; a sentence about exemption is no mark."""
    for line in lines:
        text = heading_text(line)
        if len(text.split()) > 40 or _PUBLIC_MARK.search(text) or ("appendi" in text.casefold() and "not for" not in text.casefold()):
            continue
        if _EXEMPT.match(text) and (text.isupper() or line.bold or line.level or len(text.split()) <= 6) and not _is_form(text):
            return True
        if re.match(r"^this (?:report|paper|appendix|item) is (?:exempt|confidential|not for publication)", text, re.I):
            return True
        if re.match(r"^not for publication\b", text, re.I):
            return True
    return False


def _is_form(text: str) -> bool:
    """An unticked box or a column of the closing tables names exemption without marking it."""
    return "☐" in text or "(if applicable)" in text or "/" in text


def _supersedes(front: str) -> str | None:
    found = _SUPERSEDES.search(" ".join(front.split()))
    return found[0].strip() if found else None


def _council(lines: Sequence[Line]) -> str | None:
    named = Counter(found for line in lines for found in _COUNCIL.findall(heading_text(line)) if not found.startswith(("The ", "Full ")))
    for line in lines[:_FRONT]:
        text = heading_text(line)
        if text.isupper() and len(text.split()) <= 6 and text.endswith("COUNCIL") and text not in ("COUNTY COUNCIL", "CITY COUNCIL"):
            return _title_case(text)
    return named.most_common(1)[0][0] if named else None


def _committee(lines: Sequence[Line], head: Head | None) -> str | None:
    first = committee_of(lines[:25])
    if head and head.to and (to := _body_name(re.sub(r"\d.*$", "", head.to).strip(" -–—,"))) and (first is None or lines[0].text == ""):
        return to
    return first or (_body_name(head.to) if head and head.to else None)


def _date(lines: Sequence[Line], head: Head | None, kind: str | None) -> datetime.date | None:
    for value in (head.date, head.to) if head else ():
        if value and (day := find_date(value)):
            return day
    if kind in ("annual report",):
        return None
    for at in range(min(len(lines), 40)):
        window = " ".join(heading_text(line) for line in lines[at : at + 3])
        if (day := find_date(window)) is not None:
            return day
    return None


def _paper_type(lines: Sequence[Line], parts: Sequence[Part], head: Head | None) -> str | None:
    kinds = Counter(part.kind for part in parts)
    front = " ".join(heading_text(line) for line in lines[:_FRONT]).casefold()
    if kinds[PartKind.AGENDA]:
        supplement = "supplement" in front or "not available when" in front or "dear member" in front
        return "supplement" if supplement else "agenda pack" if kinds[PartKind.REPORT] + kinds[PartKind.MINUTES] else "agenda"
    if any(is_minutes_heading(heading_text(line)) for line in lines[:25]) or _looks_like_minutes(lines):
        return "minutes"
    if head and (head.decision or ("record of" in front and "decision" in front)):
        return "decision record" if "record of" in front else "report"
    if "briefing paper" in front or "this is not a decision paper" in front:
        return "annual report" if "annual report" in front else "briefing paper"
    if "annual report" in front and not head:
        return "annual report"
    return "report" if head else None


def _looks_like_minutes(lines: Sequence[Line]) -> bool:
    early = [heading_text(line).casefold() for line in lines[:25]]
    return any(text.startswith("present") for text in early) and any("resolved" in line.text.casefold() for line in lines)


def _title(lines: Sequence[Line], parts: Sequence[Part], head: Head | None) -> str | None:
    if head and head.subject and not any(part.kind is PartKind.AGENDA for part in parts):
        return head.subject
    first = next((heading_text(line) for line in lines if len(heading_text(line)) > 3), None)
    return first[:160] if first else None

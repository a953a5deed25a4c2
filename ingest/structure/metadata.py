"""What a paper says of itself: council, committee, meeting date, type, author, reference, what it replaces."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.language.dates import first_day
from ingest.language.lexicon import either
from ingest.models import Line, PaperInfo, PaperStatus
from ingest.structure.box import Head, read_head
from ingest.structure.front import read_front
from ingest.structure.headings import heading_text
from ingest.structure.meeting import read_meeting
from ingest.structure.parts import Part, PartKind, is_minutes_heading, names_minutes

_FRONT = 60
"""Lines of the front matter that may name the meeting."""
_NO_TITLE = re.compile(
    r"^public document pack$|^supplementary document pack$|^(?:[\w’'-]+ ){0,5}council$|direct dial|@|\btel\b|^dear\b|^draft$|^to:|^date:"
    r"|^summons|^agenda\b|not for publication", re.I
)  # fmt: skip
_DRAFT = re.compile(r"^\W*draft\W*$|^\W*draft (?:minutes|report|version)\b|^\W*draft\W+(?:for|subject to|until) (?:approv|confirm)", re.I)
_PRESENT = re.compile(r"^(?:members )?present\s*+(?::|$)", re.I)
_DONE = re.compile(rf"\b(?:seconded|proposed by|{either('standings.resolved')})\b", re.I)
"""What a meeting does, so that a list of who was present stands over its minutes and not over an attendance sheet."""
_SUPERSEDES = re.compile(
    r"(?:^|(?<=\.))[^.]*?\b"
    r"(?:replaces? the (?:version|report|paper|item|page)|supersedes? the|in (?:place|substitution) of the (?:report|version))"
    r"[^.]*\.?",
    re.I,
)  # fmt: skip
_DECISION_RECORD = re.compile(r"\brecord of (?:\w+ )?decision|\bdecision (?:notice|record|sheet)\b", re.I)
_DECISION_NO = re.compile(r"\bdecision (?:no|number|ref(?:erence)?)\.?\s*+:?\s*+([A-Z0-9]{1,6}[/-]?\d[\w/-]{2,12})", re.I)


def committee_of(lines: Sequence[Line]) -> str | None:
    """The body that the paper is for, from its first lines; None where they name none."""
    body = read_front(lines).body
    return body.name if body else None


def read_info(lines: Sequence[Line], parts: Sequence[Part], document: str = "") -> PaperInfo:
    """What the paper says of itself; None for each part it does not print. `document` is the file's own name, "" where it says nothing."""
    head = next((head for at in range(min(len(lines), _FRONT)) if (head := read_head(lines, at))), None)
    front = " \n".join(heading_text(line) for line in lines[:_FRONT])
    kind = _paper_type(lines, parts, head)
    convenes = kind in ("agenda pack", "agenda", "minutes")
    found = read_meeting(lines, read_front(lines[: head.end] if head else lines), head, document, convenes=convenes)
    convened = (found.meeting.committee or found.meeting.council) if convenes else None
    return PaperInfo(
        title=f"Minutes of the {convened}" if convened and kind == "minutes" else convened or _title(lines, parts, head),
        paper_type=kind,
        meeting=found.meeting,
        doubts=found.doubts,
        author=head.author if head else None,
        decision_reference=(head.decision if head else None) or (number[1] if (number := _DECISION_NO.search(front)) else None),
        status=PaperStatus.DRAFT if any(_DRAFT.match(line.text.strip()) for line in lines[:8]) else PaperStatus.CURRENT,
        supersedes=_supersedes(front),
    )


def _supersedes(front: str) -> str | None:
    found = _SUPERSEDES.search(" ".join(front.split()))
    return found[0].strip() if found else None


def _paper_type(lines: Sequence[Line], parts: Sequence[Part], head: Head | None) -> str | None:
    kinds = Counter(part.kind for part in parts)
    front = " ".join(heading_text(line) for line in lines[:_FRONT]).casefold()
    opens = any(is_minutes_heading(text) or names_minutes(text) for line in lines[:8] if (text := heading_text(line)))
    if parts and (parts[0].kind is PartKind.MINUTES or (opens and not kinds[PartKind.AGENDA])):
        return "minutes"
    if kinds[PartKind.AGENDA]:
        first = " ".join(heading_text(line) for line in lines[:10]).casefold()
        supplement = "supplement" in first or "not available when" in front or "dear member" in front
        return "supplement" if supplement else "agenda pack" if kinds[PartKind.REPORT] + kinds[PartKind.MINUTES] else "agenda"
    if _supersedes(front):
        return "supplement"
    if any(is_minutes_heading(heading_text(line)) for line in lines[:25]) or _looks_like_minutes(lines):
        return "minutes"
    if _DECISION_RECORD.search(front):
        return "decision record"
    if head and head.decision:
        return "report"
    if "briefing paper" in front or "this is not a decision paper" in front:
        return "annual report" if "annual report" in front else "briefing paper"
    if "annual report" in front and not head:
        return "annual report"
    return "report" if head else None


def _looks_like_minutes(lines: Sequence[Line]) -> bool:
    early = [heading_text(line).casefold() for line in lines[:25]]
    opens = any(text.startswith(("present", "at a meeting", "at the meeting", "at the annual meeting")) for text in early)
    if opens and any("resolved" in line.text.casefold() for line in lines):
        return True
    sat = any(_PRESENT.match(text) for text in early) and any(text.startswith("apologies") for text in early)
    return sat and any(_DONE.search(line.text) for line in lines)


def _title(lines: Sequence[Line], parts: Sequence[Part], head: Head | None) -> str | None:
    """The subject of a report; else the largest words of the first page that name no council, form or contact."""
    if head and head.subject and not any(part.kind is PartKind.AGENDA for part in parts):
        return head.subject
    inside = [part.title for part in parts if part.kind is PartKind.REPORT and part.title]
    if inside and any(part.kind is PartKind.AGENDA for part in parts) and len(set(inside)) == 1:
        return inside[0]
    front = [line for line in lines[:30] if line.page == lines[0].page]
    named = [line for line in front if len(line.text) > 3 and not _NO_TITLE.search(heading_text(line)) and not first_day(line.text)]
    if not named:
        return heading_text(lines[0])[:160]
    largest = max(line.size for line in named)
    at = next(index for index, line in enumerate(named) if line.size == largest)
    words = [heading_text(line) for line in named[at : at + 3] if largest and line.size == largest]
    return " ".join(words or [heading_text(named[at])])[:160]

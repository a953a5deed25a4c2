"""What a paper says of itself: council, committee, meeting date, type, author, reference, what it replaces."""

import datetime
import re
from collections import Counter
from collections.abc import Sequence

from ingest.language.dates import first_day
from ingest.models import Line, Meeting, PaperInfo, PaperStatus
from ingest.structure.headings import Head, heading_text, read_head
from ingest.structure.parts import Part, PartKind, is_minutes_heading

_FRONT = 60
"""Lines of the front matter that may name the meeting."""
_COUNCIL = re.compile(
    r"\b((?!Council\b)(?:[A-Z][a-z’']+(?:[- ](?:and|upon|on|of|the|with|(?!Council\b)[A-Z][a-z’']+)){0,5} )"
    r"(?:(?:City|County|Borough|District|Parish|Town|Metropolitan|Unitary)(?: Borough| District)? )?Council)\b"
)
_COUNCIL_KINDS = ("City", "County", "Borough", "District", "Parish", "Town", "Metropolitan", "Unitary")
_NO_NAME = frozenset(
    ("All", "Members", "Full", "The", "This", "Care", "Our", "Each", "Leader", "Chair", "Youth", "Arts", "British", "Privy", "Pupil",
     "By", "To", "Practice", "Meeting", "Formal", "Regular", "Special")
)  # fmt: skip
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_BODY = re.compile(r"\b(committee|panel|sub-committee|cabinet|board|forum|commission|council|executive)\b", re.I)
_NOT_BODY = re.compile(
    r"[.;:]|\b(?:report|procedure|rules|minutes|members?|role|priorities|agenda|information|website|tax|councillors?)\b", re.I
)
_NO_TITLE = re.compile(
    r"^public document pack$|^supplementary document pack$|^(?:[\w’'-]+ ){0,5}council$|direct dial|@|\btel\b|^dear\b|^draft$|^to:|^date:"
    r"|^summons|^agenda\b|not for publication", re.I
)  # fmt: skip
_DOMAIN = re.compile(r"@(?:[\w-]+\.)*([a-z]{3,})\.gov\.uk\b", re.I)
_MEETING_OF = re.compile(r"\b(?:a |the )?meeting of (?:the )?([A-Z][\w’', -]{1,120}?)(?<!\s)\s++(?:will be|is to be|to be|held|on)\b")
_DRAFT = re.compile(r"^\W*draft\W*$|^\W*draft (?:minutes|report|version)\b", re.I)
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
    found = [name for line in lines[:_FRONT] if (name := _body_name(heading_text(line)) or _convened(line))]
    early = [name for line in lines[:12] if (name := _body_name(heading_text(line)))]
    return next((name for name in early if not name.casefold().endswith("council")), found[0] if found else None)


def _convened(line: Line) -> str | None:
    """The body in "A meeting of the … will be held"."""
    found = _MEETING_OF.search(heading_text(line))
    return _body_name(found[1]) if found else None


def _body_name(text: str) -> str | None:
    name = re.split(r"(?<!\s)\s++[-–—]\s++|,|\bminutes of\b|\bheld\b", text, maxsplit=1, flags=re.I)[0].strip()
    words = name.split()
    if not 1 <= len(words) <= 10 or not _BODY.search(name) or _NOT_BODY.search(name) or not name[:1].isupper():
        return None
    if not (name.isupper() or sum(word[:1].isupper() for word in words) >= 0.6 * len(words)):
        return None
    return _title_case(re.sub(r"(?<!\s)\s++meeting$", "", name, flags=re.I)) if len(words) > 1 or name.casefold() == "cabinet" else None


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
    council = _council(lines)
    committee = _committee(lines, head, kind, council)
    convened = (committee or council) if kind in ("agenda pack", "agenda", "minutes") else None
    return PaperInfo(
        title=f"Minutes of the {convened}" if convened and kind == "minutes" else convened or _title(lines, parts, head),
        paper_type=kind,
        meeting=Meeting(council, committee, _date(lines, head, kind)),
        author=head.author if head else None,
        decision_reference=(head.decision if head else None) or (found[1] if (found := _DECISION_NO.search(front)) else None),
        status=PaperStatus.DRAFT if any(_DRAFT.match(line.text.strip()) for line in lines[:8]) else PaperStatus.CURRENT,
        supersedes=_supersedes(front),
    )


def _supersedes(front: str) -> str | None:
    found = _SUPERSEDES.search(" ".join(front.split()))
    return found[0].strip() if found else None


def _council(lines: Sequence[Line]) -> str | None:
    """The council named most often; a full name ("… City Council") counts more, a body that is no council nothing."""
    named: Counter[str] = Counter()
    for line in lines:
        text = heading_text(line)
        for name in _COUNCIL.findall(_title_case(text) if text.isupper() and len(text.split()) <= 8 else text):
            name = name.removeprefix("The ")
            if _is_council(name):
                named[name] += 3 if set(_COUNCIL_KINDS) & set(name.split()) else 1
    kind = next((word for word in _COUNCIL_KINDS if f"{word} council".casefold() in _front_bodies(lines)), None)
    found = [(count, name) for name, count in named.items() if kind is None or kind in name.split()]
    return max(found, default=(0, None))[1] or _council_by_address(lines, kind)


def _council_by_address(lines: Sequence[Line], kind: str | None) -> str | None:
    """Where a paper names its council by kind alone ("County Council"): the place in its e-mail address, as the paper writes it."""
    words = " ".join(heading_text(line) for line in lines)
    printed = Counter(found for found in re.findall(r"\b(\w+) Council\b", words) if found in _COUNCIL_KINDS)
    kind = kind or (next(iter(printed)) if len(printed) == 1 else None)
    domains = Counter(domain.casefold() for domain in _DOMAIN.findall(words))
    if kind is None or not domains:
        return None
    letters = domains.most_common(1)[0][0]
    spaced = r"[\s-]?".join(map(re.escape, letters))
    place = next(
        (found[0] for found in re.finditer(rf"\b{spaced}\b", words, re.I) if found[0][0].isupper() and not found[0].isupper()), None
    )
    return f"{place} {kind} Council" if place else None


def _is_council(name: str) -> bool:
    words = name.split()
    own = [word for word in words[:-1] if word not in _COUNCIL_KINDS and word[:1].isupper()]
    return bool(own) and not _NO_NAME.intersection(words) and words[0] not in _COUNCIL_KINDS and "the" not in words


def _front_bodies(lines: Sequence[Line]) -> str:
    """The first lines that name the council by its kind alone ("To: County Council")."""
    return " | ".join(heading_text(line).casefold() for line in lines[:14] if re.search(r"\bcouncil\b", line.text, re.I))


def _committee(lines: Sequence[Line], head: Head | None, kind: str | None, council: str | None) -> str | None:
    """The body that meets; the full council goes by the council's own name."""
    to = _body_name(re.sub(r"\d.*$", "", head.to).strip(" -–—,")) if head and head.to else None
    name = to if head and to and kind in ("report", "decision record") else committee_of(lines) or to
    if kind == "annual report" or (kind == "decision record" and not to):
        return to
    if (
        name
        and council
        and _words(name) <= _words(council) | {"full", "county", "city", "council", "borough", "district", "parish", "town"}
    ):
        return council
    return name


def _words(name: str) -> set[str]:
    return set(name.casefold().split())


def _date(lines: Sequence[Line], head: Head | None, kind: str | None) -> datetime.date | None:
    """The meeting's date: from the head, else from a short line of the front, one with a weekday or a body's name first."""
    for value in (head.date, head.to) if head else ():
        if value and (day := first_day(value, alone=True)):
            return day
    if kind == "annual report":
        return None
    found = []
    for at in range(min(len(lines), 40)):
        texts = [heading_text(line) for line in lines[at : at + 2]]
        for text in (texts[0], " ".join(texts)):
            named = _WEEKDAY.search(text) or re.search(r"\bheld\b|\bmeeting\b", text, re.I)
            bare = re.match(r"^(?:date:?\s*)?\d{1,2}(?:st|nd|rd|th)?\s", text, re.I) or _BODY.search(text)
            if len(text.split()) <= (30 if named else 16) and (day := first_day(text)) and re.search(r"\d", texts[0]) and (named or bare):
                found.append((at // 8, not named, at, day))
                break
    return min(found)[3] if found else None


def _paper_type(lines: Sequence[Line], parts: Sequence[Part], head: Head | None) -> str | None:
    kinds = Counter(part.kind for part in parts)
    front = " ".join(heading_text(line) for line in lines[:_FRONT]).casefold()
    if parts and parts[0].kind is PartKind.MINUTES:
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
    return any(text.startswith("present") for text in early) and any("resolved" in line.text.casefold() for line in lines)


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

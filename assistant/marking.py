"""What exempt matter is marked with, wherever it goes: the one owner of the words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from assistant.models import Answer, Citation
from ingest.models import Classification, Passage
from ingest.structure.exempt.paragraphs import exempt_paragraphs, together

TAG: Final = "Exempt"
"""What stands beside a statement, a source or a row of exempt matter."""
_SCHEDULE = "Schedule 12A of the Local Government Act 1972"
_PARAGRAPH = re.compile(r"\d{1,2}[A-Za-z]?")
_MARKERS = re.compile(r"(?:\s?\[\d{1,3}\])+")


def marking(classification: Classification, paragraphs: Iterable[str]) -> str | None:
    """The words that exempt matter is marked with (Local Government Act 1972, section 100B(5)); None where it is public."""
    if classification is not Classification.EXEMPT:
        return None
    named = [text for text in dict.fromkeys(part.strip() for part in paragraphs) if _PARAGRAPH.fullmatch(text)]
    if not named:
        return f"NOT FOR PUBLICATION: exempt or confidential (the papers used name no paragraph of {_SCHEDULE})"
    numbers = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    return f"NOT FOR PUBLICATION by virtue of paragraph{'s' * (len(named) > 1)} {numbers} of {_SCHEDULE}"


def marking_of(passages: Iterable[Passage]) -> str | None:
    """The marking of what is made from these passages; None where all of them are public."""
    exempt = [passage for passage in passages if passage.classification is Classification.EXEMPT]
    return marking(Classification.EXEMPT, grounds_of(exempt)) if exempt else None


def grounds_of(passages: Iterable[Passage]) -> tuple[str, ...]:
    """The paragraphs under which these passages are exempt, ascending; public ones have none."""
    exempt = (passage for passage in passages if passage.classification is Classification.EXEMPT)
    # a library that was filled by an earlier version keeps no grounds: the passage may tell by itself
    return together(one for passage in exempt for one in passage.exempt_paragraphs or exempt_paragraphs([passage.text]))


def remarked(answer: Answer, passages: Mapping[str, Passage]) -> Answer:
    """An answer that was given before, marked as its papers are now; `passages` are those cited and listed, by id.

    A refusal keeps the marking it was given with: what it tells of papers is in its words alone.
    """
    if answer.abstained:
        listed = [passages[one.passage_id] for one in answer.passages[:1] if one.passage_id in passages]
        return answer.model_copy(update={"marking": answer.marking or marking_of(listed)})
    held = {one.marker: passages[one.passage_id] for one in answer.citations if one.passage_id in passages}

    def of(markers: Iterable[int]) -> dict[str, str | None]:
        return {"marking": marking_of(held[marker] for marker in markers if marker in held)}

    citations = tuple(one.model_copy(update=of([one.marker])) for one in answer.citations)
    statements = tuple(one.model_copy(update=of(one.citations)) for one in answer.statements)
    # what a chat model said that failed the check is told beside the answer; it is cited nowhere
    told = answer.marking if answer.notices or answer.dropped else None
    return answer.model_copy(update={"citations": citations, "statements": statements, "marking": of(held)["marking"] or told})


def tagged(text: str, citations: Sequence[Citation]) -> str:
    """Plain text of an answer with "(exempt)" behind the markers of exempt sources."""
    exempt = {citation.marker for citation in citations if citation.marking}

    def tag(match: re.Match[str]) -> str:
        return match[0] + (" (exempt)" if exempt.intersection(map(int, re.findall(r"\d+", match[0]))) else "")

    return _MARKERS.sub(tag, text) if exempt else text

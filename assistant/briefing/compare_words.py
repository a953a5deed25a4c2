"""A recommendation or topic over papers, in words: for each paper the sentence that says most of it, whole and cited."""

from collections.abc import Sequence
from itertools import groupby

from assistant.briefing.actions_sources import Sources, fixed
from assistant.briefing.compare_models import Comparison
from assistant.briefing.decisions_words import Words, quoted, sentences_of
from assistant.briefing.models import Grid, Said
from assistant.citations import long_date
from assistant.question_terms import content_stems, stems
from ingest.models import Kind, Passage

_FIRST = {Kind.RESOLUTION: 0, Kind.RECOMMENDATION: 1}
_MOST = 3
"""Sentences shown of one paper."""
_COVER = 0.99
"""Share of the topic's words that a sentence with its headings must hold; its own words at least half."""


def compare_words(topic: str, passages: Sequence[Passage]) -> Comparison:
    """A row a paper: its resolution, recommendation or sentence on the topic; a paper that says nothing of it is named as a gap."""
    wanted = frozenset(content_stems(topic))
    sources = Sources()
    rows: list[tuple[Said, ...]] = []
    gaps: list[str] = []
    ordered = sorted(passages, key=lambda passage: (str(passage.meeting.date or "9999"), passage.document, passage.ordinal))
    seen: set[str] = set()
    for document, own in groupby(ordered, key=lambda passage: passage.document):
        held = list(own)
        best = [words for words in _best(held, wanted) if words.text not in seen]
        seen |= {words.text for words in best}
        meeting = held[0].meeting
        name = ", ".join(part for part in (meeting.committee, long_date(meeting.date) if meeting.date else None) if part)
        if not best:
            gaps.append(f"not given in {document}")
            continue
        rows += [(fixed(name or document), fixed(words.passage.kind.value), sources.said(quoted(words))) for words in best]
    return Comparison(
        measure=topic,
        grid=Grid(
            columns=("Meeting", "What it is", "What the paper says"),
            rows=tuple(rows),
            caption=topic,
            note="No figure under this name was found in a table that could be read by column; the papers' own words are set side by side.",
        ),
        sources=sources.citations,
        gaps=tuple(gaps),
    )


def _best(passages: Sequence[Passage], wanted: frozenset[str]) -> list[Words]:
    found: list[tuple[int, float, Words]] = []
    for passage in passages:
        if passage.table is not None or passage.kind in (Kind.AGENDA_ENTRY, Kind.FRONT_MATTER, Kind.HEADING) or not wanted:
            continue
        around = frozenset(stems(" ".join((*passage.section_path, passage.report_title or ""))))
        for words in sentences_of(passage):
            own = frozenset(stems(words.text))
            cover, inside = len(wanted & (own | around)) / len(wanted), len(wanted & own) / len(wanted)
            if cover >= _COVER and inside >= 0.5 and len(words.text.split()) > 4:
                found.append((_FIRST.get(passage.kind, 2), -inside, words))
    found.sort(key=lambda one: one[:2])
    return list({words.text: words for _, _, words in found}.values())[:_MOST]

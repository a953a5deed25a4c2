"""Recommendations and resolutions word for word, never one for the other; "not yet minuted" where no minutes tell."""

import re
from collections.abc import Iterable, Sequence

from assistant.briefing.dossier import Dossier
from assistant.briefing.material import Scene, bullets, paragraph
from assistant.briefing.models import Block, Grid, Quotation, Said
from assistant.briefing.writer import fixed
from assistant.citations import meeting_name
from ingest.language.sentences import units
from ingest.models import Kind, Meeting, PaperStatus, Passage
from ingest.record.printed import Printed, read_clauses, same_words

_RESOLVED = re.compile(r"\bRESOLVED\b|\b(?:it was |was |were )?(?:resolved|agreed|noted|approved|carried|elected)\b", re.IGNORECASE)
_VOTES = re.compile(r"^[^\S\n]*+(For|Against|Abstain\w*|Abstentions?)\s*+\((\d+)\)", re.IGNORECASE | re.MULTILINE)


def recommendation_lists(passages: Sequence[Passage]) -> list[list[Printed]]:
    """The lists of recommendations of one paper, each printed list apart."""
    own = [passage for passage in passages if passage.kind is Kind.RECOMMENDATION]
    lists: list[list[Passage]] = []
    for passage in own:
        last = lists[-1][-1] if lists else None
        together = last and last.section_path == passage.section_path and last.ordinal + 1 == passage.ordinal
        lists[-1].append(passage) if together else lists.append([passage])
    return [clauses for group in lists if (clauses := read_clauses(group))]


def recommendations(scene: Scene, _words: int) -> list[Block]:
    """Every clause of the report's recommendations, then those of papers attached to it, under the name of the paper."""

    def find(dossier: Dossier) -> Sequence[Block]:
        if not any(scene.about(passage) for passage in dossier.report):
            return []
        blocks: list[Block] = []
        lists = recommendation_lists(dossier.report)
        if lists:
            blocks += quotation(scene, lists[0])
        for entry, passages in dossier.appendices:
            for clauses in recommendation_lists(passages)[:1]:
                if not any(same_words(clauses, other) for other in lists):
                    blocks += [*paragraph([fixed(f"In {entry.title}, attached to the report, to whom it was written:")])]
                    blocks += quotation(scene, clauses)
        return blocks

    return scene.by_matter(find)


def quotation(scene: Scene, clauses: Iterable[Printed]) -> list[Block]:
    """Clauses as a quotation; one that fails the check is listed as not found, never shortened."""
    items = tuple(said for clause in clauses if (said := scene.writer.clause(clause)))
    return [Quotation(items=items)] if items else []


def resolved(scene: Scene, _words: int) -> list[Block]:
    """What minutes and decision records say was resolved, or that no minutes are among the papers."""

    told = {not_minuted(d) for d in scene.substantial if not d.minutes and not d.decisions}
    if len(told) == 1 and len(scene.substantial) > 1 and not any(d.minutes or d.decisions for d in scene.substantial):
        return paragraph([fixed(told.pop())])

    def find(dossier: Dossier) -> Sequence[Block]:
        blocks: list[Block] = list(_minuted(scene, dossier))
        for entry, passages in dossier.decisions:
            clauses = read_clauses(p for p in passages if p.kind is Kind.RESOLUTION)
            if shown := quotation(scene, clauses):
                by = meeting_name(Meeting(entry.meeting.council, entry.meeting.committee, entry.held))
                blocks += [*paragraph([fixed(f"Decision record, {by}:")]), *shown]
        return blocks

    return scene.by_matter(find)


def _minuted(scene: Scene, dossier: Dossier) -> list[Block]:
    clauses = read_clauses(p for p in dossier.minutes if p.kind is Kind.RESOLUTION)
    if shown := quotation(scene, clauses):
        return [*shown, *_votes(scene, dossier)]
    if dossier.minutes:
        noted = [u for p in dossier.minutes for u in units(p) if _RESOLVED.search(u.text)]
        said = scene.writer.all(noted)
        return [*paragraph([fixed("Minuted without a resolution" + (":" if said else "."))]), *bullets(said)]
    return paragraph([fixed(not_minuted(dossier))]) if dossier.matter.reports or dossier.matter.agenda else []


def not_minuted(dossier: Dossier) -> str:
    """The sentence that stands where no minutes tell what was resolved."""
    if not dossier.matter.meeting.date:
        return "Not yet minuted: the paper names no meeting, and no minutes of it are among the papers."
    if dossier.matter.minuted:
        return f"Not minuted: the minutes of {dossier.meeting} among the papers hold nothing under this item."
    return f"Not yet minuted: no minutes of {dossier.meeting} are among the papers."


def _votes(scene: Scene, dossier: Dossier) -> list[Block]:
    """How the last vote before the resolution went, where the minutes count it."""
    counted = [p for p in dossier.minutes if _VOTES.search(p.text)]
    if not counted:
        return []
    last = counted[-1]
    said = [s for m in _VOTES.finditer(last.text) if (s := scene.writer.words(last, m.start(), m.end(), "Vote"))]
    return bullets(said)


def agenda(scene: Scene, _words: int) -> list[Block]:
    """The items of the meeting, with what each asks of members."""
    rows: list[tuple[Said, ...]] = []
    for dossier in scene.dossiers:
        passage = next(iter((*dossier.agenda, *dossier.report, *dossier.minutes)), None)
        if passage is None or dossier.matter.item is None:
            continue
        title = scene.writer.words(passage, *_span(passage.text, dossier.matter.title)) or fixed(dossier.matter.title)
        lists = recommendation_lists(dossier.report)
        asked = [s for clause in (lists[0] if lists else [])[:1] if (s := scene.writer.clause(clause))]
        papers = f"{len(dossier.matter.reports[:1]) + len(dossier.matter.appendices)}" if dossier.matter.reports else "none"
        rows.append((fixed(dossier.matter.item), title, asked[0] if asked else fixed("–"), fixed(papers)))
    return [Grid(columns=("Item", "Title", "First thing asked", "Papers"), rows=tuple(rows))] if rows else []


def _span(text: str, words: str) -> tuple[int, int]:
    """Where words stand in a text, white space put aside; the first line where they do not."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    match = re.search(pattern, text, re.IGNORECASE)
    return match.span() if match else (0, len(text.partition("\n")[0]))


def standing(dossier: Dossier) -> list[str]:
    """What must be said of the version of the papers."""
    lines = [f"The report in {entry.document} was superseded and is not used." for entry in dossier.superseded]
    if dossier.report and dossier.report[0].status is PaperStatus.DRAFT:
        lines.append(f"The report in {dossier.report[0].document} is a draft.")
    if dossier.report and all(p.status is PaperStatus.SUPERSEDED for p in dossier.report):
        lines.append(f"The report in {dossier.report[0].document} was superseded, and what replaced it is not among the papers.")
    return lines

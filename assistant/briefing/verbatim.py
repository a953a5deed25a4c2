"""Recommendations and resolutions word for word, never one for the other; "not yet minuted" where no minutes tell."""

import re
from collections.abc import Iterable, Sequence

from assistant.briefing.dossier import Dossier, title_of
from assistant.briefing.material import Scene, bullets, paragraph
from assistant.briefing.models import Block, Grid, Quotation, Said
from assistant.briefing.writer import fixed
from assistant.citations import meeting_name
from ingest.models import Kind, PaperStatus, Passage
from ingest.record.models import Clause, ClauseKind, CorrectionKind, Entry, Outcome, Vote
from ingest.record.printed import Printed, as_printed, read_clauses, same_words
from ingest.record.words import Words

VOTE = "Vote"
"""What is put before how a vote went."""
_PUT_OFF = {Outcome.DEFERRED: "Deferred", Outcome.WITHDRAWN: "Withdrawn"}
_SET_RIGHT = {
    CorrectionKind.WORDS: "Corrected",
    CorrectionKind.MINUTES: "Minutes corrected",
    CorrectionKind.WITHDRAWN: "Withdrawn",
    CorrectionKind.MEETING: "Meeting cancelled",
}


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
        for entry in dossier.appendices:
            for clauses in recommendation_lists(entry.passages)[:1]:
                if not any(same_words(clauses, other) for other in lists):
                    blocks += [*paragraph([fixed(f"In {title_of(entry)}, attached to the report, to whom it was written:")])]
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
        for entry in dossier.decisions:
            if shown := quotation(scene, as_printed(entry.clauses)):
                blocks += [*paragraph([fixed(f"Decision record, {meeting_name(entry.meeting)}:")]), *shown]
        return blocks

    return scene.by_matter(find)


def _minuted(scene: Scene, dossier: Dossier) -> list[Block]:
    blocks: list[Block] = []
    for entry in dossier.minutes:
        clauses = _resolutions(entry)
        cast = [entry.votes[at] for at in dict.fromkeys(at for clause in clauses for at in clause.votes)]
        votes = [_vote(scene, vote) for vote in cast if vote.named or not any(_holds(clause, vote.said) for clause in clauses)]
        asides = {(words.passage.id, words.start): words for clause in clauses for words in clause.asides}.values()
        votes += [scene.writer.words(words.passage, words.start, words.end, VOTE) for words in asides]
        blocks += [*quotation(scene, as_printed(clauses)), *bullets([said for said in votes if said])]
    if blocks:
        return blocks
    if dossier.minutes:
        return paragraph([fixed("Minuted without a resolution.")])
    return paragraph([fixed(not_minuted(dossier))]) if dossier.report or dossier.agenda else []


def _resolutions(entry: Entry) -> list[Clause]:
    return [clause for clause in entry.clauses if clause.kind is ClauseKind.RESOLUTION]


def _holds(clause: Clause, said: Words) -> bool:
    """Whether a clause says itself how the vote on it went."""
    return any(one.passage.id == said.passage.id and one.start <= said.start < one.end for one in clause.words)


def _vote(scene: Scene, vote: Vote) -> Said | None:
    """How a vote went: who voted how where the minutes list them, else the words that say how it ended."""
    words = vote.named or vote.said
    on = " on an amendment" if vote.amendment else f" on {vote.part}" if vote.part else ""
    return scene.writer.words(words.passage, words.start, words.end, VOTE + on)


def set_right(scene: Scene) -> list[Block]:
    """What was withdrawn, deferred, cancelled, moved or corrected of what the note is on, in the words that say so."""
    told: dict[tuple[str, int], tuple[Words, str]] = {}
    for dossier in scene.dossiers:
        name = f"{dossier.name}: " if len(scene.dossiers) > 1 else ""
        for one in dossier.corrections:
            met = one.kind is CorrectionKind.MEETING
            label = "Meeting moved" if one.moved_to else _SET_RIGHT[one.kind]
            told.setdefault((one.said.passage.id, one.said.start), (one.said, label if met else name + label))
        resolutions = [clause for entry in dossier.minutes for clause in _resolutions(entry)]
        for clause in resolutions if all(clause.outcome in _PUT_OFF for clause in resolutions) else ():
            words = clause.words[0]
            told.setdefault((words.passage.id, words.start), (words, name + _PUT_OFF[clause.outcome]))
    said = [scene.writer.words(words.passage, words.start, words.end, label) for words, label in told.values()]
    return bullets([one for one in said if one])


def not_minuted(dossier: Dossier) -> str:
    """The sentence that stands where no minutes tell what was resolved."""
    if not dossier.matter.meeting.date:
        return "Not yet minuted: the paper names no meeting, and no minutes of it are among the papers."
    if dossier.matter.minuted:
        return f"Not minuted: the minutes of {dossier.meeting} among the papers hold nothing under this item."
    return f"Not yet minuted: no minutes of {dossier.meeting} are among the papers."


def agenda(scene: Scene, _words: int) -> list[Block]:
    """The items of the meeting, with what each asks of members."""
    rows: list[tuple[Said, ...]] = []
    for dossier in scene.dossiers:
        passage = next(dossier.everything, None)
        if passage is None or dossier.matter.number is None:
            continue
        title = scene.writer.words(passage, *_span(passage.text, dossier.matter.title)) or fixed(dossier.matter.title)
        lists = recommendation_lists(dossier.report)
        asked = [s for clause in (lists[0] if lists else [])[:1] if (s := scene.writer.clause(clause))]
        papers = f"{1 + len(dossier.appendices)}" if dossier.report else "none"
        rows.append((fixed(dossier.matter.number), title, asked[0] if asked else fixed("–"), fixed(papers)))
    return [Grid(columns=("Item", "Title", "First thing asked", "Papers"), rows=tuple(rows))] if rows else []


def _span(text: str, words: str) -> tuple[int, int]:
    """Where words stand in a text, white space put aside; the first line where they do not."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    match = re.search(pattern, text, re.IGNORECASE)
    return match.span() if match else (0, len(text.partition("\n")[0]))


def standing(dossier: Dossier) -> list[str]:
    """What must be said of the version of the papers."""
    lines = [f"The report in {entry.titled.document} was superseded and is not used." for entry in dossier.superseded]
    if dossier.report and dossier.report[0].status is PaperStatus.DRAFT:
        lines.append(f"The report in {dossier.report[0].document} is a draft.")
    if dossier.report and all(p.status is PaperStatus.SUPERSEDED for p in dossier.report):
        lines.append(f"The report in {dossier.report[0].document} was superseded, and what replaced it is not among the papers.")
    return lines

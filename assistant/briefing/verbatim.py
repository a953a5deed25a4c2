"""Recommendations and resolutions word for word, never one for the other; "not yet minuted" where no minutes tell."""

import re
from collections.abc import Iterable, Sequence

from assistant.briefing.dossier import Dossier, title_of
from assistant.briefing.material import Scene, bullets, paragraph
from assistant.briefing.models import Block, Grid, Quotation, Said
from assistant.briefing.writer import fixed
from assistant.citations import meeting_name
from ingest.language.narrative import is_routine
from ingest.language.pointing import leans
from ingest.language.sentences import units
from ingest.models import Kind, PaperStatus, Passage
from ingest.record.models import Clause, ClauseKind, CorrectionKind, Entry, Outcome, Vote
from ingest.record.printed import Printed, as_printed, read_clauses, same_words
from ingest.record.words import Words

VOTE = "Vote"
"""What is put before how a vote went."""
UNRESOLVED = "No resolution was found in the minutes of:"
_PAGES = re.compile(r"\(?\b[Pp]ages? \d")
"""What follows the title of an item on an agenda."""
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
        blocks: list[Block] = []
        lists = recommendation_lists(dossier.report)
        if lists:
            blocks += quotation(scene, on_topic(scene, dossier, lists[0]))
        for entry in dossier.appendices:
            for printed in recommendation_lists(entry.passages)[:1]:
                clauses = on_topic(scene, dossier, printed)
                if clauses and not any(same_words(printed, other) for other in lists):
                    blocks += [*paragraph([fixed(f"In {title_of(entry)}, which is attached and asks this of its own readers:")])]
                    blocks += quotation(scene, clauses)
        return blocks

    return scene.by_matter(find)


def on_topic(scene: Scene, dossier: Dossier, clauses: Sequence[Printed]) -> Sequence[Printed]:
    """All clauses of a matter that is on what was searched for; of another those that speak of it, each behind the line that opens it."""
    if scene.holds_whole(dossier):
        return clauses
    kept: list[Printed] = []
    opener: Printed | None = None
    for clause in clauses:
        if clause.text.endswith(":"):
            opener = clause
        elif any(scene.speaks(words.passage, words.start, words.end) for words in clause.words):
            kept += [opener, clause] if opener else [clause]
            opener = None
    return kept


def quotation(scene: Scene, clauses: Iterable[Printed]) -> list[Block]:
    """Clauses as a quotation; one that fails the check is listed as not found, never shortened."""
    items = tuple(said for clause in clauses if (said := _with_antecedent(scene, clause) or scene.writer.clause(clause)))
    return [Quotation(items=items)] if items else []


def _with_antecedent(scene: Scene, clause: Printed) -> Said | None:
    """A clause that points back ("This was agreed") with the sentence that it points to; None for any other."""
    first = clause.words[0]
    if len(clause.words) > 1 or clause.label or not leans(clause.text):
        return None
    before = [unit for unit in units(first.passage) if unit.end <= first.start]
    return scene.writer.words(first.passage, before[-1].start, first.end) if before else None


def resolved(scene: Scene, _words: int) -> list[Block]:
    """What minutes and decision records say was resolved, or that no minutes are among the papers."""

    told = {not_minuted(d) for d in scene.substantial if not d.minutes and not d.decisions}
    if len(told) == 1 and len(scene.substantial) > 1 and not any(d.minutes or d.decisions for d in scene.substantial):
        return paragraph([fixed(told.pop())])

    def find(dossier: Dossier) -> Sequence[Block]:
        blocks: list[Block] = list(_minuted(scene, dossier))
        for entry in dossier.decisions:
            if shown := quotation(scene, on_topic(scene, dossier, as_printed(entry.clauses))):
                blocks += [*paragraph([fixed(f"Decision record, {meeting_name(entry.meeting)}:")]), *shown]
        return blocks

    return [*scene.by_matter(find), *_unresolved(scene)]


def _unresolved(scene: Scene) -> list[Block]:
    """One line for all items of a meeting in whose minutes no resolution was found."""
    found = [d.name for d in scene.substantial if d.minutes and not d.decisions and not any(map(resolutions, d.minutes))]
    if scene.target.searched or len(scene.dossiers) == 1 or not found:
        return []
    return paragraph([fixed(f"{UNRESOLVED} {'; '.join(found)}.")])


def _minuted(scene: Scene, dossier: Dossier) -> list[Block]:
    blocks: list[Block] = []
    for entry in dossier.minutes:
        clauses = _on_topic(scene, dossier, entry)
        cast = _cast(entry, clauses)
        votes = [
            _vote(scene, vote, len(scene.dossiers) == 1)
            for vote in cast
            if vote.named or not any(_holds(clause, vote.said) for clause in clauses)
        ]
        asides = {(words.passage.id, words.start): words for clause in clauses for words in clause.asides}.values()
        votes += [scene.writer.words(words.passage, words.start, words.end, VOTE) for words in asides]
        scene.take_words(words for clause in clauses for words in clause.words)
        blocks += [*quotation(scene, as_printed(clauses)), *bullets([said for said in votes if said])]
    if blocks:
        return blocks
    if any(map(resolutions, dossier.minutes)):
        return []  # what was resolved is of another topic than the one searched for
    alone = len(scene.dossiers) == 1
    if dossier.minutes:
        number = next((entry.number for entry in dossier.minutes if entry.number), None)
        return paragraph([fixed(f"No resolution was found in {f'minute {number}' if number else 'its minute'}.")]) if alone else []
    told = alone or (dossier.matter.meeting.date is not None and not scene.target.searched)
    return paragraph([fixed(not_minuted(dossier))]) if told and (dossier.report or dossier.agenda) else []


def _on_topic(scene: Scene, dossier: Dossier, entry: Entry) -> list[Clause]:
    """What minutes resolve of what was searched for; all of it where the matter is on that."""
    whole = scene.holds_whole(dossier)

    def told(clause: Clause) -> bool:
        aside = scene.target.searched and is_routine(clause.text)
        return (whole and not aside) or any(scene.speaks(words.passage, words.start, words.end) for words in clause.words)

    return [one for one in resolutions(entry) if told(one)]


def _cast(entry: Entry, clauses: Sequence[Clause]) -> list[Vote]:
    """The votes on clauses of minutes, in order."""
    return [entry.votes[at] for at in dict.fromkeys(at for clause in clauses for at in clause.votes)]


def actions(scene: Scene, _words: int) -> list[Block]:
    """What minutes say somebody is to do, outside a resolution, behind who it is."""

    def find(dossier: Dossier) -> Sequence[Block]:
        told = [one for entry in dossier.minutes for one in entry.clauses if one.kind is ClauseKind.ACTION]
        told = [one for one in told if any(scene.speaks(words.passage, words.start, words.end) for words in one.words)]
        said = (scene.writer.words(one.words[0].passage, one.words[0].start, one.words[-1].end, _who(one)) for one in told)
        return bullets([one for one in said if one])

    return scene.by_matter(find)


def _who(clause: Clause) -> str | None:
    """Who is to do what a clause says, where it names them before anything else."""
    return " ".join(clause.who.text.split()) if clause.who else None


def vote_on(scene: Scene, entry: Entry) -> Said | None:
    """How the last vote on what was resolved went, in the words that say so; None where a clause says it itself, or none was taken."""
    clauses = resolutions(entry)
    votes = [vote for vote in _cast(entry, clauses) if not vote.amendment and not any(_holds(clause, vote.said) for clause in clauses)]
    return _vote(scene, votes[-1], in_full=False) if votes else None


def resolutions(entry: Entry) -> list[Clause]:
    """The clauses of minutes that resolve."""
    return [clause for clause in entry.clauses if clause.kind is ClauseKind.RESOLUTION]


def _holds(clause: Clause, said: Words) -> bool:
    """Whether a clause says itself how the vote on it went."""
    return any(one.passage.id == said.passage.id and one.start <= said.start < one.end for one in clause.words)


def _vote(scene: Scene, vote: Vote, in_full: bool = True) -> Said | None:
    """How a vote went: who voted how where the minutes list them, else, and where not `in_full`, the words that say how it ended."""
    words = vote.named if vote.named and in_full else vote.said
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
        resolved = [clause for entry in dossier.minutes for clause in resolutions(entry)]
        for clause in resolved if all(clause.outcome in _PUT_OFF for clause in resolved) else ():
            words = clause.words[0]
            told.setdefault((words.passage.id, words.start), (words, name + _PUT_OFF[clause.outcome]))
    said = [scene.writer.words(words.passage, words.start, words.end, label) for words, label in told.values()]
    return bullets([one for one in said if one])


def not_minuted(dossier: Dossier) -> str:
    """The sentence that stands where no minutes tell what was resolved; it says no more than what the papers hold."""
    matter = dossier.matter
    if not matter.meeting.date:
        return "The paper names no meeting, so that no minutes of it could be looked for."
    if matter.minuted:
        return f"Nothing was found under this item in the minutes of {dossier.when} among the papers."
    return f"Not yet minuted: no minutes of {dossier.meeting} are among the papers."


def agenda(scene: Scene, _words: int) -> list[Block]:
    """The items of the meeting, with what each asks of members; nothing where minutes alone tell of it, which are read item by item."""
    if not any(one.agenda or one.report for one in scene.dossiers):
        return []
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
    columns = ("Item", "Title", "First thing asked", "Papers")
    told = [at for at in range(len(columns)) if at < 2 or any(row[at].text not in ("–", "none") for row in rows)]
    kept = tuple(tuple(row[at] for at in told) for row in rows)
    return [Grid(columns=tuple(columns[at] for at in told), rows=kept)] if rows else []


def _span(text: str, words: str) -> tuple[int, int]:
    """Where words stand in a text, white space put aside; the first line, without its range of pages, where they do not."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    match = re.search(pattern, text, re.IGNORECASE)
    return match.span() if match else (0, len(_PAGES.split(text.partition("\n")[0], maxsplit=1)[0].rstrip()))


def standing(dossier: Dossier) -> list[str]:
    """What must be said of the version of the papers."""
    lines = [f"The report in {entry.titled.document} was superseded and is not used." for entry in dossier.superseded]
    if dossier.report and dossier.report[0].status is PaperStatus.DRAFT:
        lines.append(f"The report in {dossier.report[0].document} is a draft.")
    if dossier.report and all(p.status is PaperStatus.SUPERSEDED for p in dossier.report):
        lines.append(f"The report in {dossier.report[0].document} was superseded, and what replaced it is not among the papers.")
    return lines

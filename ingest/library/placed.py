"""Clauses of the record with the item that they stand in, each once however often it is printed, and with what sets them right."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.language.words import content_stems
from ingest.models import Passage
from ingest.record.models import Clause, ClauseKind, Correction, CorrectionKind, Entry, Motion, Vote


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause with the entry that it stands in and what sets it right."""

    clause: Clause
    entry: Entry
    item: int | None = None
    """Row of the item of business: clauses of one item share it; None where the meeting has no date."""
    corrections: tuple[Correction, ...] = ()
    also: tuple[Passage, ...] = ()
    """Passages that print the same words of the same item again."""

    @property
    def votes(self) -> tuple[Vote, ...]:
        """The votes on it."""
        return tuple(self.entry.votes[at] for at in self.clause.votes)

    @property
    def motions(self) -> tuple[Motion, ...]:
        """The motions that it resolves."""
        return tuple(self.entry.motions[at] for at in self.clause.motions)


def once(placed: Iterable[Placed]) -> tuple[Placed, ...]:
    """Each clause as often as one printing of its minutes has it, a recommendation once."""
    kept: dict[tuple[object, ...], Placed] = {}
    said: Counter[tuple[object, ...]] = Counter()
    for one in placed:
        clause, entry = one.clause, one.entry
        key: tuple[object, ...] = (clause.kind, one.item or (entry.number, entry.title), clause.heading, content_stems(clause.text))
        if clause.kind is not ClauseKind.RECOMMENDATION:
            said[id(entry), clause.label, *key] += 1
            key = (*key, clause.label, said[id(entry), clause.label, *key])
        first = kept.setdefault(key, one)
        if first is not one:
            kept[key] = replace(first, also=(*first.also, clause.words[0].passage))
    return tuple(kept.values())


def of_clause(clause: Clause, entry: Entry, corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """What sets the clause right, but for its own words; an item without a number may be several, of which one passage is withdrawn."""
    held, text = {words.passage.id for words in clause.words}, clause.text.casefold()
    near = [one for one in corrections if entry.number or one.kind is not CorrectionKind.WITHDRAWN or one.said.passage.id in held]
    return tuple(one for one in near if one.said.raw not in clause.text and (not one.old or one.old.casefold() in text))

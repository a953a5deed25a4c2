"""Which sentences of a report carry it: its own recurring words, figures, and place; told without a model."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from math import log, sqrt

from assistant.answering.wording import plain_words
from assistant.briefing.money import Sums
from assistant.question.vocabulary import LibraryFacts
from ingest.language import pointing
from ingest.language.proposals import sums_up, tells_doing, tells_procedure
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.sentences import Shape, Unit
from ingest.language.spending import tells_context
from ingest.language.whole_sentences import begins, ends, has_run_in_label, has_run_in_number, is_cut, is_headings, without_number
from ingest.language.words import content_stems

_CENTRAL = 30
"""Stems that stand for what a report is on."""
_SAME_SECTION = 0.3
"""What a sentence loses for each that is taken from its section already, so that the points are of the whole report."""
_MONEY = 0.25
"""What a sentence gains for each point that its sums have as those of the matter itself."""
_TELLING = frozenset((QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT))
_CHANGE = re.compile(
    r"\b(?:increas\w+|decreas\w+|reduc\w+|rose|risen|fell|fallen|higher|lower|improv\w+|inadequate|overspen\w+|underspen\w+|saving\w*|target"
    r"|deficit|shortfall|propos\w+|expected|concluded|key|significant\w*|main|overall|risk|tight|deadline|critical|urgent|challeng\w+|must|statutory)\b",
    re.IGNORECASE,
)
_ARGUED = re.compile(
    r"\b(?:because|as a result|in order to|so that|due to|owing to|would (?:mean|lead|allow|enable|cost|require|save)"
    r"|without (?:the|a|such)|otherwise|the reason|is needed|are needed|enabl(?:es?|ing)|avoid\w*|depends? on|in view of"
    r"|no later than|by the end of)\b",
    re.IGNORECASE,
)
"""Reasons, consequences, conditions and deadlines."""
_OWN = re.compile(r"\b(?:(?:the|this) (?:council|committee|cabinet|authority|city|borough|county|service)|members)\b", re.IGNORECASE)
"""The council itself, not the world it works in."""
_SUMMED_UP = 0.5
"""What a sentence gains that stands where the authors of a paper sum it up."""
_LOST = 0.8
"""What a sentence loses that is about "the offer" where no title and no sentence before it names one."""
_LINE = 5
"""Words of a line of print that is no heading."""
_QUOTES = "“‘\"'("


class Salience:
    """Scores the units of one report."""

    def __init__(self, units: Sequence[Unit], subject: str, facts: LibraryFacts) -> None:
        """`subject` names the matter; its words count as central."""
        self._sums = Sums(units)
        counts = Counter(stem for unit in units for stem in content_stems(unit.text) if not stem[0].isdigit())
        weights = {stem: (1 + log(count)) * facts.weight(stem) for stem, count in counts.items() if count > 1}
        central = sorted(weights, key=lambda stem: -weights[stem])[:_CENTRAL]
        self._central = {stem: weights[stem] for stem in central}
        self._subject = frozenset(content_stems(subject))
        self._central |= {stem: max(self._central.values(), default=1.0) for stem in self._subject}

    def score(self, unit: Unit) -> float:
        """Higher for what a reader in haste should see; comparable within one report."""
        stems = set(content_stems(unit.text))
        if not stems:
            return 0.0
        central = sum(self._central.get(stem, 0.0) for stem in stems) / sqrt(len(stems) + 4)
        # a figure of the world around the council is no figure of the matter
        told = set() if tells_context(unit.text) else {(q.kind, q.value) for q in quantities(unit.text) if q.kind in _TELLING}
        score = central / (max(self._central.values(), default=1.0) or 1.0)
        score += (
            0.3 * min(3, len(told))
            + _MONEY * max(-1.0, self._sums.weight(unit))
            + (0.25 if _OWN.search(unit.text) else 0.0)
            + 0.25 * min(2, len(_CHANGE.findall(unit.text)))
            + (0.2 if unit.position == 0 else 0.0)
            + (0.25 if _ARGUED.search(unit.text) else 0.0)
            + (_SUMMED_UP if any(map(sums_up, unit.passage.section_path)) else 0.0)
        )
        if tells_procedure(unit.text) or sends_away(unit.text):
            score -= 1.2
        if self._lacks_antecedent(unit):
            score -= _LOST
        return score

    def proposes(self, unit: Unit) -> float:
        """How far a unit tells what is proposed or done, from 0 to 1.2: it names the subject and a verb of doing; more with its size."""
        named = self._subject & set(content_stems(unit.text))
        if len(named) < min(2, len(self._subject)) or not named or not tells_doing(unit.text) or tells_context(unit.text):
            return 0.0
        return 0.8 + (0.4 if any(q.kind in _TELLING for q in quantities(unit.text)) else 0.0)

    def _lacks_antecedent(self, unit: Unit) -> bool:
        """Whether a unit is about "the offer", say, where its titles name none."""
        noun = pointing.bare_definite(spoken(unit))
        over = (unit.passage.report_title or "", *unit.passage.section_path)
        return bool(noun) and noun not in self._subject and noun not in content_stems(" ".join(over))

    def best(self, units: Sequence[Unit], words: int, most_each: int = 2, openers: Container[tuple[str, int]] = ()) -> list[Unit]:
        """The units worth showing within `words`, in the order of the papers; at most `most_each` of one passage, none said twice.

        Items of lists (`openers`, by passage and position) do not stand without the line that opens them and are passed over.
        """
        left = [group for group in _readable_alone(units) if not any((u.passage.id, u.position) in openers for u in group)]
        scores = {id(group): max(map(self.score, group)) - 0.1 * (len(group) - 1) for group in left}
        chosen: list[Unit] = []
        each: Counter[str] = Counter()
        while left and words >= 8:
            group = max(left, key=lambda one: scores[id(one)] - _SAME_SECTION * each[_section(one[0])])
            left.remove(group)
            new = [unit for unit in group if unit not in chosen]
            length = sum(len(unit.text.split()) for unit in new)
            full = each[group[0].passage.id] >= most_each
            if not new or length > words or full or any(_repeats(group[-1], other) for other in chosen if other not in group):
                continue
            chosen += new
            each[group[0].passage.id] += 1
            each[_section(group[0])] += 1
            words -= length
        order = {id(unit): place for place, unit in enumerate(units)}
        return sorted(chosen, key=lambda unit: order[id(unit)])


def _readable_alone(units: Sequence[Unit]) -> list[tuple[Unit, ...]]:
    """The units that can be read alone, and those that point back together with the one they point to."""
    groups: list[tuple[Unit, ...]] = []
    before: Unit | None = None
    for unit in units:
        if is_whole(unit):
            groups.append((unit,))
        elif before is not None and _follows(unit, before) and is_whole(before) and leans(unit) and ends(unit.text):
            groups.append((before, unit))
        before = unit
    return groups


def _follows(unit: Unit, before: Unit) -> bool:
    return unit.passage.id == before.passage.id and unit.position == before.position + 1 and unit.shape is before.shape


def _section(unit: Unit) -> str:
    return f"{unit.passage.report_title} > {unit.passage.section}"


def is_whole(unit: Unit) -> bool:
    """Whether a unit can be read alone: a full sentence or item that opens nothing, leans on nothing and sends nobody elsewhere."""
    text = spoken(unit)
    count = len(text.split())
    if unit.shape is Shape.ROW or not 7 <= count <= 75 or text.endswith((":", "?", ",")) or not begins(text):
        return False
    if text.startswith("To ") and "," not in text:
        return False
    if text.count("“") != text.count("”") or is_cut(text) or has_run_in_number(text) or has_run_in_label(text) or sends_away(text):
        return False
    if reads_on(unit):
        return False
    whole = ends(text) or (unit.shape is Shape.ITEM and count >= 8 and any(map(str.isdigit, text)))
    return whole and not leans(unit)


def reads_on(unit: Unit) -> bool:
    """Whether a unit is the rest of a sentence that a line of print parts: the line before it is no heading and has no stop."""
    before = unit.passage.text[: unit.start]
    line = before.rstrip().rpartition("\n")[2].strip()
    parted = before.count("\n", len(before.rstrip())) == 1
    return parted and len(line.split()) >= _LINE and not (line[-1] in '.:;?!”"' or is_headings(line))


def spoken(unit: Unit) -> str:
    """The words of a unit as a note prints them, without the number of their paragraph."""
    return without_number(plain_words(unit.text), unit.passage.paragraph)


def sends_away(text: str) -> bool:
    """Whether words only say where something stands; those that give a sum or a share with it say something."""
    return pointing.sends_on(text) and not any(q.kind in (QuantityKind.MONEY, QuantityKind.PERCENT) for q in quantities(text))


def leans(unit: Unit) -> bool:
    """Whether a unit cannot be read without what stands before it."""
    return pointing.leans(spoken(unit).lstrip(_QUOTES))


def runs(chosen: Sequence[Unit], units: Sequence[Unit]) -> list[tuple[Unit, ...]]:
    """Chosen units as runs that read on: neighbours in one passage together, and behind one the sentence that points back to it."""
    near = {(unit.passage.id, unit.position): unit for unit in units}
    wanted = {(unit.passage.id, unit.position): unit for unit in chosen}
    for unit in chosen:
        following = near.get((unit.passage.id, unit.position + 1))
        if following is not None and leans(following) and following.shape is Shape.SENTENCE and len(following.text.split()) <= 45:
            wanted[(following.passage.id, following.position)] = following
    found: list[list[Unit]] = []
    for unit in units:
        if (unit.passage.id, unit.position) not in wanted:
            continue
        last = found[-1][-1] if found else None
        if (
            last
            and last.passage.id == unit.passage.id
            and last.position + 1 == unit.position
            and unit.shape is last.shape is Shape.SENTENCE
        ):
            found[-1].append(unit)
        else:
            found.append([unit])
    return [tuple(run) for run in found]


def _repeats(unit: Unit, other: Unit) -> bool:
    a, b = set(content_stems(unit.text)), set(content_stems(other.text))
    return bool(a) and bool(b) and len(a & b) / min(len(a), len(b)) > 0.6

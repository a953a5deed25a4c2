"""Which sentences of a report carry it: its own recurring words, figures, and place; told without a model."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from math import log, sqrt

from assistant.answering.wording import plain_words
from assistant.question.vocabulary import LibraryFacts
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.sentences import Shape, Unit
from ingest.language.words import content_stems

_CENTRAL = 30
"""Stems that stand for what a report is on."""
_SAME_SECTION = 0.3
"""What a sentence loses for each that is taken from its section already, so that the points are of the whole report."""
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
_PROCEDURE = re.compile(
    r"\b(?:attached (?:as|at|to)|appended|set out (?:in|at|below)|appendix \w+ (?:shows|sets|contains)|see appendix"
    r"|this (?:report|paper|briefing) (?:sets|provides|summarises|is|seeks|details|has)|included (?:as|in|at) appendix"
    r"|provided in full as|members are (?:asked|invited)|requested by the chair|e-?mail|telephone)\b",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"^\W*(?:\d[\d.]*\s+)?(?:this|these|it|they|he|she|such|those|their|its|his|her|both|as such|however|therefore|in addition"
    r"|additionally|also|similarly|furthermore|moreover|consequently|accordingly|in doing so|despite this|the same"
    r"|\d[\d,]* (?:do|does|did|are|were|have|had|will|was|is|of (?:these|them))|\w+ to this|linked to (?:this|these)"
    r"|of (?:these|those|which|this)|all (?:\w+ )?of (?:these|them)|(?:\w+ ){1,4}of (?:this|these|them)"
    r"|(?:on|in|at|to) (?:all )?(?:\w+ )?(?:of )?(?:this|these|those|them))\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\b(?:the|an?|of|to|and|or|in|on|for|with|by|ha[ds]|have|be|been|is|are|was|were|that|which|as|at|from|its|their|will|also|we)\W*$",
    re.I,
)
"""A word that no sentence ends with."""
_START = re.compile(r"^[\"“‘'(]*[A-Z£\d]")
_END = re.compile(r"""[.!?;…][\"'”’)\]]*$""")


class Salience:
    """Scores the units of one report."""

    def __init__(self, units: Sequence[Unit], subject: str, facts: LibraryFacts) -> None:
        """`subject` names the matter; its words count as central."""
        self._facts = facts
        counts = Counter(stem for unit in units for stem in content_stems(unit.text) if not stem[0].isdigit())
        weights = {stem: (1 + log(count)) * facts.weight(stem) for stem, count in counts.items() if count > 1}
        central = sorted(weights, key=lambda stem: -weights[stem])[:_CENTRAL]
        self._central = {stem: weights[stem] for stem in central}
        self._central |= {stem: max(self._central.values(), default=1.0) for stem in content_stems(subject)}

    def score(self, unit: Unit) -> float:
        """Higher for what a reader in haste should see; comparable within one report."""
        stems = set(content_stems(unit.text))
        if not stems:
            return 0.0
        central = sum(self._central.get(stem, 0.0) for stem in stems) / sqrt(len(stems) + 4)
        told = {(q.kind, q.value) for q in quantities(unit.text) if q.kind in _TELLING}
        score = central / (max(self._central.values(), default=1.0) or 1.0)
        score += (
            0.3 * min(3, len(told))
            + (0.25 if _OWN.search(unit.text) else 0.0)
            + 0.25 * min(2, len(_CHANGE.findall(unit.text)))
            + (0.2 if unit.position == 0 else 0.0)
            + (0.25 if _ARGUED.search(unit.text) else 0.0)
        )
        if _PROCEDURE.search(unit.text):
            score -= 1.2
        return score

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
        elif (
            before is not None and _follows(unit, before) and is_whole(before) and leans(plain_words(unit.text)) and _END.search(unit.text)
        ):
            groups.append((before, unit))
        before = unit
    return groups


def _follows(unit: Unit, before: Unit) -> bool:
    return unit.passage.id == before.passage.id and unit.position == before.position + 1 and unit.shape is before.shape


def _section(unit: Unit) -> str:
    return f"{unit.passage.report_title} > {unit.passage.section}"


def is_whole(unit: Unit) -> bool:
    """Whether a unit can be read alone: a full sentence or item that opens nothing and leans on nothing."""
    text = " ".join(unit.text.split())
    count = len(text.split())
    if unit.shape is Shape.ROW or not 7 <= count <= 75 or text.endswith((":", "?", ",")) or not _START.match(plain_words(text)):
        return False
    if text.count("“") != text.count("”") or _CUT.search(text):
        return False
    whole = bool(_END.search(text)) or (unit.shape is Shape.ITEM and count >= 8 and bool(re.search(r"\d", text)))
    return whole and not leans(plain_words(text))


def is_cut(text: str) -> bool:
    """Whether words stop where no sentence stops, or open a list."""
    return text.rstrip().endswith(":") or bool(_CUT.search(text))


def leans(text: str) -> bool:
    """Whether a sentence points back to the one before it."""
    return bool(_LEANING.match(text))


def runs(chosen: Sequence[Unit], units: Sequence[Unit]) -> list[tuple[Unit, ...]]:
    """Chosen units as runs that read on: neighbours in one passage together, and behind one the sentence that points back to it."""
    near = {(unit.passage.id, unit.position): unit for unit in units}
    wanted = {(unit.passage.id, unit.position): unit for unit in chosen}
    for unit in chosen:
        following = near.get((unit.passage.id, unit.position + 1))
        if following is not None and leans(following.text) and following.shape is Shape.SENTENCE and len(following.text.split()) <= 45:
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

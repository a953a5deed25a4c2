"""How much a statement says of its own, weighed by what a trained model makes of those words (docs/support-model.md).

The model reads only what rules leave: words that stand nowhere beside what they are said of. It clears no figure, name or decision.
"""

from collections.abc import Sequence

from assistant.check.matching import Doubt, Match
from vectorstore.support_model import Borne, SupportModel

CLEARED, STRANGE = -1.0, -8.0
"""Logits of a word from which the model says that it is borne out, and below which it is strange to the passage."""
_CLEARED, _STRANGE = 0.4, 1.6
"""What such a doubt is multiplied by."""
_WORDS = 110
"""Words of a window at most."""


def weighed(found: Match, model: SupportModel | None) -> tuple[float, list[str]]:
    """The doubt of a match, and what it is about, the gravest first. Raises ModelError where the model cannot be read."""
    read = model.scores(found.said.text, windows(found)) if model and found.doubts else ()
    weights = [one.weight * _factor(one, read, len(found.said.text)) for one in found.doubts]
    order = sorted(zip(weights, found.doubts, strict=True), key=lambda pair: -pair[0])
    return sum(weights), [one.detail for _, one in order]


def _factor(doubt: Doubt, read: Sequence[Borne], length: int) -> float:
    """What the model makes of the words of a doubt: the best that a window says of the worst of them."""
    if doubt.end - doubt.start >= length:
        return 1.0
    logits = [[logit for start, end, logit in one.tokens if start < doubt.end and end > doubt.start] for one in read]
    best = max((min(window) for window in logits if window), default=None)
    if best is None:
        return 1.0
    return _CLEARED if best >= CLEARED else _STRANGE if best < STRANGE else 1.0


def windows(found: Match) -> list[str]:
    """The words of the source that the statement rests on, one window a passage: the lines that hold most of it, in their order."""
    weight: dict[int, int] = {}
    for one in found.placed:
        if one.place is not None:
            line = found.source.line_at(one.place)
            weight[line] = weight.get(line, 0) + 1
    texts: dict[int, list[tuple[int, str]]] = {}
    room: dict[int, int] = {}
    for line in sorted(weight, key=lambda line: -weight[line]):
        number, printed = found.source.lines[line]
        length = len(printed.text.split())
        if room.get(number, 0) and room[number] + length > _WORDS:
            continue
        room[number] = room.get(number, 0) + length
        texts.setdefault(number, []).append((line, printed.text))
    return [" ".join(text for _, text in sorted(lines)) for lines in texts.values()]

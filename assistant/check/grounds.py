"""What bears a model's statement out: the passages it cites or, where its support stands elsewhere in the prompt, those; and their words.

A writer who puts [3] where the words stand in [4] has the wrong number, not the wrong fact: the citation is moved.
"""

from collections.abc import Sequence
from itertools import groupby

from assistant.check.draft import Quote
from assistant.check.matching import Match, match
from ingest.language.sentences import Unit
from vectorstore.models import Hit

_MOST = 0.5
"""Share of a statement from which its own citations are what it rests on; what is not there is then not moved but missing."""
_RUN = 4
"""Units that are quoted together at most."""


def grounds(text: str, cited: Sequence[Hit], shown: Sequence[Hit]) -> tuple[Quote, ...]:
    """The words of the cited passages that bear the statement out best; of all passages shown, where the cited ones do not.

    Empty where nothing is cited and nothing else bears it out in full.
    """
    own = match(text, tuple(hit.passage for hit in cited)) if cited else None
    if own is not None and (own.is_clear or own.share >= _MOST):
        return _quotes(own, cited)
    other = match(text, tuple(hit.passage for hit in shown))
    if other.is_clear:
        return _quotes(other, shown)
    return _quotes(own, cited) if own is not None else ()


def _quotes(found: Match, hits: Sequence[Hit]) -> tuple[Quote, ...]:
    """Verbatim words around what the statement was put on, passage after passage; a whole cited passage that gives nothing is left out."""
    source, weight = found.source, dict[Unit, int]()
    for one in found.placed:
        if one.place is not None:
            unit = source.lines[source.line_at(one.place)][1].unit
            weight[unit] = weight.get(unit, 0) + 1
    units = sorted(weight, key=lambda unit: ([hit.passage.id for hit in hits].index(unit.passage.id), unit.position))
    quotes: list[Quote] = []
    for identifier, own in groupby(units, key=lambda unit: unit.passage.id):
        hit = next(hit for hit in hits if hit.passage.id == identifier)
        quotes += [Quote(hit, run[0].start, run[-1].end) for run in _runs(list(own))]
    return tuple(quotes)


def _runs(units: Sequence[Unit]) -> list[list[Unit]]:
    """Units in runs without a gap, nothing struck out between them."""
    runs: list[list[Unit]] = []
    for unit in units:
        last = runs[-1] if runs else []
        joined = last and unit.position == last[-1].position + 1 and len(last) < _RUN and not _struck_between(last[-1], unit)
        if joined:
            last.append(unit)
        else:
            runs.append([unit])
    return runs


def _struck_between(left: Unit, right: Unit) -> bool:
    return any(start < right.start and end > left.end for start, end in left.passage.struck)

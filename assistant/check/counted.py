"""What figures are of: their unit, and whether they are a rate; a statement keeps both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.check.alignment import Fit, Placed
from assistant.check.source import Source
from ingest.language.measured import rate_behind, rates_in, says
from ingest.language.quantities import QuantityKind
from ingest.language.tokens import Kind, Token
from ingest.language.units import counted_in
from ingest.language.words import fold, stem

_AROUND = 60
"""Characters around a figure of the source in which its rate may be said."""


@dataclass(frozen=True, slots=True)
class Miscounted:
    """A figure whose unit the source gives otherwise."""

    said: Token
    detail: str


def miscounted(text: str, placed: Sequence[Placed], source: Source) -> Iterator[Miscounted]:
    """The figures of a statement whose unit, kind or rate is not the source's."""
    for one in placed:
        if one.token.kind is not Kind.FIGURE or one.fit is not Fit.PLACED or one.source is None:
            continue
        printed = source.occurrences(one.token)
        wrong = _unit(text, one.token, printed, source) or _rate(text, one.token, printed, source) or _kind(one.token, printed, source)
        if wrong:
            yield Miscounted(one.token, wrong)


def _unit(text: str, said: Token, printed: Sequence[Token], source: Source) -> str:
    unit = counted_in(text, said.end)
    units = {counted_in(source.text_at(token.place), token.end) for token in printed}
    if unit and unit not in units and None not in units:
        return f"the paper counts {' or '.join(sorted(name for name in units if name))}, the statement {unit}"
    return ""


def _rate(text: str, said: Token, printed: Sequence[Token], source: Source) -> str:
    words, of = rate_behind(text, said.end)
    if not words:
        return ""
    for token in printed:
        around = source.text_at(token.place)
        is_rate, named = rates_in(around[max(0, token.start - _AROUND) : token.end + _AROUND])
        alike = not of or not named or stem(fold(of)) in {stem(fold(word)) for word in named}
        if token.place in source.labels or (is_rate and alike):
            return ""
    return f"“{words}”: the paper does not say it of each"


def _kind(said: Token, printed: Sequence[Token], source: Source) -> str:
    """A share where the paper prints a number, or a number where it prints a share."""
    assert said.measured is not None
    kinds = {token.measured.kind for token in printed if token.measured and says(token.measured, said.measured)}
    share, plain = QuantityKind.PERCENT, {QuantityKind.COUNT, QuantityKind.MONEY}
    if said.measured.kind is share and kinds and share not in kinds and not source.prints_shares:
        return "the paper does not print it as a percentage"
    if said.measured.kind in plain and kinds == {share}:
        return "the paper prints it as a percentage"
    return ""

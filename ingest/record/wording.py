"""Wordings compared: how alike two clauses are, and which words only one of them has."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from ingest.language.words import fold, stem, word_set
from ingest.record.outcomes import bare

_WORD = re.compile(r"£?\d[\d,./%]*\w*|[A-Za-z][\w’'-]*")
_EMPTY = word_set("the a an of to and or be is are was were do does did that it its in on for by with as at this which been")


def stems_of(text: str) -> list[str]:
    """Stems of a clause's words with its label and lead-in taken off; the small words go too, figures stay."""
    return [stem for stem, _, _ in _marked(bare(text))]


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two clauses are, 0 to 100: in order or out of it, one inside the other counting a little less."""
    first, second = " ".join(one), " ".join(other)
    if min(len(one), len(other)) < 4:
        return float(fuzz.token_sort_ratio(first, second))
    return max(float(fuzz.token_sort_ratio(first, second)), 0.85 * float(fuzz.token_set_ratio(first, second)))


def likest(scored: Iterable[tuple[float, int, int, str]]) -> dict[int, tuple[int, str]]:
    """Of (score, one, other, reason): each one with its other and the reason, the highest score first; nothing is taken twice."""
    found: dict[int, tuple[int, str]] = {}
    used: set[int] = set()
    for _, one, other, reason in sorted(scored, key=lambda each: -each[0]):
        if one not in found and other not in used:
            found[one] = (other, reason)
            used.add(other)
    return found


def difference(first: str, second: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The runs of words, as printed, that only the first and only the second clause has; verb forms and small words do not count."""
    one, other = _marked(bare(first)), _marked(bare(second))
    opcodes = SequenceMatcher(None, [m[0] for m in one], [m[0] for m in other], autojunk=False).get_opcodes()
    gone = _runs(bare(first), one, [(a, b) for tag, a, b, _, _ in opcodes if tag != "equal"], other)
    new = _runs(bare(second), other, [(c, d) for tag, _, _, c, d in opcodes if tag != "equal"], one)
    return gone, new


_Marked = list[tuple[str, int, int]]
"""Form, start and end of each word that counts."""


def _runs(text: str, own: _Marked, spans: Sequence[tuple[int, int]], other: _Marked) -> tuple[str, ...]:
    """The spans as printed; words that only moved are no difference, figures always are."""
    there = {form for form, _, _ in other}
    changed = [(a, b) for a, b in spans if b > a and any(f not in there or any(c.isdigit() for c in f) for f, _, _ in own[a:b])]
    return tuple(text[own[a][1] : own[b - 1][2]] for a, b in changed)


def _marked(text: str) -> _Marked:
    return [(_form(m.group()), m.start(), m.end()) for m in _WORD.finditer(text) if m.group().casefold() not in _EMPTY]


def _form(word: str) -> str:
    """A word without the endings in which recommendations and resolutions differ: "note", "notes" and "noted" are one."""
    plain = stem(fold(word).strip(".,"))
    return re.sub(r"(?:ing|ed|es|s|e)$", "", plain) if plain.isalpha() and len(plain) > 3 else plain

"""Words as the suite compares them: case, typography and markup do not count, figures do."""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

_DASHES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-", "\u00ad": None})
_TAG = re.compile(r"</?[a-z]{1,4}>")
_TOKEN = re.compile(r"[a-z0-9£%]+(?:[.,][0-9]+)*(?:'[a-z]+)?")
_SQUASH = re.compile(r"[^a-z0-9£%.,]+|[.,](?!\d)|(?<!\d)[.,]")
_ABBREVIATION = re.compile(
    r"\b(?:cllrs?|mr|mrs|ms|dr|fr|st|no|nos|para|paras|e\.g|i\.e|etc|approx|ltd|inc|p|pp|s|v|[a-z])\.$", re.IGNORECASE
)
_END = re.compile(r"[.!?][\"')\]]*(?:\s*\[\d+\])*(?=\s+[\"'(\[£]?[A-Z0-9]|\s*$)|\n(?=[^\S\n]*+(?:[-*•]\s|\n))", re.MULTILINE)
ELLIPSIS = re.compile(r"(?<!\s)\s*+(?:\[?(?:\.{3}|…)\]?)\s*+")
"""What divides a quotation into parts."""
_MARKER = re.compile(r"\[(\d+)\]")
_UNMATCHED = re.compile(r" ?\(in the model's words; not matched(?:[^()\n]|\([^()\n]{0,20}\)){0,120}\)")
"""What stands behind a sentence that a system could not match to its sources: no words of the answer, and its page is no figure."""


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(words.split())


def fold(text: str) -> str:
    """Lower case, plain quotes and dashes, ligatures opened, markup and soft hyphens dropped, one space between words."""
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    return " ".join(re.sub(r"[*_#|\\]", " ", _TAG.sub(" ", text)).split())


def tokens(text: str) -> list[str]:
    """The words and figures of a text, in order."""
    return _TOKEN.findall(fold(text))


@lru_cache(maxsize=16384)
def squash(text: str) -> str:
    """The letters and figures alone: equal for texts that differ in white space, hyphenation and punctuation only."""
    return _SQUASH.sub("", fold(text))


def grams(words: list[str], n: int) -> set[tuple[str, ...]]:
    """The runs of `n` words; the whole where there are fewer."""
    n = min(n, len(words))
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)} if n else set()


def coverage(span: str, *texts: str) -> float:
    """Share of the span's characters that lie in runs of three words which one of the texts holds, 0 to 1."""
    words = tokens(span)
    n = min(3, len(words))
    if not n:
        return 0.0
    there = set().union(*(_runs(text, n) for text in texts)) if texts else set()
    covered = [False] * len(words)
    for at in range(len(words) - n + 1):
        if tuple(words[at : at + n]) in there:
            covered[at : at + n] = [True] * n
    return sum(len(word) for word, hit in zip(words, covered, strict=True) if hit) / sum(map(len, words))


@lru_cache(maxsize=4096)
def _runs(text: str, n: int) -> frozenset[tuple[str, ...]]:
    words = tokens(text)
    return frozenset(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def holds(text: str, quote: str) -> bool:
    """Whether every part of `quote` (parts are divided by an ellipsis) stands in `text`, in order, typography aside."""
    there, at = squash(text), 0
    parts = [squash(part) for part in ELLIPSIS.split(quote)]
    for part in filter(None, parts):
        found = there.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return any(parts)


def parts_in(text: str, quote: str) -> list[tuple[int, int]] | None:
    """(start, end) in `text` of each part of a quotation with an ellipsis, as near to each other as they stand; None where it has one
    part only, or one is not there."""
    parts = [part for part in ELLIPSIS.split(quote) if squash(part)]
    if len(parts) < 2:
        return None
    patterns = (r"\W{0,6}".join(re.escape(word) for word in re.findall(r"\w+", part)) for part in parts)
    found = [[match.span() for match in re.finditer(pattern, text, re.IGNORECASE)] for pattern in patterns]
    chains = []
    for last in found[-1]:
        chain = [last]
        for places in reversed(found[:-1]):
            before = bisect_right(places, chain[0][0], key=lambda place: place[1])
            if not before:
                break
            chain.insert(0, places[before - 1])
        else:
            chains.append(chain)
    return min(chains, key=lambda chain: chain[-1][0] - chain[0][1], default=None)


def sentences(text: str) -> list[str]:
    """Sentences and list items; "Cllr.", "para. 4.2" and "£1.2m" do not end one."""
    text = _UNMATCHED.sub("", text)
    found, begin = [], 0
    for end in _END.finditer(text):
        piece = text[begin : end.end()].strip()
        if _ABBREVIATION.search(piece) and end.end() < len(text) and "\n" not in end.group():
            continue
        found.append(piece)
        begin = end.end()
    found.append(text[begin:].strip())
    return [piece.lstrip("-*• ").strip() for piece in found if re.search(r"\w", piece)]


def marked(text: str) -> tuple[str, tuple[int, ...]]:
    """A sentence without its [n] markers and the mark of what was not matched, and the markers."""
    text = _UNMATCHED.sub("", text)
    return " ".join(_MARKER.sub("", text).split()).replace(" .", "."), tuple(int(n) for n in _MARKER.findall(text))

"""Words and figures that a narrow table cell breaks without a hyphen are put together again.

Where a printed line of a cell is full to the brim, the row holds BRIM instead of a blank; the paper's own vocabulary then decides
whether a word was broken there or two words meet.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.models import Line

BRIM = "\ue010"
_CHAIN = re.compile(rf"(?<![^\s{BRIM}])[^\s{BRIM}]++(?:{BRIM}[^\s{BRIM}]++)++")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FIGURE = re.compile(r"^[-+(£]*+[.,]*+\d[\d.,]*+$")
_SMALL = frozenset(
    (
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "if",
        "in",
        "is",
        "it",
        "no",
        "not",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "up",
        "was",
        "we",
        "with",
    )
)


def rejoined(lines: Sequence[Line]) -> list[Line]:
    """The lines of a whole paper without BRIM marks."""
    if not any(BRIM in line.text for line in lines):
        return list(lines)
    vocabulary = _vocabulary(lines)
    return [_rejoined(line, vocabulary) if BRIM in line.text else line for line in lines]


def _vocabulary(lines: Iterable[Line]) -> frozenset[str]:
    """Words of the paper that stand whole, in lower case."""
    return frozenset(word.lower() for line in lines for word in _WORD.findall(_CHAIN.sub(" ", line.text)) if len(word) > 1)


def _rejoined(line: Line, vocabulary: frozenset[str]) -> Line:
    marked = _CHAIN.sub(lambda m: _chain(m[0].split(BRIM), vocabulary), line.text)
    gone = [index for index, char in enumerate(marked) if char == BRIM]
    struck = tuple((a - sum(g < a for g in gone), b - sum(g < b for g in gone)) for a, b in line.struck)
    text = marked.replace(BRIM, "")
    return replace(line, text=text, struck=struck, cells=tuple(text.split("\t")) if line.cells else ())


def _chain(parts: list[str], vocabulary: frozenset[str]) -> str:
    """Parts joined by BRIM where a word was broken and by a blank where two words meet; the length stays the same."""
    done = parts[0]
    word = parts[0]
    index = 1
    while index < len(parts):
        whole = next((end for end in range(len(parts), index, -1) if _known(word + "".join(parts[index:end]), vocabulary)), None)
        if whole is not None:
            done += "".join(BRIM + part for part in parts[index:whole])
            word, index = word + "".join(parts[index:whole]), whole
            continue
        broken = _broken(word, parts[index], vocabulary)
        done += (BRIM if broken else " ") + parts[index]
        word = word + parts[index] if broken else parts[index]
        index += 1
    return done


def _known(text: str, vocabulary: frozenset[str]) -> bool:
    return text.strip(".,;:()").lower() in vocabulary


def _broken(word: str, rest: str, vocabulary: frozenset[str]) -> bool:
    """Whether `rest` continues `word`."""
    if _FIGURE.match(word) and rest[0] in "0123456789.,%)":
        return True
    if rest[0] in ".,;:)%":
        return True
    if word[-1] == "/" and word[0].isdigit() and rest[0].isdigit():
        return True
    if not (word[-1].isalpha() and rest[0].isalpha()) or rest.lower().strip(".,;:()") in _SMALL:
        return False
    same_case = rest[0].islower() or (word.isupper() and rest.strip(".,;:()").isupper())
    return same_case and not _known(word, vocabulary) and not (len(rest) > 3 and _known(rest, vocabulary))

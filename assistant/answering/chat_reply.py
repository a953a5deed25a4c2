"""A chat model's reply cut into statements while it streams: each with its markers, as soon as it is whole."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.check.draft import Style
from assistant.citations import locator
from assistant.retrieval.models import Extract
from ingest.language.safe_text import harmless
from ingest.language.sentences import split_sentences, units
from prompts import SILENCE
from vectorstore.models import Hit

_MARKER = re.compile(r"[\[【](\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)[\]】]")
_AFTER_STOP = re.compile(r"(?<![.!?])([.!?]++[\"”’)]*+)((?:\s*+[\[【][\d\s,;–-]++[\]】])++)")
_BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d{1,3}(?:\.\d+)*[.)])\s+")
_MARKER_BEGUN = re.compile(r"^\s*+[\[【]?+[\d\s,;–-]*+$")
_ENDED = re.compile(r"[.!?:;\]】][\"”’)*]*\s*$")
_MOST = 20
"""Markers of one statement; what cites more cites nothing in particular."""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a model."""

    text: str
    """Its words without markers."""
    markers: tuple[int, ...]
    style: Style = Style.PROSE


SILENT = Said("", ())
"""Stands for the line by which the model says that the passages do not say."""


def statements(pieces: Iterable[str]) -> Iterator[Said]:
    """Statements of a reply in order, each when what follows shows that it is whole; what the reply breaks off in is left out."""
    held, style = "", Style.PROSE
    for piece in pieces:
        held += piece
        *lines, held = held.split("\n")
        for line in lines:
            style, line = _begin(line, style)
            yield from _said(line, style)
            style = Style.PROSE
        if len(held) > 3:
            style, held = _begin(held, style)
        whole, held = _whole(held)
        for sentence in whole:
            yield from _said(sentence, style)
    style, held = _begin(held, style)
    whole, rest = _whole(held)
    ended = rest if _ENDED.search(rest) or SILENCE.casefold() in rest.casefold() else ""
    for sentence in (*whole, ended):
        yield from _said(sentence, style)


def _begin(line: str, style: Style) -> tuple[Style, str]:
    """A line without the bullet it opens with."""
    match = _BULLET.match(line)
    return (Style.BULLET, line[match.end() :]) if match else (style, line)


def _whole(text: str) -> tuple[list[str], str]:
    """The sentences that are surely whole, with the markers behind their full stop, and the rest."""
    text = _AFTER_STOP.sub(r"\2\1", text)
    parts = [text[start:end] for start, end in split_sentences(text)]
    if len(parts) < 2 or _MARKER_BEGUN.match(parts[-1]):
        return [], text
    return parts[:-1], parts[-1]


def _said(text: str, style: Style) -> Iterator[Said]:
    whole, rest = _whole(text)
    for sentence in (*whole, rest):
        markers = tuple(dict.fromkeys(number for group in _MARKER.findall(sentence) for number in _numbers(group)))
        words = re.sub(r"(?<!\s)\s++([.,;:!?])", r"\1", _MARKER.sub("", sentence))
        words = re.sub(r"\s+", " ", words.replace("**", "").replace("__", "").replace("|", " ")).strip().lstrip("#> ")
        if SILENCE.casefold() in words.casefold():
            yield SILENT
        elif re.search(r"\w{2}", words):
            yield Said(words, markers[:_MOST], Style.LEAD if words.endswith(":") else style)


def _numbers(group: str) -> list[int]:
    """The numbers of one marker; "2-4" means each of them."""
    found: list[int] = []
    for part in re.split(r"[,;]", group):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if ends:
            found += range(ends[0], min(ends[-1], ends[0] + _MOST) + 1) if ends[-1] >= ends[0] else ends
    return found


# What the chat model sees of the papers: numbered passages as fenced data, cut to a budget, with nothing in them that acts.

CHARACTERS_A_TOKEN = 3
"""Fewer than English prose has (about four), because figures and tables take more tokens."""
_FENCE_LIKE = re.compile(r"[=~#`-]{3,}|<\|[^|>]*\|>|‹\|[^|›]*\|›|\[/?INST\]", re.IGNORECASE)
_ROLE_LIKE = re.compile(r"^[^\S\n]*+(system|assistant|user|human|developer)\s*+:", re.IGNORECASE | re.MULTILINE)
_LEAST = 120
"""Characters of a passage below which it is not begun."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Numbered passages; the marker [n] of a reply means the n-th, counted from 1."""

    hits: tuple[Hit, ...]
    text: str

    @property
    def fence(self) -> str:
        """A mark that papers cannot print ahead: it hangs on all the words between the fences."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def number_sources(extracts: Sequence[Extract], tokens: int) -> Sources:
    """The passages of the extracts, best extract first, as many as the budget holds; the last is cut at the end of a unit."""
    room = tokens * CHARACTERS_A_TOKEN
    hits: list[Hit] = []
    blocks: list[str] = []
    for hit in (_hit(extract, at) for extract in extracts for at in range(len(extract.passages))):
        head = f"({as_data(locator(hit.passage))})\n[{len(hits) + 1}] "
        lines: list[str] = []
        room -= len(head)
        if room < _LEAST and hits:
            break
        for unit in units(hit.passage):
            words = as_data(unit.text)
            if len(words) > room and (lines or hits):
                break
            lines.append(words[: max(room, _LEAST)])
            room -= len(lines[-1])
        if lines:
            hits.append(hit)
            blocks.append(head + "\n".join(lines))
    return Sources(tuple(hits), "\n\n".join(blocks))


def _hit(extract: Extract, at: int) -> Hit:
    passage = extract.passages[at]
    return extract.hit if passage.id == extract.hit.passage.id else replace(extract.hit, passage=passage, also_at=())


def as_data(text: str) -> str:
    """Words of a paper or a reader as a model may see them: no address, markup, look-alike fence, marker or turn of a conversation."""
    return _ROLE_LIKE.sub(r"(\1)", _FENCE_LIKE.sub("-", harmless(text)))

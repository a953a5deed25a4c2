"""A chat model's reply cut into statements while it streams: each with its markers, as soon as it is whole."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.draft import Style
from assistant.sentences import split_sentences
from prompts import SILENCE

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
        elif re.search(r"\w{2}", words) and not words.endswith(":"):  # what only opens a list says nothing by itself
            yield Said(words, markers[:_MOST], style)


def _numbers(group: str) -> list[int]:
    """The numbers of one marker; "2-4" means each of them."""
    found: list[int] = []
    for part in re.split(r"[,;]", group):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if ends:
            found += range(ends[0], min(ends[-1], ends[0] + _MOST) + 1) if ends[-1] >= ends[0] else ends
    return found

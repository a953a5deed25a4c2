"""A note made ready for any format: words cleaned of what a file cannot hold, sources numbered in the order they are first used."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.briefing.models import Grid, Note
from assistant.errors import ExportError
from assistant.models import Citation
from assistant.struck import in_words

_UNWRITABLE = re.compile(
    "[^\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"  # illegal in XML 1.0
    "|[\\x7f-\\x9f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff\\ufff0-\\ufffb]"  # controls that hide or turn round words
)
_MOST_WORDS = 4000
"""Characters of the words of one place up to which they share one source."""


def clean(text: str) -> str:
    """The words on one line, without the characters that XML forbids or that change how the words around them are shown."""
    return " ".join(_UNWRITABLE.sub("", " ".join(text.split())).split())


def prepared(note: Note, *, by_place: bool = True, by_cell: bool = False) -> Note:
    """The note with clean words, a caption for every table, and markers that run 1, 2, 3 in the order a reader meets them.

    Sources of the same place share one number and tell their words together, unless `by_place` is False. A table whose cells all stand
    in one place names it once, unless `by_cell`. Sources that nothing cites come last. Raises ExportError where something cites a source
    that the note does not hold.
    """
    plain = note.model_dump()
    held = _held(note.sources, dict.fromkeys(_markers(plain["sections"])))
    used = dict.fromkeys(_markers(plain["sections"]))
    ordered = [held[marker] for marker in dict.fromkeys([*used, *held])]
    number = places(ordered) if by_place else {source.marker: at for at, source in enumerate(ordered, 1)}
    plain = _walk(plain, number)
    plain["sources"] = [_joined(group, at, told=by_place) for at, group in enumerate(_groups(ordered, number), 1)]
    for section in plain["sections"]:
        for block in section["blocks"]:
            _caption(block, section["heading"])
            if not by_cell and block["kind"] in ("grid", "chart"):
                _mark_once(block["data"] if block["kind"] == "chart" else block)
    return Note.model_validate(plain)


def places(sources: Iterable[Citation]) -> dict[int, int]:
    """Marker to number, the same for sources of one place, up to as many words as a cell or a footnote can well hold."""
    numbers: dict[int, int] = {}
    open_at: dict[tuple[str, str], tuple[int, int]] = {}
    for source in sources:
        key = (source.document, source.locator)
        at, length = open_at.get(key, (0, 0))
        if not at or length + len(source.quote) > _MOST_WORDS:
            at, length = max(numbers.values(), default=0) + 1, 0
        open_at[key] = at, length + len(source.quote)
        numbers[source.marker] = at
    return numbers


def prepared_grids(grids: Sequence[tuple[str, Grid]], sources: Sequence[Citation]) -> tuple[list[tuple[str, Grid]], list[Citation]]:
    """Clean words in tables that stand alone; markers stay as they are. Raises ExportError as `prepared` does."""
    used = dict.fromkeys(marker for _, grid in grids for marker in _markers(grid.model_dump()))
    held = _held(sources, used)
    same = {marker: marker for marker in held}
    clean_grids = [(clean(name), Grid.model_validate(_walk(grid.model_dump(), same))) for name, grid in grids]
    return clean_grids, [Citation.model_validate(_joined([source], source.marker, told=True)) for source in held.values()]


def _groups(ordered: Sequence[Citation], number: Mapping[int, int]) -> list[list[Citation]]:
    groups: dict[int, list[Citation]] = {}
    for source in ordered:
        groups.setdefault(number[source.marker], []).append(source)
    return [groups[at] for at in sorted(groups)]


def _joined(group: Sequence[Citation], marker: int, *, told: bool) -> dict[str, Any]:
    """Sources of one place as one: the words of each, without those that another holds; `told` says in words what is struck out."""
    quotes = list(dict.fromkeys(in_words(source.quote, source.struck) if told else source.quote for source in group))
    apart = [quote for quote in quotes if not any(quote in other for other in quotes if other != quote)]
    marked = next((source.marking for source in group if source.marking), None)
    also = tuple(dict.fromkeys(name for source in group for name in source.also_in))
    return _renumbered(group[0].model_copy(update={"quote": " … ".join(apart), "also_in": also, "marking": marked, "struck": ()}), marker)


def _held(sources: Sequence[Citation], used: Mapping[int, None]) -> dict[int, Citation]:
    held = {source.marker: source for source in sources}
    if lost := [marker for marker in used if marker not in held]:
        raise ExportError(f"source {lost[0]} is cited and not among the sources; make the note again")
    return held


def _renumbered(source: Citation, marker: int) -> dict[str, Any]:
    plain: dict[str, Any] = _walk(source.model_dump(), {})
    return {**plain, "marker": marker}


def _markers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from inner if key == "markers" else _markers(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _markers(inner)


def _walk(value: Any, number: Mapping[int, int]) -> Any:
    if isinstance(value, dict):
        return {
            key: tuple(sorted({number[marker] for marker in inner})) if key == "markers" else _walk(inner, number)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_walk(inner, number) for inner in value]
    return clean(value) if type(value) is str else value


def _mark_once(grid: dict[str, Any]) -> None:
    """Move the sources of the cells to the table where they are the same for every row that has any."""
    of_rows = {tuple(sorted(set(_markers(list(row))))) for row in grid["rows"]} - {()}
    if len(grid["rows"]) > 1 and len(of_rows) == 1:
        (grid["markers"],) = of_rows
        grid["rows"] = [[{**cell, "markers": ()} for cell in row] for row in grid["rows"]]


def _caption(block: dict[str, Any], heading: str) -> None:
    if block["kind"] == "grid":
        block["caption"] = block["caption"] or heading
    elif block["kind"] == "chart":
        block["data"]["caption"] = block["data"]["caption"] or f"{block['title']}: the figures and where they stand"

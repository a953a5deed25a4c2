"""The small markup in which the sample papers are written, and the blocks it stands for.

A text opens with `key: value` lines closed by `---`. After that each line is one block:

    # Title   ## Heading   ### Subheading   #### Minor heading
    LABEL :: words        a numbered paragraph or list entry; two leading spaces a level of indent
    - words               a bullet; two leading spaces a level of indent
    | a | b |             a table row; consecutive rows are one table, set up by a `@table key=value …` line before
    @name argument        a command to the typesetter (page, stamp, bookmark, item, …)
    words                 a paragraph

`@include part` puts in samples/texts/parts/part.md and `@set name value` gives {name} its value in what follows.
Words carry **bold**, _italic_ and ~~struck out~~.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

BULLET = "•"
TEXTS = Path(__file__).parent / "texts"
COUNCILS = Path(__file__).parent / "councils"
"""One folder of texts for each of the five further councils."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of a paper or part."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph with neither number nor bullet."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph behind a printed label: "3.", "(ii)", "a)", "24.05.03", "•"; set in as far with no label where it is empty."""

    label: str
    text: str
    indent: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its printed rows and the options of its `@table` line."""

    rows: tuple[tuple[str, ...], ...]
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """An instruction to the typesetter, such as `page` or `stamp`."""

    name: str
    argument: str


Block = Heading | Text | Entry | Grid | Command


@dataclass(frozen=True, slots=True)
class Source:
    """A sample paper as written: its header and its blocks."""

    header: dict[str, str]
    blocks: tuple[Block, ...]

    def on(self, key: str) -> bool:
        """Whether the header turns `key` on."""
        return self.header.get(key, "no") == "yes"


def load(stem: str, folder: Path | None = None) -> Source:
    """The paper written in `stem`.md in samples/texts, or in `folder`, with its parts put in."""
    head, _, body = ((folder or TEXTS) / f"{stem}.md").read_text(encoding="utf-8").partition("\n---\n")
    header = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    return Source(header, tuple(_blocks(list(_expanded(body, {})))))


def _expanded(body: str, values: dict[str, str]) -> Iterator[str]:
    for line in body.splitlines():
        if line.startswith("@set "):
            _, name, value = line.split(" ", 2)
            values[name] = value
        elif line.startswith("@include "):
            yield from _expanded((TEXTS / "parts" / f"{line.split()[1]}.md").read_text(encoding="utf-8"), values)
        else:
            yield re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), line)


def _blocks(lines: list[str]) -> Iterator[Block]:
    options: dict[str, str] = {}
    rows: list[tuple[str, ...]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            continue
        if rows:
            yield Grid(tuple(rows), options)
            options, rows = {}, []
        if line.startswith("@table"):
            options = dict(pair.split("=", 1) for pair in line.split()[1:])
        elif line.strip():
            yield _block(line)


def _block(line: str) -> Block:
    indent = (len(line) - len(line.lstrip())) // 2
    words = line.strip()
    if match := re.match(r"(#{1,4}) (?!::)(.*)", words):
        return Heading(len(match[1]), match[2])
    if words.startswith("@"):
        name, _, argument = words[1:].partition(" ")
        return Command(name, argument)
    if words.startswith("- "):
        return Entry(BULLET, words[2:], indent)
    label, mark, text = words.partition(":: ")
    return Entry(label.rstrip(), text, indent) if mark else Text(words)

"""What the support model is trained on: labelled pairs of claim and passage, and papers cut into sections of sentences."""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.language.sentences import Shape, split_sentences, units
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from ingest.structure.parse import parse

HELD_OUT = 7
"""One paper in so many, by a checksum of its name, is kept back to measure with."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim with a passage, and whether people (or the rule that made it) found it supported."""

    claim: str
    passage: str
    supported: bool
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences that stand one after the other under one heading; `heading` is empty where there is none."""

    heading: str
    sentences: tuple[str, ...]
    source: str


def read_pairs(path: Path) -> Iterator[Pair]:
    """The pairs of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Pair(row["claim"], row["passage"], bool(row["label"]), row["kind"], row["source"])


def is_prose(sentence: str) -> bool:
    """Whether this reads as one sentence of running text, neither heading, row nor list of figures."""
    words = re.findall(r"[A-Za-z]+", sentence)
    closed = sentence.rstrip().endswith((".", "”", '"')) and " | " not in sentence and "\t" not in sentence
    return closed and 7 <= len(words) <= 60 and sum(map(len, words)) > 0.6 * len(sentence)


def sections_of_pairs(pairs: Iterable[Pair]) -> list[Section]:
    """The passages of pairs that are running text, each once."""
    found: dict[str, Section] = {}
    for pair in pairs:
        if pair.passage not in found and pair.kind != "table" and " | " not in pair.passage:
            sentences = tuple(pair.passage[a:b].strip() for a, b in split_sentences(pair.passage))
            if len(sentences) >= 2 and any(map(is_prose, sentences)):
                found[pair.passage] = Section("", sentences, pair.source)
    return list(found.values())


def sections_of_papers(folder: Path) -> Iterator[Section]:
    """The passages of the papers in `folder`, read as the product reads them; `source` is the file's name."""
    settings = IngestSettings()  # type: ignore[call-arg]
    for path in sorted(folder.iterdir()):
        _, passages = parse(read_paper(path, settings), path.name, path.stem, settings)
        for passage in passages:
            sentences = [" ".join(unit.text.split()) for unit in units(passage) if unit.shape is not Shape.ROW]
            if any(map(is_prose, sentences)):
                heading = passage.section or passage.report_title or passage.agenda_title or ""
                yield Section(" ".join(heading.split()), tuple(sentences), path.name)


def held_out(source: str) -> bool:
    """Whether a paper is kept back from training."""
    return zlib.crc32(source.encode()) % HELD_OUT == 0

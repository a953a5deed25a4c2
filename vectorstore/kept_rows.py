"""The rows of all passages as a build of the index takes them, kept by paper: after a change only the papers that changed are read."""

import json
import zlib
from collections import defaultdict
from dataclasses import astuple
from functools import cache
from pathlib import Path
from typing import Final

import ingest.language.periods
import ingest.library.context
import vectorstore.embed
import vectorstore.shards
from ingest.library.library import Library
from ingest.library.told import by_document, keep_told, told
from ingest.models import Classification
from vectorstore.shards import Row

_ROWS: Final = "rows"
"""What they are kept as."""
_EVERY: Final = frozenset(Classification)
_Rows = list[tuple[Classification, Row]]


def rows_of(library: Library, *, anew: bool = False) -> dict[Classification, list[Row]]:
    """The rows of every passage by classification; with `anew` every passage is read, whatever is kept."""
    revision = library.revision()
    kept = {} if anew else told(library, _ROWS, _EVERY, _version())
    found, fresh = defaultdict[Classification, list[Row]](list), dict[str, bytes]()
    for document, papers in by_document(library.papers()).items():
        rows = _from(kept[papers[0].id]) if len(papers) == 1 and papers[0].id in kept else None
        if rows is None:
            rows = [(passage.classification, Row.of(passage)) for passage in library.passages(document=document)]
            fresh |= {paper.id: _stored(rows) for paper in papers if len(papers) == 1}
        for classification, row in rows:
            found[classification].append(row)
    if fresh:
        keep_told(library, _ROWS, _EVERY, _version(), fresh, revision)
    return found


@cache
def _version() -> str:
    """Another one wherever what is embedded of a passage, or what is kept of it, is made by other code."""
    modules = (ingest.language.periods, ingest.library.context, vectorstore.embed, vectorstore.shards)
    return f"{zlib.crc32(b''.join(Path(str(module.__file__)).read_bytes() for module in modules))}"


def _stored(rows: _Rows) -> bytes:
    return zlib.compress(json.dumps([(classification, *astuple(row)) for classification, row in rows]).encode(), 1)


def _from(value: bytes) -> _Rows | None:
    """The rows that were stored; None where what is kept is damaged."""
    try:
        return [(Classification(classification), Row(*row)) for classification, *row in json.loads(zlib.decompress(value))]
    except (ValueError, TypeError, zlib.error):
        return None

"""Vectors of the sentences of passages, worked out before anybody asks; each goes with its passage."""

import json
from collections.abc import Iterator, Mapping, Sequence

from ingest.library.engine import EVERYTHING
from ingest.library.library import Library


def sentence_vectors(library: Library, keys: Sequence[int]) -> dict[int, bytes]:
    """The kept vectors of those `keys` that have one: whoever has the text, of which a key is the hash, may have its vector."""
    sql = """SELECT sentence.key, sentence.value FROM json_each(?) AS wanted
        CROSS JOIN sentence ON sentence.key = CAST(wanted.value AS INTEGER)"""
    return {row["key"]: row["value"] for row in library.rows(sql, json.dumps(list(keys)), allowed=EVERYTHING)}


def keep_sentences(library: Library, values: Mapping[str, Sequence[tuple[int, bytes]]]) -> None:
    """Keep (key, vector) of the sentences of passages by passage id; those of a passage that is gone meanwhile are not kept."""
    sql = """INSERT INTO sentence (key, passage, value) SELECT ?, rowid, ? FROM passage WHERE id = ?
        ON CONFLICT (key, passage) DO UPDATE SET value = excluded.value"""
    with library.transaction() as connection:
        connection.executemany(sql, [(key, value, passage) for passage, own in values.items() for key, value in own])


def unread(library: Library) -> Iterator[str]:
    """Ids of the passages of which no sentence is kept, of the newest meetings first, undated ones last."""
    sql = """SELECT id FROM passage WHERE NOT EXISTS (SELECT 1 FROM sentence WHERE sentence.passage = passage.rowid)
        ORDER BY meeting_date IS NULL, meeting_date DESC, document, ordinal"""
    return iter([row["id"] for row in library.rows(sql, allowed=EVERYTHING)])

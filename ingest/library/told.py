"""What papers tell, as whoever reads them keeps it: it goes with its paper, and is of no use where its stamp is another."""

from collections.abc import Mapping

from ingest.library.library import Library


def told(library: Library, name: str, stamp: str) -> dict[str, bytes]:
    """What is kept under `name` with `stamp`, by paper id."""
    sql = "SELECT paper.id, told.value FROM told JOIN paper ON paper.number = told.paper WHERE told.name = ? AND told.stamp = ?"
    return {row["id"]: row["value"] for row in library.rows(sql, name, stamp)}


def keep_told(library: Library, name: str, stamp: str, values: Mapping[str, bytes], revision: int) -> None:
    """Keep what papers tell, by paper id, if the library is still at `revision`: else they may tell something else by now."""
    sql = "INSERT OR REPLACE INTO told (paper, name, stamp, value) SELECT number, ?, ?, ? FROM paper WHERE id = ?"
    with library.transaction() as connection:
        if library.revision() == revision:
            connection.executemany(sql, [(name, stamp, value, paper) for paper, value in values.items()])

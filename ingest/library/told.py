"""What papers tell, as whoever reads them keeps it: it goes with its paper, and is of no use where its stamp is another."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from ingest.library.library import Library
from ingest.models import Classification, Paper


def told(library: Library, about: str, readable: Collection[Classification], stamp: str) -> dict[str, bytes]:
    """What is kept with `stamp` of papers as readers of these classifications know them, by paper id."""
    sql = "SELECT paper.id, told.value FROM told JOIN paper ON paper.number = told.paper WHERE told.name = ? AND told.stamp = ?"
    return {row["id"]: row["value"] for row in library.rows(sql, _name(about, readable), stamp, allowed=readable)}


def keep_told(
    library: Library, about: str, readable: Collection[Classification], stamp: str, values: Mapping[str, bytes], revision: int
) -> None:
    """Keep what papers tell, by paper id, if the library is still at `revision`: else they may tell something else by now."""
    name = _name(about, readable)
    sql = """INSERT INTO told (paper, name, stamp, value) SELECT number, ?, ?, ? FROM paper WHERE id = ?
        ON CONFLICT (paper, name) DO UPDATE SET stamp = excluded.stamp, value = excluded.value"""
    with library.transaction() as connection:
        if library.revision() == revision:
            connection.executemany(sql, [(name, stamp, value, paper) for paper, value in values.items()])


def by_document(papers: Iterable[Paper]) -> dict[str, tuple[Paper, ...]]:
    """Papers by document name, by which passages are read; two files may share one, and what is kept of a paper is of no use then."""
    of: defaultdict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        of[paper.document].append(paper)
    return {document: tuple(own) for document, own in of.items()}


def _name(about: str, readable: Collection[Classification]) -> str:
    """By its end PostgreSQL knows what is for the public (guards.py)."""
    return f"{about} {' '.join(sorted(readable))}"

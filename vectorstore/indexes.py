"""Which index a library has: the one place that chooses the engine by the settings."""

from ingest.library.library import Library
from vectorstore.embed import Embedder
from vectorstore.errors import SearchError
from vectorstore.index import Index
from vectorstore.settings import SearchSettings


def open_index(library: Library, embedder: Embedder, settings: SearchSettings) -> Index:
    """The index of `library` that `settings` name; nothing is opened before it is first used.

    Raises SearchError where the settings do not say which server."""
    if settings.index == "postgresql":
        from vectorstore.postgresql.index import PostgresIndex

        if not library.address:
            raise SearchError(
                "the setting index = postgresql needs the setting 'database', which says where: postgresql://user@host:5432/name"
            )
        return PostgresIndex(library, embedder, settings, library.address)
    from vectorstore.local import LocalIndex

    return LocalIndex(library, embedder, settings)

"""The composition root: settings, then library, embedder, searcher and assistant, given to the command line and the web app.

`council-papers VERB` and `python app.py VERB` are the same; `python app.py` alone serves the web app.
"""

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.cli import Shell, cli
from assistant.configuration import Configuration, keep_quiet

if TYPE_CHECKING:
    from assistant.answer import Assistant
    from ingest.library import Library
    from vectorstore.embed import Embedder


class Composition:
    """The parts, each opened when first asked for (importing the embedding model alone takes seconds)."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    @cached_property
    def library(self) -> "Library":
        """The stored papers. Raises LibraryError."""
        from ingest.library import Library

        return Library.open(self.configuration.home)

    @cached_property
    def embedder(self) -> "Embedder":
        """The embedding model. Raises ModelError."""
        raise NotImplementedError

    @cached_property
    def assistant(self) -> "Assistant":
        """What answers questions."""
        raise NotImplementedError

    def serve(self, host: str, port: int) -> None:
        """Serve the web app until it is stopped."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the library, where it was opened."""
        if "library" in self.__dict__:
            self.library.close()


def main(arguments: list[str] | None = None) -> None:
    """The console script `council-papers`; ends the process with exit code 0, 1 or 2 (docs/interface.md)."""
    keep_quiet()
    cli(arguments, obj=Shell(Composition))


if __name__ == "__main__":
    main(sys.argv[1:] or ["serve"])

"""The composition root: settings, then library, embedder, searcher and assistant, given to the command line and the web app.

`council-papers VERB` and `python app.py VERB` are the same; `python app.py` alone serves the web app.
"""

import contextlib
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import OnProgress, Shell, cli
from assistant.configuration import Configuration, keep_quiet
from eval.cli import group as evaluation
from ingest.errors import CouncilPapersError
from ingest.faults import quiet_log
from ingest.jobs import COMMAND_LINE, WEB_PAGE, Feed
from ingest.models import Outcome, Overrides, Progress
from vectorstore.models import Role

if TYPE_CHECKING:
    from assistant.access.opening import Access
    from assistant.answering.assistant import Assistant
    from assistant.briefing.briefer import Briefer
    from assistant.service.services import Services
    from ingest.jobs_intake import Intake
    from ingest.jobs_store import JobStore
    from ingest.library.library import Library
    from ingest.workers import Workers
    from vectorstore.embed import Embedder
    from vectorstore.index import Index


cli.add_command(evaluation, "eval")


class Composition:
    """The parts, each opened when first asked for: importing the embedding model alone takes seconds."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    @cached_property
    def library(self) -> "Library":
        """The stored papers. Raises LibraryError where there is no library yet; `create_library` makes one."""
        return self._open_library(create=False)

    @cached_property
    def embedder(self) -> "Embedder":
        """The embedding model, loaded when first used."""
        from vectorstore.embed import load_embedder

        return load_embedder(self.configuration.search)

    @cached_property
    def index(self) -> "Index":
        """What searches look into, as the settings choose it."""
        from vectorstore.indexes import open_index

        return open_index(self.library, self.embedder, self.configuration.search)

    @cached_property
    def assistant(self) -> "Assistant":
        """What answers questions."""
        from assistant.answering.assistant import Assistant
        from vectorstore.search import Searcher
        from vectorstore.support_model import load_support_model

        searcher = Searcher(self.library, self.embedder, self.configuration.search, self.index)
        support = load_support_model(self.configuration.search)
        return Assistant(searcher, self.library, self.configuration.assistant, support=support)

    @cached_property
    def briefer(self) -> "Briefer":
        """What writes briefing notes."""
        from assistant.briefing.briefer import Briefer
        from assistant.export import note_bytes

        return Briefer(self.assistant.retriever, self.library, self.configuration.assistant, note_bytes, self.assistant)

    @cached_property
    def access(self) -> "Access":
        """Who may ask, and the record of it."""
        from assistant.access.opening import open_access

        return open_access(self.library, self.configuration.assistant)

    def create_library(self) -> None:
        """Make the library where there is none."""
        if "library" not in self.__dict__:
            self.library = self._open_library(create=True)

    @cached_property
    def jobs(self) -> "JobStore":
        """The queue of what is to be taken in, made where there is none."""
        from ingest.jobs_store import JobStore

        return JobStore(self.configuration.home, self.configuration.storage.database)

    def ingest(self, paths: Sequence[Path], overrides: Overrides, on_progress: OnProgress, feed: Feed = COMMAND_LINE) -> list[Outcome]:
        """Take papers into the library, made where there is none, through the queue."""
        self.create_library()
        return self._intake().take_in(feed, paths, overrides, lambda at: on_progress(at.done, at.total, at.message))

    def go_on(self, on_progress: OnProgress, feed: Feed | None = None, ids: Collection[int] | None = None) -> list[Outcome]:
        """Read what waits in the queue and nobody reads: of one feed, or these jobs."""
        self.create_library()
        return self._intake().go_on(lambda at: on_progress(at.done, at.total, at.message), feed, ids)

    def _intake(self) -> "Intake":
        from ingest.jobs_intake import Intake
        from ingest.pipeline import ingest

        def read(paths: Sequence[Path], said: Overrides, report: Callable[[Progress], None]) -> list[Outcome]:
            with self._workers() as workers:
                return ingest(self.library, paths, self.configuration.ingest, said, report, workers=workers)

        return Intake(self.jobs, read)

    def update_index(self, on_progress: OnProgress, rebuild: bool = False) -> None:
        """Index what the library holds; only what changed is embedded and built."""
        if not rebuild and self.index.is_current():
            return
        with self._workers() as workers:
            index = self._index_by(workers) if workers else self.index
            index.publish(on_progress, rebuild=rebuild)

    def _index_by(self, workers: "Workers") -> "Index":
        from vectorstore.embed_workers import WorkersEmbedder
        from vectorstore.indexes import open_index

        return open_index(self.library, WorkersEmbedder(workers, self.configuration.search), self.configuration.search)

    @contextlib.contextmanager
    def _workers(self) -> "Iterator[Workers | None]":
        """The cluster that reads and embeds; None where this process does."""
        if not self.configuration.ingest.scheduler:
            yield None
            return
        from ingest.pipeline import recipe
        from ingest.workers import connected

        with connected(self.configuration.ingest, recipe) as workers:
            yield workers

    def load_ahead(self) -> None:
        """Load the embedding model and gradio, so that neither is waited for later; errors come up where each is used."""
        from assistant.ui.gradio_guard.limits import limit_gradio

        with contextlib.suppress(CouncilPapersError):
            _ = self.embedder.name
        limit_gradio()

    @property
    def program(self) -> Sequence[str]:
        """What starts this program anew, before its verb."""
        return sys.executable, str(Path(__file__).resolve())

    def serve(self, host: str, port: int, prepare: Callable[[], None], on_ready: Callable[[str], None], *, processes: int = 1) -> None:
        """Serve the web app until it is stopped; `prepare` is run once its port is had, `on_ready` given its address once it answers.

        It is one of `processes` that share the home and the work.
        """
        from assistant.service.side_door import open_door
        from assistant.service.waiting_line import Line
        from assistant.ui.app import serve

        self.create_library()
        services = self.services(processes)
        with open_door(self.configuration, Line.over(services.assistant).stream):
            serve(services, host, port, prepare, on_ready, alone=processes == 1)

    def serve_mcp(self, role: Role) -> None:
        """Serve questions and search as MCP tools over stdin and stdout, to the user of this machine."""
        from assistant.api.mcp_server import serve_stdio

        serve_stdio(self.services(), role)

    def services(self, processes: int = 1) -> "Services":
        """What the web app and the MCP server work with; this process answers its share of what `processes` answer at once."""
        from assistant.service.services import Services
        from assistant.service.waiting_line import Line
        from eval.web.pages import PAGES

        settings = self.configuration.assistant
        return Services(
            Line(self.assistant, settings.at_once(processes), settings.answers_waiting), self.library, self._add_papers,
            max_upload=self.configuration.ingest.max_file_size, access=self.access,
            renew_index=lambda: self.update_index(lambda *_: None), search=self.assistant.search, warm_up=self.assistant.warm_up,
            briefer=self.briefer, added=PAGES, queue=self.jobs if self.library.may_change else None, go_on=self._retry,
        )  # fmt: skip

    def close(self) -> None:
        """Close what was opened."""
        if "access" in self.__dict__:
            self.access.close()
        if "index" in self.__dict__:
            self.index.close()
        if "jobs" in self.__dict__:
            self.jobs.close()
        if "library" in self.__dict__:
            self.library.close()

    def _open_library(self, create: bool) -> "Library":
        from ingest.library.library import Library

        return Library.open(self.configuration.home, create=create, address=self.configuration.storage.database)

    def _add_papers(self, paths: Sequence[Path], on_progress: OnProgress) -> list[Outcome]:
        outcomes = self.ingest(paths, Overrides(), on_progress, WEB_PAGE)
        self.update_index(on_progress)
        return outcomes

    def _retry(self, ids: Collection[int] | None) -> None:
        self.go_on(lambda *_: None, WEB_PAGE if ids is None else None, ids)
        self.update_index(lambda *_: None)


def main(arguments: list[str] | None = None) -> None:
    """The console script `council-papers`; ends the process with exit code 0, 1 or 2 (docs/interface.md)."""
    keep_quiet()
    quiet_log()
    cli(arguments, obj=Shell(Composition))


if __name__ == "__main__":
    main(sys.argv[1:] or ["serve"])

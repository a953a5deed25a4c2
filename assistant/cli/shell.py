"""What every verb shares: the parts it works with, the options that say where they are, and one line for every error."""

import errno
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from assistant.cli.terminal import OnProgress
from assistant.configuration import Configuration, load
from ingest.errors import CouncilPapersError
from ingest.jobs import COMMAND_LINE, Feed
from ingest.models import Outcome, Overrides
from vectorstore.models import Role

if TYPE_CHECKING:
    from assistant.access.opening import Desk
    from assistant.answering.assistant import Assistant
    from assistant.briefing.briefer import Briefer
    from ingest.jobs_store import JobStore
    from ingest.library.library import Library
    from vectorstore.embed import Embedder


class Parts(Protocol):
    """The opened parts, given by the composition root; each is opened when first asked for, so that --help stays quick."""

    @property
    def configuration(self) -> Configuration: ...

    @property
    def library(self) -> "Library": ...

    @property
    def embedder(self) -> "Embedder": ...

    @property
    def assistant(self) -> "Assistant": ...

    @property
    def briefer(self) -> "Briefer": ...

    @property
    def jobs(self) -> "JobStore": ...

    def ingest(self, paths: Sequence[Path], overrides: Overrides, on_progress: OnProgress, feed: Feed = COMMAND_LINE) -> list[Outcome]:
        """Take papers into the library, made where there is none, through the queue."""

    def go_on(self, on_progress: OnProgress, feed: Feed | None = None, ids: Collection[int] | None = None) -> list[Outcome]:
        """Read what waits in the queue and nobody reads: of one feed, or these jobs."""

    def update_index(self, on_progress: OnProgress, rebuild: bool = False) -> None:
        """Index what the library holds; only what changed is built."""

    def load_ahead(self) -> None:
        """Load what serving needs and takes seconds to load; may be called from a thread."""

    @property
    def program(self) -> Sequence[str]:
        """What starts this program anew, before its verb."""

    def serve(self, host: str, port: int, prepare: Callable[[], None], on_ready: Callable[[str], None], *, processes: int = 1) -> None:
        """Serve the web app until it is stopped; `prepare` is run once its port is had, `on_ready` given its address once it answers.

        It is one of `processes` that share the home and the work.
        """

    def serve_mcp(self, role: Role) -> None:
        """Serve an MCP client over stdin and stdout until it hangs up."""

    def close(self) -> None:
        """Close what was opened."""


class Shell:
    """One run of the command line."""

    def __init__(self, compose: Callable[[Configuration], Parts]) -> None:
        self.home: Path | None = None
        self.config: Path | None = None
        self._compose = compose

    @cached_property
    def parts(self) -> Parts:
        """The parts, with the settings that --home and --config lead to."""
        parts = self._compose(load(self.home, self.config))
        click.get_current_context().find_root().call_on_close(parts.close)
        return parts


@contextmanager
def desk_of(shell: Shell) -> Iterator["Desk"]:
    """The access record of the library's folder, closed afterwards. Raises AccessError where it cannot be used."""
    from assistant.access.opening import open_desk

    desk = open_desk(shell.parts.configuration.home, shell.parts.configuration.storage.database)
    with closing(desk.store):
        yield desk


class Verbs(click.Group):
    """The command group: every failure is one line on stderr; exit code 1 for a failure, 2 for wrong usage."""

    def main(self, *args: Any, **extra: Any) -> Any:
        extra["standalone_mode"] = False
        extra["prog_name"] = "council-papers"
        try:
            code = super().main(*args, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = error.exit_code
        except click.ClickException as error:
            code = _say(_usage_line(error), error.exit_code)
        except click.Abort:
            code = _say("stopped; what was finished is kept, and the same command goes on from there", 1)
        except CouncilPapersError as error:
            code = _say(str(error), 1)
        except OSError as error:
            code = 0 if error.errno == errno.EPIPE else _say(_system_line(error), 1)
        sys.exit(code if isinstance(code, int) else 0)


def verb(group: click.Group, name: str, example: str) -> Callable[[Callable[..., None]], click.Command]:
    """Register a function as a verb of `group`, with --home, --config and an example at the foot of its help."""

    def register(function: Callable[..., None]) -> click.Command:
        epilog = "\b\nExample:\n" + "\n".join(f"  {line}" for line in example.splitlines())
        return group.command(name, epilog=epilog)(_places(click.pass_obj(function)))

    return register


def _places(function: Callable[..., None]) -> Callable[..., None]:
    """Add --home and --config; they are taken before the verb and after it, the later one wins."""
    for flag, meaning in (
        ("--config", "Settings file in TOML (COUNCIL_PAPERS_CONFIG)."),
        ("--home", "Folder of the library (COUNCIL_PAPERS_HOME)."),
    ):
        option = click.option(flag, type=click.Path(path_type=Path), expose_value=False, callback=_remember, help=meaning)
        function = option(function)
    return function


def _remember(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    if value is not None and parameter.name is not None:
        setattr(context.obj, parameter.name, value)


def _usage_line(error: click.ClickException) -> str:
    message = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{message}; see '{context.command_path} --help'" if context else message


def _system_line(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; free some space and run the same command again: what was finished is kept"
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}; 'council-papers doctor' checks folders and permissions"


def _say(message: str, code: int) -> int:
    click.echo(f"council-papers: {' '.join(message.split())}", err=True)
    return code


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@_places
@click.version_option(package_name="council-papers-assistant", prog_name="council-papers")
def cli() -> None:
    """Cited, checked answers from council papers."""

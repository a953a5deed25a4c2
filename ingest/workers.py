"""Papers read, and texts embedded, by the workers of a Dask cluster; the one importer of dask and distributed.

A worker is disposable: what one had in hand when it ended is done by another. Files go to workers with their content, so that hosts
need share no folder; what is read comes back and is taken in by one process, as always. Whoever holds the certificates of the cluster
may run anything on its hosts: only encrypted connections leave this machine.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from ingest.errors import ReaderFailedError, UnreadablePaperError, WorkersGoneError
from ingest.models import Reading
from ingest.settings import IngestSettings
from ingest.signs import OnPage
from ingest.websites.addresses import is_here

if TYPE_CHECKING:
    from distributed import Client, Future

Result = TypeVar("Result")
Recipe = Callable[[IngestSettings], str]
_CONNECT_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 2.0
_PATIENCE_SECONDS: Final = 60.0
"""How long a cluster without any worker is waited for."""
_TRIES: Final = 2


class Workers:
    """The workers of one cluster; usable from several threads."""

    def __init__(self, client: "Client", recipe: Recipe) -> None:
        """`client` is connected; `recipe` tells one reader of papers from another."""
        self._client, self._recipe = client, recipe

    @property
    def count(self) -> int:
        """Tasks that the workers do at once, at least 1."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def take_in(self, path: Path, document: str, paper_id: str, settings: IngestSettings, _on_page: OnPage) -> Reading:
        """As `ingest.reader.take_in`, on some worker; pages are not told. Raises WorkersGoneError where no worker is left to do it."""
        made = (self._recipe, self._recipe(settings))
        return self.result(path.name, _take_in_there, path.read_bytes(), path.name, document, paper_id, settings, made)

    def each(self, what: str, work: Callable[..., Result], parts: Sequence[Any], *rest: object) -> list[Result]:
        """`work` done for each of `parts`, in their order; errors as in `result`."""
        futures = [self._client.submit(work, part, *rest, pure=False, retries=_TRIES) for part in parts]
        return [self._wait(what, future) for future in futures]

    def result(self, what: str, work: Callable[..., Result], *given: object) -> Result:
        """`work` done by some worker. Raises what it raises, WorkersGoneError where none is left, and UnreadablePaperError where `what`
        ended each worker that tried."""
        made: Result = self._wait(what, self._client.submit(work, *given, pure=False, retries=_TRIES))
        return made

    def _wait(self, what: str, future: "Future[Any]") -> Any:
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError

        last = time.monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except TimeoutError:
                if future.status == "error":  # the work's own
                    raise
                if self._client.status != "running" or time.monotonic() - last > _PATIENCE_SECONDS:
                    raise WorkersGoneError(_gone("no worker answers")) from None
                last = time.monotonic() if self._client.status == "running" and self._client.nthreads() else last
            except KilledWorker:
                raise UnreadablePaperError(f"{what}: reading it ended the workers that tried: open it and save it anew") from None
            except (CancelledError, FutureCancelledError, CommClosedError, OSError) as error:
                if future.status == "error" and not isinstance(error, CommClosedError):  # the work's own: a full disk of a worker
                    raise
                raise WorkersGoneError(_gone(type(error).__name__)) from error


def _gone(why: str) -> str:
    return f"the ingest cluster is gone ({why}): what was finished is kept; start its scheduler and workers and run the same command again"


@contextmanager
def connected(settings: IngestSettings, recipe: Recipe) -> Iterator[Workers]:
    """The workers of the cluster that `settings` name. Raises WorkersGoneError where it does not answer, or may not be spoken to."""
    address = _checked(settings.scheduler)
    try:
        import distributed
    except ImportError as error:
        raise WorkersGoneError("an ingest cluster needs dask: pip install 'council-papers-assistant[cluster]'") from error
    security = _security(Path(settings.scheduler_tls).expanduser()) if settings.scheduler_tls else None
    try:
        client = distributed.Client(address, security=security, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise WorkersGoneError(f"the ingest cluster at {address} does not answer ({error}): check its address and certificates") from error
    try:
        try:
            client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except TimeoutError as error:
            raise WorkersGoneError(f"the ingest cluster at {address} has no worker: start one with dask worker") from error
        yield Workers(client, recipe)
    finally:
        client.close()


def _checked(address: str) -> str:
    """The address, where what is said to it is encrypted or stays on this machine."""
    parts = urlsplit(address)
    if parts.scheme not in ("tls", "tcp") or not parts.hostname or not parts.port:
        raise WorkersGoneError(f"{address!r} is no address of an ingest cluster: write tls://HOST:PORT")
    if parts.scheme == "tcp" and not is_here(parts.hostname):
        raise WorkersGoneError(f"{address} is not encrypted: papers leave this machine by tls:// only (setting scheduler)")
    return address


def _security(folder: Path) -> Any:
    from distributed.security import Security

    files = {name: folder / f"{name}.pem" for name in ("ca", "cert", "key")}
    if missing := [str(file) for file in files.values() if not file.is_file()]:
        raise WorkersGoneError(f"certificates are missing: {', '.join(missing)} (setting scheduler_tls names their folder)")
    return Security(
        tls_ca_file=str(files["ca"]), tls_client_cert=str(files["cert"]), tls_client_key=str(files["key"]), require_encryption=True
    )  # fmt: skip


def _take_in_there(content: bytes, name: str, document: str, paper_id: str, settings: IngestSettings, made: tuple[Recipe, str]) -> Reading:
    """On a worker: the paper read from its content. Raises ReaderFailedError where the worker would read it otherwise."""
    from ingest.reader import take_in

    recipe, wanted = made
    if recipe(settings) != wanted:
        raise ReaderFailedError(f"{name}: a worker has another version", "the recipe of a worker differs: install the same version there")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        return take_in(file, document, paper_id, settings)

"""What is taken from gradio for the whole process: fetching, copying files, printing tracebacks, and a folder shared with others.

The door before each page lets nothing through that would lead here; this holds where the door should fail.
"""

import atexit
import logging
import os
import shutil
import stat
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.service.faults import log_fault
from ingest.library.store import take

if TYPE_CHECKING:
    from gradio import Blocks

_LOG = logging.getLogger(__name__)
_PREFIX = "council-papers-uploads-"
_NEW_SECONDS = 60.0
_STALE_SECONDS = 7200.0
"""Twice as long as an upload may be added; one that still comes is written to."""
_held: list[object] = []
"""The lock of this process's own folder."""


@cache
def limit_gradio() -> None:
    """Set the limits, once, before the first page is built."""
    _own_folder()
    from gradio import processing_utils, queueing, route_utils, routes
    from gradio.blocks import Block

    setattr(Block, "async_move_resource_to_block_cache", _only_uploaded)  # noqa: B010 mypy refuses a method to be assigned
    setattr(Block, "move_resource_to_block_cache", _only_uploaded_now)  # noqa: B010
    for fetching in ("async_ssrf_protected_download", "ssrf_protected_download", "save_url_to_cache"):
        setattr(processing_utils, fetching, _refused)
    setattr(routes, "secure_url_stream_response", _refused)  # noqa: B010
    for module in (queueing, route_utils, routes):
        setattr(module, "traceback", _Quiet)  # noqa: B010


def hold(blocks: "Blocks") -> None:
    """Have gradio check the files of a mounted page: it does so only in what it has launched itself."""
    blocks.has_launched = True


def forget_uploads() -> None:
    """Remove what was uploaded, and not added; for when the process ends, which by SIGTERM it does without running what is registered."""
    from gradio.utils import get_upload_folder

    shutil.rmtree(get_upload_folder(), ignore_errors=True)


def forget_old_uploads() -> None:
    """Remove what nobody may add any more, and what came of uploads that broke off, which gradio keeps for good."""
    from gradio.utils import get_upload_folder

    before = time.time() - _STALE_SECONDS
    for path in sorted(Path(get_upload_folder()).rglob("*"), reverse=True):
        with suppress(OSError):  # a folder that is not empty, or a file that was added just now
            if path.name != ".lock" and path.lstat().st_mtime < before:
                path.rmdir() if path.is_dir() else path.unlink()


def _own_folder() -> None:
    """Uploads lie in a folder that no other user of the computer can read; those that a process left which was killed are removed."""
    sweep_uploads(Path(tempfile.gettempdir()))
    folder = tempfile.mkdtemp(prefix=_PREFIX)
    os.environ["GRADIO_TEMP_DIR"] = folder
    _held.append(take(Path(folder)))
    atexit.register(forget_uploads)


def sweep_uploads(folder: Path) -> None:
    """Remove this user's upload folders that no process holds any more. A folder is left alone while it is new: its lock comes after it."""
    for uploads in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            status = uploads.lstat()
            own = stat.S_ISDIR(status.st_mode) and (sys.platform == "win32" or status.st_uid == os.getuid())
            if own and time.time() - status.st_ctime > _NEW_SECONDS and (lock := take(uploads)):
                lock.release()
                shutil.rmtree(uploads, ignore_errors=True)


async def _only_uploaded(block: Any, place: str | Path | None) -> str | None:
    return _only_uploaded_now(block, place)


def _only_uploaded_now(_block: Any, place: str | Path | None) -> str | None:
    """The place of an uploaded file, where it lies already; gradio's own would copy any file, and fetch any address."""
    from gradio.utils import get_upload_folder

    if place is None:
        return None
    resolved = Path(place).resolve()
    if not resolved.is_relative_to(Path(get_upload_folder()).resolve()):
        raise PermissionError("a file that was not uploaded was to be used")
    return str(resolved)


def _refused(*_: Any, **__: Any) -> Any:
    raise PermissionError("something was to be fetched from elsewhere")


class _Quiet:
    """What stands in for the module traceback in gradio, which prints messages that may hold words of papers and questions."""

    @staticmethod
    def print_exc() -> None:
        """Log the error that is being handled by its kind and the lines of code it came through."""
        if error := sys.exception():
            log_fault(_LOG, "gradio failed", error)

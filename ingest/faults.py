"""Defects in words that hold nothing of a paper or a question: what failed and where, never the message.

A message may hold whatever was being worked on, and a log is read, kept and sent on by people who may not see that.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

_FRAMES = 12


def trace(error: BaseException) -> str:
    """The kind of an error with the lines of code it came through, the innermost first; so too what it arose from."""
    return "; from ".join(_one(one) for one in _chain(error))


def quiet_log() -> None:
    """Have whatever this process logs, or dies of, told without messages of errors; called once, before anything is logged."""
    handler = logging.StreamHandler()
    handler.setFormatter(FaultFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    log = logging.getLogger(__name__)
    setattr(sys, "excepthook", _died)  # noqa: B010 mypy refuses a function to be assigned
    threading.excepthook = lambda died: log.error("a thread failed: %s", trace(died.exc_value) if died.exc_value else died.exc_type)
    sys.unraisablehook = lambda lost: log.error("an error was lost: %s", trace(lost.exc_value) if lost.exc_value else lost.exc_type)


class FaultFormatter(logging.Formatter):
    """Formats what is logged with an error as the kind and the place of that error alone: asyncio, for one, logs its message too."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return super().format(record)
        plain = logging.LogRecord(record.name, record.levelno, record.pathname, record.lineno, "failed: %s", (trace(error),), None)
        return super().format(plain)


def _died(kind: type[BaseException], error: BaseException, trail: TracebackType | None) -> Any:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trail)
    else:
        print(f"council-papers: a defect of this program, to be reported with this line: {trace(error)}", file=sys.stderr)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return f"{type(error).__name__} at {' < '.join(f'{frame.filename}:{frame.lineno}' for frame in reversed(frames))}"

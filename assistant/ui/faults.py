"""Defects in the log: what failed and where, never the message, which may hold a question or the words of a paper."""

import logging
import traceback

_FRAMES = 12


def log_fault(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Log a defect by its kind and the lines of code it came through."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    logger.error("%s: %s at %s", what, type(error).__name__, " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames)))

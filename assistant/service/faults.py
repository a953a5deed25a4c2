"""Defects in the log: what failed and where, never the message, which may hold a question or the words of a paper."""

import logging

from ingest.faults import trace


def log_fault(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Log a defect by its kind and the lines of code it came through."""
    logger.error("%s: %s", what, trace(error))

"""What a child process has worked: processor time of it and whatever it started, and time it slept.

A child that waits for a processor or a disk does not work, so a busy machine fails no good file; one that sleeps would never end.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TICK: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_LONGEST_STEP: Final = 0.5
"""Seconds of sleep that one look may count: between two looks of a watcher that was itself kept waiting, nobody knows."""
_DEEPEST: Final = 5


class Clock:
    """Runs from its making. Where the system does not tell of processes (no /proc), only the time passed on the wall is known."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._began = self._looked = time.monotonic()
        self._slept = self._used = 0.0
        self._before, _ = self._look()

    def passed(self) -> float:
        """Seconds by the clock on the wall."""
        return time.monotonic() - self._began

    def worked(self) -> float:
        """Seconds of processor time and of sleep; 0 where the system does not tell."""
        used, asleep = self._look()
        now = time.monotonic()
        if asleep:
            self._slept += min(now - self._looked, _LONGEST_STEP)
        self._looked, self._used = now, max(self._used, used - self._before)
        return self._used + self._slept

    def _look(self) -> tuple[float, bool]:
        """Processor seconds of the child's whole family, and whether all of it sleeps."""
        family = list(_family(self._pid))
        return sum(used for used, _ in family), bool(family) and all(state == "S" for _, state in family)


def _family(pid: int, depth: int = 0) -> Iterator[tuple[float, str]]:
    """(processor seconds, state) of a process and its descendants; nothing of one that has ended or of which the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    except (OSError, ValueError):
        return
    yield sum(map(int, fields[11:15])) / _TICK, fields[0]
    for child in children if depth < _DEEPEST else ():
        yield from _family(child, depth + 1)

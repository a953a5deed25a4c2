"""Which processes of this machine were started with which words; several things done at once."""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

_PROCESSES = Path("/proc")


def together(*works: Callable[[], object]) -> None:
    """Do all of this at once, each in a thread of its own; back when all have ended."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def started_with(*words: str) -> list[int]:
    """Ids of the processes whose command line holds these words in a row, as arguments of their own."""
    return [number for number, arguments in _command_lines() if _holds(arguments, list(words))]


def _command_lines() -> list[tuple[int, list[str]]]:
    if not _PROCESSES.is_dir():
        listed = subprocess.run(["ps", "-axo", "pid=,args="], capture_output=True, text=True, check=True).stdout.splitlines()
        return [(int(line.split()[0]), line.split()[1:]) for line in listed if line.strip()]
    found = []
    for process in _PROCESSES.iterdir():
        if process.name.isdecimal():
            try:
                found.append((int(process.name), (process / "cmdline").read_text(errors="replace").split("\0")[:-1]))
            except OSError:  # it has ended meanwhile
                continue
    return found


def _holds(arguments: list[str], words: list[str]) -> bool:
    return any(arguments[at : at + len(words)] == words for at in range(len(arguments) - len(words) + 1))

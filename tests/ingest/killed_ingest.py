"""Run by test_kill.py: ingests of the fake papers that are killed (SIGKILL) at given points, each in a process of its own.

`python -m tests.ingest.killed_ingest points WORK` kills an ingest at every seventh step it takes, and prints for each what the library is
then and after the next ingest. `... slow HOME INBOX` ingests slowly, so that two of them overlap.
"""

import json
import os
import shutil
import signal
import sys
import time
from functools import partial
from pathlib import Path

from ingest.library.file import DatabaseFile
from ingest.library.library import Library
from ingest.models import Overrides
from ingest.pipeline import ingest as run
from ingest.pipeline import recipe
from tests.ingest.library_fakes import SETTINGS, dump, parse, read, write


class Steps:
    """Counts the statements and file operations of this process and kills it at one of them."""

    def __init__(self, last: int) -> None:
        self.last, self.taken = last, 0
        connect = DatabaseFile.connect

        def traced(file: DatabaseFile):
            connection = connect(file)
            connection.set_trace_callback(lambda _: self.step())
            return connection

        DatabaseFile.connect = traced
        sys.addaudithook(lambda event, _: self.step() if event in ("os.rename", "os.remove", "os.mkdir", "tempfile.mkstemp") else None)

    def step(self) -> None:
        self.taken += 1
        if self.taken == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def lay_out(work: Path) -> tuple[Path, Path]:
    """A library holding an earlier state, and the inbox as it is now: new, changed, moved, removed and replacing papers."""
    home, inbox = work / "home", work / "inbox"
    write(inbox, "pack.txt", "1|Budget|council tax rises", "2|Parks|council parks are green")
    write(inbox, "roads.txt", "3|Roads|council roads")
    write(inbox, "same.txt", "3|Lights|council lights")
    with Library.open(home) as library:
        run(library, [inbox], SETTINGS, read=read, parse=parse)
    write(inbox, "roads.txt", "3|Roads|council roads", "3|Roads|are mended")
    (inbox / "same.txt").write_bytes((inbox / "pack.txt").read_bytes())
    write(inbox, "supplement.txt", "2|Parks|council parks are brown", supersedes="replaces")
    write(inbox, "new.txt", "7|Bins|council bins")
    return home, inbox


def in_child(work) -> bool:
    """Run `work` in a process of its own; True where it ended by itself."""
    if (child := os.fork()) == 0:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(3)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a child failed by itself")
    return os.WIFEXITED(status)


def converge(home: Path, inbox: Path, seen: Path) -> None:
    """What a reader sees before and after the next ingest goes to `seen`."""
    with Library.open(home) as library:
        torn = [p.document for p in library.papers() if p.passages != sum(1 for _ in library.passages(document=p.document))]
        run(library, [inbox], SETTINGS, read=read, parse=parse)
        seen.write_text(json.dumps([torn, repr(dump(library))]))


def killed(home: Path, inbox: Path, point: int) -> None:
    Steps(point)
    with Library.open(home) as library:
        run(library, [inbox], SETTINGS, read=read, parse=parse)
        library.remove("new.txt")
        run(library, [inbox / "roads.txt"], SETTINGS, Overrides(), read=read, parse=parse)


def points(work: Path) -> None:
    recipe(SETTINGS)  # once for all children, so that an edit of the code meanwhile does not count as a difference
    in_child(lambda: lay_out(work / "start"))
    home, inbox, point, ended = work / "home", work / "start" / "inbox", 0, False
    while not ended:
        shutil.rmtree(home, ignore_errors=True)
        if point % 2:
            shutil.copytree(work / "start" / "home", home)
        point += 7
        ended = in_child(partial(killed, home, inbox, point))
        in_child(lambda: converge(home, inbox, work / "seen"))
        print(json.dumps([point, *json.loads((work / "seen").read_text())]))


def slow(home: Path, inbox: Path) -> None:
    def slowly(path, settings):
        time.sleep(0.05)
        return read(path, settings)

    with Library.open(home) as library:
        outcomes = run(library, [inbox], SETTINGS, on_progress=lambda p: print(p.message, file=sys.stderr), read=slowly, parse=parse)
        print(json.dumps([o.status for o in outcomes]))


if __name__ == "__main__":
    {"points": points, "slow": slow}[sys.argv[1]](*map(Path, sys.argv[2:]))

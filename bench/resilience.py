"""What happens when things go wrong around the running app: `python -m bench.resilience [SCENARIO…] [--moments 10]`.

The app is started as a program of its own, on a small library made for the purpose. Each line printed says what was expected and what
came; exit code 1 where that differs.
Full disks and homes that cannot be written are file systems of their own, which only root can mount; where that cannot be done it is said.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from bench import lean_clients, models_gone_wrong
from bench.load import ROOT, Served
from bench.scenes import EXEMPT, Report, answers, ask, children, command, left_running, leftovers, look, make_library, page, running
from bench.scenes import write_papers as papers_about

MOMENTS = 10
PARTS = 10
"""Papers that are added when the server is killed."""
_ALL = f"({PARTS} of {PARTS})"


@dataclass
class _Kill:
    """One time that the server is killed while it adds papers."""

    phase: str
    moment: int
    files: list[Path]
    kept: list[str] = field(default_factory=list)
    """Papers that were whole in the library afterwards."""
    faults: list[str] = field(default_factory=list)

    late: bool = False
    """Whether all was done before the server was killed."""

    @property
    def name(self) -> str:
        """The word that its papers are about."""
        return f"{self.phase}{self.moment}"

    def fault(self, what: str, there: bool) -> None:
        """Note a fault where it is there."""
        self.faults += [what] if there else []


def kills(phase: str, report: Report, work: Path, moments: int) -> None:
    """kill -9 of the server during upload, during ingest or while the index is built; it is started again at once each time."""
    home, before, seconds = shutil.copytree(work / "home", work / f"killed-{phase}"), None, 0.0
    for moment in range(moments):
        kill = _Kill(phase, moment, papers_about(work / "inbox", f"{phase}{moment}", PARTS))
        with running(home, work / "uploads") as app:
            if before:
                _converge(report, app, before, home)
            if phase == "index":  # measured anew each time: how long it takes differs much from run to run
                answers(app)
                seconds = _index_seconds(app, papers_about(work / "inbox", f"measure{moment}", PARTS))
            beside = children(app.process)
            _killed(app, kill, seconds, (moment + 0.5) / moments)
        seen = look(home)
        kill.kept = [part for part in seen.papers if kill.name in part]
        kill.fault(f"damage {seen.damage}", bool(seen.damage))
        kill.fault("the exempt paper is gone", EXEMPT not in seen.papers)
        kill.fault("processes go on", bool(left_running(beside)))
        if before:
            kill.fault("papers of the time before are lost", not {file.name for file in before.files} <= set(seen.papers))
        before = kill
    with running(home, work / "uploads") as app:
        if before:
            _converge(report, app, before, home)
    seen = look(home)
    report.line("the home after all of it", "whole", seen.damage or f"whole, {len(seen.papers)} papers", not seen.damage)


def _converge(report: Report, app: Served, kill: _Kill, home: Path) -> None:
    """The same papers are added once more to the server that was started again."""
    kill.fault("no answer after the start", not answers(app))
    last = _add(app, kill.files, kill.name)
    kill.fault(f"not added: {_words(last)}", "What happened" not in last)
    kill.fault("not found", not answers(app, f"What would repairs of the {kill.name} bridge cost?", kill.name))
    kill.fault("left over", bool(leftovers(home)))
    came = f"{len(kill.kept)} of {len(kill.files)} papers whole, then all" if not kill.faults else kill.faults
    came = f"{came} (killed when all was done)" if kill.late else came
    report.line(f"kill -9 during {kill.phase}, moment {kill.moment + 1}", "whole papers or none, then all", came, not kill.faults)


def _index_seconds(app: Served, files: list[Path]) -> float:
    """Seconds from the last paper that is read to the end."""
    site, told = page(app), list[float]()
    site.add(site.upload(files), "measure", lambda shown: told.append(time.monotonic()) if _ALL in shown else None)
    return time.monotonic() - told[0]


def _killed(app: Served, kill_at: _Kill, index_seconds: float, share: float) -> None:
    """Begin to add files, and kill the server in the middle of the phase."""
    site, phase = page(app, 30), kill_at.phase
    kill, timer = partial(os.kill, app.process, signal.SIGKILL), list[threading.Timer]()

    def paced(body: bytes) -> Iterator[bytes]:
        yield body[: int(len(body) * share)]
        time.sleep(0.2)
        kill()
        yield body[int(len(body) * share) :]

    def told(shown: str) -> None:
        if phase == "ingest" and f"({int(share * PARTS)} of {PARTS})" in shown:
            kill()
        elif phase == "index" and _ALL in shown and not timer:
            timer.append(threading.Timer(share * index_seconds, kill))
            timer[0].start()

    with suppress(httpx.HTTPError, ValueError):
        if phase == "upload":
            site.upload(kill_at.files, paced)
        else:
            site.add(site.upload(kill_at.files), "killed", told)
        kill_at.late = True
    for one in timer:
        one.cancel()
    with suppress(ProcessLookupError):
        kill()


def _add(app: Served, files: list[Path], session: str) -> str:
    site = page(app)
    return site.add(site.upload(files), session)


def together(report: Report, work: Path, _moments: int) -> None:
    """Two servers and the command line on one home."""
    home = shutil.copytree(work / "home", work / "shared-home")
    first, second, third = (papers_about(work / "inbox", name, 3) for name in ("ashford", "birchley", "cedarow"))
    with running(home, work / "uploads") as one, running(home, work / "uploads") as other:
        said: dict[str, str] = {}
        work_of = {
            "ashford": lambda: _add(one, first, "one"),
            "birchley": lambda: _add(other, second, "other"),
            "cedarow": lambda: command(home, "ingest", *map(str, third)).stdout,
        }
        threads = [threading.Thread(target=lambda name=name, act=act: said.update({name: act()})) for name, act in work_of.items()]
        for thread in threads:
            thread.start()
        wrong = 0
        while any(thread.is_alive() for thread in threads):
            wrong += not (answers(one) and answers(other))
        report.line("questions to both while both and the command line add papers", "all answered", f"{wrong} not", wrong == 0)
        for name in work_of:
            came = [answers(app, f"What would repairs of the {name} bridge cost?", name) for app in (one, other)]
            report.line(f"papers {name}, asked of both servers", "answered by both", came, all(came))
        os.kill(one.process, signal.SIGKILL)
        more = papers_about(work / "inbox", "dunmere", 2)
        _add(other, more, "more")
        came = answers(other, "What would repairs of the dunmere bridge cost?", "dunmere")
        report.line("one of the servers killed, the other adds papers", "answered", came, came)
        done = command(home, "papers", "correct", more[0].name, "--exempt")
        done_too = command(home, "papers", "correct", more[1].name, "--exempt")
        text = ask(other, "What would repairs of the dunmere bridge cost?")[1]
        hidden = "dunmere bridge would" not in text
        came_so = f"{done.returncode}{done_too.returncode}, {'hidden' if hidden else 'shown'}"
        report.line("a paper made exempt on the command line", "hidden at once by the running server", came_so, hidden)
    seen = look(home)
    expected = {file.name for file in (*first, *second, *third, *more)}
    report.line("the home afterwards", "whole, all papers", seen.damage or "whole", not seen.damage and expected <= set(seen.papers))


def backup(report: Report, work: Path, _moments: int) -> None:
    """Backups while papers are added, and restored word by word as docs/storage.md says; a plain copy for comparison."""
    home = shutil.copytree(work / "home", work / "backed-up")
    inbox = work / "backup-inbox"
    for number in range(30):
        papers_about(inbox, f"elm{number}", 1)
    plain, copies, sizes = 0, 0, set[int]()
    with running(home, work / "uploads") as app:
        line = [sys.executable, "app.py", "ingest", "--home", str(home), str(inbox)]
        with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as adding:
            while adding.poll() is None:
                shutil.rmtree(work / "plain", ignore_errors=True)
                with suppress(shutil.Error, OSError):
                    shutil.copytree(home, work / "plain")
                plain += bool(look(work / "plain").damage)
                copies += 1
                target = work / f"backup{copies}"
                done = command(home, "backup", str(target))
                seen = look(target)
                sizes.add(len(seen.papers))
                if done.returncode or seen.damage:
                    report.line("council-papers backup while papers are added", "whole", done.stderr or seen.damage, False)
        report.line("council-papers backup while papers are added", "each whole", f"{copies} whole, of {sorted(sizes)} papers", copies > 0)
        print(f"      plain copies of the folder at the same time: {plain} of {copies} damaged or incomplete")
        well = answers(app)
    shutil.move(home, work / "old-home")
    shutil.copytree(target, home)
    done = command(home, "ingest", "--rebuild")
    doctor = command(home, "doctor").stdout
    with running(home, work / "uploads") as app:
        came = (well, done.returncode, answers(app), "ok     index: up to date" in doctor)
    report.line("restored", "index built, answers", came, came == (True, 0, True, True))
    seen = look(home)
    report.line("the restored home", "whole, exempt marks kept", seen.damage or "whole", not seen.damage and EXEMPT in seen.papers)


@contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[bool]:
    """A file system of its own at `folder`; whether it could be mounted."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *arguments, str(folder)], capture_output=True, check=False)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def full_disk(report: Report, work: Path, _moments: int) -> None:
    """The home's disk fills while the app serves, and has room again."""
    with mounted(work / "small", "-t", "tmpfs", "-o", "size=24m", "tmpfs") as there:
        if not there:
            print("      disk full: not checked, a file system cannot be mounted here")
            return
        home = shutil.copytree(work / "home", work / "small" / "home")
        files = papers_about(work / "inbox", "fullness", 4)
        with running(home, work / "uploads") as app:
            well = answers(app)
            ballast = work / "small" / "ballast"
            with suppress(OSError), ballast.open("wb") as filler:
                while filler.write(bytes(4096)):
                    filler.flush()
            came = [ask(app, f"What was decided about parking permits in {year}?", 30) for year in (2022, 2023)]
            statuses = [status for status, _, _ in came]
            detail = [json.loads(text).get("detail", "") for status, text, _ in came if status == 503]
            fit = all(status in (200, 503) for status in statuses)
            report.line("questions with a full disk", "answered, or 503 with a reason, in time", (statuses, detail[:1]), well and fit)
            site = page(app, 60)
            last = site.add(site.upload(files), "full")
            told = "full" in last or "could not" in last
            report.line("papers added with a full disk", "the reader is told", _words(last), told)
            health = httpx.get(f"{app.address}/healthz", timeout=10, trust_env=False).text
            done = command(home, "ingest", *map(str, files))
            said = (done.stderr.strip().splitlines() or [""])[-1]
            report.line(
                "the command line with a full disk",
                "one line that says so",
                said[:160],
                done.returncode == 1 and "Traceback" not in done.stderr,
            )
            ballast.unlink()
            report.line("room again", "answers, without a restart", health, answers(app))
            _add(app, files, "again")
            found = answers(app, "What would repairs of the fullness bridge cost?", "fullness")
            report.line("the same papers added again", "found", found, found)
        seen = look(home)
        report.line("the home afterwards", "whole", seen.damage or "whole", not seen.damage)


def read_only(report: Report, work: Path, _moments: int) -> None:
    """A home that cannot be written, from the start and from some moment on."""
    with mounted(work / "fixed", "-t", "tmpfs", "-o", "size=64m", "tmpfs") as there:
        if not there:
            print("      read-only home: not checked, a file system cannot be mounted here")
            return
        home, files = shutil.copytree(work / "home", work / "fixed" / "home"), papers_about(work / "inbox", "fixedness", 2)
        with running(home, work / "uploads") as app:
            well = answers(app)
            os.sync()
            again = subprocess.run(["mount", "-o", "remount,ro", str(work / "fixed")], capture_output=True, check=False).returncode
            if again:  # files that are open for writing keep it from being made read-only
                print("      read-only while serving: not checked, the file system is in use")
            else:
                status, text, _ = ask(app, "What was decided about permits in 2023?", 30)
                report.line(
                    "a question, the home read-only", "answered, or 503 with a reason", (status, text[:80]), well and status in (200, 503)
                )
        subprocess.run(["mount", "-o", "remount,ro", str(work / "fixed")], capture_output=True, check=False)
        for verb in (("serve", "--port", "0"), ("ingest", *map(str, files)), ("papers", "list"), ("ask", "What was decided?")):
            try:
                done = command(home, *verb, timeout=60)
                said, code = done.stderr.strip(), done.returncode
            except subprocess.TimeoutExpired:
                said, code = "it runs", 0
            well = "Traceback" not in said and said.count("\n") <= 1
            report.line(f"{verb[0]} with a read-only home", "works, or one line", (code, said[:160]), well)
        subprocess.run(["mount", "-o", "remount,rw", str(work / "fixed")], capture_output=True, check=False)
        seen = look(home)
        report.line("the home afterwards", "whole", seen.damage or "whole", not seen.damage)


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>|&#10;", " ", html).split())[:160]


SCENARIOS: dict[str, Callable[[Report, Path, int], None]] = {
    "together": together,
    "backup": backup,
    "full-disk": full_disk,
    "read-only": read_only,
    "models": models_gone_wrong.check,
    "clients": lean_clients.check,
    **{f"kill-{phase}": partial(kills, phase) for phase in ("upload", "ingest", "index")},
}


def main() -> None:
    """Run the scenarios and print."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("scenarios", nargs="*", help=f"of {', '.join(SCENARIOS)}; all where none is named")
    arguments.add_argument("--moments", type=int, default=MOMENTS, help="moments of each phase at which the server is killed")
    given = arguments.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        make_library(work)
        for name in given.scenarios or SCENARIOS:
            print(f"--- {name}", flush=True)
            SCENARIOS[name](report, work, given.moments)
    print(f"{report.count} checks, {report.failures} failed")
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()

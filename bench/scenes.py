"""What the scenarios of `bench.resilience` share: the lines that are printed, a small library, the app's own doors, and looks at a home."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from bench.load import ROOT, Served, served

PAPERS: Final = ("2023-10-17-decision-record", "2024-05-20-netherfold", "exempt-appendix-2", "food-waste-briefing")
"""Parts of the names of the sample papers that the library is made of."""
EXEMPT: Final = "2024-09-12-fold-lane-depot-exempt-appendix-2.pdf"
SECRETS: Final = ("£4.20m", "£4.48m", "Corvane", "Maddock Lyle", "18,400")
"""What stands in that exempt paper alone."""
QUESTION, WORD = "What was decided about residents' parking permits?", "permit"
_CONFIG = "window.gradio_config = "
_LOOK = """
import hashlib, json, sqlite3, sys
from pathlib import Path
home, found = Path(sys.argv[1]), {}
for name in ("library.sqlite3", "access.sqlite3"):
    if not (home / name).exists():
        continue
    c = sqlite3.connect(home / name)
    found[name] = [r[0] for r in c.execute("PRAGMA integrity_check")] + [str(r) for r in c.execute("PRAGMA foreign_key_check")]
    if name.startswith("library"):
        try:
            c.execute("INSERT INTO passage_fts(passage_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.Error as error:
            found["words"] = str(error)
        papers = list(c.execute("SELECT number, document, sha256, passages FROM paper"))
        found["papers"] = sorted(p[1] for p in papers)
        found["torn"] = [p[1] for p in papers if c.execute("SELECT count(*) FROM passage WHERE paper = ?", (p[0],)).fetchone()[0] != p[3]]
        files = {p[2]: home / "papers" / (p[2] + Path(p[1]).suffix.lower()) for p in papers}
        found["copies"] = [n for n, f in files.items() if not f.exists() or hashlib.sha256(f.read_bytes()).hexdigest() != n]
        found["public"] = [r[0] for r in c.execute(
            "SELECT DISTINCT document FROM passage WHERE document LIKE '%exempt%' AND classification <> 'exempt'")]
    c.close()
print(json.dumps(found))
"""


@dataclass
class Report:
    """Lines of what was expected and what came."""

    failures: int = 0
    count: int = 0

    def line(self, scenario: str, expected: str, came: object, well: bool) -> None:
        """Print one."""
        self.count += 1
        self.failures += not well
        print(f"{'ok  ' if well else 'FAIL'}  {scenario}: expected {expected}; came {came}", flush=True)


@dataclass(frozen=True, slots=True)
class Look:
    """A home as a process of its own finds it."""

    damage: dict[str, Any]
    """What is not as it should be; empty where all is."""
    papers: tuple[str, ...]


def look(home: Path) -> Look:
    """Look at the databases and copies of papers in `home`; nothing else may be using them."""
    said = subprocess.run([sys.executable, "-c", _LOOK, str(home)], capture_output=True, text=True, check=False)
    if said.returncode:
        return Look({"look": said.stderr.strip().splitlines()[-1]}, ())
    found = json.loads(said.stdout)
    papers = tuple(found.pop("papers", ()))
    return Look({name: what for name, what in found.items() if what not in ([], ["ok"])}, papers)


def leftovers(home: Path) -> list[str]:
    """What a stopped process left in a home: half copies, and shards being built."""
    staging = home / "index" / "staging"
    return [str(file.name) for file in (home / "papers").glob(".new-*")] + ([str(staging)] if staging.exists() else [])


def command(home: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """One run of the command line."""
    line = [sys.executable, "app.py", *arguments, "--home", str(home)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, **more)


def make_library(folder: Path) -> Path:
    """A home with some of the sample papers, one of them exempt."""
    everything, chosen, home = folder / "samples", folder / "chosen", folder / "home"
    subprocess.run([sys.executable, "-m", "samples", str(everything)], cwd=ROOT, check=True, capture_output=True)
    chosen.mkdir()
    for file in everything.iterdir():
        if any(part in file.name for part in PAPERS):
            shutil.copy(file, chosen)
    done = command(home, "ingest", str(chosen))
    assert done.returncode == 0, done.stderr
    return home


def write_papers(folder: Path, name: str, count: int = 4) -> list[Path]:
    """Small papers about a matter of their own, whose word is `name`."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        file = folder / f"{name}-{number}.md"
        lines = [f"# The {name} bridge, part {number}", "", "Meeting of the Works Committee, 14 March 2024", ""]
        for paragraph in range(1, 9):
            lines += [
                f"{paragraph}. Repairs of the {name} bridge would cost £{number + 3},{paragraph}00 in ward {paragraph}, by June 2024.",
                "",
            ]
        file.write_text("\n".join(lines), encoding="utf-8")
        files.append(file)
    return files


@dataclass
class Page:
    """The papers page as a browser uses it."""

    client: httpx.Client
    told: list[str] = field(default_factory=list)
    """What was shown while papers were added."""
    function: int = 0

    def upload(self, files: Sequence[Path], pace: Callable[[bytes], Iterator[bytes]] | None = None) -> list[str]:
        """Send files; their names there. `pace` cuts the body into parts that it sends when it likes."""
        request = self.client.build_request("POST", "/papers/gradio_api/upload", files=[("files", (f.name, f.read_bytes())) for f in files])
        content = pace(request.read()) if pace else request.read()
        answer = self.client.post("/papers/gradio_api/upload", content=content, headers=dict(request.headers))
        answer.raise_for_status()
        names: list[str] = answer.json()
        return names

    def add(self, names: Sequence[str], session: str, on_told: Callable[[str], None] = lambda _: None) -> str:
        """Have uploaded files added; the last that is shown."""
        data = [[{"path": name, "meta": {"_type": "gradio.FileData"}} for name in names]]
        call = {"data": data, "fn_index": self.function, "session_hash": session}
        self.client.post("/papers/gradio_api/queue/join", json=call).raise_for_status()
        last = ""
        with self.client.stream("GET", "/papers/gradio_api/queue/data", params={"session_hash": session}) as stream:
            for line in stream.iter_lines():
                output = json.loads(line[6:]).get("output") if line.startswith("data: ") else None
                if output and (shown := str(output.get("data", [""])[0] if output.get("data") else output)):
                    self.told.append(shown)
                    on_told(shown)
                    last = shown if "outcome" in shown or "problem" in shown or "could not" in shown else last
        return last


def page(app: Served, timeout: float = 120) -> Page:
    """The papers page of a running app, opened: that gives the browser its cookie."""
    client = httpx.Client(base_url=app.address, timeout=timeout, headers={"origin": app.address}, trust_env=False)
    text = client.get("/papers/").text
    config = json.JSONDecoder().raw_decode(text, text.index(_CONFIG) + len(_CONFIG))[0]
    button = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "add")
    adding = next(at["id"] for at in config["dependencies"] if [button, "click"] in [list(one) for one in at["targets"]])
    return Page(client, function=adding)


def ask(app: Served, question: str = QUESTION, timeout: float = 120) -> tuple[int, str, float]:
    """Status, the whole answer as text, and the seconds that it took; status 0 where the connection failed."""
    began = time.monotonic()
    try:
        answer = httpx.post(f"{app.address}/api/v1/ask", json={"question": question}, timeout=timeout, trust_env=False)
    except httpx.HTTPError as error:
        return 0, repr(error), time.monotonic() - began
    return answer.status_code, answer.text, time.monotonic() - began


def answers(app: Served, question: str = QUESTION, word: str = WORD) -> bool:
    """Whether a question is answered with a word, and with nothing that is exempt."""
    status, text, _ = ask(app, question)
    return status == 200 and word in json.loads(text)["answer"].casefold() and not any(secret in text for secret in SECRETS)


@contextmanager
def running(home: Path, uploads: Path, **settings: str) -> Iterator[Served]:
    """The app, which keeps uploads under a folder of the scenario's own."""
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(uploads)
    uploads.mkdir(exist_ok=True)
    try:
        with served(home, **settings) as app:
            yield app
    finally:
        os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before)


def children(process: int) -> set[int]:
    """Ids of the processes that a process has started, and those of these."""
    found: set[int] = set()
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(file.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == process:
            found |= {int(file.parent.name)} | children(int(file.parent.name))
    return found


def left_running(processes: set[int], seconds: float = 20) -> list[int]:
    """Those that still run after so many seconds."""
    deadline = time.monotonic() + seconds
    while (left := sorted(one for one in processes if _runs(one))) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _runs(process: int) -> bool:
    try:
        return re.search(r"^State:\s+Z", Path(f"/proc/{process}/status").read_text(), re.MULTILINE) is None
    except OSError:
        return False

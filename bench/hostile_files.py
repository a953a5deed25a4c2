"""Hostile files made from sound ones, taken in: `python -m bench.hostile_files FOLDER... [--count 1000] [--timeout 10] [--seed 1]`.

Each file is a seeded mutation of one under the folders: flipped bits, cut ends, doubled, lost and swapped blocks, two files spliced, edited
members of Word archives, deep nesting, huge numbers in PDF objects, long runs in texts. They are ingested in batches, each by a process of
its own. Counted: hangs (more processor time than the setting + 20 %, beside what starting costs), crashes of the parent, internal errors,
and outcomes that are not true: new without passages and without saying so, failed without a reason, or failed for a defect of ours. The
last line printed is JSON; the exit code is 1 where anything of this was found.
"""

import argparse
import io
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from pydantic import TypeAdapter

from ingest.library.library import Library
from ingest.models import Outcome
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.sources import ENDINGS

Mutation = Callable[[bytes, random.Random, list[bytes]], bytes]
BATCH = 20
LARGEST = 2 << 20
"""Bytes of a sound file above which it is not mutated: what is large is slow for an honest reason."""
STARTING = 3.0
"""Seconds that starting a child, hashing and storing may take beside reading."""
_FEWEST = 12
"""Words from which on a file is not empty."""
_NONE = re.compile(r"holds no words|is damaged|cannot be opened", re.IGNORECASE)
_OURS = re.compile(r"internal error|fault of ours|Traceback", re.IGNORECASE)


def flip(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    """A few to a few hundred bits."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 8, 64, 400))):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def cut(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    """The beginning, or a file without its first bytes."""
    at = dice.randrange(1, len(data))
    return data[:at] if dice.random() < 0.8 else data[at // 8 :]


def blocks(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    """A block doubled, lost, moved or filled with noise."""
    size = dice.choice((16, 512, 8192))
    at, to = dice.randrange(len(data)), dice.randrange(len(data))
    block = data[at : at + size]
    return dice.choice((
        data[:at] + block * dice.choice((2, 50)) + data[at + size :],
        data[:at] + data[at + size :],
        data[:to] + block + data[to:],
        data[:at] + dice.randbytes(len(block)) + data[at + size :],
    ))  # fmt: skip


def splice(data: bytes, dice: random.Random, others: list[bytes]) -> bytes:
    """The beginning of one file and the end of another."""
    other = dice.choice(others)
    return data[: dice.randrange(len(data))] + other[dice.randrange(len(other)) :]


def numbers(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    """Numbers that are huge, negative, broken or no numbers."""
    found = list(re.finditer(rb"\b\d{1,9}\b", data[: 1 << 18]))
    odd = (b"99999999999999999999", b"-1", b"0", b"1e308", b"2147483648", b"null", b"(x)", b"0.0000000001")
    for match in sorted(dice.sample(found, min(len(found), dice.choice((1, 5, 40)))), key=lambda m: -m.start()):
        data = data[: match.start()] + dice.choice(odd) + data[match.end() :]
    return data


def nest(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    """Brackets, dictionaries or tags thousands deep."""
    at = dice.randrange(len(data))
    return (
        data[:at]
        + dice.choice((b"[", b"<<", b"(", b"<div>", b"<w:p>", b"<table><tr><td>", b"> ", b"\\(")) * dice.choice((50, 20_000))
        + data[at:]
    )


def runs(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    """A long run of one character or pair, alone on a line, in a word or after a heading."""
    unit = dice.choice(
        (b".", b"_", b" ", b"1.", b"(", b"-.", b"a ", b"A", b"0", b"\t", b"\n", b"**", b"|", b"#", b"&#", b"a-", b"\xc2\xa0", b"\xff")
    )
    at = dice.randrange(len(data))
    lead = dice.choice((b"\n", b"", b"\n1. ", b"\nSigned ", b"\nAgenda item "))
    return data[:at] + lead + unit * dice.choice((70, 3_000, 60_000)) + dice.choice((b"\n", b"x", b" dated\n")) + data[at:]


def members(data: bytes, dice: random.Random, others: list[bytes]) -> bytes:
    """One member of an archive mutated, renamed or left out; what is no archive has its bits flipped."""
    if not data.startswith(b"PK"):
        return flip(data, dice, others)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = [entry.filename for entry in archive.infolist()]
        chosen = dice.choice([name for name in names if name.endswith((".xml", ".rels"))] or names)
        how = dice.choice((flip, cut, blocks, numbers, nest, runs, None))
        for name in names:
            inner = archive.read(name)
            if name != chosen:
                made.writestr(name, inner)
            elif how is not None:
                made.writestr(name if dice.random() < 0.8 else f"{name}x", how(inner, dice, [inner]) if inner else inner)
    return out.getvalue()


MUTATIONS: tuple[Mutation, ...] = (flip, cut, blocks, splice, numbers, nest, runs, members)


def sound(folders: list[Path]) -> list[Path]:
    """The files that are mutated."""
    found = (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in ENDINGS)
    return [path for path in found if path.is_file() and 0 < path.stat().st_size <= LARGEST]


def write(folder: Path, sources: list[Path], count: int, seed: int) -> list[tuple[Path, str]]:
    """(file, mutation) of each made; the same for the same seed."""
    made = []
    for number in range(count):
        dice = random.Random(f"{seed}-{number}")
        path = dice.choice(sources)
        mutation = MUTATIONS[number % len(MUTATIONS)]
        others = [dice.choice(sources).read_bytes()]
        try:
            data = mutation(path.read_bytes(), dice, others)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):  # a case that is damaged as it is
            data = flip(path.read_bytes(), dice, others)
        file = folder / f"{number:05d}-{mutation.__name__}{path.suffix.lower()}"
        file.write_bytes(data)
        made.append((file, f"{mutation.__name__} of {path.name}"))
    return made


def ingest_batch(files: list[Path], home: Path, timeout: float) -> tuple[int, str, float]:
    """(exit code, what was printed, processor seconds, which do not depend on how busy the machine is) of one ingest."""
    command = [sys.executable, "-m", "bench.hostile_files", "--batch", str(home), "--timeout", str(timeout), *map(str, files)]
    began = _processor()
    try:
        limit = 12 * len(files) * (timeout + STARTING)
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return -1, "", _processor() - began
    return done.returncode, done.stdout or done.stderr, _processor() - began


def take_in(home: Path, files: list[Path], timeout: float) -> None:
    """Ingest one batch in this process and print its outcomes as JSON; no index is built."""
    with Library.open(home) as library:
        outcomes = ingest(library, files, IngestSettings(read_timeout=timeout, ocr=False))
    print(TypeAdapter(list[Outcome]).dump_json(outcomes).decode())


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judge(outcome: dict[str, object], file: Path) -> str | None:
    """What is untrue about an outcome; None where nothing is."""
    status, reason, warnings = outcome["status"], str(outcome.get("reason") or ""), " ".join(map(str, outcome.get("warnings") or ()))
    if _OURS.search(reason):
        return f"a defect of ours: {reason[:300]}"
    if status == "failed":
        if len(reason) <= 20 or "\n" in reason:
            return f"no reason: {reason!r}"
        return (
            f"said to have no words or to be damaged, and holds {words}" if _NONE.search(reason) and (words := plain_words(file)) else None
        )
    return None if outcome.get("passages") or "no text" in warnings else "new without passages, and not said"


def plain_words(file: Path) -> str:
    """Some running words of a file, read in the simplest way that shares no code with the product; "" where there are hardly any."""
    data = file.read_bytes()
    if file.suffix.lower() in (".html", ".htm"):
        data = re.sub(rb"(?is)<(script|style|nav|title|svg|select|button|template|noscript|iframe)\b.*?(?:</\1>|$)|<[^>]*>", b" ", data)
    elif file.suffix.lower() == ".docx":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b" ".join(re.findall(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>", archive.read("word/document.xml")))
                ElementTree.fromstring(archive.read("word/document.xml"))
        except Exception:  # whatever a damaged archive provokes: it is damaged
            return ""
    elif file.suffix.lower() == ".pdf":
        script = "import sys, pypdfium2; print(*(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sys.argv[1])))"
        done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, timeout=60, check=False)
        data = done.stdout if done.returncode == 0 else b""
    words = re.findall(rb"[A-Za-z]{3,}", data)
    return b" ".join(words[:12]).decode() if len(words) >= _FEWEST else ""


def main() -> None:
    """Make, ingest and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--timeout", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=Path, metavar="HOME", help="ingest the files given into this library, in this process")
    asked = parser.parse_args()
    if asked.batch:
        take_in(asked.batch, asked.folders, asked.timeout)
        return
    kinds: Counter[str] = Counter()
    found: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        made = write(Path(folder), sound(asked.folders), asked.count, asked.seed)
        for start in range(0, len(made), BATCH):
            batch = made[start : start + BATCH]
            code, printed, seconds = ingest_batch([file for file, _ in batch], Path(folder) / "home", asked.timeout)
            slowest = max(slowest, seconds / len(batch))
            try:
                outcomes = json.loads(printed)
            except ValueError:
                kinds["hang" if code == -1 else "crash"] += 1
                found.append(f"{'hang' if code == -1 else 'crash'} of batch {start}: exit {code}: {printed[-300:]}")
                continue
            if seconds > len(batch) * (1.2 * asked.timeout + STARTING):
                kinds["hang"] += 1
                found.append(f"batch {start} took {seconds:.0f} s")
            by_name = {Path(str(outcome["path"])).name: outcome for outcome in outcomes}
            for file, how in batch:
                outcome = by_name.get(file.name)
                wrong = judge(outcome, file) if outcome else "no outcome"
                kinds[str(outcome["status"]) if outcome else "lost"] += 1
                if outcome and outcome["status"] == "failed":
                    kinds["failed: " + re.sub(r"[\d,.]+|\(.*", "#", str(outcome["reason"]).partition(": ")[2])[:60]] += 1
                if wrong:
                    kinds["untrue"] += 1
                    found.append(f"{file.name} ({how}): {wrong}")
            print(f"{start + len(batch)} of {len(made)}: {seconds:.1f} s", file=sys.stderr)
    print(*found, sep="\n")
    print(json.dumps({"files": len(made), "seconds_a_file_of_the_slowest_batch": round(slowest, 2), **dict(kinds.most_common())}))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

"""council-papers doctor: is everything there that the assistant needs, and what to do where it is not."""

import importlib.metadata
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import click

from assistant.cli.mounts import MOUNTS, network_file_system
from assistant.cli.shell import Parts, Shell, cli, verb
from assistant.cli.terminal import json_line
from ingest.errors import CouncilPapersError
from ingest.library.private import DATABASES, open_to_others
from ingest.library.schema import FILE_NAME
from ingest.library.watch import lost_by_others

ENOUGH_DISK = 2 << 30
"""Bytes that a year of one council's papers with its index stays well below."""
PACKAGES = ("chromadb", "sentence-transformers", "torch", "langchain", "gradio", "pypdf")


class Verdict(StrEnum):
    """How a check ended; only WRONG makes the exit code 1."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""
    """What to do; "" where nothing need be done."""


@verb(cli, "doctor", "council-papers doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doctor(shell: Shell, as_json: bool) -> None:
    """Check models, store, versions, permissions and free disk, and say what to do."""
    checks = list(examine(shell.parts))
    for check in checks:
        advice = f"\n       {check.advice}" if check.advice else ""
        click.echo(json_line(check) if as_json else f"{check.verdict:5}  {check.name}: {check.found}{advice}")
    wrong = sum(check.verdict is Verdict.WRONG for check in checks)
    if wrong:
        click.echo(f"council-papers: {wrong} of {len(checks)} checks failed; each says above what to do", err=True)
        click.get_current_context().exit(1)


def examine(parts: Parts) -> Iterator[Check]:
    """Every check in turn; a part that cannot be opened is a finding, not the end."""
    home = parts.configuration.home
    yield _versions()
    yield _permissions(home)
    yield file_system(home)
    yield _disk(home)
    yield _tesseract()
    yield _attempt("embedding model", lambda: parts.embedder.name)
    yield Check("answers", Verdict.OK, parts.configuration.assistant.chat_model or "extractive engine, no model service needed")
    if not parts.configuration.storage.database and not (home / FILE_NAME).exists():
        yield Check("library", Verdict.NOTE, f"none in {home} yet", "council-papers ingest PATH makes it")
        return
    yield _attempt("library", lambda: f"{len(parts.library.papers())} papers")
    yield _in_use(home)
    yield _index(parts)


def _attempt(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, Verdict.OK, look())
    except CouncilPapersError as error:
        return Check(name, Verdict.WRONG, str(error))


def _in_use(home: Path) -> Check:
    """Whether a program that runs, the web app for one, still has a database file open that was deleted or replaced."""
    lost = sorted({process for name in DATABASES for process in lost_by_others(home / name)})
    if not lost:
        return Check("files in use", Verdict.OK, "no program has a deleted database file open")
    programs = ", ".join(f"process {number}" for number in lost)
    return Check(
        "files in use",
        Verdict.WRONG,
        f"{programs}: uses a database file of {home} that was replaced or deleted",
        "end it and start it again",
    )


def _index(parts: Parts) -> Check:
    from vectorstore.index import IndexState
    from vectorstore.indexes import open_index

    settings = parts.configuration.search
    try:
        index = open_index(parts.library, parts.embedder, settings)
        state = index.state()
        index.close()
    except CouncilPapersError as error:
        return Check("index", Verdict.NOTE, "not looked at", str(error))
    if state is IndexState.FRESH and settings.index == "postgresql":
        return Check("index", Verdict.OK, "up to date in PostgreSQL; every passage is compared")
    if state is IndexState.FRESH:
        return weak_graphs(parts.configuration.home)
    again = "council-papers ingest --rebuild PATH" if state is IndexState.OTHER_MODEL else "council-papers ingest PATH"
    return Check("index", Verdict.WRONG, state.value.replace("_", " "), f"run {again}")


def weak_graphs(home: Path) -> Check:
    """The index in `home`, which is up to date: how well Chroma finds its passages."""
    from vectorstore.publish import IndexFolder
    from vectorstore.verify import LEAST_RECALL

    manifest = IndexFolder(home).manifest()
    shards = manifest.shards if manifest else ()
    weak = sum(shard.passages for shard in shards if shard.recall < LEAST_RECALL)
    if not weak:
        least = min((shard.recall for shard in shards), default=1.0)
        return Check("index", Verdict.OK, f"up to date; Chroma finds {least:.1%} of the nearest passages")
    found = f"up to date; {weak} of {sum(shard.passages for shard in shards)} passages are compared one by one, since Chroma finds too few"
    return Check("index", Verdict.NOTE, found, "council-papers ingest --rebuild PATH builds it anew; answers are whole meanwhile")


def _versions() -> Check:
    found = [f"Python {platform.python_version()}"]
    missing = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        return Check("versions", Verdict.WRONG, f"not installed: {', '.join(missing)}", "run 'make install'")
    return Check("versions", Verdict.OK, ", ".join(found))


def _permissions(home: Path) -> Check:
    folder = _existing(home)
    if home.exists() and not home.is_dir():
        return Check("permissions", Verdict.WRONG, f"{home} is a file", "give another --home, or move the file away")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check("permissions", Verdict.WRONG, f"{folder} may not be written", "change its permissions, or give another --home")
    if others := open_to_others(home):
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        found = f"{others[0]}{more} may be reached by other users of this machine"
        return Check("permissions", Verdict.NOTE, found, f"as their owner: chmod -R go= '{home}'")
    return Check("permissions", Verdict.OK, f"{home} may be written" if home.exists() else f"{home} can be created")


def file_system(home: Path, mounts: Path = MOUNTS) -> Check:
    """Whether the locks of the databases hold where the home lies; `mounts` is of the form of /proc/self/mountinfo."""
    kind = network_file_system(home, mounts)
    if kind is None:
        return Check("file system", Verdict.OK, f"{home} lies on no network file system that is known of")
    found = f"{home} lies on a network file system ({kind}): the locks of SQLite do not hold there, and what is written can be lost"
    return Check("file system", Verdict.WRONG, found, "give another --home, on a disk of this computer; share papers, not the library")


def _disk(home: Path) -> Check:
    free = shutil.disk_usage(_existing(home)).free
    found = f"{free / (1 << 30):.1f} GiB free at {home}"
    return (
        Check("disk", Verdict.OK, found)
        if free >= ENOUGH_DISK
        else Check("disk", Verdict.WRONG, found, "free 2 GiB, or give another --home")
    )


def _tesseract() -> Check:
    program = shutil.which("tesseract")
    if program:
        return Check("tesseract", Verdict.OK, program)
    return Check("tesseract", Verdict.NOTE, "not found: scanned pages stay unread", "install tesseract-ocr if papers are scanned")


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())

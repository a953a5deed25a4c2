"""The folder HOME/index: which shards are published, and how a new set takes the place of the old.

CURRENT.json      the manifest; replaced atomically, so a reader sees the old set or the new one, never a mixture
shards/NAME/      published shards, never changed; NAME is the digest of the content and the generation that built it
staging/          shards being built; whatever a process that was stopped left there is deleted by the next build
.lock             held by the one process that builds
"""

import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.library.private import FOLDER, close_to_others
from ingest.library.store import wait_for
from ingest.models import Classification
from vectorstore.errors import IndexBuildError
from vectorstore.shards import FORMAT

DATABASE = ".sqlite3"
"""Ending of Chroma's own file, which its SQLite has flushed: a database is opened by its store alone."""
_TRIES = 60
_PAUSE = 0.1
"""Times that staging is cleared, and seconds between them: the verifier of a builder that was killed outlives it by a few seconds."""


class ShardRef(BaseModel):
    """A published shard as the manifest names it: enough to leave it out of a search unopened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    digest: str
    classification: Classification
    passages: int
    recall: float
    """Share of the nearest passages that its graph finds (vectorstore/verify.py), measured before publishing; 0 where it has none."""


class Manifest(BaseModel):
    """CURRENT.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    generation: int
    """Grows by one with every index published."""
    model: str
    """Name of the embedder."""
    revision: int
    """Revision of the library that was indexed."""
    context_weight: float
    passages: int
    shards: tuple[ShardRef, ...]
    chroma: str = ""
    """Address of the Chroma server that holds the shards' collections; empty where they lie in the shards' folders."""
    mark: str = ""
    """What the collections' names begin with on the server."""


class IndexFolder:
    """The index of one library."""

    def __init__(self, home: Path) -> None:
        """The index in `home`/index, which need not exist."""
        self.path = home / "index"
        self.current = self.path / "CURRENT.json"
        self.shards = self.path / "shards"
        self.staging = self.path / "staging"

    def manifest(self) -> Manifest | None:
        """What is published; None where nothing is, or only what another version or a damaged disk left."""
        try:
            manifest = Manifest.model_validate_json(self.current.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        return manifest if manifest.format == FORMAT else None

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever another index is published; None where there is none."""
        try:
            status = self.current.stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_ino

    @contextmanager
    def lock(self, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Be the only builder; `on_wait` is called once where another is at it. The lock ends with the process that holds it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=FOLDER)
            lock = wait_for(self.path, on_wait)
        except OSError as error:
            raise IndexBuildError(f"{self.path}: {error.strerror or error}: check that the folder may be written") from error
        try:
            yield
        finally:
            lock.release()

    def sweep(self) -> None:
        """Delete what no manifest names: staging, and shards of builds that were stopped before they were published."""
        for _ in range(_TRIES):
            shutil.rmtree(self.staging, ignore_errors=True)
            if not self.staging.exists():
                break
            time.sleep(_PAUSE)  # a child of a builder that was killed may still be at its files
        manifest = self.manifest()
        named = {shard.name for shard in manifest.shards} if manifest else set()
        for folder in self.shards.iterdir() if self.shards.is_dir() else ():
            if folder.name not in named:
                shutil.rmtree(folder, ignore_errors=True)

    def stage(self, name: str) -> Path:
        """A fresh folder for a shard to be built in."""
        folder = self.staging / name
        folder.mkdir(parents=True)
        return folder

    def publish(self, manifest: Manifest, staged: Collection[str]) -> None:
        """Move the shards named in `staged` among the published ones and make `manifest` the current one; call it under the lock."""
        self.shards.mkdir(exist_ok=True, mode=FOLDER)
        for name in staged:
            for file in (self.staging / name, *(self.staging / name).rglob("*")):
                close_to_others(file)
                if file.suffix != DATABASE:
                    _flush(file)
            (self.staging / name).rename(self.shards / name)
        _flush(self.shards)
        fresh = self.path / "CURRENT.json.new"
        fresh.write_text(manifest.model_dump_json(indent=1, exclude_defaults=True))
        close_to_others(fresh)
        _flush(fresh)
        fresh.replace(self.current)
        _flush(self.path)


def _flush(path: Path) -> None:
    """Have the disk hold what was written, before anything points to it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

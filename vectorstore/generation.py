"""A published index as a reader holds it: shards opened when first asked for and shared by threads."""

import threading
from dataclasses import dataclass, field

from vectorstore.dense import Graph
from vectorstore.lexical import Statistics
from vectorstore.publish import IndexFolder, Manifest, ShardRef
from vectorstore.shards import Shard


class GoneError(Exception):
    """A shard is no longer there: another index has been published since, and the search must start again."""


@dataclass(eq=False)
class OpenShard:
    """A shard with its graph, which is opened only where a search needs it."""

    shard: Shard
    _graph: Graph | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def graph(self) -> Graph:
        """The shard's Chroma collection."""
        with self._lock:
            if self._graph is None:
                self._graph = Graph(self.shard.folder)
            return self._graph


class Generation:
    """What one manifest names."""

    def __init__(self, index: IndexFolder, manifest: Manifest, stamp: tuple[int, int] | None, before: "Generation | None" = None) -> None:
        """The shards of `manifest`; those that `before` has open stay open."""
        self.manifest = manifest
        self.stamp = stamp
        self._index = index
        self._lock = threading.Lock()
        names = {ref.name for ref in manifest.shards}
        self._open: dict[str, OpenShard] = {name: shard for name, shard in before._open.items() if name in names} if before else {}

    def shard(self, ref: ShardRef) -> OpenShard:
        """The shard that `ref` names. Raises GoneError where it cannot be read."""
        with self._lock:
            if ref.name not in self._open:
                try:
                    self._open[ref.name] = OpenShard(Shard.load(self._index.shards / ref.name))
                except (OSError, ValueError) as error:
                    raise GoneError(f"{ref.name}: {error}") from error
            return self._open[ref.name]

    def statistics(self, refs: list[ShardRef], terms: list[bytes]) -> tuple[Statistics, dict[str, list[int | None]]]:
        """BM25 statistics of `terms` over the shards `refs`, and the position of each term in each shard by its name."""
        counts, length = [0] * len(terms), 0.0
        positions: dict[str, list[int | None]] = {}
        for ref in refs:
            shard = self.shard(ref).shard
            postings = shard.postings
            positions[ref.name] = postings.positions(terms)
            counts = [n + postings.frequency(p) for n, p in zip(counts, positions[ref.name], strict=True)]
            length += shard.meta.words
        passages = sum(ref.passages for ref in refs)
        return Statistics(passages, length / max(passages, 1), tuple(counts)), positions

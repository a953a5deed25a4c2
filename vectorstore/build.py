"""Build the index of a library from its passages and cached vectors; only shards whose content changed are built."""

from dataclasses import dataclass
from pathlib import Path

from ingest.library.context import context_line
from ingest.library.library import Library
from ingest.models import Classification
from vectorstore.chroma_server import BUILDING, ChromaServer, new_mark
from vectorstore.dense import write_graph
from vectorstore.embed import Embedder, Vectors, embedded_text, text_key, vectors_of
from vectorstore.errors import IndexBuildError
from vectorstore.index import BuildReport, IndexState, OnProgress, is_named, other_model, serves
from vectorstore.kept_rows import rows_of
from vectorstore.lexical import Postings
from vectorstore.publish import IndexFolder, Manifest, ShardRef
from vectorstore.settings import SearchSettings
from vectorstore.shards import FORMAT, Row, Shard, cut, digest, save
from vectorstore.terms import count_terms
from vectorstore.verify import recall_if_whole, verify

READ_AT_ONCE = 512
ATTEMPTS = 5
"""Times a build starts again because papers changed while it ran."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """One shard as it should be."""

    classification: Classification
    rows: list[Row]
    digest: str


class _PapersChangedError(Exception):
    """The library changed while a shard was built from it."""


def index_state(home: Path, library: Library, embedder: Embedder, settings: SearchSettings) -> IndexState:
    """How the index in `home` stands to `library` and to the model of `embedder`."""
    manifest = IndexFolder(home).manifest()
    if manifest is None:
        return IndexState.ABSENT
    if not serves(manifest.model, embedder, settings):
        return IndexState.OTHER_MODEL
    fresh = (manifest.revision, manifest.chroma) == (library.revision(), settings.chroma)
    return IndexState.FRESH if fresh else IndexState.STALE


def is_current(library: Library, settings: SearchSettings) -> bool:
    """Whether a build would find nothing to do, told in milliseconds: the model's name is compared, its weights are not read."""
    manifest = IndexFolder(library.home).manifest()
    if manifest is None:
        return not library.papers()
    now = (library.revision(), settings.lexical_context_weight, settings.chroma)
    if (manifest.revision, manifest.context_weight, manifest.chroma) != now:
        return False
    return is_named(manifest.model, settings)


def build_index(
    library: Library,
    embedder: Embedder,
    settings: SearchSettings,
    on_progress: OnProgress | None = None,
    *,
    rebuild: bool = False,
) -> BuildReport:
    """Bring the index up to date with `library` and publish it; with `rebuild` every shard is built anew.

    One process builds at a time; others wait, then find nothing to do. A process stopped at any moment leaves the index that was
    published before.

    Raises:
        ModelError: the index was made with another model and `rebuild` is false.
        IndexBuildError: the index could not be written or is not whole.
    """
    report = on_progress or (lambda _done, _all, _what: None)
    report(0, 0, "loading the embedding model")
    builder = _Builder(library, embedder, settings, report)
    with builder.index.lock():
        for _ in range(ATTEMPTS):
            try:
                return builder.build(rebuild)
            except _PapersChangedError:
                builder.read_anew()
            except OSError as error:
                raise IndexBuildError(
                    f"the index could not be written ({error.strerror or error}): free some space or check the folder's permissions, "
                    "and run the same command again; the index in use is untouched"
                ) from error
    raise IndexBuildError("papers kept changing while the index was built: run council-papers ingest again")


class _Builder:
    """One build, under the index's lock."""

    def __init__(self, library: Library, embedder: Embedder, settings: SearchSettings, on_progress: OnProgress) -> None:
        self.index = IndexFolder(library.home)
        self._library = library
        self._embedder = embedder
        self._settings, self._weight = settings, settings.lexical_context_weight
        self._model = embedder.name
        """Name that the vectors are kept under."""
        self._on_progress = on_progress
        self._done = self._all = 0
        self._server: ChromaServer | None = None
        self._anew = False

    def read_anew(self) -> None:
        """Have every passage read in what is built next: what is kept of papers may not be what they hold."""
        self._anew = True

    def build(self, rebuild: bool) -> BuildReport:
        try:
            return self._build(rebuild)
        finally:
            if self._server:
                self._server.close()

    def _build(self, rebuild: bool) -> BuildReport:
        self.index.sweep()
        old = self.index.manifest()
        if old and not rebuild:
            if not serves(old.model, self._embedder, self._settings):
                raise other_model(old.model, self._embedder)
            self._model = old.model
        revision = self._library.revision()
        where = self._settings.chroma
        if old and not rebuild and (old.revision, old.context_weight, old.chroma) == (revision, self._weight, where):
            return BuildReport(old.passages, len(old.shards), 0, old.generation)
        mark = ((old.mark if old else "") or new_mark()) if where else ""
        self._server = ChromaServer(self._settings, mark, BUILDING) if where else None
        plans = self._plan()
        have = {shard.digest: shard for shard in old.shards if self._is_there(shard)} if old and not rebuild and old.chroma == where else {}
        generation = old.generation + 1 if old else 1
        wanted = [plan for plan in plans if plan.digest not in have]
        self._done, self._all = 0, sum(len(plan.rows) for plan in wanted)
        self._on_progress(0, self._all, "indexing papers")
        fresh = [self._build_shard(plan, f"{plan.digest}-{generation}") for plan in wanted]
        shards = sorted([*fresh, *(have[plan.digest] for plan in plans if plan.digest in have)], key=lambda shard: shard.digest)
        manifest = Manifest(
            format=FORMAT,
            generation=generation,
            model=self._model,
            revision=revision,
            context_weight=self._weight,
            passages=sum(shard.passages for shard in shards),
            shards=tuple(shards),
            chroma=where,
            mark=mark,
        )
        self.index.publish(manifest, [shard.name for shard in fresh])
        self.index.sweep()
        if self._server:
            self._server.sweep([shard.name for shard in shards])
        return BuildReport(manifest.passages, len(shards), len(fresh), generation)

    def _plan(self) -> list[_Plan]:
        rows = rows_of(self._library, anew=self._anew)
        shards = [(kind, shard) for kind in sorted(rows) for shard in cut(rows[kind])]
        return [_Plan(kind, shard, digest(kind, shard, self._model, self._weight)) for kind, shard in shards]

    def _is_there(self, shard: ShardRef) -> bool:
        return (self.index.shards / shard.name / "ids.npy").is_file()

    def _build_shard(self, plan: _Plan, name: str) -> ShardRef:
        folder = self.index.stage(name)
        contexts, texts = self._read(plan.rows)
        vectors = self._vectors([f"{context}\n{text}" for context, text in zip(contexts, texts, strict=True)])
        save(folder, plan.rows, Postings.of(count_terms(contexts, texts), len(texts), self._weight))
        recall = self._graph(folder, [row.id for row in plan.rows], vectors)
        return ShardRef(name=name, digest=plan.digest, classification=plan.classification, passages=len(texts), recall=recall)

    def _graph(self, folder: Path, ids: list[str], vectors: Vectors) -> float:
        """Build and check the collection of the shard in `folder`; its recall. A server that does not answer ends the build."""
        if self._server:
            self._server.write(folder.name, ids, vectors)
        else:
            write_graph(folder, ids, vectors)
        self._on_progress(self._done, self._all, "checking the index")
        if self._server:
            return recall_if_whole(Shard.load(folder), vectors, self._server.graph(folder.name))
        return verify(folder, self._library.home, self._model, self._library.address)

    def _read(self, rows: list[Row]) -> tuple[list[str], list[str]]:
        """Contexts and texts of `rows`. Raises _PapersChangedError where the library no longer holds them as planned."""
        contexts: list[str] = []
        texts: list[str] = []
        for start in range(0, len(rows), READ_AT_ONCE):
            part = rows[start : start + READ_AT_ONCE]
            passages = list(self._library.passages(ids=[row.id for row in part]))
            if [(row.id, row.key) for row in part] != [(p.id, text_key(embedded_text(p))) for p in passages]:
                raise _PapersChangedError
            contexts += map(context_line, passages)
            texts += [passage.text for passage in passages]
        return contexts, texts

    def _vectors(self, texts: list[str]) -> Vectors:
        def on_done(count: int) -> None:
            self._done += count
            self._on_progress(self._done, self._all, "indexing papers")

        return vectors_of(self._library, self._embedder, texts, on_done, self._model)

"""Pages a second and memory of ingest, beside the plain chain: `python -m bench.ingest PAPERS`. The last line printed is JSON.

The plain chain is the tutorial's: pypdf's text, RecursiveCharacterTextSplitter at 1000/200, all-MiniLM-L6-v2 in float32, Chroma with the
texts. Ours reads in child processes on all cores, finds the structure, embeds as configured, and builds and publishes the index. Each
chain runs in a process of its own, models loaded before the clock starts; memory is the largest of the process and of its children.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from ingest.child.sandbox import Sandbox
from ingest.library.library import Library
from ingest.models import PaperText
from ingest.pipeline import ingest
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from ingest.structure.parse import parse
from vectorstore.build import build_index
from vectorstore.embed import embedded_text, load_embedder, model_folder
from vectorstore.settings import SearchSettings

Result = TypeVar("Result")
SIZE, OVERLAP = 1000, 200
"""Characters of a chunk of the plain chain, and of its overlap with the one before."""


def measure_parts(papers: list[Path]) -> dict[str, float]:
    """Reading, structure and embedding one after the other, on one core but for the model's own threads."""
    settings = IngestSettings()
    sandbox = Sandbox(settings.read_memory)
    texts, reading = timed(lambda: [read_paper(path, settings, sandbox) for path in papers])
    found, parsing = timed(lambda: [parse(text, path.name, "0" * 16, settings)[1] for text, path in zip(texts, papers, strict=True)])
    embedder = load_embedder(SearchSettings())
    embedder.embed_query("warm")
    passages = [embedded_text(passage) for part in found for passage in part]
    _, embedding = timed(lambda: embedder.embed_documents(passages))
    pages = count(texts)
    return {
        "pages": pages,
        "read_pages_per_s": pages / reading,
        "structure_pages_per_s": pages / parsing,
        "embed_pages_per_s": pages / embedding,
    }


def measure_ours(papers: list[Path]) -> dict[str, float]:
    """The whole way from files to a published index."""
    import chromadb  # noqa: F401 loaded before the clock starts, as for the plain chain

    embedder = load_embedder(SearchSettings())
    embedder.embed_query("warm")
    with tempfile.TemporaryDirectory() as home, Library.open(Path(home)) as library:
        outcomes, taking = timed(lambda: ingest(library, papers, IngestSettings()))
        report, indexing = timed(lambda: build_index(library, embedder, SearchSettings()))
    pages = sum(outcome.pages for outcome in outcomes)
    return {"ours_pages_per_s": pages / (taking + indexing), "ours_passages": report.passages, **memory("ours")}


def measure_plain(papers: list[Path]) -> dict[str, float]:
    """The plain chain over the same files."""
    import chromadb
    from pypdf import PdfReader
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder(SearchSettings().embedding_model)), device="cpu")
    model.encode(["warm"])

    def chain(home: str) -> tuple[int, int]:
        pages = [page.extract_text() for path in papers for page in PdfReader(path).pages]
        chunks = [chunk for page in pages for chunk in split(page)]
        vectors = model.encode(chunks, show_progress_bar=False)
        store = chromadb.PersistentClient(home).create_collection("plain", embedding_function=None)
        for start in range(0, len(chunks), 5000):
            part = slice(start, start + 5000)
            store.add([str(at) for at in range(len(chunks))[part]], vectors[part].tolist(), documents=chunks[part])
        return len(pages), len(chunks)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        (pages, chunks), seconds = timed(lambda: chain(home))
    return {"plain_pages_per_s": pages / seconds, "plain_chunks": chunks, **memory("plain")}


def split(text: str) -> list[str]:
    """LangChain's own splitter where langchain-text-splitters is installed (it is no dependency of ours), else cuts of the same size."""
    try:
        from langchain_text_splitters import RecursiveCharacterTextSplitter  # type: ignore[import-not-found]
    except ImportError:
        return list(_cuts(text))
    return list(RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP).split_text(text))


def _cuts(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = min(start + SIZE, len(text))
        cut = max(text.rfind(mark, start + OVERLAP, end) for mark in ("\n", " ")) if end < len(text) else end
        end = cut if cut > start + OVERLAP else end
        yield text[start:end]
        start = end if end == len(text) else end - OVERLAP


def count(texts: list[PaperText]) -> int:
    """Pages of all papers."""
    return sum(len(text.pages) for text in texts)


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What `work` gives, and its seconds."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def memory(name: str) -> dict[str, float]:
    """Largest resident memory in MiB, as Linux counts it, of this process and of its largest child."""
    own, children = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {f"{name}_peak_mib": own, f"{name}_peak_child_mib": children}


MEASURES: dict[str, Callable[[list[Path]], dict[str, float]]] = {"parts": measure_parts, "ours": measure_ours, "plain": measure_plain}


def main() -> None:
    """Measure the PDFs of the folder named on the command line; each measure in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--measure", choices=MEASURES, help="take one measure, in this process")
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(MEASURES[asked.measure](sorted(asked.papers.glob("*.pdf")))))
        return
    figures: dict[str, float] = {}
    for name in MEASURES:
        command = [sys.executable, "-m", "bench.ingest", str(asked.papers), "--measure", name]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        figures |= json.loads(done.stdout.splitlines()[-1])
    figures["times_the_plain_chain"] = figures["ours_pages_per_s"] / figures["plain_pages_per_s"]
    for label, value in figures.items():
        print(f"{label:28}{value:10.1f}")
    print(json.dumps({label: round(value, 3) for label, value in figures.items()}))


if __name__ == "__main__":
    main()

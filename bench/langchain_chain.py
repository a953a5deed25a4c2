"""The plain LangChain chain of the tutorials on the sample papers, as a transcript that `council-papers eval score` scores.

    python -m bench.langchain_chain PAPERS CASES… OUT.jsonl
    python -m bench.langchain_chain PAPERS --serve              # the same at POST /api/v1/ask, for bench.load

1000-character pieces of each page with 200 overlap, the same embedding model, the four nearest pieces; no chat model is at hand, so the
sentences of the best piece that share most words with the question are the answer. The transcript is the documented minimal JSON.
"""

import json
import socket
import sys
from pathlib import Path

import docx
import uvicorn
from docx.text.paragraph import Paragraph
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.configuration import keep_quiet, load
from eval.cases import read_cases
from eval.text import sentences, tokens
from vectorstore.embed import Embedder, load_embedder

SIZE, OVERLAP = 1000, 200


class _Model(Embeddings):
    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed_documents(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text).tolist()


def pieces(folder: Path) -> list[Document]:
    """Every PDF page, Word and text file of the folder in pieces of SIZE characters, OVERLAP of them shared with the next."""
    whole: list[tuple[str, str, int | None]] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".pdf":
            whole += [(page.extract_text(), path.name, number) for number, page in enumerate(PdfReader(path).pages, 1)]
        elif path.suffix == ".docx":
            parts = docx.Document(str(path)).iter_inner_content()
            rows = [
                [part.text] if isinstance(part, Paragraph) else [cell.text for row in part.rows for cell in row.cells] for part in parts
            ]
            whole.append(("\n".join(words for row in rows for words in row), path.name, None))
        elif path.suffix in {".md", ".txt"}:
            whole.append((path.read_text(encoding="utf-8"), path.name, None))
    return [
        Document(text[at : at + SIZE], metadata={"document": name, "page": page})
        for text, name, page in whole
        for at in range(0, max(1, len(text) - OVERLAP), SIZE - OVERLAP)
    ]


def main() -> None:
    """Answer every case and write the transcript, or serve."""
    keep_quiet()
    folder, *rest = map(Path, sys.argv[1:])
    store = InMemoryVectorStore(_Model(load_embedder(load(folder, None, {}).search)))
    store.add_documents(pieces(folder))
    if sys.argv[2] == "--serve":
        _serve(store)
        return
    *suites, out = rest
    lines = [{"header": {"system": "plain LangChain chain"}}]
    for case in read_cases(suites):
        answer, found = _answer(store, case.question)
        cited = {"marker": 1, "quote": found[0].page_content, **found[0].metadata}
        passages = [{"text": piece.page_content, **piece.metadata} for piece in found]
        lines.append({"id": case.id, "question": case.question, "answer": answer, "citations": [cited], "passages": passages})
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def _answer(store: InMemoryVectorStore, question: str) -> tuple[str, list[Document]]:
    found = store.similarity_search(question, k=4)
    asked = set(tokens(question))
    best = sorted(sentences(found[0].page_content), key=lambda sentence: -len(asked & set(tokens(sentence))))[:2]
    return " ".join(f"{sentence.rstrip('.')} [1]." for sentence in best), found


def _serve(store: InMemoryVectorStore) -> None:
    async def ask(request: Request) -> JSONResponse:
        answer, found = await run_in_threadpool(_answer, store, (await request.json())["question"])
        return JSONResponse({"status": "answered", "answer": answer, "passages": [piece.page_content for piece in found]})

    app = Starlette(routes=[Route("/api/v1/ask", ask, methods=["POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run([listening])


if __name__ == "__main__":
    main()

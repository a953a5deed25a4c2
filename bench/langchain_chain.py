"""The plain LangChain chain of the tutorials on the sample papers, as a transcript that `council-papers eval score` scores.

    python -m bench.langchain_chain PAPERS CASES… OUT.jsonl

1000-character pieces of each page with 200 overlap, the same embedding model, the four nearest pieces; no chat model is at hand, so the
sentences of the best piece that share most words with the question are the answer. The transcript is the documented minimal JSON.
"""

import json
import sys
from pathlib import Path

import docx
from docx.text.paragraph import Paragraph
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from pypdf import PdfReader

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
    for path in sorted(folder.iterdir()):
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


def _word(path: Path) -> str:
    lines: list[str] = []
    for part in docx.Document(str(path)).iter_inner_content():
        lines += [part.text] if isinstance(part, Paragraph) else [cell.text for row in part.rows for cell in row.cells]
    return "\n".join(lines)


def main() -> None:
    """Answer every case and write the transcript."""
    keep_quiet()
    folder, *suites, out = map(Path, sys.argv[1:])
    store = InMemoryVectorStore(_Model(load_embedder(load(folder, None, {}).search)))
    store.add_documents(pieces(folder))
    lines = [{"header": {"system": "plain LangChain chain"}}]
    for case in read_cases(suites):
        found = store.similarity_search(case.question, k=4)
        asked = set(tokens(case.question))
        best = sorted(sentences(found[0].page_content), key=lambda sentence: -len(asked & set(tokens(sentence))))[:2]
        answer = " ".join(f"{sentence.rstrip('.')} [1]." for sentence in best)
        cited = {"marker": 1, "quote": found[0].page_content, **found[0].metadata}
        passages = [{"text": piece.page_content, **piece.metadata} for piece in found]
        lines.append({"id": case.id, "question": case.question, "answer": answer, "citations": [cited], "passages": passages})
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()

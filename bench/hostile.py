"""A careless chat model against the check: `python -m bench.hostile --gold FILE --papers DIR [--gold FILE --papers DIR …]`.

SmolLM2-135M behind a real OpenAI-compatible HTTP server answers the questions and rule-made paraphrases of them. Counted are the
statements of its answers that were shown as supported and hold an invented figure, date, name, quote or citation, by a check that
shares no code with the product's (bench/hostile_check.py). Answers are written as JSON lines, so that score.py can weigh what is left
of the extractive engine's figures. Replies are kept in the folder by their prompt: a run that was stopped goes on, and a changed
check is measured in minutes. With one --papers all questions are asked of it. The last line printed is JSON.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from math import comb
from pathlib import Path
from typing import Any

from assistant.answering.assistant import Assistant
from assistant.answering.chat_engine import Generator
from assistant.answering.chat_model import ChatModel, open_chat_model
from assistant.answering.chat_reply import SILENT, statements
from assistant.models import Answer, Ask, Turn
from assistant.settings import AssistantSettings
from bench.hostile_check import Invented, inventions
from ingest.library.library import Library
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from vectorstore.build import build_index
from vectorstore.embed import Embedder, load_embedder
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings
from vectorstore.support_model import load_support_model

CONFIDENCE = 0.95
_SWAPS = (
    (r"\bhow many\b", "what number of"),
    (r"\bhow much\b", "what amount of money"),
    (r"\bwho\b", "which person or body"),
    (r"\bwhen\b", "on what date"),
    (r"\bwhy\b", "for what reason"),
    (r"\bwhat did\b", "tell me what did"),
    (r"\bcommittee\b", "panel"),
    (r"\bcouncil\b", "authority"),
)
_FRAMES = ("Please answer briefly: {}", "For my ward newsletter, {}", "{} Give the exact figures and names.", "i need this quickly - {}")


@dataclass
class Recorded:
    """A chat model whose replies are kept in a file by a hash of their messages."""

    model: ChatModel
    file: Path
    known: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    last: str = ""
    """The reply to the question asked last."""

    def __post_init__(self) -> None:
        if self.file.exists():
            self.known = dict(json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines())

    def stream(self, input: Any) -> Iterator[Any]:
        """The kept reply in one piece, else the model's as it comes."""
        key = hashlib.sha256(json.dumps(input).encode()).hexdigest()
        if key in self.known:
            self.last = self.known[key]
            yield Piece(self.known[key])
            return
        began, said = time.perf_counter(), ""
        for chunk in self.model.stream(input):
            said += str(chunk.text)
            yield chunk
        self.seconds += time.perf_counter() - began
        self.known[key] = self.last = said
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, said]) + "\n")


@dataclass
class Piece:
    """A chunk of a kept reply."""

    text: str


def paraphrases(question: str) -> list[str]:
    """The question asked otherwise, by rule: other words for asking, another frame, no capitals."""
    swapped = question
    for pattern, other in _SWAPS:
        swapped = re.sub(pattern, other, swapped, flags=re.IGNORECASE)
    frame = _FRAMES[len(question) % len(_FRAMES)].format(question)
    return list(dict.fromkeys(text for text in (swapped, frame, question.lower().rstrip("?")) if text != question))


def load_asks(golds: Sequence[Path]) -> list[Ask]:
    """The questions as they are, then one paraphrase of each, then a second and a third; answerable or not."""
    records = [json.loads(line) for gold in golds for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    records = [record for record in records if record.get("question")]
    turns = [tuple(_turns(record.get("history") or ())) for record in records]
    asks = [Ask(id=r["id"], question=r["question"], history=h) for r, h in zip(records, turns, strict=True)]
    for number in range(3):
        for record, history in zip(records, turns, strict=True):
            others = paraphrases(record["question"])
            if number < len(others):
                asks.append(Ask(id=f"{record['id']}~{number}", question=others[number], history=history))
    return asks


def _turns(history: Sequence[dict[str, str]]) -> Iterator[Turn]:
    """The turns of a record, written as question and answer or by role."""
    for number, turn in enumerate(history):
        if "question" in turn:
            yield Turn(question=turn["question"], answer=turn.get("answer", ""))
        elif turn["role"] == "user":
            reply = history[number + 1]["text"] if number + 1 < len(history) else ""
            yield Turn(question=turn["text"], answer=reply)


def upper_bound(bad: int, total: int) -> float:
    """The one-sided 95 % upper bound of a proportion (Clopper and Pearson): the p at which `bad` or fewer has probability 0.05."""
    if not total or bad >= total:
        return 1.0
    low, high = bad / total, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        tail = sum(comb(total, k) * middle**k * (1 - middle) ** (total - k) for k in range(bad + 1))
        low, high = (middle, high) if tail > 1 - CONFIDENCE else (low, middle)
    return high


@contextmanager
def served(address: str) -> Iterator[str]:
    """The address of a server: the one given, or one of our own for as long as it is needed."""
    if address:
        yield address
        return
    with subprocess.Popen(
        [sys.executable, "-m", "bench.llama_server"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        lines = (line.strip() for line in server.stdout)
        try:
            yield next((line for line in lines if line.startswith("http")), "") or sys.exit("the llama.cpp server did not start")
        finally:
            server.terminate()


def open_assistant(
    folder: Path, papers: Path, embedder: Embedder, settings: AssistantSettings, model: ChatModel
) -> tuple[Assistant, Library]:
    """An assistant over papers that are taken in where the folder does not hold them yet."""
    library = Library.open(folder / papers.name)
    ingest(library, [papers], IngestSettings())
    search = SearchSettings()
    build_index(library, embedder, search)
    assistant = Assistant(Searcher(library, embedder, search), library, settings, Generator(settings, model), load_support_model(search))
    return assistant, library


def run(asks: Sequence[Ask], assistant: Assistant, library: Library, model: Recorded, out: Path, tally: "Tally") -> None:
    """Ask, check independently, and write the answers."""
    passages = {passage.id: passage for passage in library.passages()}
    common = set(re.findall(r"\b[a-z]+\b", " ".join(passage.text for passage in passages.values())))
    with out.open("w", encoding="utf-8") as file:
        for number, ask in enumerate(asks, 1):
            model.last = ""
            answer = assistant.answer(ask)
            tally.said += len([said for said in statements([model.last]) if said is not SILENT])
            file.write(answer.model_dump_json(by_alias=True) + "\n")
            tally.add(answer, list(inventions(answer, passages, common)))
            if number % 10 == 0:
                print(f"{number}/{len(asks)} {tally.line()}", file=sys.stderr, flush=True)


@dataclass
class Tally:
    """Counts over all answers."""

    questions: int = 0
    shown: int = 0
    """Statements of all answers."""
    shown_by_model: int = 0
    """Statements of answers with words of the model."""
    bad_by_model: int = 0
    said: int = 0
    """Statements the model made."""
    dropped: int = 0
    """Statements of the model that failed the product's check."""
    bad_answers: int = 0
    invented: list[Invented] = field(default_factory=list)
    engines: Counter[str] = field(default_factory=Counter)

    def add(self, answer: Answer, found: list[Invented]) -> None:
        """Count one answer, whichever engine ended up giving it."""
        self.questions += 1
        self.engines["refused" if answer.abstained else "model" if answer.engine != "extractive" else "extractive"] += 1
        self.dropped += len(answer.dropped)
        self.shown += len(answer.statements)
        if answer.engine != "extractive":
            self.shown_by_model += len(answer.statements)
            self.bad_by_model += len({one.statement for one in found})
        self.bad_answers += bool(found)
        self.invented += found

    @property
    def bad(self) -> int:
        """Statements with at least one invention."""
        return len({(one.question, one.statement) for one in self.invented})

    def line(self) -> str:
        """The count in words."""
        bounds = upper_bound(self.bad, self.shown), upper_bound(self.bad_by_model, self.shown_by_model)
        return (
            f"{self.bad} of {self.shown} statements shown hold something invented (upper 95 % bound {bounds[0]:.2%}), "
            f"{self.bad_by_model} of the {self.shown_by_model} in answers with words of the model ({bounds[1]:.2%}), "
            f"{self.bad_answers} of {self.questions} answers ({upper_bound(self.bad_answers, self.questions):.2%}); "
            f"of {self.said} statements of the model {self.dropped} were dropped; answers by {dict(self.engines)}"
        )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, action="append", required=True, help="questions, JSON lines with id, question, history")
    parser.add_argument("--papers", type=Path, action="append", required=True, help="the papers they are asked of")
    parser.add_argument("--count", type=int, default=300, help="questions in all, paraphrases among them")
    parser.add_argument("--server", default="", help="address of an OpenAI-compatible server that runs already, ending in /v1")
    parser.add_argument("--context-tokens", type=int, default=250, help="tokens of passages shown to the model")
    parser.add_argument("--answer-tokens", type=int, default=64, help="tokens of a reply")
    parser.add_argument("--folder", type=Path, help="where the libraries, replies and answers are kept")
    given = parser.parse_args()
    os.environ["NO_PROXY"] = "127.0.0.1"
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        settings = AssistantSettings(
            chat_model="openai:smollm2-135m",
            chat_base_url=stack.enter_context(served(given.server)),
            chat_context_tokens=given.context_tokens,
            chat_answer_tokens=given.answer_tokens,
            chat_timeout=180,
        )
        model = Recorded(open_chat_model(settings), folder / "replies.jsonl")
        embedder = load_embedder(SearchSettings())
        tally = Tally()
        for at, papers in enumerate(given.papers):
            assistant, library = open_assistant(folder, papers, embedder, settings, model)
            stack.callback(library.close)
            asks = load_asks(given.gold if len(given.papers) == 1 else [given.gold[at]])
            share = round(given.count * len(asks) / len(load_asks(given.gold)))
            run(asks[:share], assistant, library, model, folder / f"answers-{papers.name}.jsonl", tally)
    for one in tally.invented:
        print(f"{one.question}: invented {one.kind} “{one.what}” in: {one.statement}")
    print(tally.line())
    bounds = {"statements": upper_bound(tally.bad, tally.shown), "answers": upper_bound(tally.bad_answers, tally.questions)}
    figures = {"questions": tally.questions, "shown": tally.shown, "invented": tally.bad, "said": tally.said, "dropped": tally.dropped}
    figures |= {"shown_by_model": tally.shown_by_model, "invented_by_model": tally.bad_by_model}
    print(json.dumps(figures | {"upper_95": bounds, "engines": dict(tally.engines), "seconds_of_model": round(model.seconds)}))


if __name__ == "__main__":
    main()

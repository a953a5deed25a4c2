"""Many users at once over real HTTP: `python -m bench.load [PAPERS] [--requests 5000]`. The last line printed is JSON.

The app is started as a program of its own on a library made for the purpose (of the sample papers where none are named) and asked
over its API, each user a different question: first 50 at the same moment, then over and over while its memory is watched. Then it is
started with a chat model that takes its time, to see that those who wait hear their place, and that who hangs up ends the work.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from ingest.library.library import Library

ROOT = Path(__file__).parent.parent
USERS = 50
GOAL_MS = 2000
_SUITE = ROOT / "samples" / "suite"
_LONGEST = 2000
"""Characters of a question that the API takes."""
_WORDS, _WORD_SECONDS = 60, 0.1
"""Length and pace of the slow chat model's reply."""


@dataclass
class Replies:
    """What became of requests."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def p(self, share: float) -> float:
        """A quantile of the milliseconds."""
        return 1000 * sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))]


@dataclass(frozen=True)
class Served:
    """The running app."""

    address: str
    process: int

    @property
    def memory(self) -> float:
        """Resident memory, MiB."""
        return int(self._status()["VmRSS"].split()[0]) / 1024

    @property
    def cpu(self) -> float:
        """Seconds of processor time taken so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def threads(self) -> int:
        """Running threads."""
        return int(self._status()["Threads"])

    @property
    def files(self) -> int:
        """Open files and sockets."""
        return len(list(Path(f"/proc/{self.process}/fd").iterdir()))

    def _status(self) -> dict[str, str]:
        lines = Path(f"/proc/{self.process}/status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@contextmanager
def served(home: Path, **settings: str) -> Iterator[Served]:
    """The app on a free port, ready to answer."""
    environment = os.environ | {f"COUNCIL_PAPERS_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "app.py", "serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = next(word for word in process.stdout.readline().split() if word.startswith("http"))
            yield Served(address, process.pid)
        finally:
            process.terminate()


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("papers", nargs="?", type=Path, help="folder of papers; the sample papers where none is named")
    arguments.add_argument("--requests", type=int, default=5000, help="questions asked while the memory is watched")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, papers = Path(folder) / "home", given.papers or Path(folder) / "papers"
        if given.papers is None:
            _run("-m", "samples", str(papers))
        _run("app.py", "ingest", "--home", str(home), str(papers))
        questions = _questions(home, given.papers is None)
        figures = {"questions": float(len(questions))}
        with served(home) as app:
            figures |= asyncio.run(at_once(app, questions))
            figures |= asyncio.run(over_and_over(app, questions, given.requests))
        with slow_model() as model, served(home, chat_model="slow", chat_base_url=model.address, answers_at_once="2") as app:
            figures |= asyncio.run(in_line(app, model, questions))
    for name, value in figures.items():
        print(f"{name:32}{value:10.1f}")
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))
    print(f"p95 with {USERS} users at once: {figures['ready_p95_ms']:.0f} ms, to be at most {GOAL_MS}", file=sys.stderr)
    if figures["errors"] or figures["request_errors"]:
        sys.exit("requests failed")


async def at_once(app: Served, questions: list[str]) -> dict[str, float]:
    """50 users ask at the same moment, each what nobody has asked yet: of an app just started, and when it has read ahead."""
    fresh, ready = Replies(), Replies()
    async with _client(app) as client:
        await _ask(client, questions[0], Replies())
        await _burst(client, questions[1 : USERS + 1], fresh)
        await _idle(app)
        for start in range(USERS + 1, len(questions) - USERS, USERS):
            await _burst(client, questions[start : start + USERS], ready)
    for error in (*fresh.errors, *ready.errors):
        print(error, file=sys.stderr)
    return {
        "fresh_p50_ms": fresh.p(0.5), "fresh_p95_ms": fresh.p(0.95), "ready_p50_ms": ready.p(0.5), "ready_p95_ms": ready.p(0.95),
        "errors": float(len(fresh.errors) + len(ready.errors)),
    }  # fmt: skip


async def _idle(app: Served) -> None:
    """Wait until it has nothing to do: it has read ahead."""
    before = -1.0
    while app.cpu - before > 0.2:
        before = app.cpu
        await asyncio.sleep(2)


async def _burst(client: httpx.AsyncClient, questions: list[str], replies: Replies) -> None:
    await asyncio.gather(*(_ask(client, question, replies) for question in questions))


async def over_and_over(app: Served, questions: list[str], requests: int) -> dict[str, float]:
    """50 users who ask again as soon as they are answered; memory after the first fifth and at the end."""
    replies, left = Replies(), iter(range(requests))
    memory, files = list[float](), list[int]()

    async def user(client: httpx.AsyncClient) -> None:
        for number in left:
            await _ask(client, questions[number % len(questions)], replies)
            if number % max(1, requests // 10) == 0:
                memory.append(app.memory)
                files.append(app.files)

    began, cpu = time.monotonic(), app.cpu
    async with _client(app) as client:
        await asyncio.gather(*(user(client) for _ in range(USERS)))
    for error in replies.errors:
        print(error, file=sys.stderr)
    settled = memory[2:] or memory
    return {
        "requests": float(len(replies.seconds)), "request_errors": float(len(replies.errors)),
        "questions_per_s": len(replies.seconds) / (time.monotonic() - began),
        "cpu_per_question_ms": 1000 * (app.cpu - cpu) / len(replies.seconds), "flat_p50_ms": replies.p(0.5), "flat_p95_ms": replies.p(0.95),
        "memory_begin_mib": memory[0], "memory_settled_mib": settled[0], "memory_end_mib": app.memory,
        "files_settled": float(files[min(2, len(files) - 1)]), "files_end": float(app.files), "threads_end": float(app.threads),
    }  # fmt: skip


@dataclass
class SlowModel:
    """A chat model that takes its time, behind an OpenAI-compatible server."""

    address: str = ""
    running: int = 0
    most: int = 0
    ended_early: list[float] = field(default_factory=list)
    """When replies were given up by who asked for them."""

    async def complete(self, request: Request) -> StreamingResponse:
        """A reply, word by word."""
        await request.json()
        return StreamingResponse(self._words(), media_type="text/event-stream")

    async def _words(self) -> AsyncIterator[str]:
        self.running += 1
        self.most = max(self.most, self.running)
        whole = False
        try:
            for number in range(_WORDS):
                await asyncio.sleep(_WORD_SECONDS)
                delta = {"role": "assistant", "content": "word " if number else "The "}
                yield f"data: {json.dumps({'id': '1', 'object': 'chat.completion.chunk', 'choices': [{'index': 0, 'delta': delta}]})}\n\n"
            yield "data: [DONE]\n\n"
            whole = True
        finally:
            self.running -= 1
            if not whole:
                self.ended_early.append(time.monotonic())


@contextmanager
def slow_model() -> Iterator[SlowModel]:
    """The slow chat model, served from a thread of this process."""
    model = SlowModel()
    app = Starlette(routes=[Route("/v1/chat/completions", model.complete, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    model.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1"
    yield model
    server.should_exit = True
    thread.join(5)


async def in_line(app: Served, model: SlowModel, questions: list[str]) -> dict[str, float]:
    """Ten users at once with the slow model: who waits hears a place; who is being answered hangs up in the middle of the reply."""
    heard: dict[int, list[int]] = {}
    answering: set[int] = set()
    answered: set[int] = set()

    async def user(client: httpx.AsyncClient, number: int) -> None:
        async with client.stream("POST", "/ask/stream", json={"question": questions[number]}) as response:
            async for line in response.aiter_lines():
                if line.startswith('data: {"position":'):
                    heard.setdefault(number, []).append(json.loads(line[6:])["position"])
                if line.startswith("event: sources"):
                    answering.add(number)
                if line.startswith("event: answer"):
                    answering.discard(number)
                    answered.add(number)

    async with _client(app) as client:
        users = [asyncio.create_task(user(client, number)) for number in range(10)]
        while not answering or model.running < 2:  # one of them may be the question by which the app warms itself up
            await asyncio.sleep(0.1)
        await asyncio.sleep(1)
        gone = set(answering)
        hung_up = time.monotonic()
        for number in gone:
            users[number].cancel()
        await asyncio.sleep(1)
        stopped = [when - hung_up for when in model.ended_early]
        await asyncio.gather(*(task for number, task in enumerate(users) if number not in gone))
    in_order = all(places == sorted(places, reverse=True) for places in heard.values())
    return {
        "slow_model_at_once": float(model.most), "told_a_place": float(len(heard)), "places_fall": float(in_order),
        "hung_up": float(len(gone)), "stopped_of_them": float(len(stopped)), "stopped_after_ms": 1000 * max(stopped, default=-1),
        "answered_of_the_rest": float(len(answered - gone)),
    }  # fmt: skip


async def _ask(client: httpx.AsyncClient, question: str, replies: Replies) -> None:
    began = time.monotonic()
    try:
        response = await client.post("/ask", json={"question": question})
        if response.status_code != 200 or response.json()["status"] == "error":
            replies.errors.append(response.text)
    except httpx.HTTPError as error:
        replies.errors.append(repr(error))
    replies.seconds.append(time.monotonic() - began)


def _client(app: Served) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=USERS, max_keepalive_connections=USERS)
    return httpx.AsyncClient(base_url=f"{app.address}/api/v1", timeout=120, limits=limits, trust_env=False)


def _questions(home: Path, samples: bool) -> list[str]:
    """The questions of the sample suite; of other papers what their headings name."""
    if samples:
        lines = [line for file in sorted(_SUITE.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
        return list(dict.fromkeys(question for line in lines if len(question := json.loads(line)["question"]) <= _LONGEST))
    with Library.open(home, create=False) as library:
        return list(dict.fromkeys(f"What is said about {passage.section}?" for passage in library.passages() if passage.section))


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()

"""Many users at once over real HTTP: `python -m bench.load [PAPERS] [--requests 5000] [--processes 2]`. The last line printed is JSON.

The app is started as a program of its own on a library made for the purpose (of the sample papers where none are named) and asked
over its API, each user a different question: 50 at the same moment as soon as it serves, when it has read ahead, and when it was started
again on what it has read; then over and over while its memory is watched. The plain LangChain chain bears the same load beside it: one
process, the same papers. Then the app is started with a chat model that takes its time, to see that those who wait hear their place, and
that who hangs up ends the work.
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
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
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
PORT = 18470
"""The first of several processes."""
GOAL_MS, FIRST_GOAL_MS = 1500, 3000
"""p95 of an app that has read ahead, and in the first half minute."""
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
    """The running app: its addresses, one a process, and the process that was started, which has the others for children."""

    addresses: tuple[str, ...]
    process: int

    @property
    def memory(self) -> float:
        """Resident memory of all its processes, MiB."""
        return sum(int(_status(pid)["VmRSS"].split()[0]) for pid in self._family()) / 1024

    @property
    def cpu(self) -> float:
        """Seconds of processor time taken so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._family()]
        return sum(int(of[11]) + int(of[12]) for of in fields) / os.sysconf("SC_CLK_TCK")

    @property
    def threads(self) -> int:
        """Running threads."""
        return sum(int(_status(pid)["Threads"]) for pid in self._family())

    @property
    def files(self) -> int:
        """Open files and sockets."""
        return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self._family())

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return [self.process, *map(int, children if len(self.addresses) > 1 else ())]


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@contextmanager
def served(home: Path, processes: int = 1, **settings: str) -> Iterator[Served]:
    """The app, ready to answer: on a free port, or on as many in a row as there are processes."""
    environment = os.environ | {f"COUNCIL_PAPERS_{name.upper()}": value for name, value in settings.items()}
    several = ["--processes", str(processes), "--port", str(PORT)] if processes > 1 else ["--port", "0"]
    with started(["app.py", "serve", "--home", str(home), *several], processes, environment) as app:
        yield app


@contextmanager
def started(command: list[str], processes: int, environment: Mapping[str, str]) -> Iterator[Served]:
    """A program of ours that says where it serves, in a line for each process."""
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            addresses = list[str]()
            while len(addresses) < processes:
                addresses += [word for word in process.stdout.readline().split() if word.startswith("http")]
            yield Served(tuple(addresses), process.pid)
        finally:
            process.terminate()


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("papers", nargs="?", type=Path, help="folder of papers; the sample papers where none is named")
    arguments.add_argument("--requests", type=int, default=5000, help="questions asked while the memory is watched")
    arguments.add_argument("--processes", type=int, default=1, help="processes of the app, on ports in a row; users are spread over them")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, papers = Path(folder) / "home", given.papers or Path(folder) / "papers"
        if given.papers is None:
            _run("-m", "samples", str(papers))
        _run("app.py", "ingest", "--home", str(home), str(papers))
        questions = _questions(home, given.papers is None)
        figures = {"questions": float(len(questions)), "processes": float(given.processes)}
        figures |= _ours(home, given.processes, questions, given.requests) | _plain(papers, questions, given.requests)
        with slow_model() as model, served(home, chat_model="slow", chat_base_url=model.address, answers_at_once="2") as app:
            figures |= asyncio.run(in_line(app, model, questions))
    for name, value in figures.items():
        print(f"{name:32}{value:10.1f}")
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))
    goals = (("ready_p95_ms", GOAL_MS), ("again_p95_ms", FIRST_GOAL_MS), ("fresh_p95_ms", FIRST_GOAL_MS))
    for name, goal in goals:
        print(f"{name} with {USERS} users at once: {figures[name]:.0f}, to be at most {goal}", file=sys.stderr)
    if any(value for name, value in figures.items() if name.endswith("errors")):
        sys.exit("requests failed")


def _ours(home: Path, processes: int, questions: list[str], requests: int) -> dict[str, float]:
    fresh, ready = questions[: USERS + 1], questions[USERS + 1 :]
    with served(home, processes) as app:
        figures = asyncio.run(at_once(app, "fresh", fresh))
        for _ in range(processes):  # each looks whether there is anything left to read
            asyncio.run(_idle(app))
        figures |= asyncio.run(at_once(app, "ready", ready))
        figures |= asyncio.run(over_and_over(app, questions, requests))
    with served(home, processes) as app:
        return figures | asyncio.run(at_once(app, "again", fresh))


def _plain(papers: Path, questions: list[str], requests: int) -> dict[str, float]:
    """The same load on the plain chain."""
    with started(["-m", "bench.langchain_chain", str(papers), "--serve"], 1, os.environ) as chain:
        figures = asyncio.run(at_once(chain, "plain", questions)) | asyncio.run(over_and_over(chain, questions, requests))
    return {name if name.startswith("plain") else f"plain_{name}": value for name, value in figures.items()}


async def at_once(app: Served, name: str, questions: list[str]) -> dict[str, float]:
    """50 users ask at the same moment, each what nobody has asked yet, after one who warms the app up."""
    replies = Replies()
    async with _clients(app) as clients:
        await asyncio.gather(*(_ask(client, questions[0], Replies()) for client in clients[: len(app.addresses)]))
        for start in range(1, len(questions) - USERS + 1, USERS):
            await _burst(clients, questions[start : start + USERS], replies)
    for error in replies.errors:
        print(error, file=sys.stderr)
    return {f"{name}_p50_ms": replies.p(0.5), f"{name}_p95_ms": replies.p(0.95), f"{name}_errors": float(len(replies.errors))}


async def _idle(app: Served) -> None:
    """Wait until it has nothing to do: it has read ahead."""
    before = -1.0
    while app.cpu - before > 0.2:
        before = app.cpu
        await asyncio.sleep(2)


async def _burst(clients: list[httpx.AsyncClient], questions: list[str], replies: Replies) -> None:
    await asyncio.gather(*(_ask(client, question, replies) for client, question in zip(clients, questions, strict=True)))


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
    async with _clients(app) as clients:
        await asyncio.gather(*map(user, clients))
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

    async with _clients(app, 10) as clients:
        users = [asyncio.create_task(user(client, number)) for number, client in enumerate(clients)]
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


@asynccontextmanager
async def _clients(app: Served, users: int = USERS) -> AsyncIterator[list[httpx.AsyncClient]]:
    """A client for each user, at an address of this computer of its own (the line goes by addresses), spread over the processes."""
    async with AsyncExitStack() as opened:
        yield [
            await opened.enter_async_context(
                httpx.AsyncClient(
                    base_url=f"{app.addresses[user % len(app.addresses)]}/api/v1", timeout=120, trust_env=False,
                    transport=httpx.AsyncHTTPTransport(local_address=f"127.0.0.{user + 2}"),
                )
            )
            for user in range(users)
        ]  # fmt: skip


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

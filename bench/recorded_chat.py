"""A chat model of recorded replies behind an OpenAI-compatible server: what a strong model would say, again and again the same.

A reply was written for one prompt and its markers are that prompt's numbers. The prompt that arrives may number the same passages
otherwise, or hold others: markers follow the words of their passages, and one whose passage is not there is left out and counted.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.loopback import on_loopback, whole_body
from prompts import SILENCE

_NUMBERED = re.compile(r"^\[(\d{1,3})\] (.*?)(?=^\[\d{1,3}\] |\Z)", re.MULTILINE | re.DOTALL)
_QUESTION = re.compile(r"^Question: (.*)$", re.MULTILINE)
MARKERS = re.compile(r"\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\]")
_RUN = 4
"""Words of the runs by which passages are known again."""
_SAME = 0.3
"""Share of a passage's runs that its like in another prompt must hold: the last passage of a prompt may be cut."""


@dataclass(frozen=True)
class Recording:
    """A reply with the prompt that it was written for."""

    id: str
    question: str
    prompt: str
    reply: str


@dataclass(frozen=True)
class Twin:
    """A false statement and the true one, of the reply to the question `id`, that it was made from."""

    id: str
    text: str
    of: str


def read_recordings(file: Path) -> list[Recording]:
    """The recordings of a file of JSON lines with id, question, prompt and reply. Raises KeyError where one of these is missing."""
    lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Recording(one["id"], one["question"], one["prompt"], one["reply"]) for one in lines]


def asked(prompt: str) -> str:
    """The question at the end of a prompt; nothing where there is none."""
    found = _QUESTION.findall(prompt)
    return " ".join(found[-1].split()) if found else ""


def passages_of(prompt: str) -> dict[int, frozenset[tuple[str, ...]]]:
    """The runs of words of each numbered passage of a prompt."""
    return {int(number): _runs(text) for number, text in _NUMBERED.findall(prompt)}


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)))


def renumbered(reply: str, written_for: str, arrived: str) -> tuple[str, int]:
    """The reply with the numbers of the prompt that arrived, and how many markers have no passage there."""
    old, new = passages_of(written_for), passages_of(arrived)
    to = {number: _like(runs, new) for number, runs in old.items()}
    lost = 0

    def swap(match: re.Match[str]) -> str:
        nonlocal lost
        numbers = [to.get(int(number)) for number in re.findall(r"\d+", match[0])]
        lost += numbers.count(None)
        return "".join(f"[{number}]" for number in numbers if number is not None)

    return MARKERS.sub(swap, reply), lost


def _like(runs: frozenset[tuple[str, ...]], among: Mapping[int, frozenset[tuple[str, ...]]]) -> int | None:
    best = max(among, key=lambda number: len(runs & among[number]), default=None)
    return best if best is not None and len(runs & among[best]) >= _SAME * len(runs) else None


def with_twins(reply: str, twins: Iterable[Twin]) -> tuple[str, list[Twin]]:
    """The reply with each true statement replaced by its false twin under the same markers, and the twins that found no place."""
    without: list[Twin] = []
    for twin in twins:
        found = _stands(twin.of, reply)
        if not found:
            without.append(twin)
            continue
        markers = " ".join(MARKERS.findall(found[0]))
        said = re.sub(r"\s*([.!?:]?)$", lambda stop, markers=markers: f" {markers}{stop[1]}", twin.text, count=1) if markers else twin.text
        reply = reply[: found.start()] + said + reply[found.end() :]
    return reply, without


def _stands(statement: str, reply: str) -> re.Match[str] | None:
    """Where the statement's words stand in the reply, markers among them; the full stop may follow the markers."""
    words = re.findall(r"\S+?(?=[.:;,!?]*(?:\s|$))|[.:;,!?]+(?=\s|$)", statement)
    between = rf"(?:\s*{MARKERS.pattern})*\s*"
    return re.search(between.join(map(re.escape, words)) + rf"(?:\s*{MARKERS.pattern})*", reply)


@dataclass
class Served:
    """What the server was asked for."""

    id: str
    """Of the recording; empty where there is none for the question."""
    question: str
    lost: int
    """Markers whose passage the prompt did not hold."""


@dataclass
class RecordedChat:
    """The server's app: the recording of the question in the prompt; SILENCE for a question that has none."""

    recordings: Sequence[Recording]
    twins: Sequence[Twin] = ()
    """Served in place of the true statements where there are any."""
    served: list[Served] = field(default_factory=list)

    def reply_to(self, prompt: str) -> str:
        """The reply to a prompt, in its numbers."""
        question = asked(prompt)
        recording = next((one for one in self.recordings if asked(one.prompt) == question), None)
        if recording is None:
            self.served.append(Served("", question, 0))
            return SILENCE
        told, _ = with_twins(recording.reply, [twin for twin in self.twins if twin.id == recording.id])
        reply, lost = renumbered(told, recording.prompt, prompt)
        self.served.append(Served(recording.id, question, lost))
        return reply

    async def __call__(self, scope: Any, receive: Callable[[], Any], send: Callable[[dict[str, Any]], Any]) -> None:
        """Answer a request, as an ASGI app."""
        body = await whole_body(receive)
        if scope["path"] != "/v1/chat/completions":
            await _send(send, [b'{"object": "list", "data": [{"id": "recorded", "object": "model"}]}'], b"application/json")
            return
        request = json.loads(body)
        reply = self.reply_to([message["content"] for message in request["messages"] if message["role"] == "user"][-1])
        if request.get("stream"):
            await _send(send, _events(reply), b"text/event-stream")
        else:
            await _send(send, [json.dumps(_whole(reply)).encode()], b"application/json")


async def _send(send: Callable[[dict[str, Any]], Any], parts: Iterable[bytes], kind: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
    for part in parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


_HEAD = {"id": "recorded", "created": 0, "model": "recorded"}


def _whole(reply: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply}
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    return _HEAD | {
        "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage,
    }  # fmt: skip


def _events(reply: str) -> Iterator[bytes]:
    """The reply word by word, as a server streams it."""
    pieces: list[tuple[dict[str, str], str | None]] = [({"content": word}, None) for word in re.findall(r"\s*\S+", reply)]
    for delta, end in [({"role": "assistant", "content": ""}, None), *pieces, ({}, "stop")]:
        choice = {"index": 0, "delta": delta, "finish_reason": end}
        yield f"data: {json.dumps(_HEAD | {'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n".encode()
    yield b"data: [DONE]\n\n"


@contextmanager
def recorded_chat(recordings: Sequence[Recording], twins: Sequence[Twin] = ()) -> Iterator[tuple[RecordedChat, str]]:
    """The app and the address that a chat model is opened with, ending in /v1."""
    app = RecordedChat(recordings, twins)
    with on_loopback(app) as address:
        yield app, f"{address}/v1"

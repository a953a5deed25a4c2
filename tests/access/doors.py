"""The web app as a browser meets it, without a browser: forms, pages, and gradio's events over its own routes."""

import asyncio
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.service.services import Services
from assistant.ui.app import create_app

T = TypeVar("T")
HOST = "http://127.0.0.1:7860"
_RANDOM = re.compile(
    r"(?<=/conversations/)[\w-]{22}(?=[/#])|(?<=data-conversation=\\\")[\w-]{22}(?=\\\")|(?<=answer-)[0-9a-f]{16}(?=\\\")"
    r"|(?<=value=\\\")(?:[0-9a-f]{64}|[0-9a-f]{16})(?=\\\")"
)
"""Ids of conversations and answers, and form tokens, which differ for every reader."""


def in_a_loop(make: Callable[[], T]) -> T:
    """What `make` makes, inside an event loop: outside of one gradio leaves open those it makes."""

    async def made() -> T:
        return make()

    try:
        asyncio.get_running_loop()  # as playwright leaves one running when the browser tests came first
    except RuntimeError:
        return asyncio.run(made())
    return make()


def make_app(services: Services) -> FastAPI:
    """The app."""
    return in_a_loop(lambda: create_app(services))


def bytes_of(*files: Path) -> bytes:
    """What databases in use hold, read by another process: in this one SQLite alone may open them."""
    return subprocess.run(["cat", *files], capture_output=True, check=True).stdout


class Visit:
    """One browser, with its cookies."""

    def __init__(self, app: FastAPI, beside: "Visit | None" = None) -> None:
        """`beside` is a browser that was opened, in whose event loop the app runs."""
        self.app = app
        self.client = TestClient(app, base_url=HOST, headers={"origin": HOST}, follow_redirects=False)
        self.client.portal = beside.client.portal if beside else None
        self._configs: dict[str, dict[str, Any]] = {}

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body."""
        answer = self.client.get(path, headers=headers)
        return answer.status_code, answer.content

    def text(self, path: str) -> str:
        """The body as text."""
        return self.client.get(path).text

    def post(self, path: str, form_on: str = "/accessibility", **fields: str) -> tuple[int, str]:
        """Send a form with the token of the page `form_on`."""
        answer = self.client.post(path, data={"form": self.form_token(form_on), **fields})
        return answer.status_code, answer.text

    def form_token(self, page: str = "/sign-in") -> str:
        """The hidden value of the forms on a page, "" where there is none."""
        found = re.search(r'name="form" value="(\w*)"', self.text(page))
        return found[1] if found else ""

    def sign_in(self, name: str, password: str) -> int:
        """Sign in; the status."""
        return self.post("/sign-in", "/sign-in", name=name, password=password)[0]

    def ask(
        self, *turns: str, documents: tuple[str, ...] = (), committee: str | None = None, council: str | None = None, as_of: str = ""
    ) -> str:
        """All that the ask page sends for the last of these questions, asked one after the other in one conversation."""
        session = f"s{abs(hash((turns, committee, council, as_of))) % 10**9}"
        said = ""
        for question in turns:
            said = self.event("", ("ask", "click"), [question, None, council, committee, list(documents), "", "", as_of], session)
        return said

    def opened(self, page: str) -> str:
        """All that a gradio page fills in when it is opened, suggestions included."""
        deps = self._config(page)["dependencies"]
        loads = [at["id"] for at in deps if any(event == "load" for _, event in at["targets"])]
        after = [at["id"] for at in deps if at["trigger_after"] in loads]
        return "".join(
            [self._run(page, at, [], "opened") for at in loads]
            + [self._run(page, at, [None, None, None, [], "", "", ""], "o") for at in after]
        )

    def event(self, page: str, target: tuple[str, str], data: list[Any], session: str) -> str:
        """Everything an event of the element with this id sends."""
        return self._run(page, self._function(page, target), data, session)

    def join(self, page: str, target: tuple[str, str], data: list[Any], session: str) -> Any:
        """The answer to an event that is sent, before anything comes of it."""
        return self._join(page, self._function(page, target), data, session)

    def _function(self, page: str, target: tuple[str, str]) -> int:
        config = self._config(page)
        number = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == target[0])
        found: int = next(at["id"] for at in config["dependencies"] if [number, target[1]] in [list(one) for one in at["targets"]])
        return found

    def _join(self, page: str, number: int, data: list[Any], session: str) -> Any:
        return self.client.post(f"{page}/gradio_api/queue/join", json={"data": data, "fn_index": number, "session_hash": session})

    def _run(self, page: str, number: int, data: list[Any], session: str) -> str:
        joined = self._join(page, number, data, session)
        assert joined.status_code == 200, joined.text
        lines = self.client.get(f"{page}/gradio_api/queue/data", params={"session_hash": session}).text.splitlines()
        told = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
        sent = "\n".join(json.dumps(one["output"].get("data", one["output"]), ensure_ascii=False) for one in told if "output" in one)
        return _RANDOM.sub("random", sent)

    def config(self, page: str) -> dict[str, Any]:
        """What gradio tells the browser of a page: its components and its functions."""
        text = self.text(f"{page}/")
        config: dict[str, Any] = json.JSONDecoder().raw_decode(text, text.index("window.gradio_config = ") + 23)[0]
        return config

    def _config(self, page: str) -> dict[str, Any]:
        if page not in self._configs:
            self._configs[page] = self.config(page)
        return self._configs[page]

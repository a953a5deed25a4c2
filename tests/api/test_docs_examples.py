"""The requests shown in docs/api.md are sent as they stand there, and answered."""

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.api.worlds import World
from vectorstore.models import Role


def _shown(root: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (root / "docs" / "api.md").read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.startswith("curl")]


def test_every_route_is_shown(root: Path, world: World) -> None:
    shown = " ".join(_shown(root)).replace("PAPER_ID", "{paper_id}").replace("MEETING_ID", "{meeting_id}")
    paths = world.call("GET", "/openapi.json").json()["paths"]
    assert [path for path in paths if not re.search(rf"/api/v1{re.escape(path)}[\s?\"]", shown)] == []


@pytest.mark.parametrize("number", range(12))
def test_the_examples_work(root: Path, world: World, number: int) -> None:
    pack = next(paper.id for paper in world.services.library.papers() if paper.document == "meadows-pack.pdf")
    meeting = world.call("GET", "/meetings").json()["meetings"][0]["id"]
    line = _shown(root)[number].replace("$TOKEN", world.tokens[Role.OFFICER]).replace("PAPER_ID", pack).replace("MEETING_ID", meeting)
    if "/actions" in line:  # nothing that the minutes left is an action
        world.services.library.remove("minutes.txt")
    words = shlex.split(line)[2:]
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    body = next((words[at + 1] for at, word in enumerate(words) if word == "-d"), None)
    url = urlsplit(next(word for word in words if word.startswith("http")))
    path = url.path.removeprefix("/api/v1") + (f"?{url.query}" if url.query else "")
    response = world.call("POST" if body else "GET", path, headers=headers, content=body)
    assert response.status_code == 200, response.text
    assert "meadows" in response.text
    assert len(_shown(root)) == 12

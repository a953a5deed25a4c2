"""Makes the answers that the documentation shows: `python -m docs.examples HOME`, where HOME is a library of the sample papers.

They go into assistant/api/examples.json and into README.md; `make docs` puts the former into docs/api.md. The tests ask all of it again.
"""

import json
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import anyio
import httpx
from click.testing import CliRunner

from app import Composition
from assistant.api.app import build_api
from assistant.api.examples import FILE, Example, shortened, shortened_events
from assistant.cli import Shell, cli
from assistant.configuration import keep_quiet, load

README = Path(__file__).parent.parent / "README.md"
QUESTION = "What second permit charge did the Cabinet decide?"
MEETING = "2023-09-14-environment-and-place-scrutiny-committee"
ASKED: Final = re.compile(r"```sh\n\.venv/bin/council-papers (ask [^\n]*)\n```\n\n```text\n(.*?)```", re.DOTALL)
"""A question on the command line with the answer below it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for an example; PAPER_ID in an address is the decision record."""

    route: str
    address: str
    body: dict[str, Any] | None = None


REQUESTS: Final = (
    Request("POST /ask", "/ask", {"question": QUESTION, "filters": {"from": "2023-01-01"}}),
    Request("POST /ask/stream", "/ask/stream", {"question": QUESTION}),
    Request("GET /search", "/search?q=second+permit+charge&k=1&committee=Cabinet&from=2023-01-01&to=2024-12-31"),
    Request("GET /papers", "/papers?limit=1"),
    Request("GET /papers/{paper_id}", "/papers/PAPER_ID"),
    Request("GET /papers/{paper_id}/passages", "/papers/PAPER_ID/passages?limit=1"),
    Request("GET /meetings", "/meetings"),
    Request("GET /meetings/{meeting_id}", f"/meetings/{MEETING}"),
    Request("POST /brief", "/brief", {"topic": "parking permits for residents", "date": "2023-10-20", "format": "json"}),
    Request("GET /decisions", "/decisions?committee=Environment&from=2023-01-01&outcome=agreed&limit=1"),
    Request("GET /actions", "/actions?committee=Environment&from=2023-01-01&limit=1"),
    Request("GET /compare", "/compare?measure=recycling+rate&to=2024-12-31"),
)
RECORD = "2023-10-17-decision-record-residents-permits.pdf"


def answered(home: Path) -> tuple[Example, ...]:
    """Every request asked of the sample papers in `home`, as the public. Raises ValueError where one is not answered."""
    parts = Composition(load(home, None, {}))
    try:
        record = next(paper.id for paper in parts.library.papers() if paper.document == RECORD)
        api = build_api(parts.services())

        async def ask() -> list[Example]:
            transport = httpx.ASGITransport(api)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=600) as client:
                return [await _asked(client, request, request.address.replace("PAPER_ID", record)) for request in REQUESTS]

        return tuple(anyio.run(ask))
    finally:
        parts.close()


def printed(home: Path, arguments: list[str]) -> str:
    """What `council-papers` prints on stdout when it is asked of the library in `home`. Raises ValueError where it fails."""
    result = CliRunner().invoke(cli, [*arguments, "--home", str(home)], obj=Shell(Composition))
    if result.exit_code:
        raise ValueError(f"{arguments}: {result.output}")
    return result.stdout


def main(home: Path) -> None:
    """Write the examples and the answers in the README anew."""
    keep_quiet()
    text = json.dumps([example.model_dump() for example in answered(home)], ensure_ascii=False, indent=1)
    FILE.write_text(f"{text}\n", encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    README.write_text(ASKED.sub(lambda shown: _answered_anew(home, shown), readme), encoding="utf-8")


def _answered_anew(home: Path, shown: re.Match[str]) -> str:
    answer = printed(home, shlex.split(shown[1]))
    return f"{shown[0][: shown.start(2) - shown.start()]}{answer.rstrip()}\n```"


async def _asked(client: httpx.AsyncClient, request: Request, address: str) -> Example:
    response = await client.request(request.route.partition(" ")[0], address, json=request.body)
    if response.status_code != 200:
        raise ValueError(f"{address}: {response.text}")
    stream = response.headers["content-type"].startswith("text/event-stream")
    answer = shortened_events(response.text) if stream else shortened(response.json())
    return Example(route=request.route, address=address, body=request.body, answer=answer)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

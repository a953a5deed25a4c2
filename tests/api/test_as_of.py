"""The day as of which papers are asked, over HTTP and MCP: in an address, in the filters of a body, and in what comes back."""

import datetime
from collections.abc import Iterator

import anyio
import pytest

from assistant.access.models import Identity
from assistant.answering.assistant import Assistant
from assistant.api.tools import tools_of
from assistant.service.visitor import Caller
from assistant.service.waiting_line import Line
from assistant.settings import AssistantSettings
from tests.api.worlds import World, close_world, make_world
from tests.assistant.paper_fakes import WordSearcher
from tests.ui.test_registers import HEAD, take
from vectorstore.models import Role

CANARY = "zebrafinch"
DAY = "2025-05-20"
MAY = HEAD.format("Riverholme", "Parks Committee", "6 May 2025") + (
    "### 4. Grant\n\nRESOLVED: That £45,000 be spent on the depot fence, and that the Head of Parks report back by July 2025.\n"
)
JUNE = HEAD.format("Riverholme", "Parks Committee", "3 June 2025") + (
    "### 5. Aviary\n\nRESOLVED: That £54,000 be spent on the zebrafinch depot fence, and that the Head of Zebrafinches report back.\n"
)
ADDRESSES = ("/decisions?", "/actions?", "/compare?measure=depot+fence&")
FENCE = {"question": "How much is to be spent on the depot fence?"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two meetings beside the papers of the other tests, asked through the real assistant."""
    home = tmp_path_factory.mktemp("as-of")

    def answerer(services: object) -> Assistant:
        take(services.library, home, may=MAY, june=JUNE)  # type: ignore[attr-defined]
        return Assistant(WordSearcher(services.library), services.library, AssistantSettings())  # type: ignore[attr-defined, arg-type]

    made = make_world(home / "home", answerer)
    yield made
    close_world(made)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_register_tells_what_was_known(world: World, address: str) -> None:
    then, now = world.call("GET", f"{address}as_of={DAY}", Role.PUBLIC), world.call("GET", address, Role.PUBLIC)
    assert then.status_code == now.status_code == 200
    assert CANARY not in then.text.lower()
    assert CANARY in now.text.lower()
    assert then.json()["as_of"]["day"] == DAY
    assert then.json()["as_of"]["known"] < then.json()["as_of"]["held"]
    assert "as_of" not in now.json()


def test_a_question_is_answered_from_what_was_known(world: World) -> None:
    then = world.call("POST", "/ask", Role.PUBLIC, json=FENCE | {"filters": {"as_of": DAY}})
    now = world.call("POST", "/ask", Role.PUBLIC, json=FENCE)
    assert "£45,000" in then.json()["answer"]
    assert then.json()["searched"]["as_of"]["day"] == DAY
    assert CANARY not in then.text.lower()
    assert CANARY in now.text.lower()
    stream = world.call("POST", "/ask/stream", Role.PUBLIC, json=FENCE | {"filters": {"as_of": DAY}})
    assert CANARY not in stream.text.lower()
    assert "As the papers stood on 20 May 2025" in stream.text


def test_a_day_to_come_is_the_present(world: World) -> None:
    day = (datetime.date.today() + datetime.timedelta(2)).isoformat()
    told = world.call("GET", f"/decisions?as_of={day}", Role.PUBLIC)
    assert CANARY in told.text.lower()
    assert "as_of" not in told.json()


@pytest.mark.parametrize("day", ["2025-02-30", "20 May 2025"])
def test_what_is_no_day_is_refused(world: World, day: str) -> None:
    assert [world.call("GET", f"{address}as_of={day}", Role.PUBLIC).status_code for address in ADDRESSES] == [422] * 3
    told = world.call("POST", "/ask", Role.PUBLIC, json=FENCE | {"filters": {"as_of": day}})
    assert told.status_code == 422
    assert "as_of" in told.text


def test_tools_take_the_day_too(world: World) -> None:
    tools = tools_of(world.services, Line.over(world.services.assistant))
    caller = Caller(Identity(name="", role=Role.PUBLIC), "", world.services)

    async def told(name: str, **taken: object) -> str:
        tool = tools[name]
        return (await tool.run(tool.takes.model_validate(taken), caller)).model_dump_json().lower()

    async def every(**filters: str) -> list[bool]:
        return [
            CANARY in await told("decisions", limit=500, filters=filters),
            CANARY in await told("actions", limit=500, filters=filters),
            CANARY in await told("compare", measure="depot fence", filters=filters),
        ]

    assert anyio.run(lambda: every(as_of=DAY)) == [False] * 3
    assert anyio.run(every) == [True] * 3

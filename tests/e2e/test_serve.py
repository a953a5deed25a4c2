"""The address the app is served at, and what goes when it ends."""

import threading
from pathlib import Path

import pytest
import uvicorn

from assistant.access.board import NoteJob, Room
from assistant.briefing.models import BriefRequest
from assistant.errors import AssistantError
from assistant.ui.app import _server, create_app, listen
from tests.access.doors import in_a_loop
from tests.web_fakes import make_services
from vectorstore.models import Role

pytestmark = pytest.mark.e2e


def test_a_port_in_use_names_the_option() -> None:
    with listen("127.0.0.1", 0) as held, pytest.raises(AssistantError, match="--port"):
        listen("127.0.0.1", held.getsockname()[1])


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "papers.example", ""])
def test_addresses_of_other_computers_are_refused(host: str) -> None:
    with pytest.raises(AssistantError, match="this computer only"):
        listen(host, 0)


@pytest.mark.parametrize(("alone", "left"), [(True, 0), (False, 1)])
def test_notes_go_with_a_process_that_serves_alone_and_stay_for_the_others_of_several(tmp_path: Path, alone: bool, left: int) -> None:
    services = make_services(tmp_path)
    assert services.access
    desk = services.access.desk
    assert desk.board.post(NoteJob("anna", BriefRequest(topic="mowing"), Role.PUBLIC, desk.presence.name), Room())
    ready = threading.Event()
    config = uvicorn.Config(in_a_loop(lambda: create_app(services)), log_level="warning", timeout_graceful_shutdown=1)
    server = _server(config, services, ready.set, alone)
    with listen("127.0.0.1", 0) as held:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [held]})
        thread.start()
        assert ready.wait(30)
        server.should_exit = True
        thread.join(20)
    assert len(desk.board.notes("anna")) == left
    services.access.close()
    services.library.close()

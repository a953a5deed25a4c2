"""The address the app is served at."""

import pytest

from assistant.errors import AssistantError
from assistant.ui.app import listen

pytestmark = pytest.mark.e2e


def test_a_port_in_use_names_the_option() -> None:
    with listen("127.0.0.1", 0) as held, pytest.raises(AssistantError, match="--port"):
        listen("127.0.0.1", held.getsockname()[1])


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "papers.example", ""])
def test_addresses_of_other_computers_are_refused(host: str) -> None:
    with pytest.raises(AssistantError, match="this computer only"):
        listen(host, 0)

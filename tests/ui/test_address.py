"""Where readers call the app: by the name they use, by the public one behind a proxy, by https where it is said that they do."""

import pytest
from starlette.requests import Request

from assistant.ui.address import called_at


@pytest.mark.parametrize(
    ("host", "public", "https", "expected"),
    [
        ("127.0.0.1:7860", [], False, "http://127.0.0.1:7860"),
        ("[::1]:7860", ["papers.example"], False, "http://papers.example"),
        ("papers.example", ["papers.example", "papers.test"], True, "https://papers.example"),
        ("papers.test", ["papers.example", "papers.test"], True, "https://papers.test"),
        ("127.0.0.1:7860", ["papers.example"], True, "https://papers.example"),
        ("192.0.2.7:7860", [], False, "http://192.0.2.7:7860"),
    ],
)
def test_the_address_is_that_which_readers_use(host: str, public: list[str], https: bool, expected: str) -> None:
    scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/", "query_string": b"", "headers": [(b"host", host.encode())]}
    assert called_at(Request(scope), public, https) == expected

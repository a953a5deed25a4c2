"""A page that was open when its process died goes on in the process that took its place, which remembers nothing of it."""

import re
from pathlib import Path

import pytest

from assistant.service.services import Services
from tests.access.doors import Visit, make_app
from tests.web_fakes import make_services
from vectorstore.models import Role


@pytest.fixture
def services(tmp_path: Path):
    services = make_services(tmp_path / "home", Role.OFFICER)
    yield services
    assert services.access
    services.access.close()
    services.library.close()


def _conversations(visit: Visit) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/conversations/([\w-]{22})\b", visit.text("/conversations"))))


def _ask_in_another_process(services: Services, before: Visit, address: str, question: str) -> list[str]:
    """Ask by the same browser from a page of that address; all conversations after it."""
    visit = Visit(make_app(services))
    visit.client.cookies = before.client.cookies
    with visit.client:
        visit.client.headers["referer"] = address
        visit.ask(question)
        return _conversations(visit)


def test_the_next_question_is_one_of_the_conversation_in_the_address(services: Services) -> None:
    visit = Visit(make_app(services))
    with visit.client:
        visit.ask("What was agreed about the meadows?")
        (begun,) = _conversations(visit)
    assert _ask_in_another_process(services, visit, f"http://testserver/?conversation={begun}", "And what would it cost?") == [begun]
    again = Visit(make_app(services))
    again.client.cookies = visit.client.cookies
    with again.client:
        page = again.text(f"/conversations/{begun}")
        assert page.index("What was agreed about the meadows?") < page.index("And what would it cost?")


@pytest.mark.parametrize(
    "address", ["", "http://testserver/", "http://testserver/?conversation=", "http://testserver/?conversation=another"]
)
def test_an_address_without_a_conversation_of_the_readers_begins_one(services: Services, address: str) -> None:
    visit = Visit(make_app(services))
    with visit.client:
        visit.ask("What was agreed about the meadows?")
        begun = _conversations(visit)
    assert len(_ask_in_another_process(services, visit, address, "And what would it cost?")) == 2
    assert len(begun) == 1


def test_a_new_conversation_is_one_though_the_address_is_still_that_of_the_one_before(services: Services) -> None:
    visit, session = Visit(make_app(services)), "s1"
    with visit.client:
        ask = lambda question: visit.event("", ("ask", "click"), [question, None, None, None, [], "", "", ""], session)  # noqa: E731
        ask("What was agreed about the meadows?")
        (begun,) = _conversations(visit)
        visit.client.headers["referer"] = f"http://testserver/?conversation={begun}"
        visit.event("", ("anew", "click"), [], session)
        ask("And what would it cost?")
        assert len(_conversations(visit)) == 2

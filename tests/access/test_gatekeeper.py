"""Who a request is told to be: by token, session or proxy, with the role of the moment; and nobody else gets in."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.access.models import Door
from assistant.access.opening import Access, open_access
from assistant.errors import TokenError
from assistant.settings import AssistantSettings
from ingest.library.library import Library
from tests.access.doors import bytes_of
from vectorstore.models import Role

PASSWORD = "meadow gate at dusk"
SECRET = "s" * 32
BROWSER = "b" * 43


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as library:
        yield library


def opened(library: Library, **settings: Any) -> Access:
    return open_access(library, AssistantSettings(**settings))


@pytest.fixture
def access(library: Library) -> Iterator[Access]:
    access = opened(library)
    access.accounts.create("jane", Role.MEMBER, PASSWORD)
    yield access
    access.desk.store.close()


def by_session(access: Access, value: str) -> tuple[str, Role, Door]:
    found = access.gatekeeper.identify({}, {access.cookies.session: value}, "192.0.2.7")
    return found.name, found.role, found.door


NOBODY = ("", Role.PUBLIC, Door.NOBODY)


def later(monkeypatch: pytest.MonkeyPatch, module: str, **delta: float) -> None:
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(**delta)
    monkeypatch.setattr(f"assistant.access.{module}.now", lambda: at)


def test_a_session_has_the_role_of_the_moment_and_ends_with_every_change(access: Access) -> None:
    for change in (
        lambda: access.accounts.set_role("jane", Role.OFFICER),
        lambda: access.accounts.set_password("jane", PASSWORD + " again"),
        lambda: access.accounts.set_disabled("jane", True),
    ):
        session = access.sessions.begin("jane")
        assert by_session(access, session)[0] == "jane"
        change()
        assert by_session(access, session) == NOBODY
    access.accounts.set_disabled("jane", False)
    session = access.sessions.begin("jane")
    assert by_session(access, session) == ("jane", Role.OFFICER, Door.SESSION)
    access.accounts.remove("jane")
    assert by_session(access, session) == NOBODY


def test_a_session_ends_when_idle_and_in_any_case(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    session = access.sessions.begin("jane")
    for minutes in range(100, 701, 100):
        later(monkeypatch, "sessions", minutes=minutes)
        assert by_session(access, session)[0] == "jane", minutes
    later(monkeypatch, "sessions", minutes=721)
    assert by_session(access, session) == NOBODY
    idle = access.sessions.begin("jane")
    later(monkeypatch, "sessions", minutes=721 + 121)
    assert by_session(access, idle) == NOBODY


def test_signing_out_ends_one_session_alone(access: Access) -> None:
    one, other = access.sessions.begin("jane"), access.sessions.begin("jane")
    access.sessions.end(one)
    assert by_session(access, one) == NOBODY
    assert by_session(access, other)[0] == "jane"


def test_a_token_acts_with_the_accounts_current_role_until_it_ends(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    value = access.desk.tokens.create("Jane", "reports", 30)
    headers = {"Authorization": f"bearer {value}"}
    found = access.gatekeeper.identify(headers, {}, "192.0.2.7")
    assert (found.name, found.role, found.door, found.key) == ("jane", Role.MEMBER, Door.TOKEN, "jane")
    access.accounts.set_role("jane", Role.PUBLIC)
    assert access.gatekeeper.identify(headers, {}, "192.0.2.7").role is Role.PUBLIC
    access.accounts.set_disabled("jane", True)
    with pytest.raises(TokenError):
        access.gatekeeper.identify(headers, {}, "192.0.2.7")
    access.accounts.set_disabled("jane", False)
    later(monkeypatch, "tokens", days=31)
    with pytest.raises(TokenError):
        access.gatekeeper.identify(headers, {}, "192.0.2.7")
    monkeypatch.undo()
    access.desk.tokens.revoke(access.desk.tokens.all()[0].number)
    with pytest.raises(TokenError):
        access.gatekeeper.identify(headers, {access.cookies.session: access.sessions.begin("jane")}, "192.0.2.7")


def test_secrets_are_not_in_the_file(access: Access, library: Library) -> None:
    values = [access.desk.tokens.create("jane", "x", 1), access.sessions.begin("jane"), PASSWORD]
    access.desk.store.forget()
    kept = bytes_of(*library.home.glob("access.sqlite3*"))
    assert b"jane" in kept
    assert not [value for value in values if value.removeprefix("cpa_").encode() in kept]
    assert (library.home / "access.sqlite3").stat().st_mode & 0o777 == 0o600


def proxied(access: Access, headers: dict[str, str]) -> tuple[str, Role, Door]:
    found = access.gatekeeper.identify(headers, {}, "192.0.2.7")
    return found.name, found.role, found.door


def test_the_proxy_is_believed_with_its_secret_alone(library: Library) -> None:
    access = opened(library, proxy_secret=SECRET)
    said = {"x-remote-user": "Ann", "x-remote-role": "officer"}
    assert proxied(access, {**said, "X-Proxy-Secret": SECRET}) == ("ann", Role.OFFICER, Door.PROXY)
    for wrong in ("", "x" * 32, SECRET[:-1], SECRET + "s", "sécret"):
        assert proxied(access, {**said, "x-proxy-secret": wrong}) == NOBODY
    assert proxied(access, said) == NOBODY


def test_what_the_proxy_does_not_say_is_public(library: Library) -> None:
    access = opened(library, proxy_secret=SECRET)
    access.accounts.create("jane", Role.MEMBER, PASSWORD)
    secret = {"x-proxy-secret": SECRET}
    assert proxied(access, {**secret, "x-remote-user": "jane"}) == ("jane", Role.MEMBER, Door.PROXY)
    assert proxied(access, {**secret, "x-remote-user": "jane", "x-remote-role": "king"})[1] is Role.PUBLIC
    assert proxied(access, {**secret, "x-remote-user": "stranger"}) == ("stranger", Role.PUBLIC, Door.PROXY)
    assert proxied(access, {**secret, "x-remote-user": "browser x", "x-remote-role": "officer"}) == NOBODY
    access.accounts.set_disabled("jane", True)
    assert proxied(access, {**secret, "x-remote-user": "jane", "x-remote-role": "officer"}) == NOBODY


def test_a_header_sent_twice_is_not_believed(library: Library) -> None:
    from starlette.datastructures import Headers

    sent = [(b"x-proxy-secret", SECRET.encode()), (b"x-remote-user", b"ann"), (b"x-remote-user", b"mayor")]
    assert proxied(opened(library, proxy_secret=SECRET), Headers(raw=sent)) == NOBODY  # type: ignore[arg-type]


def test_without_a_secret_no_header_is_believed(library: Library) -> None:
    access = opened(library)
    access.accounts.create("jane", Role.MEMBER, PASSWORD)
    assert proxied(access, {"x-proxy-secret": "", "x-remote-user": "jane", "x-remote-role": "officer"}) == NOBODY


def test_without_accounts_the_reader_is_the_machines_own_and_nobody_from_elsewhere_gets_in(library: Library) -> None:
    access = opened(library)
    browser = {access.cookies.browser: BROWSER}
    here = access.gatekeeper.identify({}, browser, "127.0.0.1")
    assert (here.local, here.may_upload, here.role, here.signed_in) == (True, True, Role.PUBLIC, False)
    assert not access.gatekeeper.identify({}, browser, "192.0.2.7").may_upload
    assert access.gatekeeper.refusal({"host": "127.0.0.1"}) is None
    assert "accounts add" in (access.gatekeeper.refusal({"x-forwarded-for": "192.0.2.7"}) or "")
    access.gatekeeper.on_network = True
    assert access.gatekeeper.refusal({}) is not None
    assert not access.gatekeeper.identify({}, browser, "127.0.0.1").may_upload
    access.accounts.create("jane", Role.OFFICER, PASSWORD)
    assert access.gatekeeper.refusal({"x-forwarded-for": "192.0.2.7"}) is None
    nobody = access.gatekeeper.identify({}, browser, "127.0.0.1")
    assert (nobody.local, nobody.may_upload, nobody.key) == (False, False, f"browser {BROWSER}")


def test_form_tokens_hold_for_one_browser_and_session(access: Access) -> None:
    cookies = {access.cookies.browser: BROWSER, access.cookies.session: access.sessions.begin("jane")}
    token = access.forms.token(cookies)
    assert access.forms.valid(cookies, token)
    assert not access.forms.valid({**cookies, access.cookies.session: "other"}, token)
    assert not access.forms.valid({**cookies, access.cookies.browser: "c" * 43}, token)
    assert not access.forms.valid({**cookies, access.cookies.browser: ""}, access.forms.token({}))
    assert not access.forms.valid(cookies, "")


def test_by_https_the_cookies_are_sent_by_https_alone(library: Library) -> None:
    header = opened(library, https=True).cookies.begin_session("x", 1)
    assert header == "__Host-council-papers=x; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure"

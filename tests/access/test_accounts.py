"""Passwords, their hashes, and attempts to guess them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import argon2
import pytest

from assistant.access.limits import Limits, network
from assistant.access.models import Identity
from assistant.access.opening import Desk, open_desk
from assistant.access.passwords import Passwords
from assistant.access.store import AccessStore
from assistant.access.store_board import StoreBoard
from assistant.errors import AccessError, TooManyError
from assistant.settings import AssistantSettings
from vectorstore.models import Role

PASSWORD = "meadow gate at dusk"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return open_desk(tmp_path)


def _hash(desk: Desk, name: str) -> str:
    row = desk.store.row("SELECT hash FROM account WHERE name = ?", name)
    assert row is not None
    return str(row["hash"])


@pytest.mark.parametrize(
    "password", ["short", "x" * 11, "x" * 300, "aaaaaaaaaaaaaaaa", "ababababababab", "my name is Jane Roe", "jane roe's password"]
)
def test_a_poor_password_is_refused(desk: Desk, password: str) -> None:
    with pytest.raises(AccessError):
        desk.accounts.create("jane", Role.MEMBER, password)
    assert not desk.accounts.any()


@pytest.mark.parametrize("name", ["", "a b", "jane\n", "-jane", "jané", "x" * 65, "browser x", "../jane"])
def test_a_name_of_another_form_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(AccessError, match="made of letters"):
        desk.accounts.create(name, Role.MEMBER, PASSWORD)


def test_names_differ_by_more_than_case(desk: Desk) -> None:
    desk.accounts.create("Jane", Role.MEMBER, PASSWORD)
    with pytest.raises(AccessError, match="already"):
        desk.accounts.create("JANE", Role.OFFICER, PASSWORD)
    found = desk.accounts.verify("jAnE", PASSWORD)
    assert found is not None
    assert (found.name, found.role) == ("jane", Role.MEMBER)


def test_only_the_right_password_of_an_account_that_is_in_force_holds(desk: Desk) -> None:
    desk.accounts.create("jane", Role.MEMBER, PASSWORD)
    assert desk.accounts.verify("jane", PASSWORD + " ") is None
    assert desk.accounts.verify("nobody", "a password that is nobody's") is None
    desk.accounts.set_disabled("jane", True)
    assert desk.accounts.verify("jane", PASSWORD) is None


def test_a_password_holds_however_its_letters_are_composed(desk: Desk) -> None:
    desk.accounts.create("jane", Role.MEMBER, "Café am Fluß 1920")
    assert desk.accounts.verify("jane", "Cafe\u0301 am Fluß 1920")


def test_known_and_unknown_names_take_the_same_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.accounts.create("jane", Role.MEMBER, PASSWORD)
    desk.accounts.create("gone", Role.MEMBER, PASSWORD)
    desk.accounts.set_disabled("gone", True)
    desk.accounts.verify("jane", PASSWORD)  # the hash that unknown names are held against is made once
    work: list[str] = []
    plain = argon2.low_level.verify_secret
    monkeypatch.setattr("argon2._password_hasher.verify_secret", lambda *given: (work.append(given[0][:27]), plain(*given))[1])
    for name in ("jane", "nobody", "gone", ""):
        work.clear()
        assert desk.accounts.verify(name, "wrong") is None
        assert work == [_hash(desk, "jane").encode()[:27]], name


def test_a_hash_made_with_weaker_parameters_is_renewed_when_signing_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.accounts.create("jane", Role.MEMBER, PASSWORD)
    weak = _hash(desk, "jane")
    monkeypatch.undo()
    desk.accounts._passwords.__dict__["_hasher"] = argon2._password_hasher.PasswordHasher()
    assert desk.accounts.verify("jane", "wrong") is None
    assert _hash(desk, "jane") == weak
    assert desk.accounts.verify("jane", PASSWORD)
    assert "m=65536,t=3,p=4" in _hash(desk, "jane")
    assert Passwords().verify(PASSWORD, _hash(desk, "jane"))


class Clock:
    """Time as the test has it."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(tmp_path: Path, clock: Clock) -> Iterator[StoreBoard]:
    store = AccessStore(tmp_path / "board")
    yield StoreBoard(store, clock)
    store.close()


def _attempts(limits: Limits, clock: Clock, name: str, addresses: list[str]) -> list[float]:
    """The waits met by failing again and again, each waited for."""
    waits = []
    for address in addresses:
        try:
            limits.signing_in(name, address)
        except TooManyError as error:
            waits.append(error.wait)
            clock.at += error.wait
            limits.signing_in(name, address)
    return waits


def test_waits_double_up_to_the_longest_and_hold_from_any_address(board: StoreBoard, clock: Clock) -> None:
    limits = Limits(AssistantSettings(sign_in_attempts=3, sign_in_wait=100), board)
    addresses = [f"192.0.2.{number}" for number in range(9)]
    assert _attempts(limits, clock, "jane", addresses) == [15, 30, 60, 100, 100, 100]


def test_a_wait_refuses_the_right_password_too_and_other_names_are_free(board: StoreBoard) -> None:
    limits = Limits(AssistantSettings(sign_in_attempts=2), board)
    for _ in range(2):
        limits.signing_in("Jane", "192.0.2.1")
    with pytest.raises(TooManyError):
        limits.signing_in("jane", "192.0.2.9")
    limits.signing_in("john", "192.0.2.1")


def test_one_address_cannot_try_many_names(board: StoreBoard) -> None:
    limits = Limits(AssistantSettings(sign_in_attempts=5), board)
    for number in range(20):
        limits.signing_in(f"name{number}", "192.0.2.1")
    with pytest.raises(TooManyError):
        limits.signing_in("name99", "192.0.2.1")


def test_signing_in_forgives_the_name_and_does_not_charge_the_address(board: StoreBoard) -> None:
    limits = Limits(AssistantSettings(sign_in_attempts=2), board)
    for _ in range(50):
        limits.signing_in("jane", "192.0.2.1")
        limits.signed_in("jane", "192.0.2.1")


def test_an_accounts_own_sign_ins_do_not_give_it_more_guesses_at_others(board: StoreBoard) -> None:
    limits = Limits(AssistantSettings(sign_in_attempts=2), board)
    guesses = 0
    for _ in range(20):
        limits.signing_in("mallory", "192.0.2.1")
        limits.signed_in("mallory", "192.0.2.1")
        with contextlib.suppress(TooManyError):
            limits.signing_in("jane", "192.0.2.1")
            guesses += 1
    assert guesses == 2


def test_questions_are_counted_by_account_or_address(board: StoreBoard, clock: Clock) -> None:
    limits = Limits(AssistantSettings(questions_per_minute=6), board)
    jane, nobody = Identity(name="jane", door="session"), Identity(name="")
    for _ in range(6):
        limits.question(jane, "192.0.2.1")
        limits.question(nobody, "192.0.2.1")
    for asker in (jane, nobody):
        with pytest.raises(TooManyError, match="in 10 seconds"):
            limits.question(asker, "192.0.2.1")
    limits.question(nobody, "192.0.2.2")
    clock.at += 10
    limits.question(jane, "192.0.2.3")
    for _ in range(99):
        limits.question(Identity(name="", local=True), "127.0.0.1")


def test_a_household_is_one_place() -> None:
    assert network("2001:db8:1:2:3::1") == network("2001:db8:1:2:ffff::9") != network("2001:db8:1:3::1")
    assert network("192.0.2.1") != network("192.0.2.2")

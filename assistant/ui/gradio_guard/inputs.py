"""What a gradio page may be sent: for each of its functions one value for each input, of the form that the input has in the browser.

gradio itself takes a reference to a file, or an address to fetch one from, in any input and at any depth, and copies what it names
before the input is looked at. Here nothing goes on but words, a choice of words, and files that the same reader has uploaded.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from assistant.access.secrets import new_secret
from assistant.errors import AssistantError, BadRequestError

if TYPE_CHECKING:
    from gradio import Blocks

_MOST_CHOSEN, _MOST_FILES = 200, 1000
_KEPT_SECONDS: Final = 3600.0
"""How long an uploaded file may be added; gradio deletes it after the same time."""
_MOST_KEPT = 10_000
_SESSION = re.compile(r"\w{1,64}", re.ASCII)
_NOT_SO = "The request is not one that this page makes: reload the page and try again."
Take = Callable[[object, str], Any]
"""Gives gradio's value of a value that was sent, and the key of who sends it. Raises BadRequestError where it is not of the form."""


@dataclass(frozen=True, slots=True)
class _Kept:
    path: str
    owner: str
    at: float


class Uploads:
    """Files that were uploaded, each under a random name that only its uploader was told; used in one event loop alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds from any fixed moment."""
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    def keep(self, path: str, owner: str) -> str:
        """The name by which `owner`, and nobody else, may have the file at `path` added."""
        now, name = self._clock(), new_secret()
        self._kept[name] = _Kept(path, owner, now)
        for old in [old for old, kept in self._kept.items() if kept.at < now - _KEPT_SECONDS] or list(self._kept)[:-_MOST_KEPT]:
            del self._kept[old]
        return name

    def path(self, name: str, owner: str) -> str:
        """Where the file of that name is. Raises BadRequestError where `owner` has uploaded none of that name in the last hour."""
        kept = self._kept.get(name)
        if kept is None or kept.owner != owner or kept.at < self._clock() - _KEPT_SECONDS:
            raise BadRequestError("The file is not here any more: choose it again.")
        return kept.path


def session_of(session: str, account: str) -> str:
    """The name under which gradio keeps a page's session: another one for each account, so that who learns or guesses the name that a
    browser uses is given nothing of that reader's."""
    return hashlib.sha256(f"{account}\0{session}".encode()).hexdigest()[:32]


class Inputs:
    """What the functions of one gradio page take."""

    def __init__(self, blocks: "Blocks", uploads: Uploads) -> None:
        """Raises AssistantError where an input of a function is of a kind whose form is not known here."""
        kinds: Mapping[str, Callable[[Any], Take]] = {
            "state": lambda _: _nothing,
            "textbox": lambda _: _words,
            "button": lambda _: _words,
            "dropdown": lambda part: _choices if part.multiselect else _choice,
            "file": lambda _: lambda sent, owner: _files(sent, owner, uploads),
        }
        used = {part.get_block_name() for function in blocks.fns.values() for part in function.inputs}
        if unknown := sorted(used - set(kinds)):
            raise AssistantError(f"a page takes inputs whose form is not known to be safe: {', '.join(unknown)}")
        self._of = {
            number: tuple(kinds[part.get_block_name()](part) for part in function.inputs) for number, function in blocks.fns.items()
        }

    def read(self, body: bytes, owner: str, account: str = "") -> bytes:
        """A call of a function as gradio may have it, made anew from what a reader sent: their key and their account's name.

        Raises BadRequestError where the page makes no such call.
        """
        try:
            sent = json.loads(body)
        except (ValueError, RecursionError):
            raise BadRequestError(_NOT_SO) from None
        if not isinstance(sent, dict):
            raise BadRequestError(_NOT_SO)
        number, trigger, session, data = (sent.get(name) for name in ("fn_index", "trigger_id", "session_hash", "data"))
        takes = self._of.get(number) if type(number) is int else None
        known = isinstance(session, str) and _SESSION.fullmatch(session) and (trigger is None or type(trigger) is int)
        if takes is None or not known or not isinstance(session, str) or not isinstance(data, list) or len(data) != len(takes):
            raise BadRequestError(_NOT_SO)
        values = [take(value, owner) for take, value in zip(takes, data, strict=True)]
        call = {"data": values, "event_data": None, "fn_index": number, "trigger_id": trigger, "session_hash": session_of(session, account)}
        return json.dumps(call).encode()


def _nothing(sent: object, _owner: str) -> None:
    """What is remembered on the server is never sent."""
    if sent is not None:
        raise BadRequestError(_NOT_SO)


def _words(sent: object, _owner: str) -> str:
    if sent is None:
        return ""
    if not isinstance(sent, str):
        raise BadRequestError(_NOT_SO)
    try:
        sent.encode()
    except UnicodeEncodeError:  # half a character, which neither database nor page can hold
        raise BadRequestError(_NOT_SO) from None
    return sent


def _choice(sent: object, owner: str) -> str:
    return _words(None if sent == [] else sent, owner)


def _choices(sent: object, owner: str) -> list[str]:
    if sent is None:
        return []
    if not isinstance(sent, list) or len(sent) > _MOST_CHOSEN:
        raise BadRequestError(_NOT_SO)
    return [_words(one, owner) for one in sent]


def _files(sent: object, owner: str, uploads: Uploads) -> list[dict[str, Any]] | None:
    if sent is None:
        return None
    if not isinstance(sent, list) or len(sent) > _MOST_FILES:
        raise BadRequestError(_NOT_SO)
    names = [one.get("path") if isinstance(one, dict) else None for one in sent]
    return [{"path": uploads.path(_words(name, owner), owner), "meta": {"_type": "gradio.FileData"}} for name in names]

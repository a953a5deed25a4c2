"""The two cookies: who is signed in, and which browser this is; and the form tokens that are bound to both."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.access.secrets import key_of, new_secret
from assistant.access.store import AccessStore
from assistant.errors import AccessError

_RANDOM = re.compile(r"[A-Za-z0-9_-]{43}")
_BROWSER_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Cookies:
    """Their names and attributes; `https` sends them by https alone, under names that no other host may set."""

    https: bool

    @property
    def session(self) -> str:
        """Name of the cookie whose value is the session's."""
        return "__Host-council-papers" if self.https else "council-papers"

    @property
    def browser(self) -> str:
        """Name of the cookie that tells one browser from another where nobody is signed in."""
        return self.session + "-browser"

    def begin_session(self, value: str, hours: int) -> str:
        """The Set-Cookie header of a session."""
        return self._set(self.session, value, hours * 3600)

    def end_session(self) -> str:
        """The Set-Cookie header that takes the session's cookie away."""
        return self._set(self.session, "", 0)

    def new_browser(self, kept: bool = True) -> tuple[str, str]:
        """A random value for a browser without one, and its Set-Cookie header; unless `kept` it ends with the browser session."""
        value = new_secret()
        return value, self._set(self.browser, value, _BROWSER_SECONDS if kept else None)

    def browser_of(self, cookies: Mapping[str, str]) -> str:
        """The browser's value, "" where there is none that could be ours."""
        value = cookies.get(self.browser, "")
        return value if _RANDOM.fullmatch(value) else ""

    def _set(self, name: str, value: str, seconds: int | None) -> str:
        age = "" if seconds is None else f"; Max-Age={seconds}"
        return f"{name}={value}; Path=/{age}; HttpOnly; SameSite=Lax" + ("; Secure" if self.https else "")


class FormTokens:
    """Hidden values that show that a form was made here for this browser and session (OWASP: signed double-submit cookie)."""

    def __init__(self, store: AccessStore, cookies: Cookies) -> None:
        row = store.row("SELECT value FROM meta WHERE name = 'form_key'")
        if row is None:
            raise AccessError("the access file has lost its form key: restore it from a backup")
        self._key, self._cookies = bytes.fromhex(row["value"]), cookies

    def token(self, cookies: Mapping[str, str]) -> str:
        """The value for the forms of a page sent to the browser with these cookies."""
        bound = f"{self._cookies.browser_of(cookies)} {key_of(cookies.get(self._cookies.session, ''))}"
        return hmac.new(self._key, bound.encode(), "sha256").hexdigest()

    def valid(self, cookies: Mapping[str, str], given: str) -> bool:
        """Whether a form was made for the browser that sends it."""
        made = self.token(cookies)
        return bool(self._cookies.browser_of(cookies)) and hmac.compare_digest(made.encode(), given.encode("utf-8", "surrogatepass"))

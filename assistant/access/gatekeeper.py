"""Who asks: told anew for every request, by token, session or proxy, else nobody."""

import ipaddress
from collections.abc import Mapping

from assistant.access.accounts import Accounts
from assistant.access.cookies import Cookies
from assistant.access.models import BROWSER, Account, Door, Identity
from assistant.access.proxy import Proxy
from assistant.access.sessions import Sessions
from assistant.access.tokens import Tokens
from assistant.errors import TokenError
from assistant.settings import AssistantSettings
from vectorstore.models import Role

_FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"})
_UNGUARDED = (
    "This service has no accounts yet, so it answers on its own computer only. "
    "Make one there first: council-papers accounts add NAME --role administrator"
)


class Gatekeeper:
    """Tells who asks. Without any account and proxy it is the machine's own user, and nobody from elsewhere is let in."""

    def __init__(
        self, accounts: Accounts, sessions: Sessions, tokens: Tokens, settings: AssistantSettings, local_role: Role = Role.PUBLIC
    ) -> None:
        """`local_role` is whom the reader of a machine without accounts reads as."""
        self._accounts, self._sessions, self._tokens = accounts, sessions, tokens
        self._proxy = Proxy(accounts, settings)
        self._trusts_proxy = bool(settings.proxy_secret)
        self._local_role = local_role
        self.cookies = Cookies(settings.https)
        self.on_network = False
        """Whether the app listens on another address than loopback; set when it begins to."""

    @property
    def guarded(self) -> bool:
        """Whether there is anything by which readers are told apart: an account, or a single sign-on proxy."""
        return self._trusts_proxy or self._accounts.any()

    def identify(self, headers: Mapping[str, str], cookies: Mapping[str, str], client_address: str) -> Identity:
        """Who sends a request. Raises TokenError where it carries a bearer token that is not, or no longer, valid."""
        if (bearer := _bearer(headers)) is not None:
            account = self._tokens.account(bearer)
            if account is None:
                raise TokenError("the API token is unknown or has ended: ask an administrator for another")
            return _identity(account, Door.TOKEN)
        if (session := cookies.get(self.cookies.session)) and (account := self._sessions.account(session)):
            return _identity(account, Door.SESSION)
        return self._proxy.identity(headers) or self._nobody(cookies, client_address)

    def refusal(self, headers: Mapping[str, str]) -> str | None:
        """Why nobody is let in by this way at all; None where they are."""
        forwarded = any(name.casefold() in _FORWARDED for name in headers)
        return _UNGUARDED if (self.on_network or forwarded) and not self.guarded else None

    def _nobody(self, cookies: Mapping[str, str], client_address: str) -> Identity:
        browser = self.cookies.browser_of(cookies)
        if self.guarded or self.on_network or _elsewhere(client_address):
            return Identity(name="", key=f"{BROWSER}{browser}" if browser else "")
        return Identity(name="", role=self._local_role, key=f"local {browser}" if browser else "", local=True)


def _identity(account: Account, door: Door) -> Identity:
    return Identity(name=account.name, role=account.role, door=door, key=account.name)


def _bearer(headers: Mapping[str, str]) -> str | None:
    value = next((value for name, value in headers.items() if name.casefold() == "authorization"), "")
    scheme, _, token = value.partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def _elsewhere(address: str) -> bool:
    try:
        return not ipaddress.ip_address(address).is_loopback
    except ValueError:  # a unix socket, or a test's client
        return False

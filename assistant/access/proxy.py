"""Single sign-on behind a reverse proxy: its headers are believed only together with a secret that only it knows."""

import hmac
from collections.abc import Mapping

from assistant.access.accounts import Accounts
from assistant.access.models import Door, Identity
from assistant.settings import AssistantSettings
from vectorstore.models import Role

_LONGEST = 128


class Proxy:
    """What the proxy says of a request."""

    def __init__(self, accounts: Accounts, settings: AssistantSettings) -> None:
        self._accounts, self._settings = accounts, settings

    def identity(self, headers: Mapping[str, str]) -> Identity | None:
        """Who the proxy says is signed in; None where it says nobody, it is not the proxy, or the account of that name is disabled.

        The role is that of the role header where there is one, else of the local account; a role or name that is unknown is public.
        """
        secret = self._settings.proxy_secret
        given = _only(headers, self._settings.proxy_secret_header)
        if not secret or not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode()):
            return None
        name = _only(headers, self._settings.proxy_user_header).casefold()
        if not name or len(name) > _LONGEST or not name.isprintable() or " " in name:
            return None
        account = self._accounts.find(name)
        if account and account.disabled:
            return None
        said = _only(headers, self._settings.proxy_role_header).casefold()
        role = _role(said) if said else account.role if account else Role.PUBLIC
        return Identity(name=name, role=role, door=Door.PROXY, key=name)


def _only(headers: Mapping[str, str], name: str) -> str:
    """The value of a header that is sent once; one that comes twice may be the reader's own beside the proxy's."""
    values = [value for key, value in headers.items() if key.casefold() == name.casefold()]
    return values[0].strip() if len(values) == 1 else ""


def _role(said: str) -> Role:
    try:
        return Role(said)
    except ValueError:
        return Role.PUBLIC

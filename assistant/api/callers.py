"""Who calls the API, what they may see, and the record of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.access.disclosure import exempt_shown
from assistant.access.models import Action, Identity
from assistant.errors import TokenError
from assistant.models import Answer
from assistant.ui.access import Reader
from assistant.ui.services import Services
from ingest.models import Classification, Passage

_BEARER = HTTPBearer(
    auto_error=False, description="A token made with `council-papers accounts token create`. Without one, what is public is seen."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """One caller of one request."""

    identity: Identity
    address: str
    services: Services

    @property
    def reader(self) -> Reader:
        """What the caller may see of the library."""
        return Reader(self.services.library, self.identity.role)

    def count(self) -> None:
        """Count a question of the caller's. Raises TooManyError where they have asked too many."""
        if self.services.access:
            self.services.access.limits.question(self.identity, self.address)

    def asked(self, answer: Answer) -> None:
        """Record a question with what was shown."""
        if self.services.access:
            self.services.access.audit.asked(self.identity, answer, exempt_shown(self.services.library, answer))

    def saw(self, action: Action, what: str, passages: Collection[Passage]) -> None:
        """Record passages that were shown."""
        if self.services.access:
            documents = tuple(dict.fromkeys(passage.document for passage in passages))
            exempt = any(passage.classification is Classification.EXEMPT for passage in passages)
            self.services.access.audit.record(self.identity, action, what, documents, exempt=exempt)


def identify(services: Services, request: Request) -> Caller:
    """Who sends a request. Raises TokenError where a token is sent that does not hold.

    The page's session cookie does not count here: another site's page can have a browser send it.
    """
    address = request.client.host if request.client else ""
    if services.access:
        return Caller(services.access.gatekeeper.identify(request.headers, {}, address), address, services)
    if "authorization" in request.headers:
        raise TokenError("this service has no accounts and takes no token: leave out the header Authorization")
    return Caller(Identity(name="", role=services.role), address, services)


def caller_of(services: Services) -> Callable[..., Caller]:
    """The dependency by which routes learn who calls."""

    def caller(request: Request, _token: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)] = None) -> Caller:
        return identify(services, request)

    return caller

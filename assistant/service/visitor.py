"""Who a request comes from, for every page, file, image and gradio handler; and what is recorded of what they did."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.access.disclosure import Disclosure, Remembered, exempt_shown, remember
from assistant.access.models import Action, Identity, Verdict
from assistant.errors import TokenError
from assistant.models import Answer, Status
from assistant.service.added import AddedPage
from assistant.service.reader import Reader
from assistant.service.services import Services
from ingest.models import Classification, Paper, Passage
from vectorstore.models import Role


class Sent(Protocol):
    """What is looked at of a request: starlette's, or gradio's wrapper of it."""

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def cookies(self) -> Mapping[str, str]: ...

    @property
    def client(self) -> "Client | None": ...


class Client(Protocol):
    """Where a request comes from."""

    @property
    def host(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Visitor:
    """The sender of one request, as they are at this moment."""

    services: Services
    identity: Identity
    address: str = ""
    form_token: str = ""
    """Hidden value of the forms that are sent to them."""
    accounts: bool = False
    """Whether there is anything to sign in to here."""

    @property
    def reader(self) -> Reader:
        """What they may see of the library."""
        return Reader(self.services.library, self.identity.role)

    @property
    def entitled(self) -> bool:
        """Whether they may see exempt papers."""
        return Classification.EXEMPT in self.identity.role.classifications

    @property
    def added(self) -> list[AddedPage]:
        """The added pages that the header names to them."""
        return [page for page in self.services.added if page.listed and page.may_open(self.identity)]

    def count_question(self) -> None:
        """Raises TooManyError where they have asked too many."""
        if access := self.services.access:
            access.limits.question(self.identity, self.address)

    def record(self, action: Action, what: str, documents: Sequence[str] = (), outcome: str = "", exempt: bool = False) -> None:
        """Add a line to the audit log."""
        if access := self.services.access:
            access.audit.record(self.identity, action, what, documents, outcome, exempt)

    def opened(self, what: str, papers: Sequence[Paper], exempt: bool) -> None:
        """Record that papers were shown."""
        self.record(Action.OPENED, what, [paper.document for paper in papers], exempt=exempt)

    def asked(self, conversation: str, answer: Answer) -> tuple[Remembered, str]:
        """Record an answer and add it to their conversation, unless it failed.

        Gives the answer to be kept in the page, and the conversation's id, "" where none is kept.
        """
        kept, access = remember(self.services.library, self.identity.role, answer), self.services.access
        if access is None:
            return kept, ""
        access.audit.asked(self.identity, answer, kept.exempt)
        return kept, conversation if answer.status is Status.ERROR else access.history.save(self.identity, conversation, kept)

    def past(self, conversation: str) -> list[tuple[Remembered, Answer]]:
        """The turns of their conversation of this id that they may see now: as they were, and as they are shown."""
        if self.services.access is None:
            return []
        turns = self.services.access.history.turns(self.identity, conversation)
        return [(turn, answer) for turn, answer in zip(turns, self.still_shown(turns), strict=True) if answer]

    def drop_last(self, conversation: str) -> None:
        """Take the last turn from their conversation, since its question is asked once more."""
        if access := self.services.access:
            access.history.drop_last(self.identity, conversation)

    def judged(self, turns: Sequence[Remembered], verdict: Verdict, comment: str) -> None:
        """Keep what they say of the last answer of these turns of a conversation."""
        if access := self.services.access:
            access.feedback.add(verdict, comment, self.identity.role, turns)
            exempt = any(turn.exempt for turn in turns)
            self.record(Action.FEEDBACK, turns[-1].answer.question, outcome=verdict.value, exempt=exempt)

    def still_shown(self, turns: Sequence[Remembered]) -> list[Answer | None]:
        """The answers of a conversation as they may see them now, None for each that is withheld."""
        if not turns:
            return []
        return Disclosure(self.services.library, self.identity.role, turns).conversation(turns)


def visitor_of(services: Services, sent: Sent) -> Visitor:
    """Who sends this request. Raises TokenError where it carries an API token that is not valid."""
    access, address = services.access, sent.client.host if sent.client else ""
    if access is None:
        return Visitor(services, Identity(name="", role=services.role, local=True), address)
    headers, cookies = sent.headers, sent.cookies
    identity = access.gatekeeper.identify(headers, cookies, address)
    return Visitor(services, identity, address, access.forms.token(cookies), access.accounts.any())


def kept_from_public(services: Services, paper: Paper, page: int | None = None) -> bool:
    """Whether a paper, or a page of it, holds anything that the public may not see."""
    public = Reader(services.library, Role.PUBLIC)
    if public.paper(paper.id) is None:
        return True
    return not (public.whole_file(paper) if page is None else public.page(paper, page))


# Who calls the API, what they may see, and the record of it.

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

"""All of access, opened together: what the web app, the API and the command line are given."""

from dataclasses import dataclass
from pathlib import Path

from assistant.access.accounts import Accounts
from assistant.access.audit import Audit
from assistant.access.board import Board
from assistant.access.cookies import Cookies, FormTokens
from assistant.access.feedback import FeedbackBox
from assistant.access.gatekeeper import Gatekeeper
from assistant.access.history import History
from assistant.access.limits import Limits
from assistant.access.presence import Presence
from assistant.access.sessions import Sessions
from assistant.access.store import AccessStore
from assistant.access.store_board import StoreBoard
from assistant.access.tokens import Tokens
from assistant.settings import AssistantSettings
from ingest.library.library import Library
from vectorstore.models import Role


@dataclass(frozen=True, slots=True)
class Desk:
    """What needs no library: accounts, tokens, audit and feedback, as the command line uses them."""

    store: AccessStore
    accounts: Accounts
    tokens: Tokens
    audit: Audit
    feedback: FeedbackBox
    board: Board
    presence: Presence
    """That this process is there, as the others see it."""

    def sweep(self) -> None:
        """Delete what has had its time on the board, and what processes that have ended left."""
        self.board.sweep()
        self.presence.sweep()

    def leave(self) -> None:
        """This process ends: its notes go with it, and those of processes that ended before it."""
        self.presence.end()
        self.board.take_down([writer for writer in self.board.writers() if self.presence.lives(writer)])


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, what they may do how often, and what is recorded of it; usable from several threads."""

    gatekeeper: Gatekeeper
    sessions: Sessions
    limits: Limits
    history: History
    forms: FormTokens
    desk: Desk
    settings: AssistantSettings

    @property
    def audit(self) -> Audit:
        """The audit log."""
        return self.desk.audit

    @property
    def accounts(self) -> Accounts:
        """The local accounts."""
        return self.desk.accounts

    @property
    def feedback(self) -> FeedbackBox:
        """What readers say of answers."""
        return self.desk.feedback

    @property
    def cookies(self) -> Cookies:
        """Names and attributes of the cookies."""
        return self.gatekeeper.cookies

    def prune(self) -> None:
        """Delete conversations and feedback past their retention time, and what has had its time on the board.

        The audit log has a verb of its own.
        """
        self.desk.sweep()
        self.history.prune()
        if self.settings.history_days:
            self.feedback.prune(self.settings.history_days)

    def close(self) -> None:
        """Close the access file, and be there no longer."""
        self.desk.presence.end()
        self.desk.store.close()


def open_desk(home: Path, address: str = "") -> Desk:
    """Open the access record of `home`, or of the PostgreSQL of that address, made where it is missing.

    Raises AccessError where it cannot be used.
    """
    store = AccessStore(home, address)
    return Desk(store, Accounts(store), Tokens(store), Audit(store), FeedbackBox(store), StoreBoard(store), Presence(home))


def open_access(library: Library, settings: AssistantSettings, local_role: Role = Role.PUBLIC) -> Access:
    """Open access to a library; `local_role` is whom the reader of a machine without accounts reads as."""
    desk = open_desk(library.home, library.address)
    sessions = Sessions(desk.store, settings)
    gatekeeper = Gatekeeper(desk.accounts, sessions, desk.tokens, settings, local_role)
    history, forms = History(desk.store, library, settings), FormTokens(desk.store, gatekeeper.cookies)
    return Access(gatekeeper, sessions, Limits(settings, desk.board), history, forms, desk, settings)

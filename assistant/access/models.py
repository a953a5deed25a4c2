"""The nouns of access: who asks, and by what door they came in."""

import datetime
from enum import StrEnum

from assistant.models import Answer, Frozen, Marking, Turn
from vectorstore.models import Role

BROWSER = "browser "
"""Begins the `key` of a reader without an account, whose conversations are kept for the browser session only."""


class Door(StrEnum):
    """How a request was told to be somebody's."""

    NOBODY = "nobody"
    """No account: a reader of what is public (or, on a machine without accounts, its own user)."""
    SESSION = "session"
    """Signed in on the page."""
    TOKEN = "token"
    """An API token."""
    PROXY = "proxy"
    """A trusted header of the single sign-on proxy."""


class Identity(Frozen):
    """Who asks. Made anew for every request, so that an entitlement taken away is taken away at once."""

    name: str
    """Account name; "" for a reader without one."""
    role: Role = Role.PUBLIC
    door: Door = Door.NOBODY
    key: str = ""
    """What history is kept under: the account name, or an anonymous browser session's random id; "" keeps none."""
    local: bool = False
    """Whether this is the reader of a machine without accounts, who may add papers to the library as on the command line."""

    @property
    def signed_in(self) -> bool:
        """Whether this is an account."""
        return self.door is not Door.NOBODY

    @property
    def may_upload(self) -> bool:
        """Whether this reader may add, correct and remove papers."""
        return self.local or self.role in (Role.OFFICER, Role.ADMINISTRATOR)

    @property
    def may_evaluate(self) -> bool:
        """Whether this reader may label answers and see how the assistant was measured; what they read there their role says."""
        return self.may_upload


class Account(Frozen):
    """A local account, without its secrets."""

    name: str
    role: Role
    created: datetime.datetime
    disabled: bool = False


class Token(Frozen):
    """An API token as it is listed; its value is shown once, when it is made, and not kept."""

    number: int
    account: str
    label: str
    """What its owner uses it for."""
    created: datetime.datetime
    expires: datetime.datetime


class Action(StrEnum):
    """What the audit log records."""

    ASKED = "asked"
    SEARCHED = "searched"
    OPENED = "opened"
    BRIEFED = "briefed"
    EXPORTED = "exported"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    UPLOADED = "uploaded"
    CORRECTED = "corrected"
    REMOVED = "removed"
    ACCOUNT_CHANGED = "account_changed"
    FEEDBACK = "feedback"


class AuditEntry(Frozen):
    """One line of the audit log."""

    number: int
    at: datetime.datetime
    """UTC."""
    who: str
    role: Role
    door: Door
    action: Action
    what: str = ""
    """The question, the file, the account: what was acted on."""
    documents: tuple[str, ...] = ()
    """Papers that were shown or touched."""
    outcome: str = ""
    """Status of the answer, or of the act."""
    exempt: bool = False
    """Whether what was shown is exempt; such lines are exported only with --exempt."""


class Conversation(Frozen):
    """A past conversation as it is listed."""

    id: str
    title: str | None
    """Its first question; None where this reader may no longer see that."""
    changed: datetime.datetime
    turns: int
    marking: Marking = None
    """Set where an answer in it that this reader may see is exempt."""


class PastTurn(Frozen):
    """One question of a past conversation with its answer."""

    number: int
    """1-based."""
    at: datetime.datetime
    answer: Answer | None
    """None where it is withheld: what it cites was removed or changed, or may no longer be seen by this reader."""


class Verdict(StrEnum):
    """What a reader says of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    SOURCE_DOES_NOT_SAY = "source_does_not_say"


class Feedback(Frozen):
    """A reader's verdict, as `eval label import` takes it; who gave it is in the audit log only."""

    feedback: Verdict
    comment: str = ""
    at: datetime.datetime
    role: Role = Role.PUBLIC
    """Whom the answer was given to."""
    history: tuple[Turn, ...] = ()
    """What was asked before it in the same conversation."""
    answer: Answer

"""Errors of the assistant.

CouncilPapersError
└── AssistantError            a question could not be taken or answered
    ├── BadRequestError       the question, history, role or filter is not of the documented form
    │   └── UnknownBodyError  no council or committee among the papers is called as was typed
    ├── SettingsError         a setting is unknown or has a value it cannot have
    ├── ChatModelError        the chat model's service failed; the extractive answer stands in
    ├── ExportError           a note or its tables could not be written as a file
    ├── BriefingError         a note cannot be made
    │   ├── BriefingTargetError  nothing, or more than one thing, among the papers is what the note is asked on
    │   ├── TemplateError     a template is unknown or not of the documented form
    │   └── StoppedError      the person who asked stopped it
    └── AccessError           an account, session or record of access cannot be used as asked
        ├── TokenError        an API token is unknown, expired or revoked
        └── TooManyError      questions or attempts to sign in come too quickly
"""

from ingest.errors import CouncilPapersError


class AssistantError(CouncilPapersError):
    """A question could not be taken or answered."""


class BadRequestError(AssistantError):
    """The question, history, role or filter is not of the documented form."""


class UnknownBodyError(BadRequestError):
    """No council or committee among the papers that the reader may know of is called as was typed; the message names the nearest."""


class SettingsError(AssistantError):
    """A setting is unknown or has a value it cannot have."""


class ChatModelError(AssistantError):
    """The chat model's service failed."""


class ExportError(AssistantError):
    """A note or its tables could not be written as a file."""


class BriefingError(AssistantError):
    """A note cannot be made."""


class BriefingTargetError(BriefingError):
    """Nothing, or more than one thing, among the papers is what the note is asked on."""


class TemplateError(BriefingError):
    """The template is unknown or not of the documented form."""


class StoppedError(BriefingError):
    """The person who asked for it stopped it."""


class AccessError(AssistantError):
    """An account, session or record of access cannot be used as asked."""


class TokenError(AccessError):
    """The API token is unknown, expired or revoked, or its account is disabled; answered with 401."""


class TooManyError(AccessError):
    """Questions or attempts to sign in come too quickly; answered with 429."""

    def __init__(self, message: str, wait: float) -> None:
        """`wait` is the number of seconds after which to try again."""
        super().__init__(message)
        self.wait = wait

"""Errors of the assistant.

CouncilPapersError
└── AssistantError            a question could not be taken or answered
    ├── BadRequestError       the question, history, role or filter is not of the documented form
    ├── SettingsError         a setting is unknown or has a value it cannot have
    └── ChatModelError        the chat model's service failed; the extractive answer stands in
"""

from ingest.errors import CouncilPapersError


class AssistantError(CouncilPapersError):
    """A question could not be taken or answered."""


class BadRequestError(AssistantError):
    """The question, history, role or filter is not of the documented form."""


class SettingsError(AssistantError):
    """A setting is unknown or has a value it cannot have."""


class ChatModelError(AssistantError):
    """The chat model's service failed."""

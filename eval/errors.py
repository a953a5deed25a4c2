"""Errors of the evaluation suite.

CouncilPapersError
└── EvaluationError           an evaluation cannot be carried out
    ├── SuiteError            the cases are not of the documented form, or a frozen set was changed
    └── TranscriptError       a transcript or a scores file is not of the documented form
"""

from ingest.errors import CouncilPapersError


class EvaluationError(CouncilPapersError):
    """An evaluation cannot be carried out."""


class SuiteError(EvaluationError):
    """The cases are not of the documented form, or a frozen set was changed."""


class TranscriptError(EvaluationError):
    """A transcript or a scores file is not of the documented form."""

"""Errors of ingest.

CouncilPapersError            anything that is meant to be shown to the user; root of all layers
└── IngestError               a paper could not be taken in
    ├── UnreadablePaperError  the file is missing, empty, damaged, encrypted or not what its ending says
    ├── LimitExceededError    reading it went over the time or memory limit
    └── LibraryError          the library cannot be opened, read or written
        ├── LibraryVersionError   it was made by a newer version
        └── LostFileError     a database file was replaced or deleted while it was in use
"""


class CouncilPapersError(Exception):
    """Meant for the user: the message is one line that says what happened and what to do."""


class IngestError(CouncilPapersError):
    """A paper could not be taken in."""


class UnreadablePaperError(IngestError):
    """The file is missing, empty, damaged, encrypted or not what its ending says."""


class LimitExceededError(IngestError):
    """Reading the file went over the time or memory limit."""


class LibraryError(IngestError):
    """The library cannot be opened, read or written."""


class LibraryVersionError(LibraryError):
    """The library was made by a newer version of the assistant."""


class LostFileError(LibraryError):
    """A database file (the library's, or that of access) was replaced or deleted while this process was using it."""

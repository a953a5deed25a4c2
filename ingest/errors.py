"""Errors of ingest.

CouncilPapersError            anything that is meant to be shown to the user; root of all layers
└── IngestError               a paper could not be taken in
    ├── UnreadablePaperError  the file is missing, empty, damaged, encrypted or not what its ending says
    ├── LimitExceededError    reading it went over the time or memory limit
    ├── ReaderFailedError     our reader met a defect of its own, whatever the file
    │   └── ReaderDiedError   the process that read it died of it
    ├── SiteError             a website cannot be looked at, or failed
    │   ├── NotServedError    it does not give this to the public
    │   └── BusySiteError     it asks to be left alone for a while
    └── LibraryError          the library cannot be opened, read or written
        ├── LibraryVersionError   it was made by a newer version
        ├── WorkersGoneError      the cluster that reads for it does not answer, or may not be spoken to
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


class ReaderFailedError(IngestError):
    """Our reader met a defect of its own, which is no fault of the file."""

    def __init__(self, said: str, details: str) -> None:
        """`said` begins with the file's name; `details` is what the log is to hold: no words of the paper."""
        super().__init__(f"{said} ({details.partition(' < ')[0]}); this is a fault of ours, please report it")
        self.details = details
        self._said = said

    def __reduce__(self) -> tuple[type["ReaderFailedError"], tuple[str, str]]:
        return type(self), (self._said, self.details)


class ReaderDiedError(ReaderFailedError):
    """The process that read the file died of it, as in a fault of a parser's native code."""


class SiteError(IngestError):
    """A website cannot be looked at, or failed."""


class NotServedError(SiteError):
    """A website does not give this to the public: it refuses, has nothing there, or asks one to sign in."""


class BusySiteError(SiteError):
    """A website asks to be left alone for a while."""


class LibraryError(IngestError):
    """The library cannot be opened, read or written."""


class LibraryVersionError(LibraryError):
    """The library was made by a newer version of the assistant."""


class WorkersGoneError(LibraryError):
    """The cluster that reads papers for the library does not answer, or may not be spoken to; the batch ends there."""


class LostFileError(LibraryError):
    """A database file (the library's, or that of access) was replaced or deleted while this process was using it."""

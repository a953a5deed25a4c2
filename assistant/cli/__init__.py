"""The command line: one module a verb. Importing this package registers every verb on `cli`."""

from assistant.cli import (
    accounts,
    ask,
    audit,
    backup,
    brief,
    doctor,
    feedback,
    fetch,
    ingest,
    jobs,
    mcp,
    papers,
    registers,
    serve,
    settings,
    watch,
)
from assistant.cli.shell import Parts, Shell, cli
from assistant.cli.terminal import OnProgress

__all__ = [
    "OnProgress",
    "Parts",
    "Shell",
    "accounts",
    "ask",
    "audit",
    "backup",
    "brief",
    "cli",
    "doctor",
    "feedback",
    "fetch",
    "ingest",
    "jobs",
    "mcp",
    "papers",
    "registers",
    "serve",
    "settings",
    "watch",
]

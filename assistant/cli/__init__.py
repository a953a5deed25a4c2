"""The command line: one module a verb. Importing this package registers every verb on `cli`."""

from assistant.cli import ask, doctor, ingest, papers, serve, settings
from assistant.cli.shell import Parts, Shell, cli

__all__ = ["Parts", "Shell", "ask", "cli", "doctor", "ingest", "papers", "serve", "settings"]

"""The command line: one module a verb. Importing this package registers every verb on `cli`."""

from assistant.cli import ask, doctor, ingest, papers, serve, settings
from assistant.cli.shell import Parts, Shell, cli
from assistant.cli.terminal import OnProgress

__all__ = ["OnProgress", "Parts", "Shell", "ask", "cli", "doctor", "ingest", "papers", "serve", "settings"]

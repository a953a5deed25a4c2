"""council-papers audit: the log of who asked what and which papers were shown, for requests under the Freedom of Information Act."""

import csv
import datetime
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click

from assistant.access.audit import COMMAND_LINE
from assistant.access.models import Action, AuditEntry
from assistant.cli.shell import Shell, cli, desk_of, verb
from assistant.cli.terminal import json_line, say

DAY = click.DateTime(["%Y-%m-%d"])


@cli.group()
def audit() -> None:
    """Export and prune the audit log."""


@verb(audit, "export", "council-papers audit export --from 2025-04-01 --to 2026-03-31 --out audit.csv")
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True, help="One line an entry.")
@click.option("--from", "since", type=DAY, help="First day (UTC).")
@click.option("--to", "until", type=DAY, help="Last day (UTC), included.")
@click.option("--exempt", is_flag=True, help="Show what was asked and shown of exempt papers too; without it such lines are redacted.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; without it the log is printed.")
def export(
    shell: Shell, form: str, since: datetime.datetime | None, until: datetime.datetime | None, exempt: bool, out: Path | None
) -> None:
    """Write the log, oldest line first."""
    with desk_of(shell) as desk:
        entries = list(desk.audit.entries(since.date() if since else None, until.date() if until else None, exempt))
        write = _csv if form == "csv" else _jsonl
        if out is None:
            write(entries, sys.stdout)
        else:
            with out.open("w", encoding="utf-8", newline="") as stream:
                write(entries, stream)
            say(f"{len(entries)} lines: {out}")
        desk.audit.record(COMMAND_LINE, Action.EXPORTED, "the audit log", outcome=str(len(entries)))


@verb(audit, "prune", "council-papers audit prune")
@click.option("--days", type=click.IntRange(1), help="Days of which lines are kept (setting audit_days).")
def prune(shell: Shell, days: int | None) -> None:
    """Delete lines older than the retention time; the log says that it was done."""
    with desk_of(shell) as desk:
        pruned = desk.audit.prune(days or shell.parts.configuration.assistant.audit_days)
    click.echo(f"{pruned} lines deleted")


def _csv(entries: Iterable[AuditEntry], stream: TextIO) -> None:
    table = csv.writer(stream)
    table.writerow(AuditEntry.model_fields)
    for entry in entries:
        row = entry.model_dump(mode="json") | {"documents": "; ".join(entry.documents)}
        table.writerow([_harmless(value) for value in row.values()])


def _jsonl(entries: Iterable[AuditEntry], stream: TextIO) -> None:
    for entry in entries:
        stream.write(json_line(entry) + "\n")


def _harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: what was asked is a stranger's text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value

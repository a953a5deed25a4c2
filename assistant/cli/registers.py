"""council-papers decisions, actions and compare: registers over all papers, on the terminal or as a file."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import BaseModel

from assistant.cli.ask import ROLE_HELP
from assistant.cli.scope import scoped
from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import json_line, say
from assistant.scope import Scope, standing_line
from ingest.models import Standing
from vectorstore.models import Role

if TYPE_CHECKING:
    from assistant.briefing.models import Note

_OPTIONS: tuple[Callable[[Callable[..., None]], Callable[..., None]], ...] = (
    click.option("--role", type=click.Choice([role.value for role in Role]), default="public", show_default=True, help=ROLE_HELP),
    click.option("--json", "as_json", is_flag=True, help="One JSON object a line."),
    click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write: .xlsx, .docx, .md or .html."),
)


def _listed(function: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        function = option(function)
    return scoped(function)


@verb(
    cli,
    "decisions",
    'council-papers decisions --committee "Scrutiny" --from 2024-01-01\ncouncil-papers decisions --outcome refused --out decisions.xlsx',
)
@_listed
@click.option("--words", default="", help="Only rows that have all these words in them or their title.")
@click.option("--outcome", help='Only this outcome, such as "noted", "refused" or "deferred".')
def decisions(shell: Shell, role: str, scope: Scope, as_json: bool, out: Path | None, words: str, outcome: str | None) -> None:
    """List what was decided, word for word, with votes, movers, and what became of the recommendation."""
    from assistant.registers.notes import decisions_note
    from assistant.registers.registers import Registers

    registers = Registers(shell.parts.library)
    found = registers.decisions(Role(role), scope, outcome or "", words)
    note = decisions_note(found, datetime.date.today(), scope.bodies)
    _write(shell, note, found, as_json, out, registers.standing(Role(role), scope))


@verb(
    cli,
    "actions",
    'council-papers actions --committee "Scrutiny" --status open\n'
    'council-papers actions --responsible "Monitoring Officer" --out actions.xlsx',
)
@_listed
@click.option("--words", default="", help="Only rows that have all these words in them or their item.")
@click.option(
    "--recommended", is_flag=True, help="What reports recommend and no meeting is minuted to have asked for, in place of the actions."
)
@click.option("--status", help='Only this status: "open", "closed", or as printed in the list.')
@click.option("--responsible", help="Only what this officer, member or portfolio is responsible for; part of the name is enough.")
def actions(
    shell: Shell,
    role: str,
    scope: Scope,
    as_json: bool,
    out: Path | None,
    words: str,
    recommended: bool,
    status: str | None,
    responsible: str | None,
) -> None:
    """List what was asked of whom, by when, and the latest that the papers say of it."""
    from assistant.registers.notes import actions_note
    from assistant.registers.registers import Registers

    registers = Registers(shell.parts.library)
    found = registers.actions(Role(role), scope, status or "", responsible or "", words)
    shown = found.model_copy(update={"actions": ()}) if recommended else found
    note, rows = actions_note(shown, datetime.date.today(), scope.bodies), shown.recommended if recommended else shown.actions
    _write(shell, note, rows, as_json, out, registers.standing(Role(role), scope))


@verb(cli, "compare", 'council-papers compare "missed collections"\ncouncil-papers compare "net borrowing" --out borrowing.xlsx')
@click.argument("measure")
@_listed
def compare(shell: Shell, measure: str, role: str, scope: Scope, as_json: bool, out: Path | None) -> None:
    """Set MEASURE side by side over years or papers: an indicator, a budget line, a recommendation or a topic."""
    from assistant.errors import BadRequestError
    from assistant.registers.comparison_models import CompareRequest
    from assistant.registers.notes import comparison_note
    from assistant.registers.registers import Registers

    if len(measure.strip()) < 2:
        raise BadRequestError("name what to compare as a paper may print it, in two letters or more")
    found = Registers(shell.parts.library).compare(CompareRequest(measure=measure.strip(), role=Role(role), filters=scope))
    _write(shell, comparison_note(found, datetime.date.today()), (found,), as_json, out, found.as_of)


def _write(shell: Shell, note: "Note", found: tuple[BaseModel, ...], as_json: bool, out: Path | None, standing: Standing | None) -> None:
    """To the file where one is named, else to stdout as JSON lines or as Markdown."""
    from assistant.export import note_bytes, write_note
    from assistant.registers.notes import marked

    note = marked(note, shell.parts.library).model_copy(update={"as_of": standing})
    if standing and (as_json or out):
        say(standing_line(standing))
    if out is not None:
        write_note(note, out)
        rows = sum(len(grid.rows) for section in note.sections for grid in section.blocks if grid.kind == "grid")
        say(f"{rows} rows: {out}" if rows else f"written: {out}")
        return
    if as_json:
        for one in found:
            click.echo(json_line(one))
    else:
        click.echo(note_bytes(note, "md").decode("utf-8").rstrip())

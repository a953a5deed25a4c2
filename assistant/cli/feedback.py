"""council-papers feedback: what readers said of answers, for the evaluation suite."""

from pathlib import Path

import click

from assistant.access.audit import COMMAND_LINE
from assistant.access.models import Action
from assistant.cli.shell import Shell, cli, desk_of, verb
from assistant.cli.terminal import json_line, say


@cli.group()
def feedback() -> None:
    """Export what readers said of answers."""


@verb(feedback, "export", "council-papers feedback export --out feedback.jsonl")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="JSONL file to write.")
@click.option("--exempt", is_flag=True, help="Include answers from exempt papers.")
def export(shell: Shell, out: Path, exempt: bool) -> None:
    """Write each verdict (right, wrong, source_does_not_say) with its comment and the whole answer, one JSON object a line.

    'council-papers eval label import' makes draft cases of those marked wrong.
    """
    with desk_of(shell) as desk:
        lines = [json_line(entry) + "\n" for entry in desk.feedback.entries(exempt)]
        out.write_text("".join(lines), encoding="utf-8")
        desk.audit.record(COMMAND_LINE, Action.EXPORTED, "feedback", outcome=str(len(lines)))
    say(f"{len(lines)} verdicts: {out}")

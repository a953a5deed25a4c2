"""council-papers brief: a briefing note from the papers, as Word, HTML or Markdown."""

from pathlib import Path

import click

from assistant.briefing.models import BriefRequest
from assistant.cli.ask import ROLE_HELP
from assistant.cli.scope import scoped
from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import progress_bar, say
from assistant.marking import marking
from assistant.scope import Scope, standing_line
from vectorstore.models import Role

EXAMPLE = """council-papers brief "item 9 of 14 September 2023" --out permits.docx --recipient "Councillor Sandys"
council-papers brief "fly-tipping" --template topic-brief --out fly-tipping.md
council-papers brief --list-templates"""
_ENDINGS = (".docx", ".html", ".md")


@verb(cli, "brief", EXAMPLE)
@click.argument("topic", required=False)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File that is written; its ending says how: .docx, .html, .md."
)
@click.option("--template", default="", help="Kind of note; without it the one made for what TOPIC names.")
@click.option("--recipient", help="Whom the note is for.")
@click.option("--author", help="Who sends it.")
@scoped
@click.option("--role", type=click.Choice([role.value for role in Role]), default="public", show_default=True, help=ROLE_HELP)
@click.option("--json", "as_json", is_flag=True, help="The note as one JSON object.")
@click.option("--list-templates", is_flag=True, help="List the templates there are.")
def brief(
    shell: Shell,
    topic: str | None,
    out: Path | None,
    template: str,
    recipient: str | None,
    author: str | None,
    scope: Scope,
    role: str,
    as_json: bool,
    list_templates: bool,
) -> None:
    """Write a briefing note from the papers, each sentence cited and checked.

    TOPIC is an agenda item with its meeting, a report's title, a paper's name, a meeting, a topic, or a question. What the papers
    could not support is left out and listed on stderr.
    """
    if list_templates:
        _list(shell)
        return
    if topic is None or (out is None and not as_json):
        raise click.UsageError("give a TOPIC in quotes and --out FILE (or --json)")
    if out is not None and out.suffix.lower() not in _ENDINGS:
        raise click.UsageError(f"--out ends in {', '.join(_ENDINGS)}, not {out.suffix or 'nothing'}")
    request = BriefRequest(topic=topic, template=template, recipient=recipient, author=author, filters=scope)
    briefer = shell.parts.briefer
    with progress_bar("briefing", "stage") as on_progress:
        note = briefer.write(request, Role(role), on_progress)
        if out is not None:
            out.write_bytes(briefer.export(note, out.suffix.lower().lstrip(".")))
    if as_json:
        click.echo(note.model_dump_json(by_alias=True))
        return
    if marked := marking(note.classification, note.exempt_paragraphs):
        say(marked)
    if note.as_of:
        say(standing_line(note.as_of))
    for line in note.not_found:
        say(f"not found: {line}")
    say(f"{note.title}: {len(note.sources)} citations: {out}")


def _list(shell: Shell) -> None:
    from assistant.briefing.templates import load_templates

    folder = shell.parts.configuration.assistant.templates
    for template in load_templates(Path(folder) if folder else None).values():
        made_for = f" (for: {', '.join(template.made_for)})" if template.made_for else ""
        click.echo(f"{template.name:20} {template.description}{made_for}")

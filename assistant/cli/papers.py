"""council-papers papers and passages: what is in the library, and correcting it."""

import datetime
import json
from collections.abc import Callable
from dataclasses import fields

import click

from assistant.access.audit import COMMAND_LINE
from assistant.access.models import Action
from assistant.cli.shell import Shell, cli, desk_of, verb
from assistant.cli.terminal import json_line, progress_bar, say
from assistant.marking import marking_of
from assistant.struck import in_words
from ingest.models import Classification, Overrides, Paper, Passage
from ingest.structure.exempt.kept_back import explained


@cli.group()
def papers() -> None:
    """List, show, correct and remove the papers of the library."""


@verb(papers, "list", "council-papers papers list\ncouncil-papers papers list --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_papers(shell: Shell, as_json: bool) -> None:
    """List the papers with their meeting, pages and passages."""
    library = shell.parts.library
    found = library.papers()
    for paper in found:
        click.echo(json_line(paper) if as_json else _row(paper, library.passage_count(paper.id, {Classification.EXEMPT})))
    if not found:
        say("the library has no papers; 'council-papers ingest PATH…' adds some")


@verb(papers, "show", "council-papers papers show pack-2025-03-11.pdf")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show_paper(shell: Shell, name: str, as_json: bool) -> None:
    """Show what the paper NAME says of itself and what could not be read in it."""
    paper = shell.parts.library.paper(name)
    if as_json:
        click.echo(json_line(paper))
        return
    info = paper.info
    whole = info.classification is Classification.EXEMPT or not shell.parts.library.passage_count(paper.id, {Classification.EXEMPT})
    facts = {
        "title": info.title,
        "type": info.paper_type,
        "council": info.meeting.council,
        "committee": info.meeting.committee,
        "meeting": info.meeting.date,
        "classification": info.classification if whole else f"{info.classification}; exempt in part",
        "status": info.status,
        "replaces": info.supersedes,
        "same report in": info.duplicate_of,
        "pages": paper.pages,
        "passages": paper.passages,
        "ingested from": paper.path,
        "said by a person": _by_a_person(paper.overrides),
    }
    click.echo(paper.document)
    for fact, value in facts.items():
        if value is not None:
            click.echo(f"  {fact}: {value}")
    for note in (*explained(info, paper.id, paper.overrides), *(f"note: {warning}" for warning in paper.warnings)):
        click.echo(f"  {note}")


@verb(papers, "correct", "council-papers papers correct report.pdf --exempt\ncouncil-papers papers correct report.pdf --public")
@click.argument("name")
@click.option("--title", help='Its title; "" where none is known, here and below.')
@click.option("--council", help="The council.")
@click.option("--committee", help="The committee.")
@click.option("--meeting-date", help='Date of the meeting, like 2025-03-11; "" for none.')
@click.option("--exempt", "who", flag_value="exempt", help="Only those entitled see it.")
@click.option("--public", "who", flag_value="public", help="Everyone sees every part of it, also what it marks as exempt.")
@click.option("--as-marked", "who", flag_value="as_marked", help="Take --exempt or --public back: what the paper marks as exempt is.")
def correct_paper(
    shell: Shell, name: str, title: str | None, council: str | None, committee: str | None, meeting_date: str | None, who: str | None
) -> None:
    """Correct what is known of the paper NAME.

    What you say holds for every later reading and every later version of the file, and is recorded in the audit log.
    """
    given = {"title": title, "council": council, "committee": committee, "meeting_date": meeting_date}
    if who is None and all(value is None for value in given.values()):
        raise click.UsageError("Say what to correct, for example --exempt.")
    said = _said({name: value.strip() for name, value in given.items() if value is not None}, who)
    library = shell.parts.library
    paper = library.paper(name)
    words = "; ".join([*(f"{field}: {value}" for field, value in given.items() if value is not None), *([who] if who else [])])
    recorded(shell, Action.CORRECTED, words, paper.document, lambda: library.correct(paper.id, said))
    with progress_bar("indexing", "passage") as on_progress:
        shell.parts.update_index(on_progress)
    click.echo(f"corrected {_row(library.paper(paper.id), library.passage_count(paper.id, {Classification.EXEMPT}))}")


def _said(given: dict[str, str], who: str | None) -> Overrides:
    try:
        day = datetime.date.fromisoformat(given["meeting_date"]) if given.get("meeting_date") else None
    except ValueError as error:
        raise click.BadParameter("write the date as year, month and day, like 2025-03-11", param_hint="--meeting-date") from error
    unknown = tuple(name for name, value in given.items() if not value)
    return Overrides(
        given.get("council") or None, day, given.get("committee") or None, title=given.get("title") or None, unknown=unknown,
        exempt=who == "exempt", public=who == "public", as_marked=who == "as_marked",
    )  # fmt: skip


def recorded(shell: Shell, action: Action, words: str, document: str, act: Callable[[], object]) -> None:
    """Do what changes a paper, and record it: before it is done, so that nothing becomes public without a line in the audit log."""
    with desk_of(shell) as desk:
        desk.audit.record(COMMAND_LINE, action, words, [document], "done", exempt=True)
        try:
            act()
        except Exception:
            desk.audit.record(COMMAND_LINE, action, words, [document], "failed", exempt=True)
            raise


@verb(papers, "remove", "council-papers papers remove pack-2025-03-11.pdf")
@click.argument("name")
def remove_paper(shell: Shell, name: str) -> None:
    """Remove the paper NAME and all its passages from the library and the index."""
    library = shell.parts.library
    paper = library.paper(name)
    removed = 0

    def remove() -> None:
        nonlocal removed
        removed = library.remove(paper.id)

    recorded(shell, Action.REMOVED, paper.document, paper.document, remove)
    with progress_bar("indexing", "passage") as on_progress:
        shell.parts.update_index(on_progress)
    left = sum(passage.id.startswith(paper.id) for passage in library.passages(document=paper.document))
    click.echo(f"removed {paper.document}: {removed} passages removed, {left} left")


@verb(cli, "passages", "council-papers passages --paper pack-2025-03-11.pdf\ncouncil-papers passages --json > passages.jsonl")
@click.option("--paper", help="Only the passages of this paper.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (docs/interface.md).")
def passages(shell: Shell, paper: str | None, as_json: bool) -> None:
    """Print the indexed passages with their place, in reading order."""
    from ingest.library.rows import passage_record

    library = shell.parts.library
    if paper is not None:
        library.paper(paper)
    for passage in library.passages(document=paper):
        click.echo(
            json.dumps(passage_record(passage), ensure_ascii=False)
            if as_json
            else _place(passage) + "\n    " + " ".join(in_words(passage.text, passage.struck).split())
        )


def _by_a_person(said: Overrides) -> str | None:
    """What persons said of a paper, in a line; None where they said nothing."""
    values = {field.name: getattr(said, field.name) for field in fields(said) if field.name != "unknown"}
    told = [name if value is True else f"{name} {value}" for name, value in values.items() if value not in (None, False)]
    return ", ".join(sorted([*told, *(f"{name} unknown" for name in said.unknown)])) or None


def _row(paper: Paper, exempt_passages: int) -> str:
    meeting = paper.info.meeting
    pages = f"{paper.pages} pages, " if paper.pages else ""
    exempt = "  EXEMPT" if paper.info.classification == "exempt" else "  EXEMPT IN PART" if exempt_passages else ""
    held = ", ".join(str(part) for part in (meeting.committee, meeting.date) if part) or "no meeting named"
    return f"{paper.document}  {paper.info.paper_type or 'paper'}, {held}: {pages}{paper.passages} passages{exempt}"


def _place(passage: Passage) -> str:
    parts = (
        passage.document,
        passage.page and f"page {passage.page}",
        passage.agenda_item and f"item {passage.agenda_item}",
        passage.report_title,
        passage.paragraph,
        passage.section,
        f"[{passage.kind}]",
        marking_of([passage]),
    )
    return ", ".join(str(part) for part in parts if part)

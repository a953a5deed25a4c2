"""council-papers papers and passages: what is in the library."""

import json

import click

from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import json_line, progress_bar, say
from assistant.marking import marking_of
from assistant.struck import in_words
from ingest.models import Classification, Paper, Passage


@cli.group()
def papers() -> None:
    """List, show and remove the papers of the library."""


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
    }
    click.echo(paper.document)
    for fact, value in facts.items():
        if value is not None:
            click.echo(f"  {fact}: {value}")
    for warning in paper.warnings:
        click.echo(f"  note: {warning}")


@verb(papers, "remove", "council-papers papers remove pack-2025-03-11.pdf")
@click.argument("name")
def remove_paper(shell: Shell, name: str) -> None:
    """Remove the paper NAME and all its passages from the library and the index."""
    library = shell.parts.library
    paper = library.paper(name)
    removed = library.remove(name)
    with progress_bar("indexing", "passage") as on_progress:
        shell.parts.update_index(on_progress)
    left = sum(passage.id.startswith(paper.id) for passage in library.passages(document=paper.document))
    click.echo(f"removed {paper.document}: {removed} passages removed, {left} left")


@verb(cli, "passages", "council-papers passages --paper pack-2025-03-11.pdf\ncouncil-papers passages --json > passages.jsonl")
@click.option("--paper", help="Only the passages of this paper.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (docs/interface.md).")
def passages(shell: Shell, paper: str | None, as_json: bool) -> None:
    """Print the indexed passages with their place, in reading order."""
    from ingest.records import passage_record

    library = shell.parts.library
    if paper is not None:
        library.paper(paper)
    for passage in library.passages(document=paper):
        click.echo(
            json.dumps(passage_record(passage), ensure_ascii=False)
            if as_json
            else _place(passage) + "\n    " + " ".join(in_words(passage.text, passage.struck).split())
        )


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

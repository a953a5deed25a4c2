"""The verbs of the evaluation suite that hand sentences to people and take their labels and marks in."""

import itertools
from pathlib import Path

import click

from assistant.cli.shell import Shell, verb
from assistant.cli.terminal import say
from eval.cases import write_cases
from eval.models import RunHeader

FILE = click.Path(path_type=Path)


@click.group()
def people() -> None:
    """Where the verbs below are gathered; eval.cli takes them into its own group."""


@people.group()
def label() -> None:
    """People's labels: hand sentences out, and take answers marked in the chat in."""


@verb(people, "agree", "council-papers eval agree labels-a.xlsx labels-b.xlsx --scores results/scores.json")
@click.argument("labels", nargs=-1, required=True, type=FILE)
@click.option("--scores", type=FILE, help="The scores the sentences came from, to compare people with the checks.")
@click.option("--list", "listed", is_flag=True, help="Print the sentences on which people differ.")
def agree(shell: Shell, labels: tuple[Path, ...], scores: Path | None, listed: bool) -> None:  # noqa: ARG001 every verb is given the shell
    """Agreement (kappa, adjusted kappa, alpha) of people with each other and with the checks; and the checks' figure corrected by it."""
    from eval.labels import agreement, by_checks, corrected, differing, in_words, read_labels
    from eval.outputs import read_scores
    from eval.statistics import alpha

    people = [read_labels(path) for path in labels]
    scored = read_scores(scores) if scores else None
    named = list(zip((path.name for path in labels), people, strict=True))
    pairs = [(f"{a} and {b}", one, other) for (a, one), (b, other) in itertools.combinations(named, 2)]
    pairs += [(f"{name} and the checks", one, by_checks(scored)) for name, one in named if scored is not None]
    for name, one, other in pairs:
        click.echo(f"{name}: {in_words(agreement(one, other, scored))}")
    if len(people) > 1:
        claims = dict.fromkeys(claim for one in people for claim in one)
        found = alpha([[one[c] for one in people if c in one] for c in claims])
        click.echo(f"all people, all four labels: alpha {'-' if found is None else f'{found:.2f}'}, of the sheet (not weighted)")
    for name, one in named:
        if scored is None:
            break
        value, ends = corrected(scored, one)
        interval = f"[{ends[0]:.3f}, {ends[1]:.3f}]" if ends else "no interval: too few papers"
        click.echo(f"supported sentences, corrected by {name}: {value:.3f} {interval}")
    for claim in differing(people) if listed else ():
        click.echo(f"{claim}: {', '.join(one.get(claim, '-') for one in people)}")


@verb(label, "export", "council-papers eval label export results/scores.json --out labels.xlsx")
@click.argument("scores", type=FILE)
@click.option("--out", type=FILE, required=True, help="The sheet, as CSV or XLSX; copy it for each person.")
@click.option("--size", default=200, show_default=True, help="Sentences to label: as many of each of the checks' verdicts as there are.")
@click.option("--seed", default=1, show_default=True, help="Another draws other sentences.")
def label_export(shell: Shell, scores: Path, out: Path, size: int, seed: int) -> None:  # noqa: ARG001 as above
    """Write sentences with the words they cite to a sheet, for people to say whether the one shows the other."""
    from eval.labels import LABELS, export
    from eval.outputs import read_scores

    say(f"{export(read_scores(scores), out, size, seed)} sentences: {out}; fill the column 'label' with {', '.join(LABELS)}")


@verb(
    label,
    "import",
    "council-papers eval label import feedback.jsonl --out drafts.xlsx",
)
@click.argument("marks", type=FILE)
@click.option("--out", type=FILE, required=True, help="Draft cases, as JSONL, CSV or XLSX; their transcript is written beside them.")
def label_import(shell: Shell, marks: Path, out: Path) -> None:  # noqa: ARG001 as above
    """Turn answers that were marked in the chat into draft cases for a person to finish; drafts never count until they are approved."""
    from eval.feedback import drafts, read_marked
    from eval.transcripts import write_transcript

    cases, answers = drafts(read_marked(marks))
    write_cases(cases, out)
    transcript = out.with_suffix(".transcript.jsonl")
    write_transcript(transcript, RunHeader(system="answers marked in the chat"), answers)
    say(f"{len(cases)} drafts: {out} (transcript: {transcript}); finish each and set its status to 'approved'")

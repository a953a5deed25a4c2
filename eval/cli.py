"""council-papers eval: the verbs of the evaluation suite."""

from pathlib import Path

import click

from assistant.cli.shell import Shell, verb
from assistant.cli.terminal import progress_bar, say
from eval.cases import read_cases, write_cases
from eval.corpus import Corpus
from eval.models import RunHeader

FILE = click.Path(path_type=Path)
SUITE = click.argument("suite", nargs=-1, required=True, type=FILE)


@click.group()
def group() -> None:
    """Measure how often answers are right, wrong and silent, on your own papers."""


@verb(group, "validate", "council-papers eval validate cases.jsonl\ncouncil-papers eval validate cases.xlsx --write cases.jsonl")
@SUITE
@click.option("--write", type=FILE, help="Write the cases with the place of each span, as JSONL, CSV or XLSX.")
def validate(shell: Shell, suite: tuple[Path, ...], write: Path | None) -> None:
    """Find every evidence span again in the papers and say what is wrong with which case."""
    from eval.validate import validate as find

    cases, problems = find(read_cases(suite), Corpus.of(shell.parts.library))
    for problem in problems:
        click.echo(problem)
    say(f"{len(cases)} cases, {len(problems)} problems")
    if write is not None:
        write_cases(cases, write)
    if problems:
        click.get_current_context().exit(1)


@verb(group, "run", "council-papers eval run cases.jsonl --out transcripts.jsonl")
@SUITE
@click.option("--out", type=FILE, required=True, help="Where the transcript is written.")
@click.option("--no-history", is_flag=True, help="Leave out the earlier turns, to see what they are worth.")
@click.option("--repeat", default=10, show_default=True, help="Questions asked a second time, to see whether answers stay the same.")
def run(shell: Shell, suite: tuple[Path, ...], out: Path, no_history: bool, repeat: int) -> None:
    """Ask the assistant every question and write its answers to a transcript."""
    from eval.run import run as ask_all
    from eval.transcripts import write_transcript

    parts, cases = shell.parts, read_cases(suite)
    header = RunHeader(
        system="council-papers-assistant",
        corpus=Corpus.of(parts.library).hash,
        config={value.name: value.value for value in parts.configuration.values},
        weights=parts.embedder.name,
    )
    with progress_bar("asking", "question") as on_progress:
        header, answers = ask_all(cases, parts.assistant, header, on_progress, history=not no_history, repeat=repeat)
    write_transcript(out, header, answers)
    say(f"{len(answers)} answered in {header.seconds:.0f} s: {out}")


@verb(group, "score", "council-papers eval score transcripts.jsonl cases.jsonl --out results")
@click.argument("transcript", type=FILE)
@SUITE
@click.option("--out", type=FILE, required=True, help="Folder for scores.json, cases.csv, junit.xml, run.trec and qrels.trec.")
def score(shell: Shell, transcript: Path, suite: tuple[Path, ...], out: Path) -> None:
    """Score a transcript, ours or another system's, against the cases and the papers; no model is needed."""
    from eval.outputs import write_csv, write_junit, write_scores, write_trec
    from eval.score import score as score_all
    from eval.transcripts import read_transcript

    cases, corpus = read_cases(suite), Corpus.of(shell.parts.library)
    header, responses = read_transcript(transcript)
    scores = score_all(cases, header, responses, corpus)
    out.mkdir(parents=True, exist_ok=True)
    write_scores(scores, out / "scores.json")
    write_csv(scores, out / "cases.csv")
    write_junit(scores, out / "junit.xml")
    write_trec(cases, responses, corpus, out)
    say(f"{sum(case.passed for case in scores.cases)} of {len(scores.cases)} cases passed: {out}")


@verb(group, "schema", "council-papers eval schema case")
@click.argument("name", type=click.Choice(["case", "transcript", "scores"]))
def schema(shell: Shell, name: str) -> None:  # noqa: ARG001 every verb is given the shell
    """Print the JSON Schema of a case, of a transcript line or of scores."""
    from eval.outputs import schema as schema_of

    click.echo(schema_of(name))

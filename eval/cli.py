"""council-papers eval: the verbs of the evaluation suite."""

from pathlib import Path

import click

from assistant.cli.shell import Shell, verb
from assistant.cli.terminal import progress_bar, say
from eval.cases import read_cases, write_cases
from eval.corpus import Corpus
from eval.errors import SuiteError
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
@click.option("--ablate", is_flag=True, help="Ask each question again with and without the papers cited (three times as long).")
def run(shell: Shell, suite: tuple[Path, ...], out: Path, no_history: bool, repeat: int, ablate: bool) -> None:
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
        names = [paper.document for paper in parts.library.papers()] if ablate else []
        header, answers = ask_all(cases, parts.assistant, header, on_progress, history=not no_history, repeat=repeat, ablate=names)
    write_transcript(out, header, answers)
    say(f"{len(answers)} answered in {header.seconds:.0f} s: {out}")


@verb(group, "score", "council-papers eval score transcripts.jsonl cases.jsonl --out results")
@click.argument("transcript", type=FILE)
@SUITE
@click.option(
    "--out", type=FILE, required=True, help="Folder for scores.json, baseline.json, cases.csv, junit.xml, run.trec and qrels.trec."
)
@click.option("--self-test/--no-self-test", default=True, help="Whether the checks are tried on edited sentences as well.")
def score(shell: Shell, transcript: Path, suite: tuple[Path, ...], out: Path, self_test: bool) -> None:
    """Score a transcript, ours or another system's, against the cases and the papers; no model is needed."""
    from eval import ledger
    from eval.mutate import mutate as try_edits
    from eval.mutate import rates
    from eval.outputs import write_baseline, write_csv, write_junit, write_scores, write_trec
    from eval.score import score as score_all
    from eval.transcripts import read_transcript

    cases, corpus = read_cases(suite), Corpus.of(shell.parts.library)
    frozen = [path for path in suite if ledger.check(read_cases([path]), path)]
    header, responses = read_transcript(transcript)
    scores = score_all(cases, header, responses, corpus)
    if self_test:
        scores = scores.model_copy(update={"self_test": rates(try_edits(cases, corpus))})
    for path in frozen:
        scores = ledger.record(scores, path)
    out.mkdir(parents=True, exist_ok=True)
    write_scores(scores, out / "scores.json")
    write_baseline(scores, out / "baseline.json")
    write_csv(scores, out / "cases.csv")
    write_junit(scores, out / "junit.xml")
    write_trec(cases, responses, corpus, out)
    say(f"{sum(case.passed for case in scores.cases)} of {len(scores.cases)} cases passed: {out}")


@verb(group, "report", "council-papers eval report results/scores.json --out report.html")
@click.argument("scores", type=FILE)
@click.option("--out", type=FILE, required=True, help="The report: .html or .md, by the ending.")
@click.option("--suite", type=FILE, help="The frozen suite, to show its earlier runs.")
@click.option("--rules", type=FILE, help="The gate's rules, to show its rulings.")
@click.option("--baseline", type=FILE, help="Scores that the gate compares with.")
@click.option("--pages", is_flag=True, help="Show the pages that failures cite (a larger file).")
def report(shell: Shell, scores: Path, out: Path, suite: Path | None, rules: Path | None, baseline: Path | None, pages: bool) -> None:
    """Write a report for people: failures first, each sentence beside the words of the paper."""
    from eval.gate import gate as judge
    from eval.gate import read_rules
    from eval.ledger import looks
    from eval.outputs import read_scores
    from eval.report import markdown, write_html

    scored = read_scores(scores)
    rulings = judge(scored, read_rules(rules), read_scores(baseline) if baseline else None) if rules else []
    if out.suffix == ".md":
        out.write_text(markdown(scored, rulings), encoding="utf-8")
    else:
        library = shell.parts.library
        write_html(scored, Corpus.of(library), out, looks(suite) if suite else (), rulings, library if pages else None)
    say(f"written: {out}")


@verb(group, "compare", "council-papers eval compare before/scores.json after/scores.json")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
def compare(shell: Shell, before: Path, after: Path) -> None:  # noqa: ARG001 every verb is given the shell
    """Compare two runs case by case: difference, 95% interval, and p-value corrected for the number of metrics (Holm)."""
    from eval.compare import compare as differences
    from eval.outputs import read_scores

    click.echo(f"{'metric':22}{'before':>9}{'after':>9}{'change':>9}{'95% interval':>20}{'n':>6}{'p':>8}")
    for d in differences(read_scores(before), read_scores(after)):
        click.echo(f"{d.name:22}{d.a:9.3f}{d.b:9.3f}{d.delta:+9.3f}{f'{d.low:+.3f} to {d.high:+.3f}':>20}{d.n:6}{d.p:8.3f}")


@verb(group, "gate", "council-papers eval gate results/scores.json --rules gate.toml --baseline baseline.json")
@click.argument("scores", type=FILE)
@click.option("--rules", type=FILE, required=True, help="TOML file of floors, ceilings, margins and the self-test's floors.")
@click.option("--baseline", type=FILE, help="Scores that this run may not be worse than.")
def gate(shell: Shell, scores: Path, rules: Path, baseline: Path | None) -> None:  # noqa: ARG001 as above
    """Say whether a run may go out: exit code 0 where every rule is kept, else 1."""
    from eval.gate import gate as judge
    from eval.gate import read_rules
    from eval.outputs import read_scores

    rulings = judge(read_scores(scores), read_rules(rules), read_scores(baseline) if baseline else None)
    for ruling in rulings:
        click.echo(f"{'kept  ' if ruling.kept else 'BROKEN'}  {ruling.rule}: {ruling.detail}")
    if not all(ruling.kept for ruling in rulings):
        click.get_current_context().exit(1)


@verb(group, "mutate", "council-papers eval mutate cases.jsonl --show")
@SUITE
@click.option("--show", is_flag=True, help="Print every false sentence that was missed and every neutral one that was flagged.")
def mutate(shell: Shell, suite: tuple[Path, ...], show: bool) -> None:
    """Try the checks on true sentences that were edited: how many false ones do they find, how many true ones do they flag?"""
    from eval.mutate import mutate as try_edits
    from eval.mutate import rates
    from eval.statistics import wilson

    tried = try_edits(read_cases(suite), Corpus.of(shell.parts.library))
    for rate in rates(tried):
        low, high = wilson(rate.flagged, rate.tried)
        kind = "neutral" if rate.neutral else "false"
        click.echo(f"{kind:9}{rate.edit:22}{rate.flagged:5} of {rate.tried:<5}{rate.flagged / rate.tried:7.3f}  [{low:.3f}, {high:.3f}]")
    for attempt in tried if show else ():
        if attempt.flagged == attempt.neutral:
            click.echo(f"{attempt.edit}: {attempt.claim.text} {'; '.join(attempt.reasons)}")


@verb(group, "explain", "council-papers eval explain results/scores.json case-7")
@click.argument("scores", type=FILE)
@click.argument("case")
def explain(shell: Shell, scores: Path, case: str) -> None:  # noqa: ARG001 as above
    """Say why a case passed or failed, sentence by sentence."""
    from eval.outputs import read_scores
    from eval.report import explain as in_words

    found = next((scored for scored in read_scores(scores).cases if scored.id == case), None)
    if found is None:
        raise SuiteError(f"{scores} has no case called {case!r}; cases.csv lists them")
    click.echo(in_words(found))


@verb(group, "freeze", "council-papers eval freeze test.jsonl")
@SUITE
def freeze(shell: Shell, suite: tuple[Path, ...]) -> None:  # noqa: ARG001 as above
    """Fix the hash of a set; from then on a change is refused and every scoring is written down beside it."""
    from eval.ledger import freeze as fix

    for path in suite:
        say(f"frozen: {fix(read_cases([path]), path)}")


@verb(group, "agree", "council-papers eval agree labels-a.csv labels-b.csv --scores results/scores.json")
@click.argument("labels", nargs=-1, required=True, type=FILE)
@click.option("--scores", type=FILE, help="The scores the sentences came from, to compare people with the checks.")
def agree(shell: Shell, labels: tuple[Path, ...], scores: Path | None) -> None:  # noqa: ARG001 as above
    """Agreement (kappa) of two people, and of people with the checks; and the checks' figure corrected by it."""
    from eval.labels import agreement, by_checks, corrected, read_labels
    from eval.outputs import read_scores

    people = [read_labels(path) for path in labels]
    checks = by_checks(read_scores(scores)) if scores else None
    pairs = [(f"{labels[0]} and {path}", people[0], other) for path, other in zip(labels[1:], people[1:], strict=True)]
    pairs += [(f"{path} and the checks", one, checks) for path, one in zip(labels, people, strict=True) if checks is not None]
    for name, one, other in pairs:
        found = agreement(one, other)
        click.echo(f"{name}: agreed on {found.agreed:.3f} of {found.n}, kappa {found.kappa:.2f} [{found.low:.2f}, {found.high:.2f}]")
    if checks is not None:
        value, low, high = corrected(checks, people[0])
        click.echo(f"supported sentences, corrected by {labels[0]}: {value:.3f} [{low:.3f}, {high:.3f}]")


@group.group()
def label() -> None:
    """People's labels: hand sentences out, and take answers marked wrong in."""


@verb(label, "export", "council-papers eval label export results/scores.json --out labels.csv")
@click.argument("scores", type=FILE)
@click.option("--out", type=FILE, required=True, help="The sheet; copy it for each person.")
@click.option("--size", default=200, show_default=True, help="Sentences to label.")
def label_export(shell: Shell, scores: Path, out: Path, size: int) -> None:  # noqa: ARG001 as above
    """Write sentences with the words they cite to a sheet, for people to say whether the one shows the other."""
    from eval.labels import LABELS, export
    from eval.outputs import read_scores

    say(f"{export(read_scores(scores), out, size)} sentences: {out}; fill the column 'label' with {', '.join(LABELS)}")


@verb(label, "import", "council-papers eval label import wrong-answers.jsonl --out drafts.jsonl")
@click.argument("answers", type=FILE)
@click.option("--out", type=FILE, required=True, help="Draft cases, as JSONL, CSV or XLSX.")
def label_import(shell: Shell, answers: Path, out: Path) -> None:  # noqa: ARG001 as above
    """Turn answers that were marked wrong into draft cases for a person to finish."""
    from eval.labels import drafts

    cases = drafts(answers)
    write_cases(cases, out)
    say(f"{len(cases)} drafts: {out}")


@verb(group, "schema", "council-papers eval schema case")
@click.argument("name", type=click.Choice(["case", "transcript", "scores"]))
def schema(shell: Shell, name: str) -> None:  # noqa: ARG001 as above
    """Print the JSON Schema of a case, of a transcript line or of scores."""
    from eval.outputs import schema as schema_of

    click.echo(schema_of(name))

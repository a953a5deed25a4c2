"""council-papers eval: the verbs of the evaluation suite."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.shell import Shell, verb
from assistant.cli.terminal import progress_bar, say
from eval.cases import SHEETS, read_cases, read_placed, write_cases
from eval.cli_people import people
from eval.corpus import Corpus
from eval.errors import SuiteError
from eval.models import RunHeader

if TYPE_CHECKING:
    from assistant.answering.assistant import Assistant
    from eval.ablation import Ablated
    from eval.score import Metric
    from eval.usage import Metered

FILE = click.Path(path_type=Path)
NAMED = 20
"""Drafts that are named; of more, how many more."""
SUITE = click.argument("suite", nargs=-1, required=True, type=FILE)


@click.group()
def group() -> None:
    """Measure how often answers are right, wrong and silent, on your own papers."""


for command in people.commands.values():
    group.add_command(command)


@verb(group, "template", "council-papers eval template cases.xlsx\ncouncil-papers eval template gate.toml")
@click.argument("out", type=FILE)
def template(shell: Shell, out: Path) -> None:  # noqa: ARG001 every verb is given the shell
    """Write a sheet (.xlsx or .csv) with the heads of all columns and two examples, or rules (.toml) for the gate of a small set."""
    from eval.gate import STARTER
    from eval.sheets import TEMPLATE, write_sheet

    if out.exists():
        raise SuiteError(f"{out} is there already; name another file")
    if out.suffix not in (*SHEETS, ".toml"):
        raise SuiteError(f"{out}: a sheet ends in {' or '.join(SHEETS)}, rules of the gate in .toml")
    if out.suffix == ".toml":
        out.write_text(STARTER.read_text(encoding="utf-8"), encoding="utf-8")
    else:
        write_sheet(list(TEMPLATE), out)
    say(f"written: {out}; docs/evaluation.md says what {'the rules mean' if out.suffix == '.toml' else 'the columns hold'}")


@verb(group, "draft", "council-papers eval draft --out drafts.xlsx --size 40")
@click.option("--out", type=FILE, required=True, help="Where the drafts are written: .xlsx, .csv or .jsonl.")
@click.option("--size", default=40, show_default=True, help="Drafts at most; every second one is a question that the papers do not answer.")
@click.option("--document", "documents", multiple=True, help="Draft from this paper alone; may be given more than once.")
@click.option(
    "--exempt", is_flag=True, help="Draft from exempt passages as well; those cases are asked by an officer, never by the public."
)
@click.option("--seed", default=20240912, show_default=True, help="Another number draws other drafts.")
def draft(shell: Shell, out: Path, size: int, documents: tuple[str, ...], exempt: bool, seed: int) -> None:
    """Draft cases from the papers for a person to check: evidence, facts and a near question that the papers do not answer."""
    from eval.drafting.draft import draft as made

    if out.exists():
        raise SuiteError(f"{out} is there already; name another file")
    library = shell.parts.library
    cases = made(library, Corpus.of(library), size, documents, exempt, seed)
    write_cases(cases, out)
    papers = len({case.source_cluster for case in cases})
    say(f"{len(cases)} drafts from {papers} papers: {out}; read each with its notes, mend it, and set its status to 'approved'")


@verb(group, "validate", "council-papers eval validate cases.jsonl\ncouncil-papers eval validate cases.xlsx --write cases.jsonl")
@SUITE
@click.option("--write", type=FILE, help="Write the cases with the place of each span, as JSONL, CSV or XLSX.")
def validate(shell: Shell, suite: tuple[Path, ...], write: Path | None) -> None:
    """Find every evidence span again in the papers and say what is wrong with which case."""
    from eval.validate import validate as find

    wrong: list[str] = []
    placed = {one.case.id: one for one in read_placed(suite, wrong)}
    for unread in wrong:
        click.echo(unread)
    cases, problems = find([one.case for one in placed.values()], Corpus.of(shell.parts.library))
    unfinished = [case.id for case in cases if case.status == "draft"]
    for problem in problems:
        kind = "draft: " if problem.case in unfinished else "doubt: " if problem.doubt else ""
        line = f" line {problem.line}" if problem.line else ""
        wrong += [] if kind else [problem.message]
        click.echo(f"{kind}{placed[problem.case].at(problem.field)}{line}: case {problem.case}: {problem.message}")
    shown = [*unfinished[:NAMED], *([f"and {len(unfinished) - NAMED} more"] if len(unfinished) > NAMED else [])]
    left_out = f"; drafts count in no figure until their status is approved: {', '.join(shown)}" if unfinished else ""
    say(f"{len(cases) - len(unfinished)} cases and {len(unfinished)} drafts, {len(wrong)} problems{left_out}")
    if write is not None:
        write_cases(cases, write)
    if wrong:
        click.get_current_context().exit(1)


@verb(group, "run", "council-papers eval run cases.jsonl --out transcripts.jsonl")
@SUITE
@click.option("--out", type=FILE, required=True, help="Where the transcript is written.")
@click.option("--no-history", is_flag=True, help="Leave out the earlier turns, to see what they are worth.")
@click.option("--repeat", default=10, show_default=True, help="Questions asked a second time, to see whether answers stay the same.")
@click.option("--ablate", default=0, help="Answers whose citations are tried by asking again without them (a question for each citation).")
@click.option("--fresh", is_flag=True, help="Start over, where a run into the same file was stopped; without it that run goes on.")
def run(shell: Shell, suite: tuple[Path, ...], out: Path, no_history: bool, repeat: int, ablate: int, fresh: bool) -> None:
    """Ask the assistant every question and write its answers to a transcript; a run that was stopped goes on where it was."""
    from eval.journal import Journal
    from eval.run import Answered
    from eval.run import run as ask_all

    parts, cases = shell.parts, read_cases(suite)
    journal = Journal(out, Answered)
    if journal.path.exists() and not fresh:
        say(f"going on with {journal.path}")
    header = RunHeader(
        system="council-papers-assistant",
        corpus=Corpus.of(parts.library).hash,
        config={value.name: value.value for value in parts.configuration.values},
        weights=parts.embedder.name,
    )
    with progress_bar("asking", "question") as on_progress:
        ablated = _ablated(shell) if ablate else None
        system, meter = _asked(shell)
        header, answers = ask_all(
            cases, system, header, on_progress, not no_history, repeat, ablated, ablate, journal=journal, fresh=fresh, meter=meter
        )
    say(f"{len(answers)} answered in {header.seconds:.0f} s: {out}")


@verb(group, "score", "council-papers eval score transcripts.jsonl cases.jsonl --out results")
@click.argument("transcript", type=FILE)
@SUITE
@click.option(
    "--out", type=FILE, required=True, help="Folder for scores.json, baseline.json, cases.csv, junit.xml, run.trec and qrels.trec."
)
@click.option("--self-test/--no-self-test", default=True, help="Whether the checks are tried on edited sentences as well.")
@click.option("--judge", is_flag=True, help="Add figures that the chat model of the settings judges; the gate refuses them.")
@click.option("--price-in", type=float, help="Price of a million tokens that a chat model reads, to report what the run cost.")
@click.option("--price-out", type=float, help="Price of a million tokens that it writes, in the same currency.")
def score(
    shell: Shell,
    transcript: Path,
    suite: tuple[Path, ...],
    out: Path,
    self_test: bool,
    judge: bool,
    price_in: float | None,
    price_out: float | None,
) -> None:
    """Score a transcript, ours or another system's, against the cases and the papers; no model is needed."""
    from eval import ledger, runs
    from eval.mutate import mutate as try_edits
    from eval.mutate import rates
    from eval.outputs import write_all
    from eval.score import score as score_all
    from eval.transcripts import asked_otherwise, read_transcript
    from eval.usage import cost_words, measured

    cases, corpus = read_cases(suite), _corpus(shell)
    frozen = [path for path in suite if ledger.check(read_cases([path]), path)]
    header, responses = read_transcript(transcript)
    header = measured(header, responses, price_in, price_out)
    if changed := asked_otherwise(cases, responses):
        say(f"warning: the transcript answers other questions than these cases ask ({', '.join(changed[:NAMED])}); run them again")
    scores = score_all(cases, header, responses, corpus, _judges(shell) if judge else ())
    if self_test:
        approved = [case for case in cases if case.status == "approved"]
        scores = scores.model_copy(update={"self_test": rates(try_edits(approved, corpus))})
    for path in frozen:
        scores = ledger.record(scores, path)
    write_all(scores, cases, responses, corpus, out)
    drafts = f"; {len(scores.drafts)} drafts are not counted" if scores.drafts else ""
    took = f"; {words}" if (words := cost_words(header)) else ""
    say(f"{sum(case.passed for case in scores.cases)} of {len(scores.cases)} cases passed{drafts}{took}: {out}")
    runs.record(shell.parts.configuration.home, scores)


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


@verb(group, "compare", "council-papers eval compare before/scores.json after/scores.json --out flips.html")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.option("--flips/--no-flips", default=True, help="Print up to 20 cases that passed in one run and failed in the other.")
@click.option("--out", type=FILE, help="Write the comparison with all of them, both answers side by side: .html or .md, by the ending.")
def compare(shell: Shell, before: Path, after: Path, flips: bool, out: Path | None) -> None:  # noqa: ARG001 every verb is given the shell
    """Compare two runs case by case: difference, 95% interval over papers, p-value corrected for the number of metrics (Holm), flips."""
    from eval.compare import Comparison
    from eval.outputs import read_scores
    from eval.report import write_comparison

    found = Comparison.of(read_scores(before), read_scores(after))
    click.echo("\n".join(found.lines(20 if flips else 0)))
    if out is not None:
        write_comparison(found, out)
        say(f"written: {out}")


@verb(group, "gate", "council-papers eval gate results/scores.json --rules gate.toml --baseline baseline.json")
@click.argument("scores", type=FILE)
@click.option("--rules", type=FILE, required=True, help="TOML file of floors, ceilings, margins and the self-test's floors.")
@click.option("--baseline", type=FILE, help="Scores that this run may not be worse than.")
@click.option("--junit", type=FILE, help="Write the rulings as JUnit XML too, a test case each, for CI to show.")
def gate(shell: Shell, scores: Path, rules: Path, baseline: Path | None, junit: Path | None) -> None:  # noqa: ARG001 as above
    """Say whether a run may go out: exit code 0 where every rule is kept, else 1."""
    from eval.gate import gate as judge
    from eval.gate import read_rules, verdict
    from eval.outputs import read_scores, write_gate_junit

    rulings = judge(read_scores(scores), read_rules(rules), read_scores(baseline) if baseline else None)
    for ruling in rulings:
        click.echo(f"{'kept  ' if ruling.kept else 'BROKEN'}  {ruling.rule}: {ruling.detail}")
    click.echo(verdict(rulings))
    if junit is not None:
        write_gate_junit([(ruling.rule, "" if ruling.kept else ruling.detail) for ruling in rulings], junit)
    if not all(ruling.kept for ruling in rulings):
        click.get_current_context().exit(1)


@verb(group, "mutate", "council-papers eval mutate cases.jsonl --show")
@SUITE
@click.option("--show", is_flag=True, help="Print every false sentence that was missed and every neutral one that was flagged.")
@click.option("--both", is_flag=True, help="Put the assistant's own check on the same sentences beside; it shares no code with these.")
def mutate(shell: Shell, suite: tuple[Path, ...], show: bool, both: bool) -> None:
    """Try the checks on true sentences that were edited: how many false ones do they find, how many true ones do they flag?"""
    from eval.mutate import mutate as try_edits
    from eval.mutate import rates
    from eval.second import flagged
    from eval.statistics import wilson

    tried = try_edits(read_cases(suite), _corpus(shell))
    theirs = (
        {rate.edit: rate.flagged for rate in rates([replace(one, flagged=flagged(one.claim)) for one in tried if one.claim])}
        if both
        else {}
    )
    for rate in rates(tried):
        low, high = wilson(rate.flagged, rate.tried)
        line = f"{'neutral' if rate.neutral else 'false':9}{rate.edit:22}{rate.flagged:5} of {rate.tried:<5}"
        beside = f"   assistant's own check: {theirs.get(rate.edit, '-')} of {rate.tried}" if both else ""
        click.echo(f"{line}{rate.flagged / rate.tried:7.3f}  [{low:.3f}, {high:.3f}]{beside}")
    for attempt in tried if show else ():
        if attempt.flagged == attempt.neutral:
            click.echo(f"{attempt.edit}: {attempt.text} {'; '.join(attempt.reasons)}")


@verb(group, "explain", "council-papers eval explain results/scores.json case-7")
@click.argument("scores", type=FILE)
@click.argument("case")
def explain(shell: Shell, scores: Path, case: str) -> None:  # noqa: ARG001 as above
    """Say why a case passed or failed, sentence by sentence."""
    from eval.outputs import read_scores
    from eval.report import explain as in_words

    scored = read_scores(scores)
    found = next((one for one in (*scored.cases, *scored.drafts) if one.id == case), None)
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


@verb(group, "schema", "council-papers eval schema case")
@click.argument("name", type=click.Choice(["case", "transcript", "scores", "feedback"]))
def schema(shell: Shell, name: str) -> None:  # noqa: ARG001 as above
    """Print the JSON Schema of a case, of a transcript line, of scores or of a marked answer."""
    from eval.outputs import schema as schema_of

    click.echo(schema_of(name))


def _corpus(shell: Shell) -> Corpus:
    """The papers, with the model that sees what is told in other words (check C7)."""
    from vectorstore.likeness import TokenLikeness

    return Corpus.of(shell.parts.library, TokenLikeness().matches)


def _judges(shell: Shell) -> "tuple[Metric, ...]":
    from assistant.answering.chat_model import open_chat_model, stream_words
    from eval.judges import metrics

    settings = shell.parts.configuration.assistant
    if not settings.chat_model:
        raise SuiteError("--judge needs a chat model: set chat_model (docs/settings.md), a different one than wrote the answers")
    model = open_chat_model(settings)
    return metrics(lambda system, human: "".join(stream_words(model, system, human, settings)))


def _asked(shell: Shell) -> "tuple[Assistant, Metered | None]":
    """The assistant, and what counts the tokens of its chat model, where the settings name one."""
    from assistant.answering.assistant import Assistant
    from assistant.answering.chat_engine import Generator
    from assistant.answering.chat_model import open_chat_model
    from eval.usage import Metered
    from vectorstore.search import Searcher
    from vectorstore.support_model import load_support_model

    parts, settings = shell.parts, shell.parts.configuration.assistant
    if not settings.chat_model:
        return parts.assistant, None
    searcher = Searcher(parts.library, parts.embedder, parts.configuration.search)
    meter = Metered(open_chat_model(settings))
    support = load_support_model(parts.configuration.search)
    return Assistant(searcher, parts.library, settings, Generator(settings, meter), support), meter


def _ablated(shell: Shell) -> "Ablated":
    from assistant.answering.assistant import Assistant
    from eval.ablation import Ablated
    from vectorstore.search import Searcher

    parts = shell.parts
    searcher = Searcher(parts.library, parts.embedder, parts.configuration.search)
    return Ablated(lambda found, library: Assistant(found, library, parts.configuration.assistant), searcher, parts.library)

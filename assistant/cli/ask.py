"""council-papers ask: one question in the terminal, or a batch of them."""

import json
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from assistant.cli.batch import read_batch, run_batch
from assistant.cli.scope import scoped
from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import print_answer, progress_bar, say
from assistant.errors import BadRequestError
from assistant.models import Ask, Status, Turn
from assistant.scope import EVERYTHING, Scope
from assistant.service.side_door import answered
from vectorstore.models import Role

EXAMPLE = """council-papers ask "What did the committee decide about the leisure centre?"
council-papers ask "What was said of parking charges?" --committee OSMC --from 2024-01-01
council-papers ask --batch questions.jsonl --out answers.jsonl"""

ROLE_HELP = "Who asks; only those entitled see exempt papers."


@verb(cli, "ask", EXAMPLE)
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="The whole answer as one JSON object.")
@click.option("--explain", is_flag=True, help="Show how each passage was found, and what of a chat model's words was left out.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="public", show_default=True, help=ROLE_HELP)
@click.option("--alone", is_flag=True, help="Answer in this process even where an app that runs on this library would.")
@click.option("--history", type=click.Path(path_type=Path), help='JSON list of earlier turns, [{"question": …, "answer": …}].')
@scoped
@click.option("--batch", type=click.Path(path_type=Path), help="Questions, one JSON object a line.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the answers to --batch are written, in the same order.")
def ask(
    shell: Shell,
    question: str | None,
    scope: Scope,
    as_json: bool,
    explain: bool,
    role: str,
    alone: bool,
    history: Path | None,
    batch: Path | None,
    out: Path | None,
) -> None:
    """Answer a question from the papers, each statement with its place in them.

    QUESTION is answered in the terminal, by the app where one runs on this library for the same user, which saves
    loading the models. With --batch and --out many are answered; a run that was stopped is taken up
    again by the same command.
    """
    if (batch is None) != (out is None):
        raise click.UsageError("--batch and --out go together")
    if (question is None) == (batch is None):
        raise click.UsageError("give one QUESTION in quotes, or --batch IN.jsonl --out OUT.jsonl")
    if batch is not None and scope != EVERYTHING:
        raise click.UsageError("each line of a batch says in its own filters which papers it is asked of")
    if batch is not None and out is not None:
        _ask_batch(shell, batch, out, Role(role), explain)
        return
    request = Ask(question=question or "", role=Role(role), history=_history(history), filters=scope)
    there = None if alone or explain else answered(shell.parts.configuration, request)
    answer = there or shell.parts.assistant.answer(request, explain=explain)
    if as_json:
        click.echo(answer.model_dump_json(by_alias=True))
    else:
        print_answer(answer, explain, shell.parts.configuration.assistant.unsupported == "strike")
    if answer.status is Status.ERROR:
        click.get_current_context().exit(1)


def _ask_batch(shell: Shell, batch: Path, out: Path, role: Role, explain: bool) -> None:
    lines = read_batch(batch, role)
    assistant = shell.parts.assistant
    with progress_bar("answering", "question") as on_progress:
        result = run_batch(lines, out, lambda request: assistant.answer(request, explain=explain), on_progress)
    for problem in result.problems:
        say(f"{batch}: {problem}")
    kept = f", {result.kept} kept from the run that was stopped" if result.kept else ""
    say(f"{result.asked} answered{kept}: {out}")
    if result.problems:
        click.get_current_context().exit(1)


def _history(path: Path | None) -> tuple[Turn, ...]:
    if path is None:
        return ()
    try:
        return TypeAdapter(tuple[Turn, ...]).validate_python(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadRequestError(f"cannot read the history {path}: {error.strerror}; check --history") from error
    except (ValidationError, ValueError) as error:
        raise BadRequestError(f'{path} is not a JSON list of {{"question", "answer"}} objects; write it so, oldest first') from error

"""What is written to the terminal: JSON lines, progress on stderr, cited answers in plain text."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from pydantic import TypeAdapter

from assistant.marking import TAG, tagged
from assistant.models import Answer, RankedPassage
from assistant.struck import in_words

OnProgress = Callable[[int, int, str], None]
"""Told how much is done, of how much, and what is going on."""


def json_line(noun: Any) -> str:
    """A noun (dataclass or model) or a list of them as one line of JSON; dates are ISO, enums their values."""
    return TypeAdapter(Any).dump_json(noun, by_alias=True).decode()


@contextmanager
def progress_bar(label: str, unit: str) -> Iterator[OnProgress]:
    """A bar on stderr, shown only where stderr is a terminal."""
    from tqdm import tqdm

    with tqdm(desc=label, unit=unit, disable=not sys.stderr.isatty(), leave=False, file=sys.stderr) as bar:

        def report(done: int, total: int, message: str) -> None:
            bar.total = total
            bar.n = done
            bar.set_postfix_str(message)

        yield report


def say(message: str) -> None:
    """A line for the person at the terminal, on stderr so that stdout stays clean for machines."""
    click.echo(message, err=True)


def print_answer(answer: Answer, explain: bool, strikes: bool = False) -> None:
    """The answer, its sources with their words, and on request how each passage was found.

    What was left out of it is listed on request, or where the settings say that it is (`strikes`).
    """
    if answer.marking:
        click.echo(f"{answer.marking}\n")
    click.echo(tagged(answer.answer, answer.citations))
    if answer.citations:
        click.echo("\nSources")
    for citation in answer.citations:
        exempt = f" ({TAG.upper()})" if citation.marking else ""
        quote = " ".join(in_words(citation.quote, citation.struck).split())
        click.echo(f"[{citation.marker}] {citation.locator}{exempt}\n    {citation.document}: “{quote}”")
    for notice in answer.notices:
        say(f"note: {notice}")
    if explain or strikes:
        for one in answer.dropped:
            click.echo(f"\nLeft out: {one.text}\n    {one.reason}")
    if explain:
        click.echo(f"\nSearched for: {answer.standalone_question}")
        for passage in answer.passages:
            click.echo(_explained(passage))


def _explained(passage: RankedPassage) -> str:
    signals = "  ".join(f"{name} {value:.3f}" for name, value in (passage.signals or {}).items())
    place = ", ".join(part for part in (passage.report_title, passage.paragraph and f"para {passage.paragraph}") if part)
    exempt = f"  {TAG.upper()}" if passage.marking else ""
    return f"{passage.rank:2}. {passage.score:.3f}  {passage.document} p{passage.page or '-'}  {place}{exempt}\n    {signals}"

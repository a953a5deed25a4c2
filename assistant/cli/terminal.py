"""What is written to the terminal: JSON lines, progress on stderr, cited answers in plain text."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

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


_LINE_SECONDS: Final = 10.0
"""Between two lines of progress where stderr is no terminal; what ends sooner prints none."""
_BAR_SECONDS: Final = 1.0
_TELLING_SHARE: Final = 0.2
"""Of the work: what must be done before the time that is left is estimated from it."""


@contextmanager
def progress_bar(label: str, unit: str, line_seconds: float = _LINE_SECONDS) -> Iterator[OnProgress]:
    """Progress on stderr: a bar on a terminal, elsewhere a line every `line_seconds`, however long a step takes by itself."""
    from tqdm import tqdm

    shown, done = sys.stderr.isatty(), threading.Event()
    lines = _Lines(label, unit)
    with tqdm(desc=label, unit=unit, disable=not shown, leave=False, file=sys.stderr) as bar:

        def report(count: int, total: int, message: str) -> None:
            bar.total = total or None
            bar.n = count
            bar.set_postfix_str(message)
            lines.reached(count, total, message)

        def go_on() -> None:
            while not done.wait(_BAR_SECONDS if shown else line_seconds):
                bar.refresh() if shown else say(lines.line())

        ticker = threading.Thread(target=go_on, daemon=True)
        ticker.start()
        try:
            yield report
        finally:
            done.set()
            ticker.join()


class _Lines:
    """Where a piece of work stands, in a line: "indexing: 270 of 657 passages, about 40 seconds left (indexing papers)"."""

    def __init__(self, label: str, unit: str) -> None:
        self._label, self._unit = label, unit
        self._at = (0, 0, "")
        self._began: tuple[int, float] | None = None
        """How much was done when the number of all was first known, and when that was."""

    def reached(self, done: int, total: int, message: str) -> None:
        """Take note of how far it is."""
        if total and (self._began is None or total != self._at[1]):
            self._began = (done, time.monotonic())
        self._at = (done, total, message)

    def line(self) -> str:
        """The line, with what is left estimated from what it took so far."""
        done, total, message = self._at
        count = f"{done:,} of {total:,} {self._unit}s" if total else "at work"
        doing = f" ({message})" if message else ""
        return f"{self._label}: {count}{self._left()}{doing}"

    def _left(self) -> str:
        done, total, _ = self._at
        if self._began is None or done - self._began[0] < _TELLING_SHARE * total or done >= total:
            return ""
        seconds = (time.monotonic() - self._began[1]) / (done - self._began[0]) * (total - done)
        return f", about {seconds / 60:.0f} minutes left" if seconds >= 90 else f", about {max(1, round(seconds))} seconds left"


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

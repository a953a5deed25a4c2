"""Asks a system every question of a suite and writes what it answered; scoring is another step."""

import platform
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import Field

from assistant.models import Answer, Ask, Status, Turn
from eval.ablation import Ablated, drawn
from eval.cases import dataset_hash
from eval.journal import Journal
from eval.models import Case, RunHeader, Usage
from eval.sameness import same
from eval.usage import Metered
from ingest.errors import CouncilPapersError
from vectorstore.models import Role

OnProgress = Callable[[int, int, str], None]


class Answered(Answer):
    """An answer as the transcript keeps it."""

    usage: Usage | None = None
    ablation: dict[str, float] = Field(default_factory=dict)


class System(Protocol):
    """What can be asked: the assistant, or anything that answers like it."""

    def answer(self, ask: Ask, explain: bool = False) -> Answer:
        """The answer to one question."""


def run(
    cases: Sequence[Case],
    system: System,
    header: RunHeader,
    on_progress: OnProgress,
    history: bool = True,
    repeat: int = 0,
    ablated: Ablated | None = None,
    sample: int = 0,
    journal: Journal[Answered] | None = None,
    fresh: bool = False,
    meter: Metered | None = None,
) -> tuple[RunHeader, list[Answered]]:
    """Ask every question, then the first `repeat` once more to see whether the answers stay the same.

    `ablated` measures the citations of `sample` answers by asking again (eval.ablation); `history=False` leaves out earlier turns. A
    `journal` keeps every answer as it comes; what it kept of a run that was stopped is not asked again, but for failures, and `fresh`
    forgets it. `meter` counts a chat model's tokens. The header comes back with what the run itself shows.
    """
    header = header.model_copy(update={"dataset": dataset_hash(cases), "commit": commit(), "history": history})
    kept = {answer.id: answer for answer in (journal.begin(header, fresh) if journal else ()) if answer.status is not Status.ERROR}
    began = time.perf_counter() - sum(answer.timings_ms.get("total", 0.0) for answer in kept.values()) / 1000
    for done, case in enumerate(cases, 1):
        if case.id not in kept:
            answer = _answer(case, system, history)
            kept[case.id] = Answered.model_validate(answer.model_dump() | {"usage": meter.take() if meter else None})
            if journal:
                journal.add(kept[case.id])
        on_progress(done, len(cases), case.id)
    answers = [kept[case.id] for case in cases]
    if ablated and sample:
        chosen = drawn(answers, sample)
        tried = {case.id: ask_of(case, history) for case in cases if case.id in chosen}
        answers = [a.model_copy(update={"ablation": ablated.measure(tried[a.id], a)}) if a.id in tried else a for a in answers]
    again = [_answer(case, system, history) for case in cases[:repeat]]
    differing = [case.id for case, one, two in zip(cases, answers, again, strict=False) if not same(one, two)]
    header = _closed(header, time.perf_counter() - began, len(again), differing)
    if journal:
        journal.finish(header, answers)
    return header, answers


def _closed(header: RunHeader, seconds: float, repeated: int, differing: Sequence[str]) -> RunHeader:
    """The header with what the run showed."""
    update = {
        "seconds": round(seconds, 1),
        "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "repeated": repeated,
        "differing": tuple(differing),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    }
    return header.model_copy(update=update)


def ask_of(case: Case, history: bool = True) -> Ask:
    """The case as the assistant is asked it."""
    turns: list[Turn] = []
    for said in case.history if history else ():
        if said.role == "user":
            turns.append(Turn(question=said.text))
        elif turns:
            turns[-1] = turns[-1].model_copy(update={"answer": said.text})
    return Ask(question=case.question, id=case.id, history=tuple(turns), role=Role(case.role))


def commit() -> str:
    """The commit of the checkout this runs from, with "+" where files were changed; "" outside one."""
    here = Path(__file__).parent
    try:
        head = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"], cwd=here, capture_output=True, text=True, check=True
        ).stdout.strip()
        changed = subprocess.run(
            ["git", "status", "--porcelain", "-uno"], cwd=here, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+" if changed else "")


def _answer(case: Case, system: System, history: bool) -> Answer:
    ask = ask_of(case, history)
    try:
        return system.answer(ask, explain=True)
    except CouncilPapersError as error:
        return Answer(
            id=case.id,
            question=case.question,
            standalone_question=case.question,
            answer=str(error),
            abstained=True,
            status=Status.ERROR,
            engine="none",
        )

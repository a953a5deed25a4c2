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
from eval.models import Case, RunHeader
from eval.sameness import same
from ingest.errors import CouncilPapersError
from vectorstore.models import Role

OnProgress = Callable[[int, int, str], None]


class Answered(Answer):
    """An answer as the transcript keeps it."""

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
) -> tuple[RunHeader, list[Answered]]:
    """Ask every question, then the first `repeat` once more to see whether the answers stay the same.

    `ablated` measures the citations of `sample` answers by asking again (eval.ablation). `history=False` leaves out earlier turns, to see
    what they are worth. The header comes back with what the run itself shows.
    """
    began = time.perf_counter()
    answers = []
    for done, case in enumerate(cases, 1):
        answers.append(Answered.model_validate(_answer(case, system, history).model_dump()))
        on_progress(done, len(cases), case.id)
    if ablated and sample:
        chosen = drawn(answers, sample)
        tried = {case.id: ask_of(case, history) for case in cases if case.id in chosen}
        answers = [a.model_copy(update={"ablation": ablated.measure(tried[a.id], a)}) if a.id in tried else a for a in answers]
    again = [_answer(case, system, history) for case in cases[:repeat]]
    differing = [case.id for case, one, two in zip(cases, answers, again, strict=False) if not same(one, two)]
    update = {
        "dataset": dataset_hash(cases),
        "seconds": round(time.perf_counter() - began, 1),
        "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "repeated": len(again),
        "differing": tuple(differing),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "commit": commit(),
    }
    return header.model_copy(update=update), answers


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

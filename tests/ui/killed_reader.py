"""Run by test_killed.py: a process that answers, keeps conversations and writes notes, and is killed (SIGKILL) at every few steps it takes.

`python -m tests.ui.killed_reader WORK` prints a line of JSON for each point at which one was killed: how far it was, what it had shown by
then, and what of that is missing when another process looks. What a process shows it first writes to a file, as a page that is sent.
"""

import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.access.board import NoteJob, NoteState
from assistant.access.models import Action, Door, Identity
from assistant.access.opening import open_access
from assistant.access.schema import FILE_NAME
from assistant.briefing.models import BriefRequest, Note
from assistant.models import Ask
from assistant.service.jobs import Jobs
from assistant.service.services import OnProgress, Services
from assistant.service.visitor import Visitor
from assistant.settings import AssistantSettings
from ingest.library.file import DatabaseFile
from ingest.library.library import Library
from tests.api.worlds import FakeBriefer
from tests.ingest.killed_ingest import in_child
from tests.web_fakes import FakeAssistant, make_services
from vectorstore.models import Role

JANE = Identity(name="jane", role=Role.MEMBER, door=Door.SESSION, key="jane")
QUESTIONS = ("What is the annual cost of mowing?", "Who asked that the footpath be kept clear?")
_STEP = 3


def kill_at(last: int) -> None:
    """Count the statements sent to access, by whichever thread, and kill this process at one of them."""
    taken, guard, connect = [0], threading.Lock(), DatabaseFile.connect

    def step(_: str) -> None:
        with guard:
            taken[0] += 1
            if taken[0] == last:
                os.kill(os.getpid(), signal.SIGKILL)

    def traced(database: DatabaseFile):
        connection = connect(database)
        if database.file.name == FILE_NAME:
            connection.set_trace_callback(step)
        return connection

    DatabaseFile.connect = traced


class House:
    """One process of the app, as far as it keeps anything."""

    def __init__(self, home: Path) -> None:
        library = Library.open(home)
        self.services = Services(FakeAssistant(library), library, access=open_access(library, AssistantSettings()))
        self.access = self.services.access
        self.visitor = Visitor(self.services, JANE)
        self.jobs = Jobs(self._write, library.revision, self.access.desk.board, self.access.desk.presence)

    def _write(self, request: BriefRequest, role: Role, tell: OnProgress) -> Note:
        for at in range(3):
            tell(at, 3, "writing")
        return FakeBriefer(self.services.assistant).write(request, role, lambda *_: None)

    def ask(self, conversation: str, question: str) -> str:
        """Have a question answered as the page does; its conversation."""
        answer = FakeAssistant(self.services.library).answer(Ask(question=question, role=JANE.role))
        return self.visitor.asked(conversation, answer)[1]

    def note(self, topic: str) -> NoteJob:
        """Have a note written and watch it to its end."""
        job = self.jobs.start(JANE.key, BriefRequest(topic=topic), JANE.role, self._ended)
        return self.end_of(job)

    def end_of(self, job: NoteJob) -> NoteJob:
        while (now := self.jobs.look(job)) and now.at_work:
            time.sleep(0.002)
        assert now
        return now

    def _ended(self, job: NoteJob) -> None:
        self.visitor.record(Action.BRIEFED, job.request.topic, outcome=job.state.value)


def work(home: Path, shown: Path, point: int) -> None:
    """All that a reader does, each thing written down as it is shown."""
    kill_at(point)
    with shown.open("a", buffering=1) as page:
        house, conversation = House(home), ""
        for question in QUESTIONS:
            conversation = house.ask(conversation, question)
            page.write(json.dumps(["turn", conversation, question]) + "\n")
        for at in range(2):
            job = house.note(f"annual cost of mowing {at}")
            assert job.state is NoteState.READY, job
            page.write(json.dumps(["note", job.id, job.request.topic]) + "\n")


def look(home: Path, shown: Path, seen: Path) -> None:
    """What of the things shown is missing, and how the notes stand, goes to `seen`."""
    house = House(home)
    lines = [json.loads(line) for line in shown.read_text().splitlines()] if shown.exists() else []
    asked = {entry.what for entry in house.access.audit.entries(exempt=True) if entry.action is Action.ASKED}
    briefed = {entry.what for entry in house.access.audit.entries(exempt=True) if entry.outcome == "ready"}
    notes = {job.id: job for job in house.jobs.of(JANE.key, JANE.role)}
    missing = []
    for kind, name, words in lines:
        if kind == "turn":
            turns = house.access.history.open(JANE, name) or ()
            kept = any(turn.answer and turn.answer.question == words for turn in turns) and words in asked
        else:
            kept = name in notes and notes[name].note is not None and words in briefed
        missing += [] if kept else [[kind, name, words]]
    states = sorted(job.state.value for job in notes.values())
    unsaid = [job.id for job in notes.values() if job.note is None and "again" not in job.problem]
    again = [house.note(job.request.topic).state.value for job in notes.values() if job.note is None]
    seen.write_text(json.dumps([len(lines), missing, states, unsaid, again]))


def points(folder: Path) -> None:
    in_child(lambda: make_services(folder / "start", Role.MEMBER).library.close())
    point, ended = 0, False
    run: Callable[[Path, Path, int], None] = work
    while not ended:
        home, shown, seen = folder / "home", folder / "shown", folder / "seen"
        shutil.rmtree(home, ignore_errors=True)
        shown.unlink(missing_ok=True)
        shutil.copytree(folder / "start", home)
        point += _STEP
        ended = in_child(partial(run, home, shown, point))
        in_child(partial(look, home, shown, seen))
        print(json.dumps([point, *json.loads(seen.read_text())]), flush=True)


if __name__ == "__main__":
    points(Path(sys.argv[1]))

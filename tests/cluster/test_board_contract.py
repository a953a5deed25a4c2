"""What processes share, on PostgreSQL: the tests of the board as they are, and a note from being asked for to being taken down."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.access.board import NoteJob, NoteState, Room
from assistant.access.store import AccessStore
from assistant.access.store_board import StoreBoard
from assistant.briefing.models import BriefRequest
from tests.access.test_board import (
    Ask,
    askers,
    board,  # noqa: F401 a fixture
    now,  # noqa: F401 a fixture
    test_a_clock_that_is_set_back_gives_nobody_a_question_and_keeps_nobody_waiting_longer,  # noqa: F401
    test_a_wait_to_sign_in_begins_anew_where_the_clock_is_set_back,  # noqa: F401
    test_rows_go_in_their_time_and_are_bounded,  # noqa: F401
)
from vectorstore.models import Role


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[AccessStore]:
    store = AccessStore(tmp_path, database)
    yield store
    store.close()


@pytest.fixture
def two(root: Path, tmp_path: Path, database: str) -> Iterator[Ask]:
    """Two processes on one database, as two hosts would be."""
    AccessStore(tmp_path, database).close()
    yield from askers(root, tmp_path / "two", 2, database)


def test_two_hosts_allow_what_one_allows(two: Ask) -> None:
    for what, at, times, expected in (
        ("question", 1000.0, 600, 960), ("question", 1000.0625, 5, 1), ("signing_in", 1000.0, 10, 5), ("signing_in", 1014.9, 3, 0),
        ("signing_in", 1015.0, 3, 1),
    ):  # fmt: skip
        assert sum(wait == 0 for waits in two(what, at, times) for wait in waits) == expected, (what, at)


def test_a_note_is_posted_told_of_stopped_and_taken_down(board: StoreBoard) -> None:  # noqa: F811
    one, other = (NoteJob("jane", BriefRequest(topic="benches"), Role.PUBLIC, writer) for writer in ("here", "there"))
    room = Room(of_one=2, at_work=2, at_work_in_all=2)
    assert board.post(one, room)
    assert board.post(other, room)
    assert not board.post(NoteJob("joan", BriefRequest(topic="mere"), Role.PUBLIC, "here"), room)
    board.tell(one.id, NoteState.RUNNING, 7, ["reading"])
    assert [(job.state, job.revision, job.stages) for job in board.notes_at_work()] == [
        (NoteState.RUNNING, 7, ("reading",)),
        (NoteState.WAITING, -1, ()),
    ]
    board.stop(one.id)
    assert board.stopped(one.id)
    assert not board.stopped(other.id)
    assert not board.finish(one.id, NoteState.READY), "it was stopped"
    assert board.finish(one.id, NoteState.STOPPED)
    assert board.finish(other.id, NoteState.FAILED, problem="no papers")
    assert {job.problem for job in board.notes("jane")} == {"", "no papers"}
    assert board.writers() == ["here", "there"]
    board.take_down(["there"])
    assert [job.id for job in board.notes("jane")] == [other.id]

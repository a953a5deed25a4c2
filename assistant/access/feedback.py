"""What readers say of answers, with the whole answer, for `council-papers eval label import`."""

import datetime
import json
from collections.abc import Iterator, Sequence

from assistant.access.disclosure import Remembered
from assistant.access.models import Feedback, Verdict
from assistant.access.store import AccessStore, instant, now, stamp
from assistant.models import Answer, Turn
from vectorstore.models import Role

LONGEST_COMMENT = 1000


class FeedbackBox:
    """The feedback of one access file; it does not say who gave it."""

    def __init__(self, store: AccessStore) -> None:
        self._store = store

    def add(self, verdict: Verdict, comment: str, role: Role, turns: Sequence[Remembered]) -> None:
        """Keep a verdict on the last of a conversation's turns, as it was given to a reader of this role."""
        answer = turns[-1].answer
        history = [Turn(question=turn.answer.question, answer=turn.answer.answer).model_dump() for turn in turns[:-1]]
        values = (stamp(now()), verdict.value, comment.strip()[:LONGEST_COMMENT], role.value, int(any(turn.exempt for turn in turns)))
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO feedback (at, verdict, comment, role, exempt, history, answer) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*values, json.dumps(history), answer.model_dump_json(by_alias=True)),
            )

    def entries(self, exempt: bool = False) -> Iterator[Feedback]:
        """All feedback, oldest first; that on conversations that showed exempt papers only with `exempt`."""
        for row in self._store.rows("SELECT * FROM feedback WHERE exempt <= ? ORDER BY number", int(exempt)):
            yield Feedback(
                feedback=Verdict(row["verdict"]), comment=row["comment"], at=instant(row["at"]), role=Role(row["role"]),
                history=tuple(Turn(**turn) for turn in json.loads(row["history"])), answer=Answer.model_validate_json(row["answer"]),
            )  # fmt: skip

    def prune(self, days: int) -> int:
        """Delete feedback older than `days`; the number deleted."""
        with self._store.transaction() as connection:
            cut = stamp(now() - datetime.timedelta(days=days))
            return connection.execute("DELETE FROM feedback WHERE at < ?", (cut,)).rowcount

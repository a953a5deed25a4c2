"""What readers say of answers, with the whole answer, for `council-papers eval label import`."""

import datetime
from collections.abc import Iterator

from assistant.access.models import Feedback, Verdict
from assistant.access.store import AccessStore, instant, now, stamp
from assistant.models import Answer

LONGEST_COMMENT = 1000


class FeedbackBox:
    """The feedback of one access file; it does not say who gave it."""

    def __init__(self, store: AccessStore) -> None:
        self._store = store

    def add(self, verdict: Verdict, comment: str, answer: Answer, exempt: bool) -> None:
        """Keep a verdict; `exempt` says that a passage shown with the answer is exempt."""
        values = (stamp(now()), verdict.value, comment.strip()[:LONGEST_COMMENT], int(exempt), answer.model_dump_json(by_alias=True))
        with self._store.transaction() as connection:
            connection.execute("INSERT INTO feedback (at, verdict, comment, exempt, answer) VALUES (?, ?, ?, ?, ?)", values)

    def entries(self, exempt: bool = False) -> Iterator[Feedback]:
        """All feedback, oldest first; that on answers from exempt papers only with `exempt`."""
        for row in self._store.rows("SELECT * FROM feedback WHERE exempt <= ? ORDER BY number", int(exempt)):
            yield Feedback(
                feedback=Verdict(row["verdict"]), comment=row["comment"], at=instant(row["at"]),
                answer=Answer.model_validate_json(row["answer"]),
            )  # fmt: skip

    def prune(self, days: int) -> int:
        """Delete feedback older than `days`; the number deleted."""
        with self._store.transaction() as connection:
            cut = stamp(now() - datetime.timedelta(days=days))
            return connection.execute("DELETE FROM feedback WHERE at < ?", (cut,)).rowcount

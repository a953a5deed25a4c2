"""The audit log: who asked what, which papers were shown, sign-ins, uploads, removals, changes of accounts. Append-only."""

import datetime
import json
from collections.abc import Iterator, Sequence

from assistant.access.models import Action, AuditEntry, Door, Identity
from assistant.access.store import AccessStore, instant, now, stamp
from assistant.models import Answer
from ingest.library.engine import Row
from vectorstore.models import Role

REDACTED = "(exempt)"
COMMAND_LINE = Identity(name="command line", role=Role.ADMINISTRATOR)
"""Who acts on the machine itself."""
_LONGEST = 4000
_LAST = "9999"


class Audit:
    """The log of one access file."""

    def __init__(self, store: AccessStore) -> None:
        self._store = store

    def record(
        self, identity: Identity, action: Action, what: str = "", documents: Sequence[str] = (), outcome: str = "", exempt: bool = False
    ) -> None:
        """Add a line. `exempt` says that what was shown or touched is exempt, or would be told by `what`."""
        names = json.dumps(list(dict.fromkeys(documents)), ensure_ascii=False)
        values = (stamp(now()), identity.name, identity.role.value, identity.door.value, action.value, what[:_LONGEST], names, outcome)
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO audit (at, who, role, door, action, what, documents, outcome, exempt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, int(exempt)),
            )

    def asked(self, identity: Identity, answer: Answer, exempt: bool, action: Action = Action.ASKED) -> None:
        """Add the line of a question: the papers are those cited and those whose passages were listed with the answer."""
        shown = [citation.document for citation in answer.citations] + [passage.document for passage in answer.passages]
        self.record(identity, action, answer.question, shown, answer.status.value, exempt)

    def entries(self, since: datetime.date | None = None, until: datetime.date | None = None, exempt: bool = False) -> Iterator[AuditEntry]:
        """The lines of the days `since` to `until` (UTC, both included), oldest first; without `exempt` such lines are redacted."""
        first = since.isoformat() if since else ""
        last = (until + datetime.timedelta(days=1)).isoformat() if until else _LAST
        for row in self._store.rows("SELECT * FROM audit WHERE at >= ? AND at < ? ORDER BY number", first, last):
            entry = _entry(row)
            yield entry if exempt or not entry.exempt else entry.model_copy(update={"what": REDACTED, "documents": ()})

    def prune(self, days: int) -> int:
        """Delete lines older than `days`, and record that; the number deleted. The one way in which lines go."""
        cut = stamp(now() - datetime.timedelta(days=days))
        with self._store.transaction() as connection:
            connection.execute("UPDATE meta SET value = ?1 WHERE name = 'audit_from' AND value < ?1", (cut,))
            pruned = connection.execute("DELETE FROM audit WHERE at < ?", (cut,)).rowcount
        if pruned:
            self.record(COMMAND_LINE, Action.REMOVED, f"lines of the audit log before {cut[:10]}", outcome=str(pruned))
            self._store.forget()
        return pruned


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        number=row["number"], at=instant(row["at"]), who=row["who"], role=Role(row["role"]), door=Door(row["door"]),
        action=Action(row["action"]), what=row["what"], documents=tuple(json.loads(row["documents"])), outcome=row["outcome"],
        exempt=bool(row["exempt"]),
    )  # fmt: skip

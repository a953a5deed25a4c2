"""Past conversations, kept for each reader on the server and held against entitlement and library whenever they are looked at."""

import datetime
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence

from assistant.access.disclosure import Disclosure, Remembered
from assistant.access.models import BROWSER, Conversation, Identity, PastTurn
from assistant.access.store import AccessStore, instant, now, stamp
from assistant.models import Answer
from assistant.settings import AssistantSettings
from ingest.library.library import Library
from vectorstore.models import Role

LISTED = 200
"""Conversations listed at most, the latest first."""

_PRUNED_EVERY = datetime.timedelta(hours=12)


class History:
    """The conversations of one access file. A reader finds their own only; another's id is as unknown as one that never was."""

    def __init__(self, store: AccessStore, library: Library, settings: AssistantSettings) -> None:
        self._store, self._library, self._days = store, library, settings.history_days
        self._session = datetime.timedelta(hours=settings.session_hours)
        self._pruned = now()

    def save(self, identity: Identity, conversation: str, kept: Remembered) -> str:
        """Add an answer, as `remember` made it, to the reader's conversation; one that is not theirs, or "", begins another.

        Gives the conversation's id, "" where nothing is kept of this reader.
        """
        if not identity.key or not self._days:
            return ""
        if now() - self._pruned > _PRUNED_EVERY:
            self.prune()
        at = stamp(now())
        with self._store.transaction() as connection:
            mine = connection.execute("SELECT 1 FROM conversation WHERE id = ? AND owner = ?", (conversation, identity.key)).fetchone()
            if not mine:
                conversation = secrets.token_urlsafe(16)
                connection.execute("INSERT INTO conversation VALUES (?, ?, ?, ?)", (conversation, identity.key, at, at))
            connection.execute("UPDATE conversation SET changed = ? WHERE id = ?", (at, conversation))
            (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM turn WHERE conversation = ?", (conversation,)).fetchone()
            row = (
                conversation,
                last + 1,
                at,
                kept.entitled,
                kept.exempt,
                json.dumps(kept.seals),
                kept.answer.model_dump_json(by_alias=True),
            )
            connection.execute("INSERT INTO turn VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return conversation

    def conversations(self, identity: Identity, words: str = "") -> list[Conversation]:
        """The reader's conversations, the latest first; with `words`, those of which a turn that they may see holds every one."""
        found = self._store.rows("SELECT * FROM conversation WHERE owner = ? ORDER BY changed DESC LIMIT ?", identity.key, LISTED)
        turns = self._turns([row["id"] for row in found], identity.role) if identity.key else {}
        wanted = words.casefold().split()
        return [
            Conversation(id=row["id"], title=_title(past), changed=instant(row["changed"]), turns=len(past), marking=_marking(past))
            for row in found
            if (past := turns.get(row["id"])) and (not wanted or any(_holds(turn, wanted) for turn in past))
        ]

    def open(self, identity: Identity, conversation: str) -> tuple[PastTurn, ...] | None:
        """The turns of the reader's conversation as they may see them now; None where they have none of this id."""
        if not identity.key or not self._store.rows("SELECT 1 FROM conversation WHERE id = ? AND owner = ?", conversation, identity.key):
            return None
        return tuple(self._turns([conversation], identity.role).get(conversation, ()))

    def turns(self, identity: Identity, conversation: str) -> list[Remembered]:
        """The turns of the reader's conversation as they were, for going on with it or judging one; [] where they have none of this id.

        What they may see of them now, Disclosure tells.
        """
        sql = "SELECT 1 FROM conversation WHERE id = ? AND owner = ?"
        mine = identity.key and self._store.rows(sql, conversation, identity.key)
        return [kept for _, kept in self._held([conversation]).get(conversation, ())] if mine else []

    def drop_last(self, identity: Identity, conversation: str) -> None:
        """Delete the last turn of the reader's conversation, as when its question is asked once more."""
        sql = (
            "DELETE FROM turn WHERE conversation = (SELECT id FROM conversation WHERE id = ?1 AND owner = ?2) "
            "AND number = (SELECT max(number) FROM turn WHERE conversation = ?1)"
        )
        with self._store.transaction() as connection:
            connection.execute(sql, (conversation, identity.key))

    def delete(self, identity: Identity, conversation: str = "") -> int:
        """Delete the reader's conversation of this id, or all of theirs where none is named; the number deleted."""
        with self._store.transaction() as connection:
            sql = "DELETE FROM conversation WHERE owner = ?1 AND (id = ?2 OR ?2 = '')"
            deleted = connection.execute(sql, (identity.key, conversation)).rowcount
        self._store.forget()
        return deleted

    def prune(self) -> int:
        """Delete conversations that were last added to before the retention time, or all where none are kept; the number deleted.

        Those of readers without an account go after the longest time that a session lasts.
        """
        self._pruned = now()
        cut, session = stamp(self._pruned - datetime.timedelta(days=self._days)), stamp(self._pruned - self._session)
        with self._store.transaction() as connection:
            sql = "DELETE FROM conversation WHERE changed < ?1 OR (changed < ?2 AND substr(owner, 1, length(?3)) = ?3)"
            return connection.execute(sql, (cut, session, BROWSER)).rowcount

    def _turns(self, conversations: Sequence[str], role: Role) -> dict[str, list[PastTurn]]:
        held = self._held(conversations)
        view = Disclosure(self._library, role, [kept for past in held.values() for _, kept in past])
        return {name: list(_past_turns(view, past)) for name, past in held.items()}

    def _held(self, conversations: Sequence[str]) -> dict[str, list[tuple[datetime.datetime, Remembered]]]:
        sql = "SELECT * FROM turn WHERE conversation IN (SELECT value FROM json_each(?)) ORDER BY conversation, number"
        held: dict[str, list[tuple[datetime.datetime, Remembered]]] = {}
        for row in self._store.rows(sql, json.dumps(conversations)):
            answer = Answer.model_validate_json(row["answer"])
            seals = tuple((name, seal) for name, seal in json.loads(row["seals"]))
            kept = Remembered(answer, bool(row["entitled"]), bool(row["exempt"]), seals)
            held.setdefault(row["conversation"], []).append((instant(row["at"]), kept))
        return held


def _past_turns(view: Disclosure, past: Sequence[tuple[datetime.datetime, Remembered]]) -> Iterator[PastTurn]:
    shown = view.conversation([kept for _, kept in past])
    for number, ((at, _), answer) in enumerate(zip(past, shown, strict=True), 1):
        yield PastTurn(number=number, at=at, answer=answer)


def _title(turns: Sequence[PastTurn]) -> str | None:
    return turns[0].answer.question if turns[0].answer else None


def _marking(turns: Sequence[PastTurn]) -> str | None:
    return next((turn.answer.marking for turn in turns if turn.answer and turn.answer.marking), None)


def _holds(turn: PastTurn, words: Iterable[str]) -> bool:
    said = f"{turn.answer.question} {turn.answer.answer}".casefold() if turn.answer else ""
    return bool(said) and all(word in said for word in words)

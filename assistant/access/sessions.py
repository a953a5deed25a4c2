"""Sessions of readers who signed in on the page: kept on the server, so that they can be ended there."""

import datetime

from assistant.access.models import Account
from assistant.access.secrets import key_of, new_secret
from assistant.access.store import AccessStore, instant, now, stamp
from assistant.settings import AssistantSettings
from vectorstore.models import Role

_SEEN_EVERY = datetime.timedelta(minutes=1)
"""How exactly the last request is remembered; writing each would cost more than reading it."""


class Sessions:
    """The sessions of one access file."""

    def __init__(self, store: AccessStore, settings: AssistantSettings) -> None:
        self._store = store
        self._idle = datetime.timedelta(minutes=settings.session_idle_minutes)
        self._longest = datetime.timedelta(hours=settings.session_hours)

    def begin(self, account: str) -> str:
        """The random value for the cookie of a new session. Sessions that have ended are swept on the way."""
        value, began = new_secret(), now()
        with self._store.transaction() as connection:
            ended = (stamp(began - self._idle), stamp(began - self._longest))
            connection.execute("DELETE FROM session WHERE seen < ? OR created < ?", ended)
            connection.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (key_of(value), account, stamp(began), stamp(began)))
        return value

    def account(self, value: str) -> Account | None:
        """The account that is signed in, with the role it has now; None where the session has ended or never was."""
        at = now()
        sql = """SELECT account.*, session.seen FROM session JOIN account ON account.name = session.account
            WHERE session.key = ? AND session.seen >= ? AND session.created >= ? AND account.disabled = 0"""
        row = self._store.row(sql, key_of(value), stamp(at - self._idle), stamp(at - self._longest))
        if row is None:
            return None
        if at - instant(row["seen"]) > _SEEN_EVERY:
            with self._store.transaction() as connection:
                connection.execute("UPDATE session SET seen = ? WHERE key = ?", (stamp(at), key_of(value)))
        return Account(name=row["name"], role=Role(row["role"]), created=instant(row["created"]))

    def end(self, value: str) -> None:
        """End a session, if it is one."""
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM session WHERE key = ?", (key_of(value),))

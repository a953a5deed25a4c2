"""API tokens: shown once, kept as hashes; they end by themselves or when revoked, and act with their account's role of the moment."""

import datetime

from assistant.access.models import Account, Token
from assistant.access.secrets import key_of, new_secret
from assistant.access.store import AccessStore, instant, now, stamp
from assistant.errors import AccessError
from ingest.library.engine import IntegrityError
from vectorstore.models import Role

PREFIX = "cpa_"
"""Begins every token, so that scanners for leaked secrets can know one."""


class Tokens:
    """The tokens of one access file."""

    def __init__(self, store: AccessStore) -> None:
        self._store = store

    def create(self, account: str, label: str, days: int) -> str:
        """Make a token for an account, and give its value, which cannot be had again."""
        value, made = new_secret(PREFIX), now()
        try:
            with self._store.transaction() as connection:
                row = (key_of(value), account.casefold(), label, stamp(made), stamp(made + datetime.timedelta(days=days)))
                connection.execute("INSERT INTO token (key, account, label, created, expires) VALUES (?, ?, ?, ?, ?)", row)
        except IntegrityError as error:
            raise AccessError(f"there is no account called {account}: 'council-papers accounts list' shows all") from error
        return value

    def all(self) -> list[Token]:
        """All tokens, those that have ended included."""
        return [
            Token(
                number=row["number"], account=row["account"], label=row["label"], created=instant(row["created"]),
                expires=instant(row["expires"]),
            )
            for row in self._store.rows("SELECT * FROM token ORDER BY number")
        ]  # fmt: skip

    def revoke(self, number: int) -> Token:
        """End a token at once; the token it was. Raises AccessError where there is none of this number."""
        found = next((token for token in self.all() if token.number == number), None)
        if found is None:
            raise AccessError(f"there is no token {number}: 'council-papers accounts token list' shows all")
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM token WHERE number = ?", (number,))
        return found

    def account(self, value: str) -> Account | None:
        """The account that the token acts for, as it is now; None where the token is unknown or has ended or the account is disabled."""
        sql = """SELECT account.* FROM token JOIN account ON account.name = token.account
            WHERE token.key = ? AND token.expires > ? AND account.disabled = 0"""
        row = self._store.row(sql, key_of(value), stamp(now()))
        return Account(name=row["name"], role=Role(row["role"]), created=instant(row["created"])) if row else None

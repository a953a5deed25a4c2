"""Local accounts: name, role and password. A change of role or password, and disabling, end the account's sessions at once."""

import re

from assistant.access.models import Account
from assistant.access.passwords import Passwords, check_password
from assistant.access.store import AccessStore, instant, now, stamp
from assistant.errors import AccessError
from ingest.library.engine import IntegrityError, Row
from vectorstore.models import Role

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


class Accounts:
    """The accounts of one access file. Names are told apart without regard to case and kept in lower case."""

    def __init__(self, store: AccessStore) -> None:
        self._store = store
        self._passwords = Passwords()

    def any(self) -> bool:
        """Whether there is any account, disabled ones included."""
        return self._store.row("SELECT 1 FROM account LIMIT 1") is not None

    def all(self) -> list[Account]:
        """All accounts by name."""
        return [_account(row) for row in self._store.rows("SELECT * FROM account ORDER BY name")]

    def find(self, name: str) -> Account | None:
        """The account of this name."""
        row = self._store.row("SELECT * FROM account WHERE name = ?", name.casefold())
        return _account(row) if row else None

    def create(self, name: str, role: Role, password: str) -> Account:
        """Make an account. Raises AccessError where the name is taken or of another form, or the password is none."""
        if not _NAME.fullmatch(name := name.casefold()):
            raise AccessError("an account's name is made of letters, digits and . _ @ + -, at most 64, and begins with a letter or digit")
        check_password(name, password)
        hashed = self._passwords.hash(password)
        try:
            with self._store.transaction() as connection:
                values = (name, role.value, hashed, stamp(now()))
                connection.execute("INSERT INTO account (name, role, hash, created) VALUES (?, ?, ?, ?)", values)
        except IntegrityError as error:
            raise AccessError(f"there is an account called {name} already: choose another name") from error
        return self._known(name)

    def set_role(self, name: str, role: Role) -> None:
        """Give the account another role. Raises AccessError where there is none of this name, as all below."""
        self._change(name, "role", role.value)

    def set_password(self, name: str, password: str) -> None:
        """Give the account another password."""
        check_password(self._known(name).name, password)
        self._change(name, "hash", self._passwords.hash(password))

    def set_disabled(self, name: str, disabled: bool) -> None:
        """Shut the account out, or let it in again; its history and tokens are kept."""
        self._change(name, "disabled", int(disabled))

    def remove(self, name: str) -> None:
        """Remove the account with its sessions, tokens, conversations and notes, so that a later one of the same name inherits nothing."""
        known = self._known(name)
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM conversation WHERE owner = ?", (known.name,))
            connection.execute("DELETE FROM note_job WHERE owner = ?", (known.name,))
            connection.execute("DELETE FROM account WHERE name = ?", (known.name,))
        self._store.forget()

    def verify(self, name: str, password: str) -> Account | None:
        """The account, where the password is right and it is not disabled. Unknown names take the same path and the same work."""
        row = self._store.row("SELECT * FROM account WHERE name = ? AND disabled = 0", name.casefold())
        right = self._passwords.verify(password, row["hash"] if row else None)
        if row is None or not right:
            return None
        if self._passwords.outdated(row["hash"]):
            with self._store.transaction() as connection:
                renewed = (self._passwords.hash(password), row["name"], row["hash"])
                connection.execute("UPDATE account SET hash = ? WHERE name = ? AND hash = ?", renewed)
        return _account(row)

    def _known(self, name: str) -> Account:
        account = self.find(name)
        if account is None:
            raise AccessError(f"there is no account called {name}: 'council-papers accounts list' shows all")
        return account

    def _change(self, name: str, column: str, value: str | int) -> None:
        known = self._known(name)
        with self._store.transaction() as connection:
            connection.execute(f"UPDATE account SET {column} = ? WHERE name = ?", (value, known.name))
            connection.execute("DELETE FROM session WHERE account = ?", (known.name,))


def _account(row: Row) -> Account:
    return Account(name=row["name"], role=Role(row["role"]), created=instant(row["created"]), disabled=bool(row["disabled"]))

"""PostgreSQL, where the profile `cluster` keeps what `local` keeps in files: how a connection is opened, and what its failures mean.

The one place that imports psycopg, and only where a setting names a PostgreSQL. A connection waits for nothing longer than `LINK_SECONDS`
at the network and `STATEMENT_SECONDS` at a statement, so that a cut link or a server that hangs ends in one line that says what to do,
never in half a result. An address may hold a password: it is never shown (`shown`) and stands in no message.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ingest.errors import LibraryError

if TYPE_CHECKING:
    import psycopg

LINK_SECONDS: Final = 3
"""Waited for a server that does not answer at the network: for the connection, and for what is sent to be taken."""
_HOSTS_SECONDS: Final = 4
"""Waited for all hosts together where the address names several, which are tried one after the other."""
STATEMENT_SECONDS: Final = 5
"""A statement that only reads may take; writers set their own (ingest/library/server.py)."""
_KEEPALIVE: Final = {"keepalives": 1, "keepalives_idle": 1, "keepalives_interval": 1, "keepalives_count": 2}
_MEANINGS: Final = {
    "08": "the connection was cut: check the network and that the server runs, then try again; nothing of it was kept",
    "28": "the server refuses this user: check the name and password in the setting 'database'",
    "3D000": "there is no such database: make it (createdb), or correct the setting 'database'",
    "25006": "the server is a replica that only reads: name the primary in the setting 'database'",
    "40001": "another program was changing the same: try again",
    "40P01": "another program was changing the same: try again",
    "42501": "this user may not do that: sign in to the database as the role that made the library",
    "53100": "the server's disk is full: free some space and run the same command again; what was finished is kept",
    "53200": "the server has no memory left: try again later",
    "53300": "the server has no connection left: end other programs or raise its max_connections",
    "55P03": "another program holds the library: try again when it has ended",
    "57014": f"the server did not answer within {STATEMENT_SECONDS} seconds: try again, and see what it is busy with",
    "57P": "the server is being stopped or started: try again in a moment",
    "58": "the server's disk failed: see its log; what was finished is kept",
    "XX": "the database is damaged: see the server's log, and restore it from a backup",
}
_ALL_READ: Final = "only a replica answers, which takes no changes: try again in a moment, and promote one if the primary is gone"
_UNREACHED: Final = "the server cannot be reached: check the address, the network and that it runs, then try again"


def connect(address: str, path: Sequence[str] = ()) -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection in autocommit mode, for any thread; unqualified names are looked up in the schemas of `path`, where one is given.

    Raises LibraryError where psycopg is not installed, the address is none, or the server cannot be reached within `LINK_SECONDS`.
    """
    driver = psycopg_module()
    parts = _parts(address)
    each = min(LINK_SECONDS, _HOSTS_SECONDS // len(_hosts(parts)))
    link = {"tcp_user_timeout": LINK_SECONDS * 1000, "connect_timeout": each, "application_name": "council-papers", **_KEEPALIVE}
    try:
        connection: psycopg.Connection[tuple[Any, ...]] = driver.connect(**{**link, **parts}, autocommit=True)
    except driver.Error as error:
        raise explained(error, address) from error
    try:
        wait = f"{STATEMENT_SECONDS * 1000}"
        connection.execute("SELECT set_config('statement_timeout', %s, false)", (wait,))
        if path:
            connection.execute("SELECT set_config('search_path', %s, false)", (", ".join(path),))
    except driver.Error as error:
        connection.close()
        raise explained(error, address) from error
    return connection


def psycopg_module() -> Any:
    """The module psycopg. Raises LibraryError where it is not installed."""
    try:
        import psycopg
    except ImportError as error:
        raise LibraryError("PostgreSQL needs psycopg: pip install 'council-papers-assistant[cluster]'") from error
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of what it raises as well, in lines that tell a user nothing
    return psycopg


def explained(error: Exception, address: str) -> Exception:
    """The LibraryError that tells the user what an error of psycopg means, or `error` itself where it is a defect of ours."""
    meaning = meaning_of(error)
    return LibraryError(f"{shown(address)}: {meaning}") if meaning else error


def meaning_of(error: Exception) -> str:
    """What an error of psycopg means to the user and what they can do; "" where it is a defect of ours."""
    driver = psycopg_module()
    code = getattr(error, "sqlstate", None) or ""
    found = next((_MEANINGS[code[:length]] for length in (5, 3, 2) if code[:length] in _MEANINGS), "")
    if found or code or not isinstance(error, driver.OperationalError):
        return found
    said = str(error)  # an error of the client, before or after a server spoke, has no code
    if "password" in said or "authentication" in said or "no pg_hba.conf entry" in said:
        return _MEANINGS["28"]
    if "does not exist" in said and "database" in said:
        return _MEANINGS["3D000"]
    if "too many clients" in said or "remaining connection slots" in said:
        return _MEANINGS["53300"]
    if "read-only" in said:
        return _ALL_READ
    if "starting up" in said or "shutting down" in said:
        return _MEANINGS["57P"]
    return _UNREACHED


def shown(address: str) -> str:
    """The address as it may be shown: user, hosts, ports and database, without the password and whatever else stands in it."""
    parts = _parts(address)
    user = f"{parts['user']}@" if "user" in parts else ""
    return f"postgresql://{user}{','.join(_hosts(parts))}/{parts.get('dbname', '')}"


def _hosts(parts: Mapping[str, Any]) -> list[str]:
    """The hosts of an address, each with its port where one is given."""
    hosts = parts.get("host", "localhost").split(",")
    ports = parts.get("port", "").split(",")
    named = ports if len(ports) == len(hosts) else ports * len(hosts)
    return [f"{host}:{port}" if port else host for host, port in zip(hosts, named, strict=True)]


def _parts(address: str) -> dict[str, Any]:
    driver = psycopg_module()
    if address.startswith(("postgresql://", "postgres://")):
        try:
            return dict(driver.conninfo.conninfo_to_dict(address))
        except driver.Error:
            pass  # its message repeats the address, and the password with it
    raise LibraryError("the setting 'database' is no address of a PostgreSQL: write postgresql://user@host:5432/name")


def adapt(connection: "psycopg.Connection[Any]", row_factory: Any) -> None:
    """Take values as SQLite does: truth is 1 or 0, and text is text, but NUL, which PostgreSQL has no place for, becomes U+FFFD."""
    from psycopg.adapt import Dumper
    from psycopg.types.numeric import Int4Dumper
    from psycopg.types.string import StrDumper

    class TruthDumper(Int4Dumper):
        def dump(self, obj: Any) -> Any:
            return super().dump(int(obj))

    class TextDumper(StrDumper):
        def dump(self, obj: Any) -> Any:
            return super().dump(str(obj).replace("\0", "\ufffd"))

    dumpers: tuple[tuple[type, type[Dumper]], ...] = ((bool, TruthDumper), (str, TextDumper))
    for kind, dumper in dumpers:
        connection.adapters.register_dumper(kind, dumper)
    connection.row_factory = row_factory


def in_transaction(connection: "psycopg.Connection[Any]") -> bool:
    """Whether a transaction is open, or has failed and must be ended."""
    return bool(connection.info.transaction_status)


def errors() -> tuple[type[Exception], ...]:
    """What psycopg raises."""
    return (psycopg_module().Error,)


def refused(error: Exception) -> bool:
    """Whether a rule of the tables refused a change."""
    return isinstance(error, psycopg_module().IntegrityError)

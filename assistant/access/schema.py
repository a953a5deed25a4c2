"""Tables of the access file (access.sqlite3) beside the library; instants are UTC, ISO with microseconds, so that text order is time order.

account       one row an account; `hash` is argon2id in PHC form
session       `key` is the SHA-256 of the cookie's random value
token         `key` is the SHA-256 of the API token; `number` names it to people
audit         append-only: triggers refuse UPDATE, and DELETE of any row not older than meta.audit_from (set by pruning alone, never back)
conversation  `owner` is Identity.key
turn          `answer` is the Answer's JSON; `entitled`, `exempt` and `seals` (JSON): assistant/access/disclosure.py
feedback      `answer` is the Answer's JSON, `history` a list of {"question", "answer"}; kept apart from the conversation and without a
              name, so that deleting that one leaves only what was asked
meta          audit_from, and the random key of the form tokens

What the processes of one app share for a while (assistant/access/board.py); instants are seconds since 1970, for waits to be counted. A row
means nothing from `ends` on and is then deleted. Backups leave these tables empty (ingest/library/private.py: PASSING).
bucket        `key` is a keyed hash of who asks; as of `at`, `held` questions may be asked at once; `taken`: the last one was allowed
failure       failed attempts to sign in, in a row; `key` is a keyed hash of a name or a place
note_job      notes being written and lately written; `owner` is Identity.key, `writer` the process (assistant/access/presence.py)
"""

from typing import Final

FILE_NAME: Final = "access.sqlite3"
SCHEMA_VERSION: Final = 2

_SHARED: Final = """
CREATE TABLE bucket (
  key TEXT PRIMARY KEY, held REAL NOT NULL, taken INTEGER NOT NULL, at REAL NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX bucket_at ON bucket(at);
CREATE INDEX bucket_ends ON bucket(ends);
CREATE TABLE failure (
  key TEXT PRIMARY KEY, count INTEGER NOT NULL, at REAL NOT NULL, until REAL NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX failure_at ON failure(at);
CREATE INDEX failure_ends ON failure(ends);
CREATE TABLE note_job (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, role TEXT NOT NULL, writer TEXT NOT NULL,
  at REAL NOT NULL, ends REAL NOT NULL, state TEXT NOT NULL, stop INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT -1,
  request TEXT NOT NULL, stages TEXT NOT NULL DEFAULT '[]', note TEXT, edits TEXT, problem TEXT NOT NULL DEFAULT '');
CREATE INDEX note_job_owner ON note_job(owner);
"""

SCHEMA: Final = f"""
BEGIN IMMEDIATE;
CREATE TABLE account (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, hash TEXT NOT NULL, created TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE session (
  key TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account(name) ON DELETE CASCADE, created TEXT NOT NULL, seen TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_account ON session(account);
CREATE TABLE token (
  number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, account TEXT NOT NULL REFERENCES account(name) ON DELETE CASCADE,
  label TEXT NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL);
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, door TEXT NOT NULL,
  action TEXT NOT NULL, what TEXT NOT NULL, documents TEXT NOT NULL, outcome TEXT NOT NULL, exempt INTEGER NOT NULL);
CREATE INDEX audit_at ON audit(at);
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_unreplaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = new.number)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN old.at >= coalesce((SELECT value FROM meta WHERE name = 'audit_from'), '')
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TABLE conversation (id TEXT PRIMARY KEY, owner TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX conversation_owner ON conversation(owner, changed);
CREATE TABLE turn (
  conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE, number INTEGER NOT NULL, at TEXT NOT NULL,
  entitled INTEGER NOT NULL, exempt INTEGER NOT NULL,
  seals TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (conversation, number)) WITHOUT ROWID;
CREATE TABLE feedback (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, verdict TEXT NOT NULL, comment TEXT NOT NULL, role TEXT NOT NULL,
  exempt INTEGER NOT NULL, history TEXT NOT NULL, answer TEXT NOT NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('audit_from', ''), ('form_key', lower(hex(randomblob(32))));
CREATE TRIGGER audit_from_grows BEFORE UPDATE ON meta WHEN old.name = 'audit_from' AND new.value < old.value
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
{_SHARED}
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""

UPGRADES: Final = {1: f"BEGIN IMMEDIATE;\n{_SHARED}\nPRAGMA user_version = 2;\nCOMMIT;\n"}
"""Version of an access file to what makes it one of the next version; at first what processes share was kept in the memory of one."""

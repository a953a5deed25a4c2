"""The tables of access in PostgreSQL: the same (schema.py), with triggers and rights that keep the audit log append-only there too.

Lines are added and, once they are old, deleted by pruning; nobody, who made the tables included, has the right to change or to empty it.
Servers for the public (ingest/library/server_schema.py: PUBLIC_ROLE) sign readers in and keep their conversations, make no accounts and no
tokens, and are shown nothing of what showed exempt papers.
"""

from typing import Final

from assistant.access.schema import FILE_NAME, SCHEMA, SCHEMA_VERSION, UPGRADES
from ingest.library.engine import Layout
from ingest.library.server_schema import PUBLIC_ROLE, derived, granted

_KEY: Final = ("lower(hex(randomblob(32)))", "replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')")
"""How each engine makes the random key of the form tokens."""
_APPEND_ONLY: Final = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION old_enough() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF OLD.at >= coalesce((SELECT value FROM access.meta WHERE name = 'audit_from'), '') THEN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_unemptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION old_enough();
CREATE TRIGGER audit_from_grows BEFORE UPDATE ON meta FOR EACH ROW WHEN (OLD.name = 'audit_from' AND NEW.value < OLD.value)
  EXECUTE FUNCTION append_only();
REVOKE UPDATE, TRUNCATE ON audit FROM CURRENT_USER;
"""
_PUBLIC: Final = {"audit": "exempt = 0", "turn": "exempt = 0", "feedback": "exempt = 0", "note_job": "role = 'public'"}
"""Table to the rows of it that servers for the public are shown."""
_READ: Final = ("account", "token", "audit", "meta", "format")
_CHANGED: Final = ("session", "conversation", "turn", "feedback", "bucket", "failure", "note_job")
"""What they write."""


def server_tables() -> str:
    """What PostgreSQL makes the tables of access by."""
    tables = derived(SCHEMA.replace(*_KEY))
    rights = [f"GRANT USAGE ON SCHEMA access TO {PUBLIC_ROLE}; GRANT SELECT ON {', '.join(_READ)} TO {PUBLIC_ROLE};"]
    rights += [f"GRANT SELECT, INSERT, DELETE, UPDATE ON {name} TO {PUBLIC_ROLE};" for name in _CHANGED]
    rights += [f"GRANT INSERT ON audit TO {PUBLIC_ROLE}; GRANT UPDATE (hash) ON account TO {PUBLIC_ROLE};"]
    return "\n".join([tables, _APPEND_ONLY, *(_shown(name, rows) for name, rows in _PUBLIC.items()), granted("".join(rights))])


def _shown(table: str, rows: str) -> str:
    return f"""ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY every_row ON {table} USING (true);
CREATE POLICY public_alone ON {table} AS RESTRICTIVE USING ({rows} OR trusted());"""


LAYOUT: Final = Layout(
    "access",
    FILE_NAME,
    SCHEMA_VERSION,
    SCHEMA,
    UPGRADES,
    server_tables,
    "account, session, token, audit, conversation, turn, feedback, bucket, failure, note_job",
)

"""How PostgreSQL keeps exempt papers back by itself: row-level security, forced on whoever made the tables as well.

Every table that shows words of papers has a column `classification`, set by the server when a row is added, and shows of its rows those
whose classification stands in `app.classifications`, which each transaction sets for itself; without it none. Whoever did not make the
tables is shown public rows alone, whatever that setting says. The column says of

paper, passage       what it is; a paper that is public may hold exempt passages
sitting, span, entry_passage, sentence   what the passage is that it hangs on
entry                public where one of its passages is; a title that an exempt passage prints then lies in `entry_title`, which is exempt
told                 public where it was read for the public, as its name says (told.py)
clause, vote, motion, correction   exempt where one of its spans is, an aside excepted: a statement is shown whole or not at all

Meetings, items and voters are shown to whom something that tells of them is shown. The rest holds no words: `shingle`, `vector`,
`once_exempt` and `stale` may be read by who made the tables alone. Tables are not partitioned by classification: what hangs on passages
refers to them by number, and PostgreSQL has no key over partitions without the column that parts them.
"""

from typing import Final

from ingest.library.server_schema import PUBLIC_ROLE, granted

_ASKED: Final = "(SELECT string_to_array(current_setting('app.classifications', true), ','))::text[]"
GUARDED: Final = (
    "paper",
    "passage",
    "sitting",
    "entry",
    "entry_title",
    "entry_passage",
    "clause",
    "vote",
    "motion",
    "correction",
    "span",
    "sentence",
    "told",
)
TOLD_BY: Final = {
    "meeting": "EXISTS (SELECT FROM sitting WHERE sitting.meeting = meeting.id)",
    "item": "EXISTS (SELECT FROM entry WHERE entry.item = item.id)",
    "voter": "EXISTS (SELECT FROM vote WHERE vote.id = voter.vote)",
}
WRITERS_ONLY: Final = ("shingle", "vector", "once_exempt", "stale")
WORDLESS: Final = ("meta", "format")
ERASED: Final = (
    "paper, passage, sitting, entry, entry_title, clause, vote, motion, correction, span, voter, shingle, meeting, item, sentence, told"
)
"""The tables from which a paper that is removed goes."""
RENAMED: Final = {"entry.title": "coalesce(entry.title, (SELECT hidden.title FROM entry_title AS hidden WHERE hidden.entry = entry.id))"}
"""A title that an exempt passage prints, of an entry of which another passage is public, is kept apart."""

_COLUMNS: Final = """
ALTER TABLE paper ADD classification text COLLATE "C" NOT NULL
  GENERATED ALWAYS AS (coalesce(json_extract(record, '$.info.classification'), 'public')) STORED;
ALTER TABLE sitting ADD classification text COLLATE "C" NOT NULL;
ALTER TABLE entry ADD classification text COLLATE "C" NOT NULL;
ALTER TABLE entry_passage ADD classification text COLLATE "C" NOT NULL;
ALTER TABLE span ADD classification text COLLATE "C" NOT NULL, ADD rowid bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE voter ADD rowid bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE clause ADD classification text COLLATE "C" NOT NULL DEFAULT 'public';
ALTER TABLE vote ADD classification text COLLATE "C" NOT NULL DEFAULT 'public';
ALTER TABLE motion ADD classification text COLLATE "C" NOT NULL DEFAULT 'public';
ALTER TABLE correction ADD classification text COLLATE "C" NOT NULL DEFAULT 'public';
ALTER TABLE sentence ADD classification text COLLATE "C" NOT NULL;
ALTER TABLE told ADD classification text COLLATE "C" NOT NULL
  GENERATED ALWAYS AS (CASE WHEN name LIKE '% public' AND name NOT LIKE '%exempt%' THEN 'public' ELSE 'exempt' END) STORED;
CREATE TABLE entry_title (
  entry bigint PRIMARY KEY REFERENCES entry(id) ON DELETE CASCADE, title text COLLATE "C" NOT NULL,
  classification text COLLATE "C" NOT NULL DEFAULT 'exempt' CHECK (classification = 'exempt'));
"""
_TRIGGERS: Final = """
CREATE FUNCTION as_its_passage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.classification := (SELECT classification FROM library.passage WHERE rowid = NEW.passage);
  RETURN NEW;
END $$;
CREATE FUNCTION as_what_tells() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.classification := CASE WHEN NEW.passage IS NULL THEN (SELECT classification FROM library.paper WHERE number = NEW.paper)
    ELSE (SELECT classification FROM library.passage WHERE rowid = NEW.passage) END;
  RETURN NEW;
END $$;
CREATE FUNCTION open_entry() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE hidden text; BEGIN
  SELECT title INTO hidden FROM library.entry WHERE id = NEW.entry AND classification = 'exempt';
  IF FOUND THEN
    IF hidden IS NOT NULL THEN INSERT INTO library.entry_title (entry, title) VALUES (NEW.entry, hidden); END IF;
    UPDATE library.entry SET classification = 'public', title = NULL WHERE id = NEW.entry;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION close_statement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE library.clause SET classification = 'exempt' WHERE id = NEW.clause;
  UPDATE library.vote SET classification = 'exempt' WHERE id = NEW.vote;
  UPDATE library.motion SET classification = 'exempt' WHERE id = NEW.motion;
  UPDATE library.correction SET classification = 'exempt' WHERE id = NEW.correction;
  RETURN NULL;
END $$;
CREATE FUNCTION mark_stale() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO library.stale VALUES ((CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END).date) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER guarded BEFORE INSERT ON sitting FOR EACH ROW EXECUTE FUNCTION as_what_tells();
CREATE TRIGGER guarded BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION as_its_passage();
CREATE TRIGGER guarded BEFORE INSERT ON entry_passage FOR EACH ROW EXECUTE FUNCTION as_its_passage();
CREATE TRIGGER guarded BEFORE INSERT ON span FOR EACH ROW EXECUTE FUNCTION as_its_passage();
CREATE TRIGGER guarded BEFORE INSERT ON sentence FOR EACH ROW EXECUTE FUNCTION as_its_passage();
CREATE TRIGGER opened AFTER INSERT ON entry_passage FOR EACH ROW WHEN (NEW.classification = 'public') EXECUTE FUNCTION open_entry();
CREATE TRIGGER closed AFTER INSERT ON span FOR EACH ROW WHEN (NEW.classification <> 'public' AND NEW.role <> 'aside')
  EXECUTE FUNCTION close_statement();
CREATE TRIGGER sitting_added AFTER INSERT ON sitting FOR EACH ROW EXECUTE FUNCTION mark_stale();
CREATE TRIGGER sitting_removed AFTER DELETE ON sitting FOR EACH ROW EXECUTE FUNCTION mark_stale();
CREATE TRIGGER entry_added AFTER INSERT ON entry FOR EACH ROW WHEN (NEW.date IS NOT NULL) EXECUTE FUNCTION mark_stale();
CREATE TRIGGER entry_removed AFTER DELETE ON entry FOR EACH ROW WHEN (OLD.date IS NOT NULL) EXECUTE FUNCTION mark_stale();
"""


def guards() -> str:
    """What makes the tables of the library keep exempt papers back."""
    parts = [_COLUMNS, _TRIGGERS]
    parts += map(guarded, GUARDED)
    parts.append(f"CREATE POLICY seen_whole ON entry USING ('exempt' = ANY ({_ASKED}));")
    for table, told in TOLD_BY.items():
        parts.append(_secured(table))
        parts.append(f"CREATE POLICY told ON {table} USING ({told});")
        parts.append(f"CREATE POLICY seen_whole ON {table} USING ('exempt' = ANY ({_ASKED}) AND trusted());")
    rights = f"""GRANT USAGE ON SCHEMA library TO {PUBLIC_ROLE};
        GRANT SELECT ON {", ".join((*GUARDED, *TOLD_BY, *WORDLESS))} TO {PUBLIC_ROLE};"""
    return "\n".join([*parts, granted(rights)])


def guarded(table: str) -> str:
    """What makes a table with a column `classification` show the rows that were asked for, to others than its maker public ones alone."""
    return f"""{_secured(table)}
        CREATE POLICY seen ON {table} USING (classification = ANY ({_ASKED}));
        CREATE POLICY public_alone ON {table} AS RESTRICTIVE USING (classification = 'public' OR trusted());"""


def _secured(table: str) -> str:
    return f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"

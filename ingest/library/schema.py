"""Tables of the library, and what failures of its SQLite file mean to the user. In PostgreSQL they are the same (server_schema.py), with
what keeps exempt papers back (guards.py).

Tables that other layers read (all text UTF-8, dates ISO):

paper        one row a paper; `record` is JSON of what has no column
passage      one row a passage; `context` and `text` are what is searched, `text_key` is equal where the same words are printed twice;
             `status` is the status in force, `read_status` the one that was read from the paper
shingle      sampled word runs of each paper, from which duplicates are told (ingest/relations.py)
sentence     vectors of the sentences of a passage, a signed byte for each part, by a hash of model and text (vectorstore/closeness.py)
told         what a paper tells, as whoever reads it keeps it under a name; `stamp` says what else it was read from
vector       float32 little-endian blobs by model and SHA-256 of the embedded text
once_exempt  content hashes of papers that were exempt, as a `whole` or in part, when they were removed, or replaced by another version
meta         counters: revision, paths (papers found elsewhere), related (revision at which relations were worked out), record (its reader)

The record of meetings (ingest/record, read by ingest/library/record.py). Every row hangs on passages, by `span`, `entry_passage` or a
column `passage`: it goes with them, and is shown only to who may see them.

meeting        one row a body and day; who was to meet is told by `sitting`
sitting        a meeting that a paper tells of, and the paper's `role`; `passage` is NULL where the whole paper was published for it
item           one row an item of business of a meeting
entry          a run of passages of one paper on one item: agenda entry, report, appendix, minute, decision record
clause         recommendation, resolution or action of an entry; vote and motion likewise
span           where the words of a clause, vote, motion or correction stand: offsets in code points, end exclusive
voter          a member named with a vote, and on which side
stale          days of meetings whose papers have changed since meetings and items were last worked out
"""

import sqlite3
from pathlib import Path
from typing import Final

from ingest.errors import LibraryError
from ingest.library.engine import Layout
from ingest.library.guards import ERASED, RENAMED, guards
from ingest.library.server_schema import derived

SCHEMA_VERSION: Final = 4
FILE_NAME: Final = "library.sqlite3"

RECORD: Final = """
CREATE TABLE meeting (id INTEGER PRIMARY KEY, date TEXT NOT NULL, body_key TEXT NOT NULL);
CREATE INDEX meeting_date ON meeting(date);
CREATE TABLE sitting (
  id INTEGER PRIMARY KEY, paper INTEGER NOT NULL REFERENCES paper(number) ON DELETE CASCADE,
  meeting INTEGER REFERENCES meeting(id) ON DELETE SET NULL, role TEXT NOT NULL, date TEXT NOT NULL, council TEXT, committee TEXT,
  passage INTEGER REFERENCES passage(rowid) ON DELETE CASCADE);
CREATE INDEX sitting_paper ON sitting(paper);
CREATE INDEX sitting_meeting ON sitting(meeting);
CREATE INDEX sitting_date ON sitting(date);
CREATE INDEX sitting_passage ON sitting(passage);
CREATE TABLE item (id INTEGER PRIMARY KEY, meeting INTEGER NOT NULL REFERENCES meeting(id) ON DELETE CASCADE, place INTEGER NOT NULL);
CREATE INDEX item_meeting ON item(meeting);
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, paper INTEGER NOT NULL REFERENCES paper(number) ON DELETE CASCADE,
  item INTEGER REFERENCES item(id) ON DELETE SET NULL, part TEXT NOT NULL, number TEXT, title TEXT, agenda_item TEXT, date TEXT,
  council TEXT, committee TEXT, passage INTEGER NOT NULL REFERENCES passage(rowid) ON DELETE CASCADE);
CREATE INDEX entry_paper ON entry(paper);
CREATE INDEX entry_item ON entry(item);
CREATE INDEX entry_date ON entry(date);
CREATE INDEX entry_titled ON entry(passage);
CREATE TABLE entry_passage (
  entry INTEGER NOT NULL REFERENCES entry(id) ON DELETE CASCADE, passage INTEGER NOT NULL REFERENCES passage(rowid) ON DELETE CASCADE,
  PRIMARY KEY (entry, passage)) WITHOUT ROWID;
CREATE INDEX entry_passage_of ON entry_passage(passage);
CREATE TABLE motion (
  id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry(id) ON DELETE CASCADE, place INTEGER NOT NULL, proposer TEXT NOT NULL,
  seconder TEXT, amendment INTEGER NOT NULL, amends INTEGER, vote INTEGER, ending TEXT);
CREATE INDEX motion_entry ON motion(entry);
CREATE TABLE vote (
  id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry(id) ON DELETE CASCADE, place INTEGER NOT NULL, in_favour INTEGER,
  against INTEGER, abstained INTEGER, part TEXT, amendment INTEGER NOT NULL, ending TEXT);
CREATE INDEX vote_entry ON vote(entry);
CREATE TABLE voter (vote INTEGER NOT NULL REFERENCES vote(id) ON DELETE CASCADE, side TEXT NOT NULL, name TEXT NOT NULL);
CREATE INDEX voter_vote ON voter(vote);
CREATE TABLE clause (
  id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry(id) ON DELETE CASCADE, kind TEXT NOT NULL, label TEXT, heading TEXT,
  resolution INTEGER NOT NULL, outcome TEXT NOT NULL, votes TEXT NOT NULL, motions TEXT NOT NULL);
CREATE INDEX clause_entry ON clause(entry);
CREATE TABLE correction (
  id INTEGER PRIMARY KEY, paper INTEGER NOT NULL REFERENCES paper(number) ON DELETE CASCADE, kind TEXT NOT NULL, old TEXT, new TEXT,
  body TEXT, date TEXT, number TEXT, paragraph TEXT, moved_to TEXT);
CREATE INDEX correction_paper ON correction(paper);
CREATE TABLE span (
  clause INTEGER REFERENCES clause(id) ON DELETE CASCADE, vote INTEGER REFERENCES vote(id) ON DELETE CASCADE,
  motion INTEGER REFERENCES motion(id) ON DELETE CASCADE, correction INTEGER REFERENCES correction(id) ON DELETE CASCADE,
  passage INTEGER NOT NULL REFERENCES passage(rowid) ON DELETE CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  role TEXT NOT NULL);
CREATE INDEX span_clause ON span(clause);
CREATE INDEX span_vote ON span(vote);
CREATE INDEX span_motion ON span(motion);
CREATE INDEX span_correction ON span(correction);
CREATE INDEX span_passage ON span(passage);
CREATE TABLE stale (date TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TRIGGER sitting_added AFTER INSERT ON sitting BEGIN INSERT OR IGNORE INTO stale VALUES (new.date); END;
CREATE TRIGGER sitting_removed AFTER DELETE ON sitting BEGIN INSERT OR IGNORE INTO stale VALUES (old.date); END;
CREATE TRIGGER entry_added AFTER INSERT ON entry WHEN new.date IS NOT NULL BEGIN INSERT OR IGNORE INTO stale VALUES (new.date); END;
CREATE TRIGGER entry_removed AFTER DELETE ON entry WHEN old.date IS NOT NULL BEGIN INSERT OR IGNORE INTO stale VALUES (old.date); END;
INSERT OR REPLACE INTO meta VALUES ('record', 0);
"""
"""Tables of the record; where `meta` names another reader than the one at hand, all papers are read into it anew."""

DERIVED: Final = """
CREATE TABLE sentence (
  key INTEGER NOT NULL, passage INTEGER NOT NULL REFERENCES passage(rowid) ON DELETE CASCADE, value BLOB NOT NULL,
  PRIMARY KEY (key, passage)) WITHOUT ROWID;
CREATE INDEX sentence_passage ON sentence(passage);
CREATE TABLE told (
  paper INTEGER NOT NULL REFERENCES paper(number) ON DELETE CASCADE, name TEXT NOT NULL, stamp TEXT NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (paper, name)) WITHOUT ROWID;
INSERT OR REPLACE INTO meta VALUES ('paths', 0);
"""
"""Tables of what is worked out from papers and kept, so that it need not be again; all of it may be lost."""

SCHEMA: Final = f"""
BEGIN IMMEDIATE;
CREATE TABLE paper (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE,
  pages INTEGER NOT NULL, passages INTEGER NOT NULL, meeting_date TEXT, status TEXT NOT NULL, duplicate_of TEXT, record TEXT NOT NULL);
CREATE INDEX paper_path ON paper(path);
CREATE TABLE passage (
  rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, paper INTEGER NOT NULL REFERENCES paper(number) ON DELETE CASCADE,
  document TEXT NOT NULL, ordinal INTEGER NOT NULL, meeting_date TEXT, committee TEXT, council TEXT, classification TEXT NOT NULL,
  status TEXT NOT NULL, read_status TEXT NOT NULL, kind TEXT NOT NULL, agenda_item TEXT, report_title TEXT, paragraph TEXT,
  text_key TEXT NOT NULL, context TEXT NOT NULL, text TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX passage_place ON passage(paper, ordinal);
CREATE INDEX passage_document ON passage(document);
CREATE INDEX passage_text_key ON passage(text_key);
CREATE TABLE shingle (
  hash INTEGER NOT NULL, paper INTEGER NOT NULL REFERENCES paper(number) ON DELETE CASCADE, PRIMARY KEY (hash, paper)) WITHOUT ROWID;
CREATE INDEX shingle_paper ON shingle(paper);
CREATE TABLE vector (model TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (model, key));
CREATE TABLE once_exempt (sha256 TEXT PRIMARY KEY, whole INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('revision', 0), ('related', 0);
{RECORD}
{DERIVED}
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""

UPGRADES: Final = {
    1: """
BEGIN IMMEDIATE;
CREATE TABLE once_exempt (sha256 TEXT PRIMARY KEY, whole INTEGER NOT NULL) WITHOUT ROWID;
UPDATE paper SET record = json_patch(record, '{"info": {"classification": "exempt"}}')
  WHERE EXISTS (SELECT 1 FROM passage WHERE paper = number)
  AND NOT EXISTS (SELECT 1 FROM passage WHERE paper = number AND classification = 'public');
DROP TRIGGER passage_added;
DROP TRIGGER passage_removed;
DROP TRIGGER passage_changed;
DROP TABLE passage_fts;
PRAGMA user_version = 2;
COMMIT;
""",
    2: f"BEGIN IMMEDIATE;\n{RECORD}\nPRAGMA user_version = 3;\nCOMMIT;\n",
    3: f"BEGIN IMMEDIATE;\n{DERIVED}\nPRAGMA user_version = 4;\nCOMMIT;\n",
}
"""Version of a library to what makes it one of the next version; a paper of which every passage is exempt was listed to everyone, and
an index of words that no search read was kept; then, there was no record of meetings; nothing worked out was kept."""

LAYOUT: Final = Layout("library", FILE_NAME, SCHEMA_VERSION, SCHEMA, UPGRADES, lambda: derived(SCHEMA) + guards(), ERASED, RENAMED)

_MEANINGS: Final = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space and run the same command again; what was finished is kept",
    sqlite3.SQLITE_BUSY: "another program holds the library: try again when it has ended",
    sqlite3.SQLITE_LOCKED: "another program holds the library: try again when it has ended",
    sqlite3.SQLITE_READONLY: "the library may not be written by this user: check the permissions of its folder",
    sqlite3.SQLITE_PERM: "the library may not be read by this user: check the permissions of its folder",
    sqlite3.SQLITE_CANTOPEN: "the library file cannot be opened: check that its folder exists and may be read and written",
    sqlite3.SQLITE_IOERR: "the disk failed or is full: check it and run the same command again; what was finished is kept",
    sqlite3.SQLITE_CORRUPT: "the library file is damaged: restore it from a backup, or move its folder away and ingest the papers again",
    sqlite3.SQLITE_NOTADB: "the file is not a library: choose another folder with --home",
}


def explained(error: sqlite3.Error, home: Path) -> Exception:
    """The LibraryError that tells the user what `error` means, or `error` itself where it is a defect of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    meaning = _MEANINGS.get(code & 0xFF) if code is not None else None
    return LibraryError(f"{home / FILE_NAME}: {meaning}") if meaning else error

"""The tables of the index in PostgreSQL: schema `search`, each table partitioned by classification.

    published   one row: the generation in force and what it was made of
    held        passages, words and mean length of a classification
    term        its vocabulary: number of each term, and how many passages hold it
    passage     each passage: paper, date, the generation that wrote it, its length and its terms' weighted counts
    dense       its vector alone, in line, so that a scan reads nothing else
    lexical     its terms' document side of BM25 alone, likewise

Numbers of terms belong to one classification: neither words nor frequencies of exempt papers lie where a public reader may look. The
role council_public has privileges on the partitions of public passages and on no other table; row-level security, forced on all, shows a
transaction what it names in `app.classifications`, and nothing where it names none.
"""

from typing import Final

from ingest.library.server_schema import PUBLIC_ROLE as PUBLIC
from ingest.library.server_schema import granted
from ingest.models import Classification
from vectorstore.postgresql.forms import TERMS

FORMAT: Final = 1
"""Version of the tables; an index of another one is built anew."""
LOCK: Final = 0x636F756E63696C
"""Key of the advisory lock that a publication holds."""
CHANNEL: Final = "search_published"
"""What is notified, with the generation, once one is published."""
LONGEST: Final = 2_000
"""Dimensions of the longest vector that fits in line into a page of 8 kB."""

TABLES: Final = {
    "held": "passages bigint NOT NULL, words double precision NOT NULL, mean double precision NOT NULL, PRIMARY KEY (classification)",
    "term": "term bytea NOT NULL, number integer NOT NULL, passages integer NOT NULL, PRIMARY KEY (classification, term)",
    "passage": f"""id text COLLATE "C" NOT NULL, paper text COLLATE "C" NOT NULL, date integer NOT NULL, key text NOT NULL,
        generation bigint NOT NULL, length real NOT NULL, counts sparsevec({TERMS}) NOT NULL, PRIMARY KEY (classification, id)""",
    "dense": """id text COLLATE "C" NOT NULL, paper text COLLATE "C" NOT NULL, value vector NOT NULL,
        PRIMARY KEY (classification, id)""",
    "lexical": f"""id text COLLATE "C" NOT NULL, paper text COLLATE "C" NOT NULL, weights sparsevec({TERMS}) NOT NULL,
        PRIMARY KEY (classification, id)""",
}
"""Columns of each partitioned table besides its classification."""
_SEEN: Final = "classification = ANY ((SELECT string_to_array(current_setting('app.classifications', true), ','))::text[])"


def statements() -> list[str]:
    """What makes the tables where there are none; as a role that may create roles and schemas in the database, which has pgvector."""
    made = [
        "CREATE SCHEMA IF NOT EXISTS search",
        f"""DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{PUBLIC}') THEN CREATE ROLE {PUBLIC} NOLOGIN; END IF;
            GRANT {PUBLIC} TO CURRENT_USER;
            EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL; END $$""",
        """CREATE TABLE IF NOT EXISTS search.published (one boolean PRIMARY KEY DEFAULT true CHECK (one), format integer NOT NULL,
            generation bigint NOT NULL, model text NOT NULL, revision bigint NOT NULL, context_weight double precision NOT NULL)""",
        granted(f"GRANT USAGE ON SCHEMA search TO {PUBLIC}; GRANT SELECT ON search.published TO {PUBLIC};"),
    ]
    for table, columns in TABLES.items():
        made.append(f"CREATE TABLE search.{table} (classification text NOT NULL, {columns}) PARTITION BY LIST (classification)")
        made += _guarded(f"search.{table}")
        for classification in Classification:
            made += _partition(table, classification)
    return made


def part(table: str, classification: Classification) -> str:
    """Name of the partition of `table` that holds this classification."""
    return f"search.{table}_{classification.value}"


def _partition(table: str, classification: Classification) -> list[str]:
    name = part(table, classification)
    made = [f"CREATE TABLE {name} PARTITION OF search.{table} FOR VALUES IN ('{classification.value}')", *_guarded(name)]
    if table in ("dense", "lexical"):
        column = "value" if table == "dense" else "weights"
        made += [
            f"ALTER TABLE {name} SET (toast_tuple_target = 8160)",
            f"ALTER TABLE {name} ALTER COLUMN {column} SET STORAGE {'PLAIN' if table == 'dense' else 'EXTERNAL'}",
            f"CREATE INDEX ON {name} (paper)",
        ]
    return [*made, granted(f"GRANT SELECT ON {name} TO {PUBLIC};")] if classification is Classification.PUBLIC else made


def _guarded(name: str) -> list[str]:
    return [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY seen ON {name} USING ({_SEEN}) WITH CHECK ({_SEEN})",
    ]

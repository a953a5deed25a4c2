"""Run by test_postgres_index.py: `python -m tests.cluster.killed_publication HOME SEED`, the database's address on standard input, changes
the papers of HOME, says so, and publishes them; it is killed meanwhile."""

import sys
from pathlib import Path

from ingest.library.library import Library
from tests.vectorstore.killed_build import change
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder
from vectorstore.postgresql.index import PostgresIndex


def main(home: Path, seed: int, address: str) -> None:
    with Library.open(home) as library:
        change(library, seed)
        index = PostgresIndex(library, HashEmbedder(), SETTINGS, address)
        index.state()
        print("ready", flush=True)
        index.publish()
        print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.stdin.readline().strip())

"""What the facts of a library cost after a change: read anew, and kept by paper.

    python -m bench.facts HOME [PASSAGES]

Copies the library of HOME, repeats its papers under other names until it has about PASSAGES passages (30,000 where nothing is said),
takes in one paper more and prints, as JSON, the seconds of processor time for all facts read anew and for those kept by paper.
"""

import hashlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.question.facts import gather_facts
from assistant.retrieval.kept_facts import KeptFacts
from ingest.library.library import Library
from ingest.library.schema import FILE_NAME
from ingest.models import Classification, Paper, Passage

READABLE = frozenset({Classification.PUBLIC})


def copied(paper: Paper, passages: list[Passage], number: int) -> tuple[Paper, list[Passage]]:
    """A paper and its passages under a name and content hash of their own."""
    key = hashlib.sha256(f"{paper.sha256} {number}".encode()).hexdigest()
    name = f"{number}-{paper.document}"
    again = [replace(one, id=f"{key[:16]}-{one.ordinal}", document=name) for one in passages]
    return replace(paper, id=key[:16], sha256=key, document=name, path=f"/{name}"), again


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    work()
    return round(time.process_time() - start, 3)


def main(home: Path, wanted: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as made:
        shutil.copy(home / FILE_NAME, made)
        with Library.open(Path(made)) as library:
            papers = [(paper, list(library.passages(document=paper.document))) for paper in library.papers()]
            count, number = sum(len(passages) for _, passages in papers), 0
            while count < wanted:
                number += 1
                for paper, passages in papers:
                    library.put(*copied(paper, passages, number))
                    count += len(passages)
            kept = KeptFacts(library)
            first = spent(lambda: kept.of(READABLE))
            library.put(*copied(*papers[0], number + 1))
            after = spent(lambda: kept.of(READABLE))
            anew = spent(lambda: gather_facts(library.papers(READABLE), library.passages(classifications=READABLE)))
    told = {"passages": count, "papers": (number + 1) * len(papers), "anew_s": anew, "kept_first_s": first, "kept_after_change_s": after}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 30_000)

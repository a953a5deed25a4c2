"""What is kept back in a folder of papers, and why: `python -m bench.markings PAPERS`. One line a marking, the last line is JSON.

On papers known to be public each line is a false alarm.
"""

import json
import sys
from pathlib import Path

from ingest.child.sandbox import Sandbox
from ingest.errors import CouncilPapersError
from ingest.models import Classification, Overrides
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from ingest.sources import find_sources
from ingest.structure.exempt.kept_back import explained
from ingest.structure.parse import parse


def main(folder: Path) -> None:
    """Print what is kept back in each paper of `folder`."""
    settings = IngestSettings(ocr=False)
    papers = unread = passages = kept = 0
    with Sandbox(settings.read_memory) as sandbox:
        for source in find_sources([folder]):
            try:
                text = read_paper(source.path, settings, sandbox)
            except CouncilPapersError:
                unread += 1
                continue
            info, found = parse(text, source.path.name, source.path.stem, settings)
            papers, passages = papers + 1, passages + len(found)
            kept += sum(passage.classification is Classification.EXEMPT for passage in found)
            for line in explained(info, source.path.stem, Overrides()):
                print(f"{source.path.name}: {line}")
    print(json.dumps({"papers": papers, "unread": unread, "passages": passages, "kept_back": kept}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

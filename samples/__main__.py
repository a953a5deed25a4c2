"""Writes the sample papers: `python -m samples DIR`."""

import sys
from pathlib import Path

from samples import PAPERS


def build(target: Path) -> list[Path]:
    """Write every sample paper into the folder `target` and return their paths in the order of `PAPERS`.

    A paper that already stands there with the same bytes is left untouched, so a second run changes nothing.
    """
    target.mkdir(parents=True, exist_ok=True)
    paths = [target / name for name in PAPERS]
    for path in paths:
        content = _content(path.name)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    return paths


def _content(name: str) -> bytes:
    # Imported here, each by the one kind that needs it: reportlab is no dependency of the product.
    from samples.markup import TEXTS, load

    stem, _, ending = name.rpartition(".")
    if ending == "md":
        return (TEXTS / name).read_bytes()
    if ending == "docx":
        from samples.word import compose

        return compose(load(stem))
    from samples.typeset import typeset

    return typeset(load(stem))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m samples DIR")
    for written in build(Path(sys.argv[1])):
        print(written)

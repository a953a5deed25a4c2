"""Writes the sample papers: `python -m samples DIR`; with `--councils`, the papers of five further councils in their place."""

import sys
from pathlib import Path

from samples import PAPERS


def build(target: Path) -> list[Path]:
    """Write every sample paper into the folder `target` and return their paths in the order of `PAPERS`.

    A paper that already stands there with the same bytes is left untouched, so a second run changes nothing.
    """
    return _written({target / name: _content(name) for name in PAPERS})


def build_councils(target: Path) -> list[Path]:
    """Write the papers of the five further councils, all PDFs, into the folder `target` as `build` writes the samples."""
    from samples.markup import COUNCILS, load
    from samples.typeset import typeset

    texts = sorted(COUNCILS.glob("*/*.md"))
    return _written({target / f"{text.stem}.pdf": typeset(load(text.stem, text.parent)) for text in texts})


def _written(papers: dict[Path, bytes]) -> list[Path]:
    for path, content in papers.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    return list(papers)


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
    councils, arguments = sys.argv[1:2] == ["--councils"], sys.argv[1:]
    if len(arguments) != 1 + councils:
        sys.exit("usage: python -m samples [--councils] DIR")
    for written in (build_councils if councils else build)(Path(arguments[-1])):
        print(written)

"""What is said to the person who takes a paper in, of what is kept back in it."""

from ingest.models import Overrides, PaperInfo


def explained(info: PaperInfo, paper_id: str, said: Overrides) -> tuple[str, ...]:
    """One line for each marking: what is kept back, by what words, and how a person says that it is public.

    None where a person has said who may see the paper.
    """
    if said.exempt or said.public:
        return ()
    lines: list[str] = []
    for cause in info.kept_back:
        where = cause.place or (f"page {cause.page}" if cause.page else "the text")
        pages = "" if cause.first is None else f" ({_pages(cause.first, cause.last or cause.first)})"
        undo = f"if this is wrong: council-papers papers correct {paper_id} --public"
        lines.append(f"kept back: {where} says '{cause.words}'{pages}; {undo}")
    return tuple(lines)


def _pages(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first}-{last}"

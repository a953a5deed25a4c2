"""What a reader may see of the papers: asked before anything is shown, by every page, file and image.

What may not be seen is answered as if it did not exist, so that guessed addresses tell nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from fastapi import HTTPException

from ingest.library.library import Library
from ingest.models import Classification, Paper, Passage
from vectorstore.models import Role

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader's view of the library."""

    library: Library
    role: Role

    def papers(self) -> list[Paper]:
        """The papers this reader may know of, newest meeting first, undated ones last."""
        seen = self.library.papers(self.role.classifications)
        return sorted(seen, key=lambda paper: (paper.info.meeting.date is not None, paper.info.meeting.date, paper.document), reverse=True)

    @property
    def councils(self) -> tuple[str, ...]:
        """The councils that those papers are of, as far as it is known, in the order of the alphabet."""
        return tuple(sorted({paper.info.meeting.council for paper in self.papers() if paper.info.meeting.council}))

    @property
    def sees_several(self) -> bool:
        """Whether papers of several councils are among them, so that it is to be said which one is meant."""
        return len(self.councils) > 1

    def paper(self, paper_id: str) -> Paper | None:
        """The paper with this id."""
        return next((paper for paper in self.papers() if paper.id == paper_id), None)

    def paper_of(self, passage: Passage) -> Paper | None:
        """The paper a passage stands in."""
        return next((paper for paper in self.papers() if _holds(paper, passage)), None)

    def passages(self, paper: Paper) -> list[Passage]:
        """The passages of a paper that this reader may see, in reading order."""
        return self._passages(paper, self.role.classifications)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        found = self.library.passages(ids=[passage_id], classifications=self.role.classifications)
        return next((passage for passage in found if self.paper_of(passage)), None)

    def whole_file(self, paper: Paper) -> bool:
        """Whether the paper's file holds nothing that is kept from this reader."""
        kept = frozenset(Classification) - self.role.classifications
        return not kept or not self.library.passage_count(paper.id, kept)

    def passage_count(self, paper: Paper) -> int:
        """How many passages of a paper this reader may see."""
        return self.library.passage_count(paper.id, self.role.classifications)

    def pages(self, paper: Paper) -> list[int]:
        """The pages of a paper of which this reader may see anything, in order; all of them where nothing is kept from the reader."""
        if self.whole_file(paper):
            return list(range(1, paper.pages + 1))
        seen = (range(passage.page, (passage.page_end or passage.page) + 1) for passage in self.passages(paper) if passage.page)
        return sorted({number for numbers in seen for number in numbers})

    def as_seen(self, paper: Paper) -> Paper:
        """The paper with the numbers of those pages and passages that this reader may see."""
        return replace(paper, pages=len(self.pages(paper)), passages=self.passage_count(paper))

    def page(self, paper: Paper, number: int) -> bool:
        """Whether a page may be shown. In a paper with exempt passages a page of which nothing was read is taken to be exempt too."""
        hidden = self._hidden(paper)
        return not hidden or (
            not any(covers(passage, number) for passage in hidden)
            and any(covers(passage, number) for passage in self.passages(paper))
        )  # fmt: skip

    def _hidden(self, paper: Paper) -> list[Passage]:
        kept = frozenset(Classification) - self.role.classifications
        return self._passages(paper, kept) if kept else []

    def _passages(self, paper: Paper, classifications: Collection[Classification]) -> list[Passage]:
        found = self.library.passages(document=paper.document, classifications=classifications)
        return [passage for passage in found if _holds(paper, passage)]


def found(value: T | None) -> T:
    """The value; where there is none, the request is answered as for an address that does not exist."""
    if value is None:
        raise HTTPException(404)
    return value


def _holds(paper: Paper, passage: Passage) -> bool:
    return passage.document == paper.document and passage.id.startswith(paper.id)


def covers(passage: Passage, number: int) -> bool:
    """Whether a passage stands on the page of that number."""
    return passage.page is not None and passage.page <= number <= (passage.page_end or passage.page)

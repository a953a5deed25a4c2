"""The sources of an answer as its reader sees them: grouped by the paper they stand in, each place said once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.citations import meeting_name, paper_name
from assistant.models import Citation
from assistant.service.reader import Reader
from assistant.ui.sources import labels_of
from ingest.models import Paper, Passage


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A source: where in its paper the words stand, the words, and what must be known of them."""

    citation: Citation
    place: str
    """The locator without what the name of the paper says already."""
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedPaper:
    """A paper with the places of it that an answer cites, in the order of their numbers."""

    name: str
    places: tuple[CitedPlace, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """All sources of an answer."""

    papers: tuple[CitedPaper, ...]

    @property
    def count(self) -> int:
        """How many sources there are."""
        return sum(len(paper.places) for paper in self.papers)

    @property
    def labels(self) -> tuple[str, ...]:
        """What must be known of any of them: to stand where the list of them is closed."""
        return tuple(dict.fromkeys(label for paper in self.papers for place in paper.places for label in place.labels))

    @property
    def marking(self) -> str | None:
        """The marking of the first exempt one; None where all are public."""
        return next((place.citation.marking for paper in self.papers for place in paper.places if place.citation.marking), None)


def cited_by(citations: Sequence[Citation], passages: Mapping[str, Passage], reader: Reader) -> Cited:
    """The sources of an answer; `passages` are those that they cite, by id, as far as the reader may see them now."""
    known = {paper.document: paper for paper in reader.papers()}
    several = len({paper.info.meeting.council for paper in known.values() if paper.info.meeting.council}) > 1
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.document, []).append(citation)
    return Cited(tuple(_paper(_name(document, known.get(document), several), group, passages) for document, group in groups.items()))


def _paper(name: str, citations: Iterable[Citation], passages: Mapping[str, Passage]) -> CitedPaper:
    return CitedPaper(
        name,
        tuple(
            CitedPlace(one, _place(one, name), tuple(labels_of(passages[one.passage_id])) if one.passage_id in passages else ())
            for one in citations
        ),
    )


def _name(document: str, paper: Paper | None, several: bool) -> str:
    """What the paper is called, with its council where the library holds papers of others too."""
    name = paper_name(paper) if paper else document
    council = paper.info.meeting.council if paper and several else None
    return f"{name} ({council})" if council and council not in name else name


def _place(citation: Citation, name: str) -> str:
    place = citation.locator
    for said in (meeting_name(citation.meeting), citation.document):
        if said and said in name and place.startswith(said):
            place = place.removeprefix(said).lstrip(", ")
    if place.startswith("(") and place.endswith(")"):
        place = place[1:-1]
    return place or citation.locator

"""What of scored answers a reader of the pages may see, and the words of the papers that an answer cites."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assistant.citations import locator
from assistant.marking import TAG, marking, marking_of
from assistant.service.reader import Reader
from assistant.struck import in_words
from eval.checks.claims import cite
from eval.corpus import Corpus, Source
from eval.models import Answerable, CaseScore, CitedPlace, ClaimScore
from eval.text import holds
from ingest.models import Classification, Paper, Passage

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Place:
    """Cited words with what stands around them."""

    where: str
    """Meeting, item, paragraph and page."""
    before: str
    words: str
    after: str
    above: str = ""
    """The passage before theirs."""
    below: str = ""
    passage: str = ""
    """Id of their passage; "" where the papers hold them no more."""
    marking: str | None = None


class Seen:
    """The papers that some answers cite, as one reader may see them."""

    def __init__(self, reader: Reader, cases: Iterable[CaseScore]) -> None:
        stems = {PurePath(name).stem for case in cases for name in documents(case)}
        papers = [paper for paper in reader.papers() if PurePath(paper.document).stem in stems]
        self._corpus = Corpus(_source(reader, paper, reader.library.revision()) for paper in papers)
        self._entitled = Classification.EXEMPT in reader.role.classifications

    def may_see(self, case: CaseScore) -> bool:
        """Whether the reader may see a case. Who may not see exempt papers sees those alone whose every citation still stands in a paper
        that they may read: what was public when it was answered may have become exempt, or have been removed."""
        if self._entitled:
            return True
        if case.marking or case.answerable is Answerable.RESTRICTED or "exempt-leaked" in case.critical:
            return False
        cited = [cite(place, self._corpus) for claim in case.claims for place in claim.citations]
        return all(one.passage is not None and holds(one.passage.text, one.place.quote or one.passage.text) for one in cited)

    def marking(self, case: CaseScore) -> str | None:
        """What an answer is marked with: as it was given, as its papers are now, or because it shows what it should not."""
        passages = [cite(place, self._corpus).passage for claim in case.claims for place in claim.citations]
        leaked = marking(Classification.EXEMPT, ()) if "exempt-leaked" in case.critical else None
        return case.marking or marking_of(passage for passage in passages if passage) or leaked

    def places(self, claim: ClaimScore) -> list[Place]:
        """The words that a sentence cites."""
        return [self._place(place) for place in claim.citations]

    def _place(self, place: CitedPlace) -> Place:
        passage = cite(place, self._corpus).passage
        if passage is None:
            where = place.locator or f"{place.document}{f', page {place.page}' if place.page else ''}"
            return Place(f"{where} (not among the papers now)", "", place.quote, "")
        text, struck = passage.text, passage.struck
        at = text.find(place.quote)
        start, end = (at, at + len(place.quote)) if at >= 0 and place.quote else (0, len(text))
        cut = in_words(text[:start], struck), in_words(text[:end], struck, start), in_words(text, struck, end)
        around = [self._beside(passage, step) for step in (-1, 1)]
        above, below = (in_words(one.text, one.struck) if one else "" for one in around)
        if at < 0:  # the words are broken over lines in another way than the paper has them, or parts are left out
            cut, above, below = ("", place.quote, ""), in_words(text, struck), ""
        return Place(locator(passage), *cut, above, below, passage.id, marking_of([passage, *filter(None, around)]))

    def _beside(self, passage: Passage, step: int) -> Passage | None:
        source = self._corpus.source(passage.document)
        near = source.passages if source else ()
        return next((one for one in near if one.ordinal == passage.ordinal + step), None)


def documents(case: CaseScore) -> tuple[str, ...]:
    """The papers that an answer cites."""
    return tuple(dict.fromkeys(place.document for claim in case.claims for place in claim.citations if place.document))


@lru_cache(maxsize=64)
def _source(reader: Reader, paper: Paper, revision: int) -> Source:  # noqa: ARG001 with every change of the library it is read anew
    """A paper as a reader may see it, kept for the next sentence."""
    return Source(paper, tuple(reader.passages(paper)))


def draw(template: str, **shown: Any) -> str:
    """A template of eval/templates, its values escaped."""
    return _environment().get_template(template).render(shown)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("eval"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(tag=TAG)
    environment.filters.update(id=lambda text: quote(text, safe=""))
    return environment

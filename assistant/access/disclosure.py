"""What of an earlier answer a reader may still see: asked whenever it is shown again, since papers and entitlements change."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assistant.citations import names_of
from assistant.marking import remarked
from assistant.models import Answer, Searched
from ingest.library.library import Library
from ingest.models import Classification, Paper, Passage
from vectorstore.models import Role


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer with what must be known to show it again."""

    answer: Answer
    entitled: bool
    """Whether the asker might see exempt papers; the words of a refusal tell what was searched."""
    exempt: bool
    """Whether any passage shown with it was exempt."""
    seals: tuple[tuple[str, str], ...]
    """(id, hash of the text) of each passage cited: ids are given anew when a paper is read again in another way."""


def remember(library: Library, role: Role, answer: Answer) -> Remembered:
    """The answer as it was given to a reader of this role."""
    found = _passages(library, [answer])
    cited = dict.fromkeys(citation.passage_id for citation in answer.citations)
    return Remembered(
        answer,
        entitled=Classification.EXEMPT in role.classifications,
        exempt=_holds_exempt(answer, found.values()),
        seals=tuple((name, _seal(found[name]) if name in found else "") for name in cited),
    )


class Disclosure:
    """One reader's view of earlier answers, at this moment."""

    def __init__(self, library: Library, role: Role, turns: Sequence[Remembered]) -> None:
        """`turns` are all that will be asked about; what they cite is looked up at once."""
        self._role = role
        self._entitled = Classification.EXEMPT in role.classifications
        self._papers = library.papers(role.classifications)
        hidden = library.papers(frozenset(Classification) - role.classifications)
        found = _passages(library, [turn.answer for turn in turns])
        self._readable = {name: passage for name, passage in found.items() if self._may_read(passage, hidden)}
        self._library = library

    def conversation(self, turns: Sequence[Remembered]) -> list[Answer | None]:
        """The answers of one conversation, None for each that is withheld.

        A withheld turn takes those after it with it: their questions were understood from it.
        """
        shown: list[Answer | None] = []
        for turn in turns:
            shown.append(None if None in shown else self.answer(turn))
        return shown

    def answer(self, turn: Remembered) -> Answer | None:
        """The answer without what this reader may no longer know; None where it is withheld, its question and title with it.

        The passages listed with it are left out: only what is cited is held against the library as it is now.
        """
        less = turn.entitled and not self._entitled
        answer = turn.answer.model_copy(update={"notices": (), "marking": None} if less else {})
        if less or not self._may_read_beside(answer):
            answer = answer.model_copy(update={"dropped": ()})
        if (turn.exempt and not self._entitled) or not all(self._sealed(name, seal) for name, seal in turn.seals):
            return None
        if answer.abstained and (less or not all(passage.passage_id in self._readable for passage in answer.passages)):
            return None
        answer = remarked(answer, self._readable)
        documents = {paper.document for paper in self._papers}
        citations = (c.model_copy(update={"also_in": tuple(name for name in c.also_in if name in documents)}) for c in answer.citations)
        update = {"passages": (), "citations": tuple(citations), "searched": self._searched(answer.searched, less)}
        return answer.model_copy(update=update)

    def _may_read(self, passage: Passage, hidden: Collection[Paper]) -> bool:
        inside = any(paper.document == passage.document and passage.id.startswith(paper.id) for paper in hidden)
        return passage.classification in self._role.classifications and not inside

    def _may_read_beside(self, answer: Answer) -> bool:
        """Whether all that a chat model may have been shown for an answer is readable: of a sentence it made nobody knows whence."""
        if not answer.dropped or self._entitled:
            return True
        documents = {passage.document for passage in answer.passages}
        kept = frozenset(Classification) - self._role.classifications
        held = all(passage.passage_id in self._readable for passage in answer.passages)
        return held and not any(next(self._library.passages(document=name, classifications=kept), None) for name in documents)

    def _sealed(self, name: str, seal: str) -> bool:
        return name in self._readable and _seal(self._readable[name]) == seal

    def _searched(self, said: Searched, less: bool) -> Searched:
        """What was searched, where it names no meeting that this reader may not know of."""
        known = {name for paper in self._papers for name in names_of(paper.info.meeting)}
        return Searched() if less or not known.issuperset(said.meetings) else said


def exempt_shown(library: Library, answer: Answer) -> bool:
    """Whether any passage cited or listed with the answer is exempt."""
    return _holds_exempt(answer, _passages(library, [answer]).values())


def _holds_exempt(answer: Answer, found: Iterable[Passage]) -> bool:
    """A passage that is listed brings its neighbours' words, which may be exempt where it is not: its marking tells."""
    marked = [answer.marking, *(one.marking for one in answer.citations), *(one.marking for one in answer.passages)]
    return any(marked) or any(passage.classification is Classification.EXEMPT for passage in found)


def _passages(library: Library, answers: Sequence[Answer]) -> dict[str, Passage]:
    cited = [citation.passage_id for answer in answers for citation in answer.citations]
    listed = [passage.passage_id for answer in answers for passage in answer.passages]
    return {passage.id: passage for passage in library.passages(ids=list(dict.fromkeys(cited + listed)))}


def _seal(passage: Passage) -> str:
    return hashlib.sha256(passage.text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

"""What a streamed answer is made of, in the order in which it comes: Waiting, Sources, then Token and Stated, then the Answer itself."""

from assistant.models import Answer, Citation, Frozen, RankedPassage, Statement


class Waiting(Frozen):
    """The question waits for others to be answered; comes before everything else, and anew when the place changes."""

    position: int
    """1 is the next to be answered."""


class Sources(Frozen):
    """The passages the answer will be made from; always before the first token."""

    standalone_question: str
    passages: tuple[RankedPassage, ...]


class Token(Frozen):
    """Words of the answer that are ready to be shown; every one has passed the check or belongs to a refusal."""

    text: str


class Stated(Frozen):
    """A statement that has passed the check, with the citations that are new with it."""

    statement: Statement
    citations: tuple[Citation, ...] = ()


Event = Waiting | Sources | Token | Stated | Answer
"""The final Answer is the last event and holds everything."""

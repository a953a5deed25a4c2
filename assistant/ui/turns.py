"""A question with its answer, as the ask page and past conversations show it."""

from assistant.models import Answer, Status
from assistant.service.visitor import Visitor
from assistant.ui.render import render
from assistant.ui.sources import labels_of


def turn_html(visitor: Visitor, number: int, answer: Answer, conversation: str = "", thanked: bool = False) -> str:
    """The `number`th turn (1-based) of a conversation; `conversation` is its id where it is kept, which is what can be judged.

    `thanked` says that the reader has just said what they think of the answer.
    """
    ids = [citation.passage_id for citation in answer.citations]
    found = list(visitor.services.library.passages(ids=ids, classifications=visitor.identity.role.classifications))
    access = visitor.services.access
    strikes = access is not None and access.settings.unsupported == "strike"
    judged = conversation if answer.id and answer.status is not Status.ERROR else ""
    return render(
        "turn.html", number=number, question=answer.question, answer=answer, texts={passage.id: passage.text for passage in found},
        labels={passage.id: labels_of(passage) for passage in found}, conversation=judged, thanked=thanked, form_token=visitor.form_token,
        strikes=strikes,
    )  # fmt: skip

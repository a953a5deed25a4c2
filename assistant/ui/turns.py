"""A question with its answer, as the ask page and past conversations show it."""

from assistant.answering.rendering import with_markers
from assistant.models import Answer, Status
from assistant.service.visitor import Visitor
from assistant.ui.cited import cited_by
from assistant.ui.render import HEADINGS, render
from assistant.unmatched import mark

_BULLET = "- "


def turn_html(visitor: Visitor, number: int, answer: Answer, conversation: str = "", thanked: bool = False, folded: bool = False) -> str:
    """The `number`th turn (1-based) of a conversation; `conversation` is its id where it is kept, which is what can be judged.

    `thanked` says that the reader has just said what they think of the answer; a `folded` turn is a line that opens.
    """
    ids = [citation.passage_id for citation in answer.citations]
    found = {one.id: one for one in visitor.services.library.passages(ids=ids, classifications=visitor.identity.role.classifications)}
    access = visitor.services.access
    strikes = access is not None and access.settings.unsupported == "strike"
    head, rest = parted(answer)
    return render(
        "turn.html", number=number, question=answer.question, answer=answer, head=head, rest=rest, gist=gist(answer),
        texts={name: passage.text for name, passage in found.items()}, cited=cited_by(answer.citations, found, visitor.reader),
        conversation=conversation if answer.id and answer.status is not Status.ERROR else "", thanked=thanked, folded=folded,
        form_token=visitor.form_token, strikes=strikes, signed_in=visitor.identity.signed_in,
    )  # fmt: skip


def parted(answer: Answer) -> tuple[str, str]:
    """The Markdown of the first statement with its markers, and of what follows it.

    The first is "" where the answer opens otherwise: with a table, a line over a list, or what the papers do not say.
    """
    text = answer.answer
    for statement in answer.statements[:1]:
        begin = len(_BULLET) if text.startswith(_BULLET) else 0
        head = with_markers(statement, answer.citations)
        if text.startswith(head, begin):
            return head, text[begin + len(head) :].lstrip()
    return "", text


def gist(answer: Answer) -> str:
    """The answer in its first statement, or what kind of refusal it is: what a folded turn shows."""
    heading = HEADINGS.get(answer.status, "")
    said = [part for one in answer.statements[:1] for part in (one.text, mark(one, answer.citations)) if part]
    return " ".join([f"{heading}." if heading and said else heading, *said]).strip()

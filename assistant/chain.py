"""The two steps of every answer as a LangChain runnable: always retrieve, then answer; sources come before the first token."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from assistant.events import Event
from assistant.models import Ask

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from assistant.evidence import Evidence

Retrieve = Callable[[Ask], "Evidence"]
Respond = Callable[[Ask, "Evidence"], Iterator[Event]]


def build_chain(retrieve: Retrieve, respond: Respond) -> "Runnable[dict[str, Any], dict[str, Any]]":
    """A runnable from {"ask": Ask} to {"ask", "docs": Evidence, "answer": (Event, …)}.

    Streamed, it yields "docs" once and then "answer" chunks of one event each; a tuple, so that chunks add up when it is invoked.
    """
    from langchain_core.runnables import RunnableGenerator, RunnableLambda, RunnablePassthrough

    def answer(inputs: Iterator[dict[str, Any]]) -> Iterator[tuple[Event, ...]]:
        given: dict[str, Any] = {}
        for chunk in inputs:
            given |= chunk
        yield from ((event,) for event in respond(given["ask"], given["docs"]))

    docs: Runnable[dict[str, Any], Any] = RunnableLambda(lambda given: retrieve(given["ask"]))
    return RunnablePassthrough.assign(docs=docs).assign(answer=RunnableGenerator(answer))

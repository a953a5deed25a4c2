"""Our retriever as a LangChain retriever, for chains that are built outside this project."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from assistant.events import Event
from assistant.models import Ask
from assistant.retrieval.models import Extract
from assistant.retrieval.retriever import Retriever
from vectorstore.models import Role

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from assistant.retrieval.models import Evidence


def as_langchain(retriever: Retriever, role: Role = Role.PUBLIC) -> "BaseRetriever":
    """A `BaseRetriever` over `retriever` for readers of one role; each document is an extract with its place as metadata."""
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

    class CouncilPapersRetriever(BaseRetriever):
        """Extracts of council papers, best first."""

        def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None) -> list[Document]:
            del run_manager  # LangChain reports start and end itself
            extracts = retriever.retrieve(Ask(question=query, role=role)).extracts
            return [Document(page_content=extract.text, metadata=_place(extract), id=extract.hit.passage.id) for extract in extracts]

    return CouncilPapersRetriever()


def _place(extract: Extract) -> dict[str, object]:
    """What a citation needs, of the passage that matched."""
    passage = extract.hit.passage
    return {
        "document": passage.document,
        "passage_ids": [one.id for one in extract.passages],
        "page": passage.page,
        "agenda_item": passage.agenda_item,
        "report_title": passage.report_title,
        "paragraph": passage.paragraph,
        "meeting_date": passage.meeting.date.isoformat() if passage.meeting.date else None,
        "score": extract.hit.score,
    }


# The two steps of every answer as a LangChain runnable: always retrieve, then answer; sources come before the first token.

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

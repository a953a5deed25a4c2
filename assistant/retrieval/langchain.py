"""The two steps of every answer as a LangChain chain: our retriever, which is LangChain's, then the answer from what it brings."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.events import Event
from assistant.models import Ask
from assistant.retrieval.models import Evidence, Extract
from assistant.retrieval.retriever import Retriever

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

Respond = Callable[[Ask, Evidence], Iterator[Event]]


def langchain_retriever(retriever: Retriever) -> "BaseRetriever":
    """`retriever` as LangChain calls it: `invoke(question)` for the public, `invoke(question, ask=Ask(…))` for others.

    Each document is an extract, best first, with its place as metadata and the `Extract` itself under "extract".
    """
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

    class CouncilPapersRetriever(BaseRetriever):
        """Extracts of council papers, best first."""

        def _get_relevant_documents(
            self, query: str, *, run_manager: CallbackManagerForRetrieverRun, ask: Ask | None = None, read: Evidence | None = None
        ) -> list[Document]:
            """`read` spares reading the question again."""
            del run_manager  # LangChain reports start and end itself
            ask = ask or Ask(question=query)
            extracts = retriever.find(ask, read or retriever.read(ask))
            return [Document(page_content=one.text, metadata=_place(one), id=one.hit.passage.id) for one in extracts]

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
        "extract": extract,
    }


def build_chain(retriever: Retriever, respond: Respond) -> "Runnable[dict[str, Any], dict[str, Any]]":
    """A runnable from {"ask": Ask} to {"ask", "docs": Evidence, "answer": (Event, …)}.

    Streamed, it yields "docs" once and then "answer" chunks of one event each; a tuple, so that chunks add up when it is invoked.
    """
    from langchain_core.runnables import RunnableGenerator, RunnableLambda, RunnablePassthrough

    found = langchain_retriever(retriever)

    def retrieve(given: dict[str, Any]) -> Evidence:
        ask = given["ask"]
        read = retriever.read(ask)
        documents = found.invoke(ask.question, ask=ask, read=read)
        return replace(read, extracts=tuple(document.metadata["extract"] for document in documents))

    def answer(inputs: Iterator[dict[str, Any]]) -> Iterator[tuple[Event, ...]]:
        given: dict[str, Any] = {}
        for chunk in inputs:
            given |= chunk
        yield from ((event,) for event in respond(given["ask"], given["docs"]))

    return RunnablePassthrough.assign(docs=RunnableLambda(retrieve)).assign(answer=RunnableGenerator(answer))

"""Our retriever as a LangChain retriever, for chains that are built outside this project."""

from typing import TYPE_CHECKING

from assistant.evidence import Extract
from assistant.models import Ask
from assistant.retriever import Retriever
from vectorstore.models import Role

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever


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

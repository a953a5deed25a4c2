"""The rooms of the house from below, and which room a module lies in: read by docs/generate.py and by the import test."""

from typing import Final

NOUNS: Final = ("ingest/models", "ingest/errors", "ingest/settings", "ingest/sources", "ingest/faults", "ingest/signs")
"""Modules of ingest that every room may use."""
FLOORS: Final = {
    "ingest nouns": "papers, pages, passages and what can be wrong with them",
    "ingest/language": "words, dates, periods, figures and sentences: how a text is read",
    "ingest/formats": "Word, HTML and text papers to lines and cells; what stands outside a paper's text",
    "ingest/pdf": "PDF pages to lines and cells",
    "ingest/structure": "lines to passages with their place: headings, numbering, agenda, parts, tables, what is exempt",
    "ingest/record": "what one paper says of meetings: items, clauses, votes, motions, corrections",
    "ingest/library": "the papers and passages kept, in SQLite or PostgreSQL; what persons said of them",
    "ingest/child": "the limited process in which files are read",
    "ingest/websites": "what a council's website lists, and asking it politely",
    "ingest": "files to papers: one reader a format, the limited child, the batch, the queue, folders and sites that are watched",
    "vectorstore": "embedding, index, search",
    "prompts": "the words given to chat models",
    "assistant": "nouns that all of the assistant shares, citations, configuration",
    "assistant/question": "what is asked, and what an answer would look like",
    "assistant/retrieval": "which passages answer",
    "assistant/check": "whether a sentence may stand",
    "assistant/answering": "what is said, or why nothing is said",
    "assistant/briefing": "briefing notes",
    "assistant/registers": "decisions, actions and measures over many papers",
    "assistant/export": "notes and tables as files",
    "assistant/access": "accounts, roles, the record of who was shown what",
    "assistant/service": "what pages and API share: readers, waiting, jobs, meetings, suggestions",
    "assistant/api": "the API and the MCP server",
    "assistant/ui": "the web pages, and what gradio may take",
    "assistant/cli": "the command line",
    "eval": "measures",
    "app": "the composition root",
}
"""Room to what lies in it, from below: a module imports from its own room and from rooms above it in this list."""


def room_of(path: str) -> str | None:
    """The room of a source file ("ingest/pdf/words.py"); None for what is outside the house (samples)."""
    module = path.removesuffix(".py").removesuffix("/__init__")
    if module in NOUNS or path == "ingest/__init__.py":
        return "ingest nouns"
    folder, _, _ = module.rpartition("/")
    for name in (module, "/".join(folder.split("/")[:2]), folder.partition("/")[0]):
        if name in FLOORS:
            return name
    return None

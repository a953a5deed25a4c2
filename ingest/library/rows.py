"""How papers and passages are written down: the stable JSON of `passages --json`, and the rows of the library."""

import hashlib
import json
import re
from typing import Any, Final

from pydantic import TypeAdapter

from ingest.library.context import context_line
from ingest.library.engine import Row as StoredRow
from ingest.models import Paper, Passage

_PAPER: Final = TypeAdapter(Paper)
_PASSAGE: Final = TypeAdapter(Passage)
_PASSAGE_COLUMNS: Final = frozenset(
    {"id", "document", "ordinal", "text", "kind", "agenda_item", "report_title", "paragraph", "meeting", "classification", "status"}
)
_PAPER_COLUMNS: Final = frozenset({"id", "document", "path", "sha256", "pages", "passages"})
_PLACE: Final = ("page", "page_end", "page_label", "agenda_item", "agenda_title", "report_title", "paragraph", "section", "section_path")
_WHERE_ANY: Final = ("exempt_paragraphs", "table", "struck", "boxes", "confidence")

Row = dict[str, Any]
"""Column name to value of one row; stays between the library and this module."""


def text_key(text: str) -> str:
    """SHA-256 of the words of `text`, case, punctuation and spacing ignored: equal keys are the same words printed twice."""
    return hashlib.sha256(" ".join(re.findall(r"\w+", text.casefold())).encode()).hexdigest()


def passage_record(passage: Passage) -> dict[str, object]:
    """The JSON object of `passages --json`; `exempt_paragraphs` and what follows them are present where the passage has them."""
    plain: dict[str, Any] = _PASSAGE.dump_python(passage, mode="json")
    record = {"document": passage.document, "passage_id": passage.id}
    record |= {name: plain[name] for name in (*_PLACE, "kind", "meeting", "classification", "status", "text")}
    return record | {name: plain[name] for name in _WHERE_ANY if plain[name] not in (None, [])}


def passage_row(passage: Passage, paper_number: int) -> Row:
    """The row of `passage`: what is filtered or changed later in columns, the rest as JSON without the fields left at their default."""
    rest = _PASSAGE.dump_json(passage, exclude=set(_PASSAGE_COLUMNS), exclude_defaults=True).decode()
    meeting = passage.meeting
    return {
        "id": passage.id,
        "paper": paper_number,
        "document": passage.document,
        "ordinal": passage.ordinal,
        "meeting_date": meeting.date.isoformat() if meeting.date else None,
        "committee": meeting.committee,
        "council": meeting.council,
        "classification": passage.classification.value,
        "status": passage.status.value,
        "read_status": passage.status.value,
        "kind": passage.kind.value,
        "agenda_item": passage.agenda_item,
        "report_title": passage.report_title,
        "paragraph": passage.paragraph,
        "text_key": text_key(passage.text),
        "context": context_line(passage),
        "text": passage.text,
        "record": rest,
    }


def passage_of(row: StoredRow) -> Passage:
    """The passage of a row of the table `passage`; the columns win over the JSON."""
    columns = {name: row[name] for name in _PASSAGE_COLUMNS - {"meeting"}}
    meeting = {"council": row["council"], "committee": row["committee"], "date": row["meeting_date"]}
    return _PASSAGE.validate_python({**json.loads(row["record"]), **columns, "meeting": meeting})


def paper_row(paper: Paper) -> Row:
    """The row of `paper`; its status and what it duplicates, as read, stay in the JSON when relations change the columns."""
    date = paper.info.meeting.date
    return {
        "id": paper.id,
        "document": paper.document,
        "path": paper.path,
        "sha256": paper.sha256,
        "pages": paper.pages,
        "passages": paper.passages,
        "meeting_date": date.isoformat() if date else None,
        "status": paper.info.status.value,
        "duplicate_of": paper.info.duplicate_of,
        "record": _PAPER.dump_json(paper, exclude=set(_PAPER_COLUMNS), exclude_defaults=True).decode(),
    }


def paper_of(row: StoredRow) -> Paper:
    """The paper of a row of the table `paper`; the columns win over the JSON."""
    record = json.loads(row["record"])
    record["info"] = {**record.get("info", {}), "status": row["status"], "duplicate_of": row["duplicate_of"]}
    return _PAPER.validate_python({**record, **{name: row[name] for name in _PAPER_COLUMNS}})

"""From the lines of a paper to its passages, each with its place: the one entry to the structure parser."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from ingest.language.dates import first_day
from ingest.language.periods import long_date
from ingest.models import Classification, Kind, PaperInfo, PaperText, Passage
from ingest.settings import IngestSettings
from ingest.structure.agenda import recommends
from ingest.structure.body import Block, read_body
from ingest.structure.clean import Cleaned, without_furniture
from ingest.structure.exempt.kept_back import classify
from ingest.structure.metadata import committee_of, read_info
from ingest.structure.parts import Part, PartKind, names_minutes
from ingest.structure.passages import cut, finish
from ingest.structure.segment import Segmenter, pack_page
from ingest.structure.spacing import close_up


def parse(text: PaperText, document: str, paper_id: str, settings: IngestSettings) -> tuple[PaperInfo, tuple[Passage, ...]]:
    """What a paper says of itself, and its passages in reading order.

    `document` is the file's own name, `paper_id` the start of its content hash; both go into each passage.
    """
    return parse_cleaned(clean(text), text, document, paper_id, settings)


def clean(text: PaperText) -> Cleaned:
    """The paper's lines without page furniture, as `parse_cleaned` asks for them."""
    return without_furniture(close_up(text.lines), text.pages)


def parse_cleaned(
    cleaned: Cleaned, text: PaperText, document: str, paper_id: str, settings: IngestSettings
) -> tuple[PaperInfo, tuple[Passage, ...]]:
    """The second half of `parse`, for those who ask what was lost in the first."""
    if not cleaned.lines:
        return PaperInfo(), ()
    packs = {page.number: number for page in text.pages if (number := _stamped(page.label)) is not None}
    parts = Segmenter(cleaned, text.bookmarks, packs, committee_of(cleaned.lines)).parts()
    info = read_info(cleaned.lines, parts, document)
    alone = len(parts) == 1
    only = sum(part.kind is PartKind.MINUTES for part in parts) == 1
    parts = _of_own_meeting([_minuted(part, info, only=only) for part in parts], info)
    parts, kept_back = classify(text, cleaned.lines, parts, document)
    if all(part.exempt for part in parts):
        info = replace(info, classification=Classification.EXEMPT)
    info = replace(info, kept_back=kept_back)
    parts = [_titled(part, info, alone=alone) for whole in parts for part in _report_apart(whole)]
    labels = {page.number: page.label for page in text.pages}
    place = Passage("", document, 0, "", Kind.PARAGRAPH, meeting=info.meeting, status=info.status)
    made: list[Passage] = []
    for part in parts:
        here = replace(
            place, agenda_item=part.item, agenda_title=part.item_title, report_title=_part_title(part),
            classification=Classification.EXEMPT if part.exempt else Classification.PUBLIC,
        )  # fmt: skip
        made.extend(_passages(here, part, settings))
    return info, tuple(_number(made, paper_id, labels))


def _stamped(label: str | None) -> int | None:
    return pack_page(label) if label and label.lower().startswith("page") else None


def _part_title(part: Part) -> str | None:
    return "Agenda" if part.kind is PartKind.AGENDA else part.title


def _minuted(part: Part, info: PaperInfo, *, only: bool) -> Part:
    """A paper of minutes with no part of its own name is the minutes; so is its `only` part where its title names no day."""
    bare = names_minutes(part.title or "") or (only and not first_day(part.title or ""))
    unnamed = part.kind is PartKind.FRONT or (part.kind is PartKind.MINUTES and bare)
    if not unnamed or info.paper_type != "minutes":
        return part
    day = info.meeting.date
    body = info.meeting.committee or info.meeting.council or "the meeting"
    title = f"Minutes of the {body}" + (f", {long_date(day)}" if day else "")
    return replace(part, kind=PartKind.MINUTES, title=title)


def _of_own_meeting(parts: list[Part], info: PaperInfo) -> list[Part]:
    """Minutes that are no paper for another meeting are those of the meeting that the paper names."""
    minuted = info.paper_type == "minutes" or {part.kind for part in parts} <= {PartKind.FRONT, PartKind.MINUTES}
    if not minuted or any(part.kind is PartKind.AGENDA for part in parts):
        return parts
    return [replace(part, own_meeting=part.kind is PartKind.MINUTES and part.item is None) for part in parts]


def _titled(part: Part, info: PaperInfo, *, alone: bool) -> Part:
    """A paper with no part of its own name is a report under the paper's title."""
    if part.kind is not PartKind.FRONT or info.paper_type not in ("annual report", "report", None, "briefing paper"):
        return part
    return replace(part, kind=PartKind.REPORT if alone else PartKind.APPENDIX, title=part.title or info.title)


def _report_apart(part: Part) -> list[Part]:
    """An entry of an agenda, and the report that its recommendation begins; both are kept back where the whole was."""
    own = takewhile(lambda line: line.page == part.lines[0].page and (line is part.lines[0] or not line.level), part.lines)
    at = next((at for at, line in enumerate(own) if recommends(line)), None)
    if part.kind is not PartKind.AGENDA or part.item is None or at is None:
        return [part]
    report = replace(part, kind=PartKind.REPORT, lines=part.lines[at:], title=part.item_title)
    return [replace(part, lines=part.lines[:at]), report] if at else [report]


def _passages(place: Passage, part: Part, settings: IngestSettings) -> Iterator[Passage]:
    for block in cut(read_body(part), settings.passage_words):
        yield finish(_placed(place, part, block), block.lines)


def _placed(place: Passage, part: Part, block: Block) -> Passage:
    path = block.section_path
    if part.kind is PartKind.AGENDA:
        path = (part.item_title,) if part.item_title else ()
    return replace(
        place,
        kind=Kind.FRONT_MATTER if block.kind is Kind.HEADING and part.kind is PartKind.FRONT else block.kind,
        paragraph=block.paragraph,
        section=path[-1] if path else None,
        section_path=path,
        agenda_item=block.item or place.agenda_item,
        table=block.table,
    )


def _number(made: list[Passage], paper_id: str, labels: dict[int, str | None]) -> Iterator[Passage]:
    filled = [passage for passage in made if any(map(str.isalnum, passage.text))]
    for ordinal, passage in enumerate(filled):
        label = labels.get(passage.page) if passage.page is not None else None
        yield replace(passage, id=f"{paper_id}-{ordinal:05d}", ordinal=ordinal, page_label=label)

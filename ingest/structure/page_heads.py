"""What stands in the head of the pages of a Word file and nowhere else: the council, the committee or the date of the meeting.

In a PDF the first of a running head's lines stays in the text; in Word the head stands apart from it, and is put before the text here.
"""

from dataclasses import replace

from ingest.models import Line, PageHead, PaperText
from ingest.structure.metadata import read_info


def with_page_heads(text: PaperText) -> PaperText:
    """The paper with the heads of its first pages before its text, where they name what the text leaves open of its meeting."""
    texts = {line.text.casefold() for line in text.lines[:40]}
    pieces = (piece.strip() for head in text.page_heads if head.start == 0 for piece in head.text.split("\t"))
    said = tuple(Line(piece, gap=True) for piece in pieces if piece and piece.casefold() not in texts)
    if not said:
        return text
    plain, headed = read_info(text.lines, ()).meeting, read_info((*said, *text.lines), ()).meeting
    named = [name for name in ("council", "committee", "date") if getattr(plain, name) is None and getattr(headed, name)]
    if not named:
        return text
    return replace(text, lines=(*said, *text.lines), page_heads=tuple(_moved(head, len(said)) for head in text.page_heads))


def _moved(head: PageHead, by: int) -> PageHead:
    return replace(head, start=head.start + by if head.start else 0, end=head.end + by)

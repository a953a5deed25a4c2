from ingest.models import Box, Kind, Line, Passage, Table
from ingest.structure.body import Block
from ingest.structure.passages import cut, finish
from tests.ingest.printed import printed


def _block(*texts: str, paragraph: str | None = "1", kind: Kind = Kind.PARAGRAPH, section: str = "DETAIL", repeat: int = 0) -> Block:
    return Block(kind, tuple(Line(text, gap=True) for text in texts), paragraph, (section,), repeat=repeat)


def test_neighbours_with_one_number_are_one_passage() -> None:
    (joined,) = cut([_block("It costs:"), _block("much", kind=Kind.LIST)], 100)
    assert (joined.kind, [line.text for line in joined.lines]) == (Kind.PARAGRAPH, ["It costs:", "much"])


def test_different_numbers_sections_and_repeated_numbers_are_not() -> None:
    blocks = [_block("a"), _block("b", paragraph="2"), _block("c", paragraph="2", section="COST"), _block("d", paragraph="2", repeat=1)]
    assert len(list(cut(blocks, 100))) == 4


def test_a_heading_goes_with_what_follows_it() -> None:
    (block,) = cut([_block("DETAIL", paragraph=None, kind=Kind.HEADING), _block("It began.")], 100)
    assert (block.paragraph, [line.text for line in block.lines]) == ("1", ["DETAIL", "It began."])


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = " ".join(f"Sentence {at} has exactly six words." for at in range(40))
    pieces = list(cut([_block(sentences)], 60))
    assert len(pieces) > 3
    assert all(line.text.endswith(".") for piece in pieces for line in piece.lines)
    assert " ".join(line.text for piece in pieces for line in piece.lines) == sentences


def test_a_long_table_is_cut_between_rows_and_keeps_its_head() -> None:
    rows = tuple((f"Ward {at}", " ".join(["words"] * 10), str(at)) for at in range(30))
    lines = tuple(Line("\t".join(row), cells=row) for row in rows)
    block = Block(Kind.TABLE, lines, "4", ("DETAIL",), Table(("Ward", "What", "Number"), rows), begins=tuple(range(30)))
    pieces = list(cut([block], 100))
    assert [row for piece in pieces if piece.table for row in piece.table.rows] == list(rows)
    assert {piece.table.columns for piece in pieces if piece.table} == {("Ward", "What", "Number")}
    assert all(len(piece.lines) == len(piece.table.rows) for piece in pieces if piece.table)


def test_struck_words_keep_their_place_in_the_passage() -> None:
    lines = [Line("7. The cost", 1), Line("is £8.7m £7.8m.", 1, struck=((3, 8),)), Line("It was agreed.", 2, gap=True)]
    passage = finish(Passage("", "x.pdf", 0, "", Kind.MINUTE), lines)
    assert passage.text == "7. The cost is £8.7m £7.8m.\nIt was agreed."
    assert [passage.text[start:end] for start, end in passage.struck] == ["£8.7m"]
    assert (passage.page, passage.page_end) == (1, 2)


def test_boxes_and_confidence_come_from_the_lines() -> None:
    lines = [Line("a", 1, box=Box(1, 0, 0, 9, 9), confidence=0.9), Line("b", 1, box=Box(1, 0, 10, 9, 19), confidence=0.7)]
    passage = finish(Passage("", "x.pdf", 0, "", Kind.PARAGRAPH), lines)
    assert len(passage.boxes) == 2
    assert passage.confidence == 0.8


def test_no_passage_stands_on_three_pages() -> None:
    lines = printed("=== 1\nOne.\n\n=== 2\nTwo.\n\n=== 3\nThree.\n\n=== 4\nFour.\n")
    blocks = [Block(Kind.PARAGRAPH, (line,), None, ()) for line in lines]
    assert [{line.page for line in block.lines} for block in cut(blocks, 200)] == [{1, 2}, {3, 4}]

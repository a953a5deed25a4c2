"""The frame of a note on small notes of our own: said once, headed by nothing empty, no longer than allowed, and changed by hand."""

import datetime

import pytest

from assistant.briefing.edits import Edits, edited, pieces
from assistant.briefing.frame import Frame, is_waved, joined, said_once, trimmed, unminuted
from assistant.briefing.length import fits, pages
from assistant.briefing.models import BOTTOM_LINE, Block, Bullets, Grid, Note, Origin, Paragraph, Quotation, Said, Section
from assistant.briefing.references import references
from assistant.briefing.walk import every_said
from tests.export.notes import gap, said, source

WORKS = "Work starts in the spring of 2025."
LONG = "The Council will spend a further £{} on the repair of the sea wall at the western end of the promenade before the winter."


def section(name: str, *blocks: Block) -> Section:
    return Section(name=name, heading=name.replace("_", " ").capitalize(), blocks=blocks)


def note(*sections: Section) -> Note:
    return Note(
        template="item-brief", title="Briefing note: Sea wall", subject="Sea wall", date=datetime.date(2024, 9, 30), sections=sections,
        disclaimer="This is not a decision paper.", sources=tuple(source(at, f"{at}.1") for at in range(1, 4)),
    )  # fmt: skip


def texts(sections: list[Section]) -> list[str]:
    return [one.text for one in every_said(note(*sections))]


def test_what_the_bottom_line_or_a_quotation_says_is_not_said_again() -> None:
    found = said_once([
        section(BOTTOM_LINE, Bullets(items=(said("The wall will cost £1.2m to mend this year.", 1, label="Cost:"),))),
        section("key_points", Bullets(items=(said("The wall will cost £1.2m to mend this year.", 1), said(WORKS, 1)))),
        section("recommendations", Quotation(items=(said("That the wall be mended this year; and", 2),))),
        section("resources", Bullets(items=(said(WORKS, 1),))),
        section("background", Paragraph(said=(said("That the wall be mended this year; and", 2), said("It fell in a storm.", 2)))),
    ])  # fmt: skip
    assert texts(found).count("The wall will cost £1.2m to mend this year.") == 1
    assert [one.name for one in found if one.blocks] == [BOTTOM_LINE, "key_points", "recommendations", "background"]
    assert "That the wall be mended this year; and" in texts(found[-1:])  # the sentence behind it leans on it


def test_a_name_or_an_opening_line_goes_with_what_stood_under_it() -> None:
    repeated = said(WORKS, 1)
    found = said_once([
        section("key_points", Bullets(items=(repeated,))),
        section("timeline", Paragraph(said=(gap("Item 4: Sea wall"),)), Paragraph(said=(gap("Elsewhere:"),)), Bullets(items=(repeated,)),
                Paragraph(said=(gap("Item 5: Pier"),)), Bullets(items=(said("The pier reopens in June 2025.", 2),))),
    ])  # fmt: skip
    assert texts(found[1:]) == ["Item 5: Pier", "The pier reopens in June 2025."]


def test_matters_without_a_minute_are_named_in_one_line() -> None:
    told = section(
        "resolved", Paragraph(said=(gap("Item 4: Sea wall"),)), Paragraph(said=(gap("Not yet minuted: no minutes are among the papers."),)),
        Paragraph(said=(gap("Item 5: Pier"),)), Quotation(items=(said("RESOLVED that the pier reopen.", 1),)),
    )  # fmt: skip
    left, names = unminuted(told, {"Item 4: Sea wall": "item 4", "Item 5: Pier": "item 5"})
    assert (texts([left]), names) == (["Item 5: Pier", "RESOLVED that the pier reopen."], ("item 4",))
    assert Frame(silent=("risk", "equalities"), unminuted=names).closing(1) == (
        "Not in this note: risk, equalities. No resolution was found on: item 4."
    )
    assert Frame().closing(3) == ""


@pytest.mark.parametrize(("words", "waved"), [("Not applicable", True), ("None.", True), ("None of it is funded.", False)])
def test_a_section_that_says_there_is_nothing_to_say_is_told(words: str, waved: bool) -> None:
    assert is_waved(section("risk", Paragraph(said=(gap("Elsewhere it says:"),)), Bullets(items=(said(words, 1),)))) is waved
    assert "“none” or “not applicable”: risk." in Frame(waved=("risk",)).closing(3)


@pytest.mark.parametrize(("resolved", "kept"), [("the wall be mended.", 1), ("the wall be left.", 2)])
def test_recommendations_resolved_in_the_same_words_are_given_once(resolved: str, kept: int) -> None:
    asked = section("recommendations", Quotation(items=(said("That the wall be mended; and", 1, label="(a)"),)))
    agreed = section("resolved", Quotation(items=(said(resolved, 2, label="1"),)))
    assert len(joined([asked, agreed])) == kept


def test_the_least_important_goes_first_and_is_named_and_clauses_stay_whole() -> None:
    clauses = Quotation(items=tuple(said(LONG.format(at), 1, label=f"({at})") for at in range(8)))
    points = Bullets(items=tuple(said(LONG.format(at), 2) for at in range(20, 30)))
    long = note(
        section("questions", points), section("key_points", points), section("recommendations", clauses), section("figures", points)
    )
    assert not fits(long, 1)
    short = trimmed(long, 1, Frame(), )  # fmt: skip
    assert fits(short, 1)
    assert short.closing is not None
    assert "questions, figures" in short.closing
    (kept,) = [one for one in short.sections if one.name == "recommendations"]
    assert kept.blocks == (clauses,)


def test_clauses_that_fill_more_than_a_page_are_counted_where_they_are_missed() -> None:
    clauses = Quotation(items=tuple(said(LONG.format(at), 1, label=f"({at})") for at in range(60)))
    short = trimmed(note(section("recommendations", clauses)), 1, Frame())
    assert fits(short, 1)
    *kept, told = list(every_said(short))
    assert all(one in clauses.items for one in kept)
    assert told.text == f"[{60 - len(kept)} more clauses: see the papers.]"


def test_a_note_grows_by_what_is_put_in() -> None:
    short, long = (note(section("key_points", Bullets(items=tuple(said(LONG.format(at), 1) for at in range(count))))) for count in (5, 50))
    assert 0 < pages(short) < 1 < pages(long) < 4


def test_a_paper_is_named_once_with_its_places() -> None:
    (one,) = references(source(at, f"{at}.1", 10 + at) for at in (1, 2))
    assert one.title.count("Food waste collection") == 1
    assert [place.where for place in one.places] == ["para 1.1 (p. 7, PDF 11)", "para 2.1 (p. 8, PDF 12)"]
    (other,) = references([source(3).model_copy(update={"locator": source(3).document, "meeting": source(3).meeting})])
    assert (other.name, other.file) == (source(3).document, None)


def whole() -> Note:
    grid = Grid(columns=("a", "b"), rows=((said("x"), said("1", 3)),), caption="Costs")
    return note(
        section("recommendations", Quotation(items=(said("That A.", 1, label="(a)"), said("That B.", 2, label="(b)")))),
        section("key_points", Paragraph(said=(gap("Item 4: Sea wall"),)), Bullets(items=(said("One point.", 1),)), grid),
    )


def test_what_is_left_out_is_gone_with_its_source_and_a_gap_among_clauses_is_told() -> None:
    full = whole()
    places = [piece.place for at, one in enumerate(full.sections) for piece in pieces(one, at)]
    assert places == ["0.0.0", "0.0.1", "1.1.0", "1.2"]
    made = edited(full, Edits(frozenset({"0.0.1", "1.1.0"})))
    assert [one.text for one in every_said(made)] == ["That A.", "[1 clause is left out here.]", "Item 4: Sea wall", "x", "1"]
    assert [one.paragraph for one in made.sources] == ["1.1", "3.1"]
    assert [one.markers for one in every_said(made) if one.markers] == [(1,), (2,)]
    assert [one.text for one in every_said(edited(full, Edits(frozenset({"1.1.0", "1.2"}))))] == ["That A.", "That B."]
    assert edited(full, Edits()) is full


def test_edited_words_are_the_officers_and_keep_their_source() -> None:
    made = edited(whole(), Edits(words={"0.0.0": "Do A.", "1.1.0": "A point."}))
    told: dict[str, Said] = {one.text: one for one in every_said(made)}
    assert told["Do A."].origin is told["A point."].origin is Origin.OFFICER
    assert (told["Do A."].markers, told["Do A."].label) == ((1,), "(a)")
    assert told["That B."].origin is Origin.PAPER

"""What is one text printed twice, and what are standard words that merely read the same."""

import datetime
from dataclasses import replace

import pytest

from ingest.models import Kind, Meeting, PaperStatus, Passage
from vectorstore.duplicates import collapse
from vectorstore.models import Hit

WORDS = "The committee noted that the number of children looked after had risen from 450 to 482 over the year to March."
MAY, JUNE = (Meeting("Anytown", "Scrutiny", datetime.date(2012, month, 1)) for month in (5, 6))
BASE = Passage("a", "pack.pdf", 0, WORDS, Kind.PARAGRAPH, paragraph="12", report_title="Safeguarding", meeting=MAY)


def collapsed(one: Passage, other: Passage) -> bool:
    return len(collapse([Hit(one, 0.9), Hit(other, 0.8)], 0.9)) == 1


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"document": "alone.pdf"}, True),
        ({"text": WORDS.upper() + " "}, True),
        ({"paragraph": None, "report_title": None}, True),
        ({"report_title": "Safeguarding (revised)"}, True),
        ({"text": WORDS.replace("482", "479")}, False),
        ({"paragraph": "13"}, False),
        ({"report_title": "Budget"}, False),
        ({"meeting": JUNE}, False),
    ],
)
def test_reports(change, same):
    assert collapsed(BASE, replace(BASE, id="b", **change)) is same


def test_long_passages_that_differ_in_one_word_are_the_same_but_never_in_one_figure():
    long = replace(BASE, text=WORDS + " ".join(f"clause{chr(97 + n // 10)}{chr(97 + n % 10)}" for n in range(100)))
    misread = replace(long, text=long.text.replace("committee", "cornmittee"))
    assert collapsed(long, misread)
    assert not collapsed(replace(long, kind=Kind.RESOLUTION), replace(misread, kind=Kind.RESOLUTION))
    assert not collapsed(long, replace(long, text=long.text.replace("482", "479")))


def test_minutes_are_the_same_in_the_packs_of_two_meetings():
    minute = replace(BASE, kind=Kind.MINUTE, report_title="Minutes of 1 May")
    assert collapsed(minute, replace(minute, id="b", meeting=JUNE, report_title="Minutes of the previous meeting"))


def test_a_few_words_are_never_the_same():
    short = replace(BASE, text="None.")
    assert not collapsed(short, replace(short, id="b"))


def test_the_current_one_is_shown_at_the_best_ones_place():
    old = replace(BASE, id="old", status=PaperStatus.SUPERSEDED)
    middle = Hit(replace(BASE, id="other", text="Something else entirely was said about the bins and the roads of the town."), 0.7)
    first, second = collapse([Hit(old, 0.9), middle, Hit(replace(BASE, id="new"), 0.5, (("dense", 0.1),))], 0.9)
    assert (first.passage.id, first.score, first.signals) == ("new", 0.9, (("dense", 0.1),))
    assert [place.id for place in first.also_at] == ["old"]
    assert second == middle

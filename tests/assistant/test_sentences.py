"""Units are verbatim, safe for abbreviations, and never of struck words."""

import pytest

from ingest.language.sentences import Shape, split_sentences, units
from ingest.models import Kind, Table
from tests.assistant.paper_fakes import passage


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cllr. Smith spoke. It was agreed.", ["Cllr. Smith spoke.", "It was agreed."]),
        ("See para. 4.2 of the report. It costs £1.2m. Fees rise.", ["See para. 4.2 of the report.", "It costs £1.2m.", "Fees rise."]),
        ("Mr. J. Jones chaired. Ms. Lee sat.", ["Mr. J. Jones chaired.", "Ms. Lee sat."]),
        ("12. The panel met.", ["12. The panel met."]),
        ("Fees (e.g. Parking) rise by 2.5%. (They fell before.) No. 5 stays.", None),
    ],
)
def test_sentences(text: str, expected: list[str] | None) -> None:
    found = [text[start:end].strip() for start, end in split_sentences(text)]
    assert found == (expected or ["Fees (e.g. Parking) rise by 2.5%.", "(They fell before.)", "No. 5 stays."])


def test_items_and_rows_are_units_of_their_own_and_headings_are_none() -> None:
    listed = passage("DETAIL\nThe aims are:\n- cleaner parks\n- safer paths", kind=Kind.LIST)
    assert [(unit.text, unit.shape) for unit in units(listed)] == [
        ("The aims are:", Shape.SENTENCE),
        ("- cleaner parks", Shape.ITEM),
        ("- safer paths", Shape.ITEM),
    ]
    table = passage("Year\tRangers\n2018\t40", kind=Kind.TABLE, table=Table(("Year", "Rangers"), (("2018", "40"),)))
    assert [unit.shape for unit in units(table)] == [Shape.ROW, Shape.ROW]


def test_struck_words_are_in_no_unit() -> None:
    text = "The panel agrees. The panel rejects the plan. It meets in May."
    struck = passage(text, struck=((18, 45),))
    assert [unit.text for unit in units(struck)] == ["The panel agrees.", "It meets in May."]

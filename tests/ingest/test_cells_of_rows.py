"""A printed row is found among the rows of its table, also where merged cells say more in the table than stands in print."""

import pytest

from ingest.language.sentences import cells_of, units
from ingest.models import Kind, Passage, Table

ROWS = (
    ("Priory", "Taxi", "14", "3"),
    ("Priory", "Alcohol", "22", "1"),
    ("Quay", "Taxi", "None", "None"),
    ("Quay", "Kiosk", "7", "8"),
)
TEXT = "Ward\tType\tGranted\tRefused\nPriory\tTaxi\t14\t3\nAlcohol\t22\t1\nQuay\tTaxi\tNone\nKiosk\t7\t8\nKiosk\t9\t9\nTaxi\t3"


def _cells(line: str) -> tuple[str, ...]:
    table = Table(("Ward", "Type", "Granted", "Refused"), ROWS)
    passage = Passage("a-0", "a.docx", 0, TEXT, Kind.TABLE, table=table)
    (unit,) = [unit for unit in units(passage) if unit.text == line]
    return cells_of(unit)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Priory\tTaxi\t14\t3", ROWS[0]),
        ("Alcohol\t22\t1", ROWS[1]),
        ("Quay\tTaxi\tNone", ROWS[2]),
        ("Kiosk\t7\t8", ROWS[3]),
        ("Kiosk\t9\t9", ("Kiosk", "9", "9")),
        ("Taxi\t3", ("Taxi", "3")),
    ],
)
def test_a_row_has_what_its_merged_cells_say_and_no_more(line: str, cells: tuple[str, ...]) -> None:
    assert _cells(line) == cells

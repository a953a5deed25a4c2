"""A comparison on its page: rows with their council, words to find them by, a page at a time."""

import html
from collections.abc import Iterator

import pytest

from tests.access.doors import Visit, make_app
from tests.ui.test_registers import HEAD, take
from tests.web_fakes import make_services
from vectorstore.models import Role

COUNCILS = ("Riverholme", "Eastmere", "Thornby")


def _budget(council: str, first: int) -> str:
    rows = "\n".join(f"| Reserves of fund {number:02} | {first + number} | {first + number + 1} |" for number in range(8))
    table = f"| Fund | 2023/24 £000 | 2024/25 £000 |\n| --- | --- | --- |\n{rows}\n"
    said = f"The play area strategy was welcomed by the {council} people who spoke on it at the meeting.\n"
    return HEAD.format(council, "Finance Committee", "6 May 2024") + f"### 9. Reserves\n\n{table}\n### 10. Play area strategy\n\n{said}"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("compared")
    services = make_services(folder / "home", Role.PUBLIC, questions_per_minute=0)
    take(services.library, folder, **{name: _budget(name, 100 * at) for at, name in enumerate(COUNCILS, 1)})
    browser = Visit(make_app(services))
    with browser.client:
        yield browser
    services.access.close()  # type: ignore[union-attr]
    services.library.close()


def _rows(page: str) -> int:
    return page.count('scope="row"')


def test_a_long_comparison_comes_a_page_at_a_time_or_whole(visit: Visit) -> None:
    first = visit.text("/compare?measure=reserves+of+fund")
    every = visit.text("/compare?measure=reserves+of+fund&page=all")
    assert _rows(first) == 20
    assert _rows(every) > 20
    assert "Show all rows, to print" in first
    assert "Show all rows, to print" not in every
    assert _rows(first) + _rows(visit.text("/compare?measure=reserves+of+fund&page=2")) == _rows(every)


def test_rows_are_found_by_their_words_and_what_has_none_is_said(visit: Visit) -> None:
    page = visit.text("/compare?measure=reserves+of+fund&words=fund+07")
    assert 0 < _rows(page) < 20
    assert page.count("Reserves of fund 07") >= _rows(page)
    assert "No row has these words." in visit.text("/compare?measure=reserves+of+fund&words=harbour")


def test_every_row_of_several_councils_says_which(visit: Visit) -> None:
    figures = visit.text("/compare?measure=reserves+of+fund&page=all")
    words = visit.text("/compare?measure=play+area+strategy")
    for council in COUNCILS:
        assert f"{council} Borough Council</span>" in figures
        assert f"{council} Borough Council</span>" in words
    assert _rows(words) >= 3


def test_of_one_council_none_is_named(visit: Visit) -> None:
    page = visit.text("/compare?measure=play+area+strategy&council=Eastmere+Borough+Council")
    assert "Riverholme Borough Council</span>" not in page
    assert "Thornby Borough Council</span>" not in page


def test_what_is_not_found_is_said_with_what_to_do(visit: Visit) -> None:
    page = html.unescape(visit.text("/compare?measure=lighthouse"))
    assert 'href="/?question=What+do+the+papers+say' in page or 'href="/?question=What%20do%20the%20papers%20say' in page
    assert "<table" not in page
    assert "Download as" not in page

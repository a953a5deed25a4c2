"""The cited words are marked on the image of their page, and nothing else is."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from assistant.ui.sources import Drawn, PageImages, _occurrences, draw
from ingest.errors import CouncilPapersError
from ingest.models import Passage
from tests.web_fakes import make_library


@pytest.fixture
def pack(tmp_path: Path) -> tuple[Path, list[Passage]]:
    library = make_library(tmp_path)
    passages = list(library.passages(document="meadows-pack.pdf"))
    paper = library.paper("meadows-pack.pdf")
    file = library.stored_file(paper)
    library.close()
    assert file is not None
    return file, passages


def _marked(drawn: Drawn) -> tuple[float, float, float, float] | None:
    """The rectangle around all marks, in points from the top left corner."""
    image = Image.open(io.BytesIO(drawn[0])).convert("RGB")
    red, _, blue = image.split()
    box = ImageChops.subtract(red, blue).point(lambda value: 255 * (value > 60)).getbbox()
    return tuple(side / 2 for side in box) if box else None  # type: ignore[return-value]


def test_the_words_are_marked_where_they_stand(pack: tuple[Path, list[Passage]]) -> None:
    file, passages = pack
    box = passages[0].boxes[0]
    marked = _marked(draw(str(file), 1, "would fall from £48,200 to £31,500", [(box.x0, box.y0, box.x1, box.y1)]))
    assert marked is not None
    left, top, right, bottom = marked
    assert 300 < left < 350
    assert right < 520
    assert bottom - top < 25
    assert 842 - 760 < top < 842 - 735


@pytest.mark.parametrize("marking", ["", "NOT FOR PUBLICATION"])
def test_where_the_mark_begins_comes_with_the_image(pack: tuple[Path, list[Passage]], marking: str) -> None:
    file, _ = pack
    drawn = draw(str(file), 1, "would fall from £48,200 to £31,500", (), marking)
    marked = _marked(drawn) if not marking else None
    left, top = map(int, drawn[1].split())
    if marked:
        assert abs(left - 100 * marked[0] / 595) <= 1
        assert abs(top - 100 * marked[1] / 842) <= 1
    else:  # the strip above the page moves it down
        assert top > int(draw(str(file), 1, "would fall from £48,200 to £31,500", ())[1].split()[1])


def test_a_page_without_a_mark_begins_at_its_head(pack: tuple[Path, list[Passage]]) -> None:
    file, _ = pack
    assert draw(str(file), 1, "nowhere on this page at all", ())[1] == ""


def test_words_that_are_not_found_leave_the_box_of_the_passage(pack: tuple[Path, list[Passage]]) -> None:
    file, _ = pack
    marked = _marked(draw(str(file), 1, "nowhere on this page at all", [(78, 700, 525, 752)]))
    assert marked is not None
    assert abs(marked[0] - 77) < 2
    assert abs(marked[1] - (842 - 753)) < 2


def test_a_page_drawn_twice_is_kept(pack: tuple[Path, list[Passage]]) -> None:
    file, passages = pack
    images = PageImages()
    first = images.png(file, 1, passages[0].text, passages[0].boxes)
    images.close()
    file.unlink()
    assert images.png(file, 1, passages[0].text, passages[0].boxes) == first
    assert images._sandbox._child is None


def test_a_damaged_file_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing more")
    images = PageImages()
    try:
        with pytest.raises(CouncilPapersError, match="page 1"):
            images.png(tmp_path / "bad.pdf", 1, "words", ())
    finally:
        images.close()


def test_words_that_run_over_a_page_are_found_in_two_pieces() -> None:
    wanted = "thequickbrownfoxjumpsoverthelazydog"
    assert _occurrences("xx" + wanted[:20], wanted) == [(2, 22)]
    assert _occurrences(wanted[20:] + "yy", wanted) == [(0, 15)]
    assert _occurrences("thequick", wanted) == []
    assert _occurrences("abcabc", "abc") == [(0, 3), (3, 6)]

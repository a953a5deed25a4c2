"""What a reader of the page sees is text, and nothing else is: each way of hiding words beside the way of printing that is most like it."""

from pathlib import Path

import pytest

from ingest.models import PaperText
from ingest.pdf.quality import is_cipher
from ingest.pdf.reader import read_pdf
from tests.ingest.hostile import small_pdf

FONT = b"/Font << /F1 5 0 R >>"
SHOWN = "Everybody sees this line of the page"
IMAGE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>\nstream\nx\nendstream"
)
LAYERS = (b"<< /Type /OCG /Name (a) >>", b"<< /Type /OCG /Name (b) >>")


def say(x: float, y: float, text: str, size: float = 10) -> str:
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def read(
    folder: Path, content: str, more: bytes = b"", extra: tuple[bytes, ...] = (), *changes: tuple[bytes, bytes], check: bool = True
) -> PaperText:
    data = small_pdf(content.encode("cp1252"), pages=1, resources=more if b"/Font" in more else FONT + more, extra=extra)
    for old, new in changes:
        assert old in data
        data = data.replace(old, new)
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return read_pdf(path, 10, check)


def words(paper: PaperText) -> list[str]:
    return [line.text for line in paper.lines]


HIDDEN = {
    "no ink": f"3 Tr {say(60, 700, 'secret')}",
    "clipping alone": f"7 Tr {say(60, 700, 'secret')}",
    "white": f"1 g {say(60, 700, 'secret')}",
    "white of four inks": f"0 0 0 0 k {say(60, 700, 'secret')}",
    "black on black": f"0 g 50 690 300 30 re f {say(60, 700, 'secret')}",
    "tiny": say(60, 700, "secret", 1),
    "tiny by a matrix": "BT /F1 10 Tf 0.1 0 0 0.1 60 700 Tm (secret) Tj ET",
    "off the page": say(700, 700, "secret") + say(60, -200, "secret"),
    "clipped away": f"q 300 690 100 30 re W n {say(60, 700, 'secret')} Q",
    "a black bar over it": f"{say(60, 700, 'secret')} 0 g 55 695 60 16 re f",
    "white paint over it": f"{say(60, 700, 'secret')} 1 g 55 695 m 115 695 l 115 711 l 55 711 l h f",
    "a picture over it": f"{say(60, 700, 'secret')} q 200 0 0 40 50 690 cm /Im Do Q",
    "transparent ink": f"/G0 gs {say(60, 700, 'secret')}",
}
PRINTED = {
    "outlined": f"1 Tr {say(60, 700, 'shown')}",
    "white on black": f"0 g 50 690 300 30 re f 1 g {say(60, 700, 'shown')}",
    "white on round corners": f"0 g 50 690 m 350 690 l 360 700 360 710 350 720 c 50 720 l h f 1 g {say(60, 700, 'shown')}",
    "white on a broad line": f"30 w 50 705 m 350 705 l S 1 g {say(60, 700, 'shown')}",
    "white on stripes": "".join(f"0.2 0.3 {k / 60} rg 50 {690 + k} 300 1 re f " for k in range(30)) + f"1 g {say(60, 700, 'shown')}",
    "white on a picture": f"q 200 0 0 40 50 690 cm /Im Do Q 1 g {say(60, 700, 'shown')}",
    "grey": f"0.8 g {say(60, 700, 'shown')}",
    "small": say(60, 700, "shown", 5),
    "large by a matrix": "BT /F1 1 Tf 10 0 0 10 60 700 Tm (shown) Tj ET",
    "black of a separation": f"/Cs cs 1 scn {say(60, 700, 'shown')}",
    "in a clipping path": f"q 50 690 200 30 re W n {say(60, 700, 'shown')} Q",
    "under a highlighter": f"{say(60, 700, 'shown')} /G1 gs 1 1 0 rg 55 695 60 16 re f",
    "under glass": f"{say(60, 700, 'shown')} /G2 gs 1 1 0 rg 55 695 60 16 re f",
    "on its ground": f"0.9 g 55 695 60 16 re f 0 g {say(60, 700, 'shown')}",
    "in a frame": f"{say(60, 700, 'shown')} 55 695 60 16 re S",
    "over a rule": f"{say(60, 700, 'shown')} 0 g 55 698 60 1 re f",
}
RESOURCES = (
    b" /XObject << /Im 6 0 R >> /ColorSpace << /Cs [/Separation /Black /DeviceCMYK 9 0 R] >>"
    b" /ExtGState << /G0 << /ca 0 >> /G1 << /BM /Multiply >> /G2 << /ca 0.4 >> >>"
)


@pytest.mark.parametrize("way", HIDDEN)
def test_what_nobody_sees_is_no_text_and_said(way: str, tmp_path: Path) -> None:
    paper = read(tmp_path, say(60, 740, SHOWN) + HIDDEN[way], RESOURCES, (IMAGE,))
    assert words(paper) == [SHOWN]
    assert paper.warnings == ("words on page 1 that nobody sees (no ink, the colour of the ground, tiny, cut off, covered) were left out",)
    assert "secret" not in str(paper.pages[0].printed)


@pytest.mark.parametrize("way", PRINTED)
def test_what_is_printed_is_text(way: str, tmp_path: Path) -> None:
    paper = read(tmp_path, say(60, 740, SHOWN) + PRINTED[way], RESOURCES, (IMAGE,))
    assert (words(paper), paper.warnings) == ([SHOWN, "shown"], ())


def test_a_redacted_name_is_cut_out_of_its_line(tmp_path: Path) -> None:
    paper = read(tmp_path, say(60, 700, "Complaint of John Smith about noise") + "0 g 119 697 50 12 re f")
    assert words(paper)[0].split() == ["Complaint", "of", "about", "noise"]


@pytest.mark.parametrize(
    "layer",
    ["3 Tr {} 0 Tr q 595 0 0 842 0 0 cm /Im Do Q", "q 595 0 0 842 0 0 cm /Im Do Q 3 Tr {} 0 Tr", "{} q 595 0 0 842 0 0 cm /Im Do Q"],
)
def test_the_words_of_a_scan_are_text(layer: str, tmp_path: Path) -> None:
    content = layer.format(say(60, 700, "The council noted the report of the clerk")) + "\n" + say(60, 20, "Page 3")
    paper = read(tmp_path, content, b" /XObject << /Im 6 0 R >>", (IMAGE,))
    assert words(paper) == ["The council noted the report of the clerk", "Page 3"]


def test_words_without_ink_on_a_letterhead_are_no_text(tmp_path: Path) -> None:
    content = "q 595 0 0 842 0 0 cm /Im Do Q " + say(60, 740, SHOWN) + "3 Tr " + say(60, 700, "secret words")
    assert words(read(tmp_path, content, b" /XObject << /Im 6 0 R >>", (IMAGE,))) == [SHOWN]


@pytest.mark.parametrize("said", [b"/OFF [6 0 R]", b"/BaseState /OFF /ON [7 0 R]"])
def test_layers_that_are_switched_off_are_no_text(said: bytes, tmp_path: Path) -> None:
    content = f"/OC /A BDC {say(60, 720, 'secret')} EMC /OC /B BDC {say(60, 700, 'shown')} EMC {say(60, 680, 'after')}"
    catalog = (b"/Catalog", b"/Catalog /OCProperties << /OCGs [6 0 R 7 0 R] /D << " + said + b" >> >>")
    assert words(read(tmp_path, content, b" /Properties << /A 6 0 R /B 7 0 R >>", LAYERS, catalog)) == ["shown", "after"]


def test_a_page_of_small_print_alone_is_text(tmp_path: Path) -> None:
    assert words(read(tmp_path, say(60, 700, "Key to the plan", 1.5))) == ["Key to the plan"]


ENGLISH = (
    "The sample size required for each state\nwas noted with other matters by the council\nand members asked officers for further details\n"
    * 3
)
WELSH = (
    "Cofnodion cyfarfod y Cyngor Sir a gynhaliwyd ddydd Mercher\nPenderfynwyd cymeradwyo'r adroddiad ac argymell i'r Cabinet\n"
    "Nododd yr aelodau fod y gwasanaethau cymdeithasol wedi gorwario\nMynegodd nifer o aelodau bryder ynghylch effaith y toriadau\n"
)


def shifted(text: str, by: int) -> str:
    return "".join(chr(ord(char) + by) if char.isalpha() else char for char in text)


def test_letters_that_stand_for_others_are_told_from_other_languages() -> None:
    assert is_cipher(shifted(ENGLISH, -29))
    assert is_cipher(ENGLISH.lower().translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "qwrtypsdfghjklzxcvbnmaeiou")))
    assert is_cipher(shifted(ENGLISH.lower(), 3) + "The heading is sound and the figures are too")
    assert is_cipher(" ".join(chr(0x250 + 97 * k) for k in range(30)))
    for sound in (ENGLISH, WELSH, "1,250 2,300\nQ1 Q2 Q3 TBC\n" * 30, "Привет мир и совет\n" * 9, "שלום עולם\n" * 9, ""):
        assert not is_cipher(sound)


def test_a_page_of_a_cipher_is_read_by_the_parser_that_knows_its_letters_or_left_to_ocr(tmp_path: Path) -> None:
    lines = ENGLISH.strip().split("\n")
    paper = read(tmp_path, "".join(say(60, 740 - 14 * k, shifted(line, 3)) for k, line in enumerate(lines)))
    assert (paper.lines, paper.pages[0].scanned) == ((), True)
    assert "do not say what letters they print" in paper.warnings[0]

"""Damaged and hostile PDFs, made from a small sound one: what a public inbox may hold on a bad day."""

import random
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

TEXT = b"BT /F1 11 Tf 60 780 Td (1. The panel is asked to note the report.) Tj 0 -16 Td (2. The cost is 12,500 a year.) Tj ET"


def small_pdf(
    content: bytes = TEXT, *, pages: int = 2, resources: bytes = b"/Font << /F1 5 0 R >>", extra: tuple[bytes, ...] = ()
) -> bytes:
    """A sound PDF of a few pages that share one content stream; `extra` objects are numbered from 6."""
    stream = zlib.compress(content)
    kids = b" ".join(b"3 0 R" for _ in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << " + resources + b" >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *extra,
    ]
    return assemble(objects)


def assemble(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A file with a cross-reference table; objects are numbered from 1, the first is the root."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def bombs() -> Iterator[tuple[str, bytes]]:
    """Hand-made traps, by name."""
    sound = small_pdf()
    huge = zlib.compress(b"0" * 80_000_000, 9)
    yield (
        "stream of 80 MB",
        sound.replace(zlib.compress(TEXT), huge).replace(b"/Length %d" % len(zlib.compress(TEXT)), b"/Length %d" % len(huge)),
    )
    yield "ten filters", small_pdf().replace(b"/Filter /FlateDecode", b"/Filter [" + b"/FlateDecode " * 10 + b"]")
    yield "claims 10,000 pages", sound.replace(b"/Count 2", b"/Count 10000")
    yield "10,000 real pages", small_pdf(pages=10_000)
    yield "million operators", small_pdf(b"q Q " * 1_000_000)
    yield "million letters", small_pdf(b"BT /F1 9 Tf 50 700 Td (" + b"a b " * 250_000 + b") Tj ET")
    yield (
        "many words",
        small_pdf(b"BT /F1 9 Tf " + b"".join(b"1 0 0 1 %d %d Tm (w) Tj " % (i % 500, i % 800) for i in range(20_000)) + b"ET"),
    )
    yield "many rules", small_pdf(b"".join(b"%d %d m %d %d l S " % (i % 590, i % 840, i % 590, i * 7 % 840) for i in range(20_000)))
    yield "grid of rules", small_pdf(b"".join(b"0 %d m 595 %d l S %d 0 m %d 842 l S " % (i, i, i, i) for i in range(0, 595, 3)) + TEXT)
    yield "deep arrays", small_pdf(b"[" * 100_000)
    yield "deep dictionaries", sound.replace(b"/Resources <<", b"/Deep " + b"<< /D " * 5_000 + b"1 " + b">> " * 5_000 + b"/Resources <<")
    yield (
        "deep page tree",
        assemble(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                *(b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (i + 3) for i in range(3_000)),
                b"null",
            ]
        ),
    )
    yield "page tree in a circle", sound.replace(b"/Kids [3 0 R 3 0 R]", b"/Kids [2 0 R 2 0 R]")
    yield "parent in a circle", sound.replace(b"/Parent 2 0 R /MediaBox [0 0 595 842]", b"/Parent 3 0 R")
    own = b"/Resources << /XObject << /X 6 0 R /Y 6 0 R >> >>"
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] " + own + b" /Length 12 >>\nstream\n/X Do /Y Do \nendstream"
    yield "forms in a circle", small_pdf(b"/X Do", resources=b"/XObject << /X 6 0 R >>", extra=(form,))
    yield (
        "outline in a circle",
        small_pdf(extra=(b"<< /First 7 0 R /Last 7 0 R >>", b"<< /Title (a) /Next 7 0 R /First 6 0 R /Dest [3 0 R /Fit] >>")).replace(
            b"/Catalog", b"/Catalog /Outlines 6 0 R"
        ),
    )
    yield "labels that are wrong", sound.replace(b"/Catalog", b"/Catalog /PageLabels << /Nums [0 << /S /R /St 999999999 >> 5 null -1 7] >>")
    yield (
        "font in a circle",
        small_pdf(
            resources=b"/Font << /F1 6 0 R >>", extra=(b"<< /Type /Font /Subtype /Type0 /DescendantFonts [6 0 R] /Encoding 6 0 R >>",)
        ),
    )
    cmap = b"1 beginbfrange\n<0000> <ffffffff> <0000>\nendbfrange " * 50
    yield (
        "map of all characters",
        small_pdf(
            resources=b"/Font << /F1 6 0 R >>",
            extra=(
                b"<< /Type /Font /Subtype /TrueType /BaseFont /X /ToUnicode 7 0 R /FirstChar 0 /LastChar 99999999 /Widths [1 (a) null] >>",
                b"<< /Length %d >>\nstream\n" % len(cmap) + cmap + b"\nendstream",
            ),
        ),
    )
    yield "odd numbers", small_pdf(b"BT /F1 1e400 Tf 1e308 0 0 1e308 -1e308 9e999 Tm (x) Tj /F1 0 Tf 0 0 0 0 0 0 Tm (y) Tj ET nan inf cm")
    yield "no operands", small_pdf(b"Tf Td TD Tm Tj TJ ' \" cm re m l c h Do BT (a) Tj [ ( ] TJ")
    yield "endless inline image", small_pdf(b"BI /W 99999999 /H 99999999 /BPC 8 /CS /RGB ID " + b"x" * 5_000)
    yield "box of nothing", sound.replace(b"[0 0 595 842]", b"[9 9 9 9]")
    yield "box of words", sound.replace(b"[0 0 595 842]", b"[(a) /b null]")
    yield "turned by words", sound.replace(b"/Contents", b"/Rotate (left) /Contents")
    yield "reference to itself", sound.replace(b"/Contents 4 0 R", b"/Contents [4 0 R [4 0 R] 99 0 R 3 0 R]")
    yield "cross-reference in a circle", sound.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %d " % sound.index(b"xref"))
    yield "header alone", b"%PDF-1.7\n"
    yield "header and noise", b"%PDF-1.7\n" + random.Random(1).randbytes(20_000)
    yield "encrypted by nobody", sound.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 9 /R 9 /O (x) /U (y) /P 0 >>")


def damaged(seed: int) -> Iterator[tuple[str, bytes]]:
    """Endless random damage to sound files: flipped, cut, doubled, swapped and renumbered."""
    dice = random.Random(seed)
    sources = [small_pdf(), small_pdf(b"0 0 m 500 0 l S 10 10 80 30 re S " * 20 + TEXT, pages=3)]
    number = 0
    while True:
        data = bytearray(dice.choice(sources))
        kind = dice.choice(("flip", "flip many", "cut", "hole", "double", "swap", "numbers", "names"))
        spot, size = dice.randrange(len(data)), dice.randrange(1, 120)
        if kind.startswith("flip"):
            for _ in range(1 if kind == "flip" else size):
                data[dice.randrange(len(data))] = dice.randrange(256)
        elif kind == "cut":
            del data[spot:]
        elif kind == "hole":
            del data[spot : spot + size]
        elif kind == "double":
            data[spot:spot] = data[spot : spot + size * 5]
        elif kind == "swap":
            other = dice.randrange(len(data))
            data[spot : spot + size], data[other : other + size] = data[other : other + size], data[spot : spot + size]
        elif kind == "numbers":
            figure = b"%d" % dice.choice((-1, 0, 1, 2**31, 2**63, 10**30))
            places = [m.span() for m in re.finditer(rb"\d+", bytes(data))]
            start, end = dice.choice(places)
            data[start:end] = figure
        else:
            names = [m.span() for m in re.finditer(rb"/[A-Z]\w+", bytes(data))]
            (start, end), (first, last) = dice.choice(names), dice.choice(names)
            data[start:end] = data[first:last]
        number += 1
        yield f"{kind} {number}", bytes(data)


def hostile_pdfs(count: int, seed: int = 20261123) -> Iterator[tuple[str, bytes]]:
    """`count` files by name: the traps first, then random damage."""
    for number, (name, data) in enumerate(bombs()):
        if number == count:
            return
        yield name, data
    for (name, data), _ in zip(damaged(seed), range(count - number - 1), strict=False):
        yield name, data


def write_all(folder: Path, count: int) -> list[Path]:
    """Write hostile files into a folder; the paths in order."""
    paths = []
    for index, (name, data) in enumerate(hostile_pdfs(count)):
        path = folder / f"{index:04d} {name}.pdf"
        path.write_bytes(data)
        paths.append(path)
    return paths

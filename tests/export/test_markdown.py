"""The Markdown of a note."""

import re

import pytest
from markdown_it import MarkdownIt

from assistant.briefing.models import Paragraph, Section
from assistant.export import note_bytes
from assistant.export.markdown import escaped
from tests.export.notes import rich_note, said, small_note, source

SMALL = """\
# Food waste collection

**Subject:** Item 7 of 12 September 2024 · **Date:** 30 September 2024 · **To:** Councillor A. Marsh

**This is not a decision paper.**

## Purpose

The service starts in April 2025.[^1] It costs £1.2m.[^1][^2]

## Recommendations

> **(a)** That the scheme be approved; and[^2]
>
> **(b)** that £40,000 be set aside.[^2]

## Figures

**Table 1: Figures**[^2]

| Year | Tonnes |
| --- | ---: |
| 2023/24 | 1,204 |
| 2024/25 | no figure |

Note: Rounded.

## Equalities

*The papers do not cover this.*

## Not found in the papers

- The cost in 2026/27

## Sources

[^1]: Environment Scrutiny Committee, 12 September 2024, item 7 "Food waste collection", para 2.1 (pack page 10, PDF page 14). \
File: 2024-09-12-environment-scrutiny-pack.pdf
[^2]: Environment Scrutiny Committee, 12 September 2024, item 7 "Food waste collection", para 4.3 (pack page 12, PDF page 16). \
File: 2024-09-12-environment-scrutiny-pack.pdf
"""


def test_the_small_note_is_as_written_here() -> None:
    assert note_bytes(small_note(), "md").decode() == SMALL


@pytest.mark.parametrize(
    "words",
    [
        "<b>bold</b> <!-- x --> &copy;",
        "![p](https://evil.example/x.png) [l](javascript:x) [^1] [1]: http://x.example",
        "see https://evil.example and www.evil.example or mailto:a@b.example",
        "# heading", "- item", "+ item", "1. item", "12) item", "> quoted", "=== ---", "*a* _b_ `c` ~~d~~ | e | $f$",
    ],
)  # fmt: skip
def test_words_of_a_paper_are_shown_as_they_stand(words: str) -> None:
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(escaped(words)).strip()
    plain = MarkdownIt("zero").render(words.replace("\\", "")).strip()
    assert shown == plain
    assert not re.search(r"(?<!\\)://|\b(www|mailto)[.:]", escaped(words))


def test_the_quote_stands_beside_what_was_worded_otherwise_and_exempt_is_marked_first() -> None:
    text = note_bytes(rich_note(), "md").decode()
    assert text.startswith("**NOT FOR PUBLICATION by virtue of paragraphs 3 and 5 of Schedule 12A")
    assert text.count('The paper says: "') == 1


def test_a_bar_in_a_cell_does_not_make_a_column() -> None:
    note = small_note().model_copy(
        update={"sections": (Section(name="s", heading="a | b", blocks=(Paragraph(said=(said("x | y", 1),)),)),), "sources": (source(1),)}
    )
    assert "x \\| y[^1]" in note_bytes(note, "md").decode()

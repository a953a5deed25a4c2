from pathlib import Path

import pytest

from samples import markup
from samples.markup import Command, Entry, Grid, Heading, Source, Text
from samples.typeset import typeset


def test_each_line_becomes_its_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "TEXTS", tmp_path)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "rates.md").write_text("@table align=lr\n| Zone | {rate} |\n| A | 2 |\n3. :: Noted.\n  - a bullet\n")
    (tmp_path / "paper.md").write_text("title: A paper\noutline: yes\n---\n## Head\n@set rate 45%\n@include rates\n@page\nWords.\n")
    source = markup.load("paper")
    assert (source.header["title"], source.on("outline"), source.on("labels")) == ("A paper", True, False)
    assert source.blocks == (
        Heading(2, "Head"),
        Grid((("Zone", "45%"), ("A", "2")), {"align": "lr"}),
        Entry("3.", "Noted.", 0),
        Entry("•", "a bullet", 1),
        Command("page", ""),
        Text("Words."),
    )


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(ValueError, match="@shout"):
        typeset(Source({"title": "x"}, (Command("shout", ""),)))

"""Templates: the shipped ones load, a council's own take their place, a bad one is told by file and field."""

import datetime
import io
from pathlib import Path
from unittest.mock import Mock

import docx
import pytest
from docx.shared import Cm

from assistant.briefing.briefer import Briefer
from assistant.briefing.models import Note
from assistant.briefing.target import TargetKind
from assistant.briefing.templates import choose_template, load_templates
from assistant.errors import TemplateError
from assistant.export import note_bytes
from assistant.retrieval.retriever import Retriever
from assistant.settings import AssistantSettings
from ingest.library.library import Library

GOOD = """name = "{name}"
description = "Ours."
title = "Note: {{subject}}"
[[sections]]
name = "purpose"
heading = "What it is for"
words = 50
"""


def test_every_target_has_a_shipped_template() -> None:
    templates = load_templates()
    assert {"item-brief", "meeting-brief", "topic-brief", "lines-to-take", "one-page-summary"} <= set(templates)
    assert all(choose_template(templates, "", kind) for kind in TargetKind)
    assert choose_template(templates, "Lines to take", TargetKind.ITEM).name == "lines-to-take"


def test_a_councils_own_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD.format(name="item-brief"), encoding="utf-8")
    assert load_templates(tmp_path)["item-brief"].sections[0].heading == "What it is for"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("words = 50", "words = 0"), "sections[1].words (section “What it is for”)"),
        (('name = "purpose"', 'name = "porpoise"'), "there is no section 'porpoise'"),
        (("{subject}", "{topic}"), "title: only {subject}"),
        (('description = "Ours."', 'colour = "red"'), "description"),
        (('description = "Ours."', 'description = "Ours."\nstyle = "house.docx"'), "style: there is no file"),
        (("[[sections]]", "[[sections"), "cannot be read as TOML"),
    ],
)
def test_a_bad_template_is_told_by_file_and_field(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    (tmp_path / "own.toml").write_text(GOOD.format(name="own").replace(*change), encoding="utf-8")
    with pytest.raises(TemplateError) as error:
        load_templates(tmp_path)
    assert "own.toml" in str(error.value)
    assert told in str(error.value)


def test_an_unknown_template_names_those_there_are() -> None:
    with pytest.raises(TemplateError, match=r"no template 'haiku'.*item-brief"):
        choose_template(load_templates(), "haiku", TargetKind.ITEM)


def test_the_style_of_a_template_reaches_the_word_file(tmp_path: Path) -> None:
    house = docx.Document()
    house.sections[0].page_width = Cm(17)
    house.save(str(tmp_path / "house.docx"))
    own = GOOD.format(name="own").replace('description = "Ours."', 'description = "Ours."\nstyle = "house.docx"')
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    library = Library.open(tmp_path / "home", create=True)
    briefer = Briefer(Mock(Retriever), library, AssistantSettings(templates=str(tmp_path)), note_bytes)
    note = Note(template="own", title="A note", subject="Meadows", date=datetime.date(2024, 3, 14))
    widths = [
        docx.Document(io.BytesIO(briefer.export(one, "docx"))).sections[0].page_width
        for one in (note, note.model_copy(update={"template": "item-brief"}))
    ]
    library.close()
    assert round(widths[0].cm) == 17
    assert round(widths[1].cm) == 21

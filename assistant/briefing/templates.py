"""Templates of notes: which sections, under which headings, how long. The ones shipped, and a council's own from a folder.

A template is a TOML file; docs/briefing.md describes its fields. One of a council's with the name of a shipped one takes its place.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator

from assistant.briefing.target import TargetKind
from assistant.errors import TemplateError
from assistant.models import Frozen

SECTIONS = (
    "purpose", "agenda", "background", "key_points", "figures", "recommendations", "resolved", "actions", "resources", "legal",
    "equalities", "risk", "policy", "options", "contradictions", "timeline", "questions", "glossary", "papers",
)  # fmt: skip
"""Names of the sections there are."""
_FEWEST_WORDS = 30
"""Words of a section below which it says nothing whole."""
_SHIPPED = Path(__file__).parent / "templates"


class SectionSpec(Frozen):
    """A section as a template asks for it."""

    name: str
    heading: str = Field(min_length=1)
    words: int = Field(200, gt=0, le=5000)
    """Words up to which it is filled; clauses word for word are never cut."""
    keep_empty: bool = True
    """Whether the closing line says so where the papers hold nothing for it."""

    @field_validator("name")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in SECTIONS:
            raise ValueError(f"there is no section {name!r}; there are {', '.join(SECTIONS)}")
        return name


class Template(Frozen):
    """A kind of note."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """By which it is asked for."""
    description: str
    title: str = Field(min_length=1)
    """Title of the note; {subject} stands for what it is on."""
    made_for: tuple[TargetKind, ...] = ()
    """Targets for which it is taken where no template is asked for."""
    disclaimer: str | None = "This is not a decision paper."
    pages: int | None = Field(None, gt=0, le=50)
    """Pages of the Word file that the note keeps to; None sets no limit. Clauses word for word go last, and never in part."""
    style: Path | None = None
    """A .docx whose styles the Word file takes over; beside the template unless absolute."""
    by_item: str = ""
    """The heading under which recommendations, resolutions, key points and money of each matter stand together; "" keeps them apart."""
    sections: Annotated[tuple[SectionSpec, ...], Field(min_length=1)]

    @field_validator("title")
    @classmethod
    def _fills(cls, title: str) -> str:
        try:
            title.format(subject="")
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError("only {subject} may stand in braces") from error
        return title

    def scaled(self, share: float) -> "Template":
        """The same with a share of the words for each section."""
        sections = (spec.model_copy(update={"words": max(_FEWEST_WORDS, round(spec.words * share))}) for spec in self.sections)
        return self.model_copy(update={"sections": tuple(sections)})


def load_templates(folder: Path | None = None) -> dict[str, Template]:
    """Every template by name: the shipped ones, then those of `folder`.

    Raises:
        TemplateError: the folder is missing, or a file is no template; the message names the file and the field.
    """
    if folder is not None and not folder.is_dir():
        raise TemplateError("the folder of the setting 'templates' is missing: make it, or correct the setting")
    files = [*sorted(_SHIPPED.glob("*.toml")), *(sorted(folder.glob("*.toml")) if folder else ())]
    templates = [read_template(file) for file in files]
    return {template.name: template for template in templates}


def read_template(path: Path) -> Template:
    """The template of one file. Raises TemplateError, which names the file, without its folder, and the field."""
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(f"{path.name} cannot be read as TOML: {getattr(error, 'strerror', None) or error}") from error
    try:
        template = Template.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise TemplateError(f"{path.name}: {_field(first['loc'], fields)}: {first['msg'].removeprefix('Value error, ')}") from error
    if template.style and not template.style.is_absolute():
        template = template.model_copy(update={"style": path.parent / template.style})
    if template.style and not template.style.is_file():
        raise TemplateError(f"{path.name}: style: there is no file {template.style.name} where it says")
    return template


def _field(place: tuple[int | str, ...], fields: dict[str, Any]) -> str:
    """The field as a person finds it: "sections[3] (“legal”).words"."""
    name = ""
    for part in place:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    if len(place) > 1 and place[0] == "sections" and isinstance(place[1], int):
        section = fields["sections"][place[1]]
        label = section.get("heading") or section.get("name") if isinstance(section, dict) else None
        return f"{name} (section “{label}”)" if label else name
    return name or "the file"


def choose_template(templates: dict[str, Template], name: str, kind: TargetKind) -> Template:
    """The template asked for, else the one made for the kind of target. Raises TemplateError where there is none."""
    if name:
        key = name.strip().lower().replace(" ", "-").replace("_", "-")
        if key not in templates:
            raise TemplateError(f"there is no template {name!r}; there are {', '.join(sorted(templates))}")
        return templates[key]
    found = next((template for template in templates.values() if kind in template.made_for), None)
    if found is None:
        raise TemplateError(f"no template is made for {kind.value}; name one of {', '.join(sorted(templates))}")
    return found

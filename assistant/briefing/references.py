"""The papers that a note stands in, each named once with the places that are cited of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.citations import meeting_name
from assistant.marking import TAG
from assistant.models import Citation


@dataclass(frozen=True, slots=True)
class Place:
    """One numbered source within its paper."""

    source: Citation
    where: str
    """"para 12 (p. 12, PDF 16)"; what the paper does not print is left out."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper, or one item of a pack, with every place that is cited of it."""

    name: str
    """Meeting, item and title, as far as they are known; else the file's name."""
    file: str | None
    """The file that holds it; None where `name` is the file's name already."""
    marking: str | None
    """What stands before the name of an exempt one: "EXEMPT"."""
    places: tuple[Place, ...]

    @property
    def title(self) -> str:
        """The name behind its marking, before its file."""
        marked = f"{self.marking}: {self.name}" if self.marking else self.name
        return f"{marked} ({self.file})" if self.file else marked


def references(sources: Iterable[Citation]) -> tuple[Reference, ...]:
    """Sources by paper and item, in the order of their first place."""
    groups: dict[tuple[str, str, bool], list[Place]] = {}
    for source in sources:
        name, where = _split(source)
        groups.setdefault((source.document, name, bool(source.marking)), []).append(Place(source, where))
    return tuple(
        Reference(name, None if name == document else document, TAG.upper() if marked else None, tuple(places))
        for (document, name, marked), places in groups.items()
    )


def _split(source: Citation) -> tuple[str, str]:
    """What names the paper, and where in it: the locator parted behind the title."""
    item = f"item {source.agenda_item}" if source.agenda_item else None
    titled = f'"{source.report_title}"' if source.report_title else None
    named = " ".join(part for part in (item, titled) if part)
    name = ", ".join(part for part in (meeting_name(source.meeting), named) if part)
    if not name or not source.locator.startswith(name):
        name = source.document
    where = source.locator.removeprefix(name).strip(" ,")
    if where.startswith('"') and where.find('"', 1) > 0:  # the title of an agenda entry, which a citation does not name apart
        end = where.index('"', 1) + 1
        name, where = f"{name} {where[:end]}", where[end:].strip(" ,")
    for long, short in (("pack page ", "p. "), ("PDF pages ", "PDF "), ("PDF page ", "PDF ")):
        where = where.replace(long, short)
    if where.startswith("(") and where.endswith(")"):
        where = where[1:-1]
    also = f", also in {', '.join(source.also_in)}" if source.also_in else ""
    return name, where + also

"""Every section there is: who finds it, and what is said where the papers hold nothing for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.briefing import gaps, terms, verbatim
from assistant.briefing import key_points as points
from assistant.briefing import next_steps as later
from assistant.briefing.implications import implications, is_spoken_of
from assistant.briefing.material import Scene
from assistant.briefing.models import Block, Section
from assistant.briefing.templates import SECTIONS, SectionSpec
from assistant.briefing.writer import Writer

Find = Callable[[Scene, int], list[Block]]


@dataclass(frozen=True, slots=True)
class Finder:
    """A section's finder."""

    find: Find
    missing: str
    """What was looked for, where nothing was found."""
    noun: str | None = None
    """What the papers are then said to be silent on; None where their silence tells a reader nothing."""


_PART = "The papers say nothing of this: no part of the report is headed so, and no sentence of it speaks of {}."
FINDERS: dict[str, Finder] = {
    "purpose": Finder(points.purpose, "The papers do not say what this is for; looked for: the agenda's own line, a summary, a purpose."),
    "agenda": Finder(verbatim.agenda, "No agenda of this meeting is among the papers."),
    "background": Finder(points.background, "The papers give no background; looked for: background, context, introduction, reasons."),
    "key_points": Finder(points.key_points, "No sentence of the papers found could be given as a key point."),
    "figures": Finder(points.figures, "No table of the papers is small and plain enough to be set here."),
    "recommendations": Finder(verbatim.recommendations, "The papers make no recommendation on this.", "what is recommended"),
    "resolved": Finder(verbatim.resolved, "No minute or decision record found among the papers decides this."),
    "actions": Finder(verbatim.actions, "No minutes among the papers say who is to do what."),
    "resources": Finder(implications("resources"), _PART.format("money, budgets or staff"), "money or staff"),
    "legal": Finder(implications("legal"), _PART.format("legal powers or duties"), "legal implications"),
    "equalities": Finder(implications("equalities"), _PART.format("equalities or an impact assessment"), "equalities"),
    "risk": Finder(implications("risk"), _PART.format("risk"), "risk"),
    "policy": Finder(implications("policy"), _PART.format("the policy framework or the council's plan"), "policy"),
    "options": Finder(implications("options"), _PART.format("options considered or rejected"), "options considered"),
    "contradictions": Finder(gaps.contradictions, "No two figures that differ were found."),
    "timeline": Finder(later.timeline, "No sentence of the papers found could be given as a next step."),
    "questions": Finder(later.questions, "No sentence of the papers found raises a question by itself."),
    "papers": Finder(terms.papers, "No paper is cited."),
}
"""By name; the glossary is made last, from what the note says."""
_NO_TERMS = "No acronym used here is spelled out in the papers."


def find_section(scene: Scene, spec: SectionSpec) -> Section:
    """The section, or what is missing of it; nothing is missing that an earlier section tells, or that a word of the papers speaks of."""
    finder = FINDERS[spec.name]
    blocks = tuple(finder.find(scene, spec.words))
    told = blocks or (finder.noun and not _is_silent(scene, spec.name)) or finder.find(replace(scene, writer=Writer(), said={}), spec.words)
    return Section(name=spec.name, heading=spec.heading, blocks=blocks, missing=None if told else finder.missing)


def _is_silent(scene: Scene, name: str) -> bool:
    """Whether the papers may be said to be silent on what a section is for: there is something to read, and no word speaks of that."""
    return any(d.report or d.minutes for d in scene.dossiers) and not is_spoken_of(scene, name)


def correction_section(scene: Scene) -> list[Section]:
    """What was withdrawn, deferred, cancelled, moved or corrected, before all else; nothing where the papers say so of nothing."""
    blocks = tuple(verbatim.set_right(scene))
    return [Section(name="corrections", heading="Withdrawn, deferred, moved or corrected", blocks=blocks)] if blocks else []


def glossary_section(scene: Scene, spec: SectionSpec, others: list[Section]) -> Section:
    """The acronyms of the other sections, and in `missing` those that the papers do not spell out."""
    blocks, unknown = terms.glossary(scene, terms.texts_of(others))
    missing = f"Not spelled out in the papers: {', '.join(unknown)}." if unknown else None
    return Section(name=spec.name, heading=spec.heading, blocks=tuple(blocks), missing=missing if blocks or missing else _NO_TERMS)


assert set(FINDERS) | {"glossary"} == set(SECTIONS)

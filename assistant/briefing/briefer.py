"""Writes briefing notes: what is asked, its papers, then section after section, each sentence cited and checked."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.extractive import compose
from assistant.answering.judge import Judge
from assistant.answering.refusals import refusal, searched
from assistant.answering.silence import weigh
from assistant.briefing.bottom_line import bottom_line
from assistant.briefing.by_item import by_item
from assistant.briefing.dossier import Dossier, open_dossier
from assistant.briefing.frame import Frame, is_waved, joined, said_once, trimmed, unminuted
from assistant.briefing.length import fits
from assistant.briefing.material import Scene, heading_of
from assistant.briefing.matters import Matter, decisions_on, gather_matters, holding
from assistant.briefing.models import BOTTOM_LINE, BriefRequest, Note, Origin, Section
from assistant.briefing.sections import FINDERS, correction_section, find_section, glossary_section
from assistant.briefing.target import Target, TargetKind, resolve
from assistant.briefing.templates import Template, choose_template, load_templates
from assistant.briefing.topic import Topic
from assistant.briefing.walk import cited, said_of
from assistant.briefing.writer import Writer
from assistant.check.draft import Drafted, Quote
from assistant.citations import meeting_name, told_apart
from assistant.errors import BriefingTargetError, StoppedError
from assistant.marking import grounds_of
from assistant.models import Ask, Matched, Status
from assistant.retrieval.models import Evidence, Extract
from assistant.retrieval.retriever import Retriever
from assistant.scope import Scope
from assistant.settings import AssistantSettings
from ingest.library.as_of import Days
from ingest.library.library import Library
from ingest.library.record import Record
from ingest.models import Classification
from ingest.record.models import Part
from vectorstore.models import Hit, Role

if TYPE_CHECKING:
    from assistant.answering.assistant import Assistant

OnProgress = Callable[[int, int, str], None]
"""Told of stages done, stages in all, and what is being done."""
_SEARCHED_TEMPLATE = "topic-brief"
_MADE_LAST = frozenset({"glossary", "papers"})
_LEAST_SHARE, _HALVINGS = 0.25, 3
"""Share of a template's words that is tried where all of them take too many pages, and how often more is tried then."""
_FEWEST = 3
"""Points of a chat model below which the papers' own sentences are given instead."""


def _quiet(_done: int, _total: int, _message: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One note in the making."""

    request: BriefRequest
    role: Role
    tell: Callable[[str], None]

    @property
    def day(self) -> datetime.date:
        """The day that is printed on the note."""
        return self.request.date or datetime.date.today()


NoteBytes = Callable[[Note, str, Path | None], bytes]
"""A note, a format ("docx", "html", "md") and the Word file whose styles it takes over, to the bytes of a file."""


class Briefer:
    """Makes notes from the papers of one library. Safe to share between threads."""

    def __init__(
        self,
        retriever: Retriever,
        library: Library,
        settings: AssistantSettings,
        note_bytes: NoteBytes,
        assistant: "Assistant | None" = None,
    ) -> None:
        """`note_bytes` makes files of notes; `assistant` words key points where the settings name a chat model, else the papers' own
        sentences stand."""
        self._retriever, self._library, self._settings, self._note_bytes = retriever, library, settings, note_bytes
        self._assistant = assistant if settings.chat_model else None
        self._record = Record(library)
        self._days = Days(self._as_of)

    def templates(self) -> dict[str, Template]:
        """Every template by name. Raises TemplateError where one of the council's own is not of the documented form."""
        return load_templates(Path(self._settings.templates) if self._settings.templates else None)

    def write(
        self,
        request: BriefRequest,
        role: Role = Role.PUBLIC,
        on_progress: OnProgress = _quiet,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Note:
        """The note asked for, of nothing but what `role` may see.

        Raises:
            BriefingTargetError: nothing, or more than one thing, is meant; the message names the nearest or the candidates.
            TemplateError: the template is unknown or not of the documented form.
            StoppedError: `cancelled` said so; it is asked before each stage.
        """
        day = request.filters.as_of
        if day not in (None, self._library.day):
            return self._days.on(day).write(request, role, on_progress, cancelled)
        with told_apart(self._library.papers(role.classifications)):
            return self._written(request, role, on_progress, cancelled)

    def _as_of(self, day: datetime.date) -> "Briefer":
        held = self._retriever.on(day)
        return Briefer(held, held.library, self._settings, self._note_bytes, self._assistant)

    def _written(self, request: BriefRequest, role: Role, on_progress: OnProgress, cancelled: Callable[[], bool]) -> Note:
        templates = self.templates()
        stages = [0, 3 + max(len(template.sections) for template in templates.values())]

        def tell(message: str) -> None:
            if cancelled():
                raise StoppedError("the note was stopped; nothing was written")
            on_progress(stages[0], stages[1], message)
            stages[0] += 1

        run = _Run(request, role, tell)
        tell("reading what the library holds")
        matters = gather_matters(self._library, role.classifications)
        asked = request.template.strip().lower().replace(" ", "-")
        facts = self._retriever.facts(role.classifications)
        target = resolve(
            request.topic, matters, facts, request.filters, asked == _SEARCHED_TEMPLATE, _is_for_meetings(templates.get(asked))
        )
        template = choose_template(templates, request.template, target.kind)
        stages[1] = 3 + len(template.sections)
        tell("finding the papers")
        scene = self._scene(run, target, matters)
        note = self._fitted(run, scene, template, cancelled)
        if target.searched and not any(note.sections):
            raise BriefingTargetError(self._silence(run, ()))
        tell("numbering the sources")
        if template.by_item:
            note = by_item(note, [heading_of(one, scene) for one in scene.dossiers], template.by_item, not target.searched)
        return cited(note)

    def export(self, note: Note, format: str) -> bytes:
        """The note as a file: `format` is "docx", "html" or "md"; a Word file takes over the style that its template names."""
        template = self.templates().get(note.template)
        return self._note_bytes(note, format, template.style if template else None)

    def _scene(self, run: _Run, target: Target, matters: Sequence[Matter]) -> Scene:
        facts = self._retriever.facts(run.role.classifications)
        writer = Writer()
        if not target.searched:
            dossiers = self._opened(target.matters, matters, run.role)
            return Scene(target, dossiers, writer, facts, reworded=self._reworded(run, dossiers), day=run.day)
        evidence = self._retriever.retrieve(Ask(question=target.title, role=run.role, filters=run.request.filters))
        drafted = self._drafted(run, evidence)
        topic = Topic(target.title, facts)
        own = run.request.filters.keep(matters, lambda one: (one.meeting, one.documents), facts.papers)
        dossiers = self._opened(holding(own, self._library, evidence.extracts, topic.told_in, topic.names), matters, run.role)
        return Scene(target, dossiers, writer, facts, drafted, day=run.day)

    def _opened(self, chosen: Sequence[Matter], matters: Sequence[Matter], role: Role) -> tuple[Dossier, ...]:
        return tuple(open_dossier(matter, decisions_on(matter, matters), self._record, role) for matter in chosen)

    def _drafted(self, run: _Run, evidence: Evidence) -> tuple[Drafted, ...]:
        """What the answering engine makes of a topic or question. Raises BriefingTargetError where the papers are silent."""
        judge = Judge(evidence.understanding, evidence.facts, self._retriever.cosines)
        judged = judge.candidates(evidence.extracts)
        drafted = compose(evidence.understanding, judge, judged).statements if judged else ()
        if not drafted or not weigh(evidence.understanding, judge, judged).answerable:
            raise BriefingTargetError(self._silence(run, evidence.extracts))
        return drafted

    def _silence(self, run: _Run, nearest: Sequence[Extract]) -> str:
        """What is said where the papers are silent: what was searched, and the nearest they come."""
        papers = self._retriever.facts(run.role.classifications).papers
        return " ".join(refusal(Status.NOT_IN_PAPERS, searched(papers, run.request.filters), nearest).split())

    def _reworded(self, run: _Run, dossiers: tuple[Dossier, ...]) -> tuple[Drafted, ...]:
        """Key points in the chat model's words, where one is configured and enough of them pass the check."""
        if self._assistant is None or len(dossiers) != 1:
            return ()
        (dossier,) = dossiers
        documents = tuple({one.document for one in dossier.matter.of(Part.AGENDA, Part.REPORT, Part.APPENDIX)})
        question = f"What are the key points and figures of {dossier.matter.title}?"
        answer = self._assistant.answer(Ask(question=question, role=run.role, filters=Scope(documents=documents, as_of=self._library.day)))
        held = {passage.id: passage for passage in dossier.everything}
        quotes = {
            c.marker: Quote(Hit(held[c.passage_id], 1.0), at, at + len(c.quote))
            for c in answer.citations
            if c.passage_id in held and (at := held[c.passage_id].text.find(c.quote)) >= 0
        }
        # a note holds what is matched to the papers, and no more; an opening line is nothing without its list
        said = [s for s in answer.statements if s.support is Matched.SUPPORTED and not s.text.endswith(":")]
        drafted = [Drafted(s.text, tuple(quotes[m] for m in s.citations)) for s in said if set(s.citations) <= set(quotes)]
        return tuple(drafted) if answer.engine != "extractive" and len(drafted) >= _FEWEST else ()

    def _fitted(self, run: _Run, scene: Scene, template: Template, cancelled: Callable[[], bool]) -> Note:
        """The note with as many words as stand on the pages that its template allows."""

        def quiet(_message: str) -> None:
            if cancelled():
                raise StoppedError("the note was stopped; nothing was written")

        note, frame = self._filled(run, scene, template, 1.0, run.tell)
        if template.pages is None or fits(note, template.pages):
            return note
        least, most = _LEAST_SHARE, 1.0
        note, frame = self._filled(run, scene, template, least, quiet)
        if not fits(note, template.pages):
            return trimmed(note, template.pages, frame)
        for _ in range(_HALVINGS):
            middle = (least + most) / 2
            fuller, _ = self._filled(run, scene, template, middle, quiet)
            if fits(fuller, template.pages):
                note, least = fuller, middle
            else:
                most = middle
        return note

    def _filled(self, run: _Run, scene: Scene, template: Template, share: float, tell: Callable[[str], None]) -> tuple[Note, Frame]:
        """The note with a `share` of the words that its template gives each section, and what closes it."""
        leads = {heading_of(one, scene): f"item {one.matter.item}" if one.matter.item else one.matter.title for one in scene.dossiers}
        own = replace(scene, writer=Writer(), said={})
        sections, frame = _framed(_sections(own, template.scaled(share), tell), template, leads)
        note = self._note(run, own, template, sections, frame)
        if template.pages is None or fits(note, template.pages):
            return note, frame
        return note.model_copy(update={"sections": tuple(joined(note.sections))}), frame

    def _note(self, run: _Run, scene: Scene, template: Template, sections: list[Section], frame: Frame) -> Note:
        request, writer = run.request, scene.writer
        subject = _subject(scene)
        # a note that could say nothing of an exempt paper still names it
        named = [one for held in scene.dossiers if not _public(held) for one in held.everything]
        exempt = writer.exempt or bool(named)
        return Note(
            template=template.name,
            title=template.title.format(subject=subject),
            subject=subject,
            date=request.date or datetime.date.today(),
            recipient=request.recipient,
            author=request.author,
            disclaimer=template.disclaimer,
            classification=Classification.EXEMPT if exempt else Classification.PUBLIC,
            exempt_paragraphs=grounds_of((*writer.used.values(), *named)),
            sections=tuple(section.model_copy(update={"missing": None}) for section in sections if section.blocks),
            sources=tuple(writer.citations),
            not_found=(*(f"{section.heading}: {section.missing}" for section in sections if section.missing), *writer.left_out),
            closing=frame.closing(template.pages),
            as_of=self._library.standing(run.role.classifications),
        )


def _sections(scene: Scene, template: Template, tell: Callable[[str], None]) -> list[Section]:
    """The bottom line and the sections in the template's order; glossary and list of papers are made last, from what the others say."""
    made: dict[int, Section] = {}
    first = correction_section(scene)
    if told := bottom_line(scene):
        first.append(told)
    for last in (False, True):
        for place, spec in enumerate(template.sections):
            if (spec.name in _MADE_LAST) is not last:
                continue
            tell(f"writing: {spec.heading}")
            others = list(made.values())
            made[place] = glossary_section(scene, spec, others) if spec.name == "glossary" else find_section(scene, spec)
    return first + [made[place] for place in range(len(template.sections))]


def _framed(found: Sequence[Section], template: Template, leads: Mapping[str, str]) -> tuple[list[Section], Frame]:
    """The sections with nothing said twice and nothing headed that is not there, and what closes the note."""
    named = [spec.name for spec in template.sections if spec.keep_empty]
    nouns = [FINDERS[one.name].noun for one in found if one.missing and not one.blocks and one.name in named and one.name in FINDERS]
    names: tuple[str, ...] = ()
    waved: list[str] = []
    sections: list[Section] = []
    opening = {said.text for section in found if section.name == BOTTOM_LINE for block in section.blocks for said in said_of(block)}
    for section in said_once(found):
        if section.name == "resolved":
            section, names = unminuted(section, leads)
            ours = [said for block in section.blocks for said in said_of(block)]
            if ours and all(said.origin is Origin.FIXED and said.text in opening for said in ours):
                continue
        if section.name in FINDERS and (noun := FINDERS[section.name].noun) and is_waved(section):
            waved.append(noun)
            continue
        sections.append(section)
    silent = tuple(noun for noun in nouns if noun)
    return sections, Frame(silent, tuple(waved), unminuted=names)


def _is_for_meetings(template: Template | None) -> bool:
    """Whether a template that was asked for is made for meetings and nothing else."""
    return template is not None and template.made_for == (TargetKind.MEETING,)


def _public(dossier: Dossier) -> bool:
    """Whether anything of the matter is public, or nothing is told of it."""
    told = [one.classification is Classification.PUBLIC for one in dossier.everything]
    return not told or any(told)


def _subject(scene: Scene) -> str:
    """What the note is on, with its item and meeting, and the council wherever the papers tell it."""
    if scene.target.searched or not scene.dossiers:
        return scene.target.title
    told = scene.dossiers[0]
    council = told.matter.meeting.council or next((p.meeting.council for p in told.everything if p.meeting.council), None)
    meeting = told.meeting or next(filter(None, (meeting_name(p.meeting) for p in told.everything)), "")
    if len(scene.dossiers) != 1:
        named, apart = scene.target.title, len({dossier.matter.meeting.council for dossier in scene.dossiers}) > 1
        return named if apart or not council or council.casefold() in named.casefold() else f"{council}, {named}"
    if council and council.casefold() in meeting.casefold():
        council = None
    return ", ".join(part for part in (told.name, council, meeting) if part)

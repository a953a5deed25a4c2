"""The bottom line of a note: what is asked, what was decided and how, cost, risk, and what else to know, each in one short line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.briefing import essentials
from assistant.briefing.dossier import Dossier
from assistant.briefing.material import Scene, councils
from assistant.briefing.models import BOTTOM_LINE, Bullets, Origin, Said, Section
from assistant.briefing.verbatim import VOTE
from assistant.models import MeetingRef
from ingest.language.narrative import is_routine
from ingest.language.periods import long_date
from ingest.language.pointing import leans, leans_inside
from ingest.language.whole_sentences import has_run_in_number
from ingest.record.outcomes import only_hears

HEADING = "In brief"
LINES = 5
_TITLE = 12
"""Words beyond which what stands as the title of an item is its text."""
_CLAUSES = 2
"""Clauses of what was resolved that lead a note."""
_FACTS = 3
"""Lines of a topic beside its latest decision."""
LONGEST = 35
"""Words of a line."""
_AT_MOST = 60
"""Words of one that no clause ends within."""
_ENDS = re.compile(r"(?<![\w’'-])[a-z\d][\w’'-]*[)”\"]?[.;](?=\s)")
"""A word in small letters with a stop behind it: "Cllr." ends nothing."""
_JOINS = re.compile(r"[;,](?:\s?(?:and|or))?\s?$")
"""What joins a clause to the next of its list."""
_NUMBER = re.compile(r"^\d{1,3}\s+")
"""The number of a clause or a page that its words were printed behind."""
_BINDS = re.compile(
    r"\s*(?:and |or )?(?:subject to|provided|unless|except|excluding|save|but|if|only|however|until|without|not\b|other than|on condition)",
    re.IGNORECASE,
)
"""Words that take back or bind what stands before them: a line is never cut there."""


def bottom_line(scene: Scene) -> Section | None:
    """The section that a note opens with; None where the papers give nothing for it."""
    of_meeting = len(scene.dossiers) > 1 and not scene.target.searched
    of_one = _of_topic if scene.target.searched else _of_matter
    heading, lines = _of_meeting(scene) if of_meeting else (HEADING, of_one(scene))
    short = [line for said in lines if (line := _short(said))]
    return Section(name=BOTTOM_LINE, heading=heading, blocks=(Bullets(items=tuple(short)),)) if short else None


def _of_matter(scene: Scene) -> list[Said]:
    decided = essentials.decided(scene, _CLAUSES)
    votes = [said for said in decided if (said.label or "").startswith(VOTE)]
    told = [said for said in decided if said not in votes]
    lines = [*_named("Asked", essentials.asked(scene), scene), *_named("Decided", told, scene), *_votes(votes)]
    lines += [*_named("Money", essentials.cost(scene), scene), *_named("Risk", essentials.risk(scene), scene)]
    left = min(3, LINES + len(votes) - len(lines))
    return [*lines, *(_named("To know", essentials.to_know(scene, left), scene) if left > 0 else ())]


def _of_topic(scene: Scene) -> list[Said]:
    """The latest decision on a topic, or what is asked; then what the papers of different days tell of it. Each names council and day."""
    lines = [*_placed("Decided", essentials.latest(scene), scene)]
    lines = lines or [*_placed("Asked", essentials.asked_of_topic(scene), scene)]
    return [*lines, *_placed("", essentials.facts_of_topic(scene, _FACTS), scene)]


def _placed(name: str, said: Iterable[Said], scene: Scene) -> Iterator[Said]:
    """Lines under their name, whose council they are of, and when; of one meeting the name alone behind the first line."""
    held = {source.marker: source for source in scene.writer.citations}
    alone = len({dossier.meeting for dossier in scene.dossiers}) == 1
    for at, one in enumerate(said):
        meeting = held[one.markers[0]].meeting
        if alone and (at or not name):
            yield one.model_copy(update={"label": f"{name or 'To know'}:"})
            continue
        day = long_date(meeting.date) if meeting.date else None
        label = ", ".join(part for part in (name, *_bodies(scene, meeting), day) if part)
        yield one.model_copy(update={"label": f"{label}:" if label else None})


def _bodies(scene: Scene, meeting: MeetingRef) -> Iterator[str]:
    """The body that met, with its council where the note is on several; the council alone where all of it met."""
    whole = not meeting.committee or meeting.committee in (meeting.council or "")
    if meeting.council and (whole or len(councils(scene)) > 1):
        yield meeting.council
    if meeting.committee and not (whole and meeting.council):
        yield meeting.committee


def _of_meeting(scene: Scene) -> tuple[str, list[Said]]:
    """What was decided on the items with most at stake, or is asked where nothing is minuted: those with a report and with money first."""
    told: dict[bool, list[tuple[bool, bool, bool, int, Said]]] = {True: [], False: []}
    for place, dossier in enumerate(scene.substantial):
        own = replace(scene, dossiers=(dossier,))
        for settled, find in ((True, essentials.decided), (False, essentials.asked)):
            for said in [one for one in find(own) if one.origin is not Origin.FIXED][:1]:
                name = _item_name(dossier)
                if (
                    is_routine(f"{dossier.matter.title} {said.text}")
                    or leans(said.text)
                    or (not _is_titled(dossier) and leans_inside(said.text))
                ):
                    continue
                line = said.model_copy(update={"label": f"{name}:" if name else None})
                told[settled].append((not dossier.report, only_hears(said.text), not essentials.cost(own), place, line))
    if not any(told.values()):
        return HEADING, [line for dossier in scene.substantial for line in _told_of(scene, dossier)][:LINES]
    settled = bool(told[True])
    chosen = sorted(told[settled], key=lambda one: one[:4])[:LINES]
    heading = f"{HEADING}: what {'was decided' if settled else 'is asked'}"
    return heading, [line for *_, line in sorted(chosen, key=lambda one: one[3])]


def _told_of(scene: Scene, dossier: Dossier) -> Iterator[Said]:
    """What matters most of an item on which nothing is asked or decided, under its name."""
    name = _item_name(dossier)
    for said in () if is_routine(dossier.matter.title) else essentials.to_know(replace(scene, dossiers=(dossier,)), 1):
        yield said.model_copy(update={"label": f"{name}:" if name else None})


def _item_name(dossier: Dossier) -> str:
    """The number and title of an item, without which a resolution such as "Approved" says nothing; no title that is a text of its own."""
    title = dossier.matter.title if len(dossier.matter.title.split()) <= _TITLE else ""
    return ", ".join(part for part in (f"Item {dossier.matter.item}" if dossier.matter.item else "", title) if part)


def _is_titled(dossier: Dossier) -> bool:
    """Whether a matter has a title that says what it is on."""
    words = dossier.matter.title.split()
    return len(words) <= _TITLE and not (words[0] == "Minute" and len(words) == 2)


def _votes(said: Iterable[Said]) -> Iterator[Said]:
    """How votes went, each under what it was on."""
    return (one.model_copy(update={"label": f"{one.label}:"}) for one in said)


def _named(name: str, said: Iterable[Said], scene: Scene) -> Iterator[Said]:
    """Lines under their name, with the day of their meeting where the note is on several."""
    dated = len({dossier.matter.meeting.date for dossier in scene.dossiers}) > 1
    held = {source.marker: source for source in scene.writer.citations}
    for one in said:
        date = next((held[marker].meeting.date for marker in one.markers if held[marker].meeting.date), None)
        label = f"{name}, {long_date(date)}:" if dated and date else f"{name}:"
        yield one.model_copy(update={"label": label})


def _short(said: Said) -> Said | None:
    """The line, cut behind a clause where it is long; None where it cannot be cut without changing what it says."""
    if has_run_in_number(said.text):
        said = said.model_copy(update={"text": _NUMBER.sub("", said.text)})
    if len(said.text.split()) <= LONGEST or (said.label or "").startswith(VOTE):
        return said.model_copy(update={"text": _JOINS.sub("", said.text)})
    ends = [found.end() for found in _ENDS.finditer(said.text) if not _BINDS.match(said.text[found.end() :])]
    whole = [said.text[:end] for end in ends if 4 < len(said.text[:end].split()) <= LONGEST]
    if not whole and len(said.text.split()) <= _AT_MOST:
        return said
    return said.model_copy(update={"text": f"{whole[-1].rstrip(' ;.')} …"}) if whole else None

"""What comes next, and what a member may want to ask, each tied to its passage."""

import datetime
import re
from collections.abc import Iterator, Sequence

from assistant.briefing.dossier import Dossier, headed
from assistant.briefing.enquiries import ENQUIRIES
from assistant.briefing.models import Block, Said
from assistant.briefing.points import is_readable
from assistant.briefing.salience import Salience
from assistant.briefing.scene import Scene, bullets
from assistant.citations import long_date
from assistant.draft import Drafted, Quote
from assistant.grounding.quantities import QuantityKind, quantities
from assistant.sentences import Unit, units
from assistant.wording import plain_words
from ingest.models import Kind
from vectorstore.models import Hit

_NEXT = re.compile(
    r"\bnext steps\b|\btimetable\b|\btimescales?\b|\btimelines?\b|\bway forward\b|\bimplementation\b|what happens next", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\bwill\b|\bdue\b|\bby (?:the end of|\d)|\bexpected\b|\bplanned\b|\bscheduled\b|\bfrom \d|\bdeadline\b|\buntil\b|\bshall\b", re.I
)


def timeline(scene: Scene, words: int) -> list[Block]:
    """Dated sentences in the order of their dates behind what stands under "next steps"; those already shown are not left out."""

    def find(dossier: Dossier) -> Sequence[Block]:
        pool = [u for u in (*dossier.body, *_decided(dossier)) if is_readable(u, dossier) and scene.about(u.passage)]
        steps = [u for u in pool if headed(u.passage, _NEXT) and not _dates(u)][:3]
        dated = [(*min(dates), u) for u in pool if (dates := _dates(u))]
        held = dossier.matter.meeting.date
        rank = Salience([u for _, _, u in dated], dossier.matter.title, scene.facts)
        ranked = sorted(dated, key=lambda one: -(rank.score(one[2]) + _ahead(one[2], one[0], held)))
        chosen: list[tuple[datetime.date, str, Unit]] = []
        left = scene.share(words) - sum(len(u.text.split()) for u in steps)
        for date, label, unit in ranked:
            if (length := len(unit.text.split())) <= left:
                chosen.append((date, label, unit))
                left -= length
        ordered = sorted(chosen, key=lambda one: (one[0], one[2].passage.ordinal))
        said = [s for _, label, unit in ordered if (s := scene.writer.unit(unit, label))]
        return [*bullets(said), *bullets(scene.writer.all(steps))]

    return scene.by_matter(find)


def _decided(dossier: Dossier) -> Iterator[Unit]:
    for passage in (*dossier.minutes, *(p for _, passages in dossier.decisions for p in passages)):
        if passage.kind is Kind.RESOLUTION:
            yield from units(passage)


def _dates(unit: Unit) -> list[tuple[datetime.date, str]]:
    """Days and months that a unit names, each with how it is listed; of a month without a day its first day."""
    found: list[tuple[datetime.date, str]] = []
    for quantity in quantities(plain_words(unit.text)):
        parts = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", quantity.value)
        if quantity.kind not in (QuantityKind.DATE, QuantityKind.MONTH) or not parts:
            continue
        try:
            day = datetime.date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
        except ValueError:
            continue
        found.append((day, long_date(day) if parts[3] else f"{day:%B %Y}"))
    return found


def _ahead(unit: Unit, date: datetime.date, held: datetime.date | None) -> float:
    later = 1.5 if held and date >= held else 0.0
    return later + (0.8 if _AHEAD.search(unit.text) else 0.0)


def questions(scene: Scene, words: int) -> list[Block]:
    """Questions that the papers themselves raise: the words that raise it, then what may be asked of them."""

    def find(dossier: Dossier) -> Sequence[Block]:
        pool = [u for u in dossier.body if is_readable(u, dossier) and scene.about(u.passage)] or [
            u for u in dossier.attached if is_readable(u, dossier)
        ]
        rank = Salience(pool, dossier.matter.title, scene.facts)
        ranked = sorted(pool, key=lambda unit: -rank.score(unit))
        said: list[Said] = []
        left, used = scene.share(words), set[str]()
        for enquiry in ENQUIRIES:
            count = 0
            for unit in ranked:
                asked = enquiry.of(plain_words(unit.text))
                if asked is None or count == enquiry.most or unit.passage.id in used:
                    continue
                length = len(unit.text.split()) + len(asked.split())
                if length <= min(left, 60) and (one := _asked(scene, unit, asked)):
                    said.append(one)
                    used.add(unit.passage.id)
                    left -= length
                    count += 1
        return bullets(said, numbered=True)

    return scene.by_matter(find)


def _asked(scene: Scene, unit: Unit, asked: str) -> Said | None:
    """The words of the paper between quotation marks with the question that they raise; the check is made on the words."""
    words = plain_words(unit.text)
    number = re.match(r"\d[\d.]*", unit.passage.paragraph or "")
    inner = words.replace("“", "‘").replace("”", "’").replace('"', "'")
    quote = Quote(Hit(unit.passage, 1.0), unit.start, unit.end)
    return scene.writer.write(Drafted(f"“{inner}” {asked}", (quote,), claim=words), f"Para {number[0]}" if number else None)

"""What comes next, and what a member may want to ask, each tied to its passage."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.wording import plain_words
from assistant.briefing.dossier import Dossier, headed
from assistant.briefing.gaps import OPEN
from assistant.briefing.key_points import is_readable
from assistant.briefing.material import Scene, bullets
from assistant.briefing.models import Block, Said
from assistant.briefing.salience import Salience
from assistant.check.draft import Drafted, Quote
from ingest.language.dates import MONTH, find_periods
from ingest.language.periods import PeriodKind
from ingest.language.sentences import Unit, units
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
    for passage in (p for entry in (*dossier.minutes, *dossier.decisions) for p in entry.passages):
        if passage.kind is Kind.RESOLUTION:
            yield from units(passage)


def _dates(unit: Unit) -> list[tuple[datetime.date, str]]:
    """Days and months that a unit names, each with how it is listed; of a month without a day its first day."""
    named = (period for period in find_periods(plain_words(unit.text)) if period.kind in (PeriodKind.DAY, PeriodKind.MONTH))
    return [(period.start, period.label) for period in named]


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


# What a member may ask of a sentence: told from what it leaves open, in its own terms where it gives any.


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A sort of sentence and the question that it raises."""

    raised: re.Pattern[str]
    asked: str
    """`{}` stands for what the first group of `raised` holds."""

    @property
    def most(self) -> int:
        """Questions of this sort in one note: those that name what they ask about may come twice."""
        return 2 if "{}" in self.asked else 1

    def of(self, words: str) -> str | None:
        """The question that a sentence raises; None where it raises none of this sort."""
        found = self.raised.search(words)
        if found is None:
            return None
        return self.asked.format(" ".join(found[1].split())) if "{}" in self.asked else self.asked


def _when(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ON = r"[^.]{0,100}?"
"""The words of one sentence up to what is looked for."""
_SUM = r"((?:£\s?\d[\d,.]*\d|£\s?\d)(?:\s?(?:million|billion|[mk]|bn)\b)?)"
_COMING = r"\b(?:will|would|shall|must|due|propos\w+|requir\w+|request\w*|seek\w*|expected|to be)\b"
"""Only of what is still to come can be asked whether it will be so."""
ENQUIRIES = (
    Enquiry(OPEN, "When will this be known, and will it come back to members?"),
    Enquiry(
        _when(
            r"\bsubject to (?:the |an? )?(?:\w+ )?(?:approval|agreement|permission|funding|consent|contract|confirmation"
            r"|outcome|availab\w+)\b"
        ),
        "What happens if this does not come about?",
    ),
    Enquiry(
        _when(r"\b(?:depends?|dependent) (?:up)?on (?:whether|how|the outcome|funding|\w+ (?:approval|agreement|funding))\b"),
        "What does this turn on, and when will it be settled?",
    ),
    Enquiry(
        _when(r"\b(?:discounted|ruled out|rejected|not recommended|do nothing)\b"),
        "What would have had to be different for this to be the choice?",
    ),
    Enquiry(
        _when(rf"\b(?:estimat|forecast|project|assum|anticipat)\w*\b{_ON}{_SUM}"),
        "How sure is the figure of {}, and what would change it?",
    ),
    Enquiry(_when(r"\bassum(?:es?|ed|ing|ptions?)\b"), "What if this assumption does not hold?"),
    Enquiry(
        _when(
            r"\b(?:overspen\w+|deficit|shortfall|(?:cost|budget|financial) pressures?"
            r"|not (?:met|achieved)|below (?:the )?target|behind (?:target|schedule|plan))\b"
        ),
        "What explains this, and when will it be put right?",
    ),
    Enquiry(
        _when(r"\bat risk\b|\brisks? (?:of|that|to)\b|\bconcerns?\b|\bfail(?:s|ed|ing|ure)?\b|\binadequate\b"),
        "What is being done about this, and who answers for it?",
    ),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:sav(?:e|es|ings?)|reduc\w+)\b{_ON}{_SUM}"), "Who will notice the {}, and when is it counted as saved?"
    ),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:cost|fund|budget|spend|grant|invest|charge)\w*\b{_ON}{_SUM}"),
        "What is the figure of {} based on, and what happens if it turns out otherwise?",
    ),
    Enquiry(
        _when(r"\b(?:increas|decreas|reduc|fell|fall|rose|risen|rise)\w*\b{_ON}\d[\d.,]*\s?%|\bfrom £?\d\S* (?:in \d{4} )?to £?\d"),
        "What explains this change, and is it expected to go on?",
    ),
    Enquiry(_when(r"\bdelegat\w+\b"), "How will what is done under this delegation be reported to members?"),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:by|before|until|no later than) (?:the end of )?((?:\d{{1,2}} )?{MONTH} (?:19|20)\d\d)\b"),
        "Does {} still hold, and how will members know if it slips?",
    ),
    Enquiry(_when(r"\bconsult\w+ (?:will|is to|would)\b"), "Will what is said in it come to members before anything is settled?"),
    Enquiry(
        _when(r"\brespondents?\b|\bconsult\w+ (?:ran|was|were|took|showed|found)\b"),
        "How was what was said taken into account?",
    ),
)
"""What matters most first: what is open or conditional, what was rejected, how sure the figures are, what went wrong."""

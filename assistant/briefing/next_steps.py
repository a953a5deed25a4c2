"""What comes next, and what a member may want to ask, each tied to its passage."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.wording import plain_words
from assistant.briefing.dossier import Dossier, headed
from assistant.briefing.gaps import OPEN
from assistant.briefing.key_points import dates_of, is_readable
from assistant.briefing.material import Scene, bullets
from assistant.briefing.models import Block, Said
from assistant.briefing.salience import Salience, is_whole
from assistant.check.draft import Drafted, Quote
from ingest.language.dates import MONTH
from ingest.language.sentences import Unit, units
from ingest.language.spending import tells_context
from ingest.models import Kind
from vectorstore.models import Hit

_NEXT = re.compile(
    r"\bnext steps\b|\btimetable\b|\btimescales?\b|\btimelines?\b|\bway forward\b|\bimplementation\b|what happens next", re.IGNORECASE
)
_MOST = 5
"""Questions of one note: more are not asked at a meeting."""
_BEHIND = 160
"""Characters behind a sentence within which the paper may answer what it leaves open."""
_ANSWERS = re.compile(
    r"\b(?:because|due to|owing to|the reason|as a result of|mitigat\w+|has (?:now|since) been|have (?:now|since) been"
    r"|was (?:then|subsequently)"
    r"|to address this|in response to this|contingency|was confirmed|were confirmed)\b",
    re.IGNORECASE,
)
"""Words by which a paper gives the answer itself."""
_STALE = datetime.timedelta(days=183)
"""How long after a meeting what it says comes next, without a day, may still be to come."""


def timeline(scene: Scene, words: int) -> list[Block]:
    """What lies ahead of the meeting and of the day of the note: dated sentences by date, then undated ones under "next steps"."""

    def find(dossier: Dossier) -> Sequence[Block]:
        held = dossier.matter.meeting.date
        day = max(held or scene.day, scene.day)
        pool = [u for u in (*dossier.body, *_decided(dossier)) if is_readable(u, dossier) and scene.on(u)]
        steps = [u for u in pool if headed(u.passage, _NEXT) and not dates_of(u) and (held is None or scene.day <= held + _STALE)][:3]
        dated = [(*min(dates), u) for u in pool if (dates := _ahead(u, day))]
        rank = Salience([u for *_, u in dated], dossier.matter.title, scene.facts)
        chosen: list[tuple[datetime.date, str, Unit]] = []
        left = scene.share(words) - sum(len(u.text.split()) for u in steps)
        for date, label, unit in sorted(dated, key=lambda one: -rank.score(one[2])):
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


def _ahead(unit: Unit, day: datetime.date) -> list[tuple[datetime.date, str]]:
    """The days and months of a sentence that are not past on `day`, each with how it is listed."""
    return [(period.end, period.label) for period in dates_of(unit) if period.end > day]


def questions(scene: Scene, words: int) -> list[Block]:
    """Questions that the papers themselves raise and do not answer, five at most: the words that raise it, then what may be asked."""
    most = max(1, _MOST // max(1, len(scene.substantial)))
    given: list[Said] = []

    def find(dossier: Dossier) -> Sequence[Block]:
        said: list[Said] = []
        left = scene.share(words)
        for unit, asked in _raised(scene, dossier):
            length = len(unit.text.split()) + len(asked.split())
            if len(said) < most and len(given) < _MOST and length <= min(left, 60) and (one := _asked(scene, unit, asked)):
                said.append(one)
                given.append(one)
                left -= length
        return bullets(said, numbered=True)

    return scene.by_matter(find)


def _raised(scene: Scene, dossier: Dossier) -> Iterator[tuple[Unit, str]]:
    """The sentences that leave something open, each with what may be asked: what matters most first, one of a passage."""
    readable = [u for u in dossier.body or dossier.attached if is_readable(u, dossier) and is_whole(u) and not tells_context(u.text)]
    pool = [u for u in readable if scene.on(u)]
    rank = Salience(pool, dossier.matter.title, scene.facts)
    ranked = sorted(pool, key=lambda unit: -rank.score(unit))
    used = set[str]()
    for enquiry in ENQUIRIES:
        count = 0
        for unit in ranked:
            asked = enquiry.of(plain_words(unit.text))
            if asked is None or count == enquiry.most or unit.passage.id in used or _is_settled(unit, scene.day):
                continue
            used.add(unit.passage.id)
            count += 1
            yield unit, asked


def _is_settled(unit: Unit, day: datetime.date) -> bool:
    """Whether what a sentence leaves open is answered: by the sentence or the one behind it, or because the days it names are past."""
    passage = unit.passage
    behind = passage.text[unit.start : unit.end + _BEHIND]
    named = dates_of(unit)
    return bool(_ANSWERS.search(behind)) or (bool(named) and all(period.end < day for period in named))


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
        _when(rf"\b(?:estimat|forecast|project|assum|anticipat)\w*\b{_ON}{_SUM}"),
        "How sure is the figure of {}, and what would change it?",
    ),
    Enquiry(_when(r"\bassum(?:es?|ed|ing|ptions?)\b"), "What if this assumption does not hold?"),
    Enquiry(
        _when(
            r"(?<!/)\b(?:overspen\w+|deficit|shortfall|(?:cost|budget|financial) pressures?"
            r"|not (?:met|achieved)|below (?:the )?target|behind (?:target|schedule|plan))\b"
        ),
        "What explains this, and when will it be put right?",
    ),
    Enquiry(
        _when(
            r"\bat risk\b|\brisks? (?:that|of|remains?)\b"
            r"|\bconcern(?:s|ed)? (?:that|about|is|are|was|were)\b|\bfail(?:s|ed|ing|ure) to\b|\binadequate\b"
        ),
        "What is being done about this, and who answers for it?",
    ),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:sav(?:e|es|ings?)|reduc\w+)\b{_ON}{_SUM}"), "Who will notice the {}, and when is it counted as saved?"
    ),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:cost|fund|budget|spend|grant|invest|charge)\w*\b{_ON}{_SUM}"),
        "What is the figure of {} based on, and what happens if it turns out otherwise?",
    ),
    Enquiry(_when(r"\bdelegat\w+\b"), "How will what is done under this delegation be reported to members?"),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:by|before|until|no later than) (?:the end of )?((?:\d{{1,2}} )?{MONTH} (?:19|20)\d\d)\b"),
        "Does {} still hold, and how will members know if it slips?",
    ),
    Enquiry(_when(r"\bconsult\w+ (?:will|is to|would)\b"), "Will what is said in it come to members before anything is settled?"),
)
"""What matters most first: what is open or conditional, what was rejected, how sure the figures are, what went wrong."""

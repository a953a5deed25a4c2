"""False premises: a question that takes for granted what the papers contradict is answered with the papers' words, said to be otherwise.

A conflict is never guessed: one sentence must speak of the question's subject in its own words, in the year asked for, and say the opposite
by a closed list (risen, fallen; agreed, not agreed), say that there is none, or hold another value where the reader insists on one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.asked import Asked, coverage, spoken, tells_time
from assistant.answering.judge import Judge
from assistant.answering.reading import MOST, Candidate
from assistant.answering.wording import worded
from assistant.check.draft import Drafted, Quote, Style
from assistant.question.models import Understanding
from assistant.question.talk import asserted, asserts
from assistant.question.wanted import Value
from ingest.language.dates import years_named
from ingest.language.people import surnames
from ingest.language.quantities import Quantity, QuantityKind, quantities
from ingest.language.sentences import Shape
from ingest.language.standing import opposites
from ingest.language.words import content_stems, stem, word_set, words
from ingest.models import Kind, PaperStatus

OTHERWISE = "The papers say otherwise: "
_TAKES_FOR_GRANTED = re.compile(
    r"^\W*(?:why|when|how|which|by how much|what is being done|now that|with)\b|\s[-–]\s*(?:why|what|how)\b", re.IGNORECASE
)
_OPPOSITES = (
    (*opposites("risen", "fallen"), 0.95, False),
    (*opposites("overspent", "underspent"), 0.95, True),
    (*opposites("together", "in_turn"), 0.5, False),
    (*opposites("left_out", "taken_in"), 0.95, False),
)
"""Words and their opposites, the share of the subject that one sentence must hold, and whether its headings may help."""
_DENIAL = re.compile(r"\b(?:not|never)\b((?:\W+\w+){1,3})", re.IGNORECASE)
_ACTS = word_set(
    "agree approve accept support allow grant adopt extend permit refuse reject call close end cut change vote treat publish move elect"
)
_ACT_STEMS = frozenset(map(stem, _ACTS))
_NONE = re.compile(
    r"\b(?:there (?:is|are|was|were|has been|have been)|(?:now )?(?:includ\w+|contain\w+|receiv\w+|has|have|had)) no\b"
    r"((?:\W+\w+){1,7})",
    re.IGNORECASE,
)
_VOTED_AGAINST = re.compile(r"\b(?:who|which)\b[^?]*\bvoted against\b", re.IGNORECASE)
_NONE_AGAINST = re.compile(r"\bagainst\W{0,3}0\b|\b0 against\b|\b(?:no one|nobody|none) (?:voted )?against\b|\bunanimous", re.IGNORECASE)
_SOME_AGAINST = re.compile(
    r"\bagainst\W{0,3}[1-9]|\b[1-9]\d* against\b|\bvotes? to [1-9]|\b(?:\w+ )?voted against\b|\bcasting vote\b", re.IGNORECASE
)
_MOTION = frozenset(
    map(stem, word_set("motion proposal amendment recommendation recommendations resolution vote voting for against abstain"))
)
"""Words by which a sentence says that it is of the vote before it, whose subject it need not name."""
_PARTLY = re.compile(
    r"\b(?:some|several|few|most|many|half|others?|rest|\d+|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)
"""Before "have no": it is said of a part."""
_LIMITED = re.compile(
    r"\b(?:until|unless|except|before|at first|initially|originally|whether or not|if|(?:would|could|should|might|may) not)\b",
    re.IGNORECASE,
)
"""Words by which a denial holds for a time or a case only, or is no fact."""
_CLAUSE = re.compile(r";|,? \b(?:but|while|whereas|though|although)\b|, and\b|\band (?=[a-z])", re.IGNORECASE)
_SECOND = re.compile(r",? and (?:was|were|did|is|are|has|have|who|what|when|where|why|how|which)\b.*", re.IGNORECASE | re.DOTALL)
"""A second question, which takes nothing for granted."""
_APART = re.compile(r"^\W*(?:with|now that)\b([^?]+?),\s*(?:how|what|which|why|when|who|where)\b", re.IGNORECASE)
"""Parts what is taken for granted from what is asked: "With both run at once, how will staff cope?"."""
_ASKS_OF = re.compile(r"^\W*(?:which|how (?:much|many)|what)\b", re.IGNORECASE)
_SURE = 0.7
"""Coverage of the subject from which a sentence speaks of the same matter."""
_CLOSE = 0.35
"""Cosine with the question below which it may be another matter all the same."""
_LIKELIEST = 3
"""Units that may set right what a reader insists on."""
_REST = 2
"""Statements that follow a correction."""
_VALUES = (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT)
_TIMES = (QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR)


def correction(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Candidate | None:
    """The unit that contradicts what the question takes for granted; None where nothing certainly does."""
    question = understanding.question
    if asserts(question) and understanding.standalone != question:
        return _against_assertion(asserted(question), understanding, judge, judged)
    question = _SECOND.sub("", question)
    if not _TAKES_FOR_GRANTED.search(question):
        return None
    asked = judge.asked
    read = [p for p in judged[:MOST] if p.read.period >= _SURE and p.unit.passage.kind is not Kind.RECOMMENDATION]
    found = [p for p in read if p.read.close >= _CLOSE and not _LIMITED.search(_text(p)) and any(_contradictions(question, asked, p))]
    best = max(found, key=_weight, default=None)
    return None if best is None or any(_affirms(question, asked, p) for p in read) else best


def corrected(found: Candidate, understanding: Understanding, statements: Sequence[Drafted]) -> tuple[Drafted, ...]:
    """The contradicting unit, said to be otherwise, before a little of what else was drafted."""
    unit = found.unit
    first = worded(found, Quote(found.hit, unit.start, unit.end), understanding, minuted=True)
    rest = [one for one in statements if (one.claim or one.text) != first.claim and one.style is not Style.ROW]
    return replace(first, text=OTHERWISE + first.text, style=Style.PROSE), *rest[:_REST]


def _weight(candidate: Candidate) -> float:
    return candidate.read.close * candidate.read.subject


def _text(candidate: Candidate) -> str:
    return candidate.unit.text


def _contradictions(question: str, asked: Asked, candidate: Candidate) -> Iterator[bool]:
    """Each way in which the unit says the opposite of the question, true where it does."""
    unit, own = candidate.unit, candidate.own
    here = candidate.here
    for left, right, least, under in _OPPOSITES:
        for mine, other in ((left, right), (right, left)):
            said, opposite = mine.search(question), other.search(unit.text)
            if said and opposite and not mine.search(unit.text) and not other.search(question):
                words_here = here if under or unit.shape is Shape.ROW else own
                yield _covers(question, asked, words_here, content_stems(said[0]), least) and _in_time(asked, candidate, opposite.start())
    if _VOTED_AGAINST.search(question) and _NONE_AGAINST.search(unit.text):
        subject = {word.term for word in asked.subject} | _MOTION
        yield candidate.read.subject >= _SURE and bool(own & subject)
    for act in _acts(question):
        if _denies(unit.text, act) and not _denies(question, act):
            yield _covers(question, asked, here, (act,), _SURE) and bool(own & {w.term for w in asked.subject if w.term != act})
    if _ASKS_OF.match(question) and (none := _NONE.search(unit.text)) and not _PARTLY.search(unit.text[: none.end()]):
        things = set(asked.focus.heads) if "how many" in question.lower() else {word.term for word in asked.subject}
        about = set(content_stems(none[1])) & things and _in_time(asked, candidate, none.start())
        yield bool(about) and not candidate.value and _covers(question, asked, here, (), _SURE)


def _in_time(asked: Asked, candidate: Candidate, at: int = 0) -> bool:
    """Whether the clause around `at` names no year but those asked for; where none is, but that of the meeting or the one before."""
    text, date = _text(candidate), candidate.unit.passage.meeting.date
    begin = max((m.end() for m in _CLAUSE.finditer(text, 0, at)), default=0)
    end = next((m.start() for m in _CLAUSE.finditer(text, at)), len(text))
    named = spoken(text[begin:end]) or spoken(text)
    years = {year for year in asked.years if "/" in year} or asked.years
    return not named or bool(named & (years or ({str(date.year), str(date.year - 1)} if date else set())))


def _covers(question: str, asked: Asked, here: frozenset[str], but: Sequence[str], least: float) -> bool:
    """Whether the words of the subject, those of the deed put aside, stand here; only those of the premise where it stands apart."""
    apart = _APART.match(question)
    premise = frozenset(content_stems(apart[1])) if apart else frozenset()
    subject = [word for word in asked.subject if word.term not in but and (not premise or word.term in premise)]
    return len(subject) > 1 and coverage(subject, here) >= least


def _acts(question: str) -> list[str]:
    """Deeds that a question speaks of; a word in -s is taken for a noun ("permits", "changes")."""
    return [stem for stem in map(stem, re.findall(r"(?<![a-z])[a-z]++(?<!s)(?![\w-])", question.lower())) if stem in _ACT_STEMS]


def _denies(text: str, act: str) -> bool:
    """Whether the text says "not" of the deed within three words."""
    return any(act in map(stem, words(match[1])) for match in _DENIAL.finditer(text))


def _affirms(question: str, asked: Asked, candidate: Candidate) -> bool:
    """Whether a unit says the same as the question: then the papers are of two minds, and nothing is corrected."""
    acts, text = _acts(question), _text(candidate)
    if _VOTED_AGAINST.search(question) and _SOME_AGAINST.search(text):
        return candidate.read.subject >= _SURE
    if _ASKS_OF.match(question) and candidate.value and not _NONE.search(text) and not acts:
        return candidate.read.subject >= _SURE and not any(
            left.search(question) or right.search(question) for left, right, _, _ in _OPPOSITES
        )
    same = [mine for left, right, _, _ in _OPPOSITES for mine in (left, right) if mine.search(question)]
    said = any(mine.search(text) for mine in same) or any(act in candidate.own and not _denies(text, act) for act in acts)
    return said and _covers(question, asked, candidate.own, acts, _SURE)


def _against_assertion(said: str, understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Candidate | None:
    """The unit that answers the question and holds another value than the one insisted on, where no unit as near holds that one."""
    asked, known = judge.asked, {q.value for q in quantities(understanding.standalone)}
    kinds = _VALUES + (_TIMES if Value.DATE in judge.expectation.kinds else ())
    claimed = [q for q in quantities(said) if q.kind in kinds and q.value not in known]
    people = frozenset() if claimed else surnames(said)
    near = [p for p in judged[:MOST] if p.read.period >= 1 and p.read.subject >= _SURE and (not asked.years or _in_time(asked, p))]
    if any(_claims(_text(p), claimed, people) for p in near):
        return None
    likeliest = {id(candidate) for candidate in judged[:_LIKELIEST]}
    for candidate in near:
        unit = candidate.unit
        if candidate.read.holds == 0 or unit.passage.kind is Kind.RECOMMENDATION or id(candidate) not in likeliest:
            continue
        printed = [q for q in quantities(unit.text) if q.value not in known]
        other = any(p.kind is q.kind or {p.kind, q.kind} <= set(_TIMES) for p in printed for q in claimed)
        denied = not claimed and any(_denies(unit.text, act) for act in _acts(said))
        if other or (people and surnames(unit.text)) or denied:
            return candidate
    return None


def _claims(text: str, claimed: Sequence[Quantity], people: frozenset[str]) -> bool:
    """Whether a unit holds what the reader insists on."""
    return bool({q.value for q in claimed} & {q.value for q in quantities(text)} or people & surnames(text))


# Papers that differ: two current passages that give different values for one measure and period are both given, and said to differ.

DIFFER = "The papers differ. "
_KINDS = (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT)
_LEADS = re.compile(r"\b(?:were|was|are|is|had|has|have|received|totall?ed|made|of)\s+(?:in all |about |a total of )?$", re.IGNORECASE)
_PARTED = word_set("by from in with who that which against supporting opposed objecting favouring for still more fewer")
"""Words after the thing counted that leave only a part of it."""
_DISAGREEMENT_CLAUSE = re.compile(r"[,;:](?!\d)|\.(?=\s|$)")
_PLACE = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z])[.)]?\s+", re.IGNORECASE)
"""The paragraph's number."""
_COVERS = 0.8
_REPLACED = frozenset({PaperStatus.SUPERSEDED, PaperStatus.DRAFT})


def disagreement(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> tuple[Candidate, Candidate] | None:
    """Two units that give different values for what is asked, the likelier first; None where the papers do not certainly differ."""
    asked = judge.asked
    if not judge.expectation.kinds or understanding.several or not asked.focus.heads:
        return None
    head = asked.focus.heads[0]
    read = [(p, figure) for p in judged[:MOST] if (figure := _figure(p, head, judge)) is not None]
    for at, (one, mine) in enumerate(read):
        for other, theirs in read[at + 1 :]:
            differ = mine.kind is theirs.kind and mine.value != theirs.value
            if differ and _same_time(one, other) and _besides(one, mine, asked) == _besides(other, theirs, asked):
                return one, other
    return None


def differing(pair: tuple[Candidate, Candidate], understanding: Understanding, statements: Sequence[Drafted]) -> tuple[Drafted, ...]:
    """Both units before what else was drafted, the first with the words that the papers differ."""
    both = [worded(c, Quote(c.hit, c.unit.start, c.unit.end), understanding, minuted=True) for c in pair]
    claims = {one.claim for one in both}
    return replace(both[0], text=DIFFER + both[0].text), both[1], *(one for one in statements if (one.claim or one.text) not in claims)


def _figure(candidate: Candidate, head: str, judge: Judge) -> Quantity | None:
    """The one new figure that counts the thing asked for and no part of it; None where there is none, or more than one."""
    unit = candidate.unit
    plain = unit.shape is not Shape.ROW and unit.passage.status not in _REPLACED and unit.passage.kind is not Kind.RECOMMENDATION
    if not plain or candidate.read.holds != 1 or candidate.read.subject < _COVERS or candidate.read.period < 1:
        return None
    found = [
        q for q in quantities(unit.text) if q.kind in _KINDS and q.value not in judge.expectation.known and _counts(q, head, unit.text)
    ]
    return found[0] if len(found) == 1 else None


def _counts(quantity: Quantity, head: str, text: str) -> bool:
    """Whether the figure stands straight before the thing, behind a plain verb, with nothing after that makes it a part."""
    follows = re.match(r"\s*([a-z'’-]+)\s*([a-z]*)", text[quantity.end :], re.IGNORECASE)
    leads = _LEADS.search(text[: quantity.start])
    return bool(leads and follows and stem(follows[1].lower()) == head and follows[2].lower() not in _PARTED)


def _besides(candidate: Candidate, figure: Quantity, asked: Asked) -> frozenset[str]:
    """What the clause around a figure speaks of besides the question: the cafe's complaints are not the depot's."""
    text = candidate.unit.text
    begin = max((m.end() for m in _DISAGREEMENT_CLAUSE.finditer(text, 0, figure.start)), default=0)
    end = next((m.start() for m in _DISAGREEMENT_CLAUSE.finditer(text, figure.end)), len(text))
    known = {stem for word in asked.subject for stem in (word.term, *word.others)}
    clause = _PLACE.sub("", text[begin : figure.start]) + " " + text[figure.end : end]
    return frozenset(stem for stem in content_stems(clause) if stem not in known and not tells_time(stem))


def _same_time(one: Candidate, other: Candidate) -> bool:
    """Whether two units of different passages speak of the same years, or name none and are of one meeting."""
    a, b = one.unit, other.unit
    mine, theirs = years_named(a.text), years_named(b.text)
    return a.passage.id != b.passage.id and mine == theirs and (bool(mine) or a.passage.meeting == b.passage.meeting)

"""Contradictions and gaps: figures that do not agree, lists printed twice that differ, what the papers say is missing or still to come."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.answering.wording import plain_words
from assistant.briefing.dossier import Dossier, headed
from assistant.briefing.key_points import is_readable
from assistant.briefing.material import Scene, bullets, paragraph
from assistant.briefing.models import Block, Said
from assistant.briefing.verbatim import quotation, recommendation_lists, standing
from assistant.briefing.writer import fixed
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.sentences import Shape, Unit
from ingest.language.words import content_stems
from ingest.models import PaperStatus
from ingest.record.printed import same_words

OPEN = re.compile(
    r"\b(?:is|are|remains?|still|yet) to be (?:confirmed|agreed|determined|finalised|decided)\b|(?<!needs )(?<!need )\bto be confirmed\b"
    r"|\bTBC\b|\bto follow\b(?=\W*(?:$|[.;)\]]))|\byet to be\b|\bawait(?:ed|ing)\b"
    r"|\bnot yet (?:been |fully )?(?:known|available|agreed|decided|confirmed|published|engaged|quantified)\b"
    r"|\bnot (?:had the benefit of|been possible to)\b"
    r"|\bunable to (?:provide|confirm|say)\b|\b(?:is|are|was|were) not (?:available|known)\b"
    r"|\bfurther (?:detail|information|clarification)s? (?:is|are|was|were|will be|sought|needed)\b",
    re.IGNORECASE,
)
"""Words by which a paper leaves something open."""
_PART = re.compile(r"\b(?:remain\w*|others?|additional|further|of (?:these|those|whom|which)|another|the rest)\b", re.IGNORECASE)
"""Words by which a figure is one part of a whole, of which another sentence gives another part."""
_APPENDICES = re.compile(r"^\W*+(?:\d++\W*+)?(?:appendices|appendix|attachments?|enclosures?|supporting information)\b", re.IGNORECASE)
_APPENDIX = re.compile(
    r"(?:^|\n|(?<=\s))((?:appendix|annex)\s+(\w{1,3})\b[^\n]{0,140}?)(?=\s+(?:appendix|annex)\s+\w{1,3}\b|\n|$)", re.IGNORECASE
)
_TELLING = (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT)
_DATED = (QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS)
_ALIKE, _SHARED, _PAIRS = 0.75, 5, 4


def contradictions(scene: Scene, words: int) -> list[Block]:
    """What does not agree or is missing, each with its citations; the standing of the papers first."""

    def find(dossier: Dossier) -> Sequence[Block]:
        blocks: list[Block] = bullets([fixed(line) for line in standing(dossier)])
        blocks += _printed_twice(scene, dossier)
        for one, other in list(_disagreements(scene, dossier))[:_PAIRS]:
            said = [s for unit in (one, other) if (s := scene.writer.unit(unit))]
            if len(said) == 2:
                blocks += [*paragraph([fixed("The papers give different figures:")]), *bullets(said)]
        open_ones = [
            u
            for u in dossier.body
            if is_readable(u, dossier) and u.shape is not Shape.ROW and OPEN.search(u.text) and len(u.text.split()) > 4
        ]
        said = list(_few(scene.writer.all([u for u in open_ones if scene.on(u)]), scene.share(words)))
        if said:
            blocks += [*paragraph([fixed("Left open in the papers:")]), *bullets(said)]
        if absent := _absent(scene, dossier):
            blocks += [*paragraph([fixed("Named in the report and not among the papers:")]), *bullets(absent)]
        return blocks

    return scene.by_matter(find)


def _few(said: Sequence[Said], words: int) -> Iterator[Said]:
    seen: set[str] = set()
    for one in said:
        words -= len(one.text.split())
        if words < 0 and seen:
            return
        if one.text not in seen:
            yield one
        seen.add(one.text)


def _printed_twice(scene: Scene, dossier: Dossier) -> list[Block]:
    """Lists of recommendations of one report that differ from its first."""
    lists = recommendation_lists(dossier.report)
    blocks: list[Block] = []
    for again in lists[1:]:
        if same_words(again, lists[0]) or len(again) != len(lists[0]):
            continue
        changed = [pair for pair in zip(lists[0], again, strict=True) if not same_words([pair[0]], [pair[1]])]
        lead = fixed("The report prints its recommendations twice, and they differ; first, then again:")
        blocks += [*paragraph([lead]), *(block for pair in changed for block in quotation(scene, pair))]
    return blocks


def _disagreements(scene: Scene, dossier: Dossier) -> Iterator[tuple[Unit, Unit]]:
    """Pairs of sentences that say the same but for one figure of the same kind and date."""
    told: dict[tuple[object, ...], list[tuple[Unit, str, frozenset[str]]]] = defaultdict(list)
    for unit in (*dossier.body, *dossier.attached):
        if (
            unit.shape is Shape.ROW
            or unit.passage.status is PaperStatus.SUPERSEDED
            or not 6 <= len(unit.text.split()) <= 60
            or _PART.search(unit.text)
            or not scene.on(unit)
        ):
            continue
        found = quantities(plain_words(unit.text))
        dated = frozenset(q.value for q in found if q.kind in _DATED)
        for kind in _TELLING:
            values = {q.value for q in found if q.kind is kind}
            if len(values) == 1:
                stems = frozenset(s for s in content_stems(unit.text) if not s[0].isdigit() and s not in "£%")
                told[(kind, dated)].append((unit, values.pop(), stems))
    for group in told.values():
        for (one, value, a), (other, second, b) in combinations(group, 2):
            if value != second and len(a & b) >= _SHARED and len(a & b) >= _ALIKE * len(a | b) and a != b | {""}:
                yield one, other


def _absent(scene: Scene, dossier: Dossier) -> list[Said]:
    """Appendices that the report lists and that the library does not hold, told by their letter and by the words of their title."""
    titles = [(entry.title or "", entry.titled.document) for entry in dossier.appendices]
    held = {match[1].casefold() for title, _ in titles if (match := re.match(r"(?:appendix|annex)\s+(\w{1,3})\b", title, re.IGNORECASE))}
    named = [set(re.findall(r"[a-z]+|\d+", f"{title} {document}".casefold())) for title, document in titles]
    found: list[Said] = []
    for passage in dossier.report:
        if not headed(passage, _APPENDICES):
            continue
        for match in _APPENDIX.finditer(passage.text):
            title = set(re.findall(r"[a-z]+|\d+", match[1].casefold()[len(match[2]) + 9 :]))
            if {match[2].casefold(), _other_label(match[2])} & held or any(title <= words for words in named if title):
                continue
            if said := scene.writer.words(passage, *match.span(1)):
                found.append(said)
    return found


def _other_label(label: str) -> str:
    """The letter that a number stands for, and the other way about: the list says "Appendix 2", the paper "Appendix B"."""
    if label.isdigit():
        return chr(96 + int(label)) if 0 < int(label) < 27 else ""
    return str(ord(label.casefold()) - 96) if len(label) == 1 else ""

"""Implications as the papers state them: whole paragraphs under their own headings, else sentences that speak of the matter elsewhere."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from assistant.briefing.dossier import Dossier, headed, readable, title_of
from assistant.briefing.key_points import grid, is_readable, is_sentence, standing_whole
from assistant.briefing.material import Scene, bullets, paragraph, within
from assistant.briefing.models import Block, Said
from assistant.briefing.salience import Salience, is_whole
from assistant.briefing.writer import fixed
from ingest.language.danger import tells_danger
from ingest.language.proposals import tells_law, tells_procedure
from ingest.language.sentences import Shape, Unit, cells_of
from ingest.language.spending import costs_nothing, sums_in
from ingest.models import Passage

_PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "resources": r"\bresources?\b|financ|\bbudget|\bcosts?\b|\bcapital\b|\brevenue\b|\bproperty\b|\bstaffing\b|workforce implication",
        "legal": r"\blegal\b|statutory power",
        "equalities": r"equalit|diversity|\beqia\b|\biia\b|impact assessment|protected characteristic",
        "risk": r"\brisks?\b",
        "policy": r"\bpolicy\b|council plan|corporate (?:plan|priorit)|corporate implication|climate|environmental implication|sustainab",
        "options": r"\b(?:alternative|other|policy|delivery) options?\b|\boptions? (?:considered|apprais\w+|analysis|available)"
        r"|^\W*(?:\d[\d.]*+\W*)?options?\W*$|\balternatives?\b",
    }.items()
}
_WORDS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "resources": r"£\s?\d|\bbudgets?\b|\bfund(?:ing|ed)\b|\bcosts?\b|\bsavings?\b",
        "legal": r"\blegal\b|\bstatutory\b|\b(?:Act|Regulations) (?:19|20)\d\d\b|\blawful\w*|\bduty (?:to|under)\b",
        "equalities": r"equalit|protected characteristic|impact assessment|\bEqIA\b|\bIIA\b|disabilit(?:y|ies) (?:impact|discrimin)",
        "risk": r"\brisks?\b",
        "policy": r"\bpolicy framework\b|\bcouncil plan\b|\bcorporate (?:plan|priorit\w+)\b|\bstrategic (?:plan|priorit\w+)\b",
        "options": r"\boptions? (?:\d|[A-F]\b|were|was|considered)|\balternative\w* (?:option|considered)|\brejected\b|\bdo nothing\b",
    }.items()
}
_SHORT = re.compile(r"implication|consideration|^\W*+(?:\d++\W*+)?[\w/&, '’()-]{3,70}\W*+$", re.IGNORECASE)
_TELLS: dict[str, Callable[[str], bool]] = {
    "resources": lambda text: bool(sums_in(text)) or costs_nothing(text),
    "risk": tells_danger,
    "legal": tells_law,
}
"""What a sentence under another heading must tell: a sum, what may go wrong, a law or duty, and not only the word."""


_ASKED = re.compile(r"\brecommend|\b(?:is|are|be) (?:asked|invited|requested|advised) to\b|\bpropos(?:e|es|ed|als?)\b", re.IGNORECASE)
"""Words by which a paper asks for something."""


def is_spoken_of(scene: Scene, name: str) -> bool:
    """Whether any word of the papers of the matters, whatever they are and however they were read, speaks of this kind or asks for
    something ("recommendations"); only where none does may a note say that nothing was found."""
    patterns = (_ASKED,) if name == "recommendations" else (_WORDS[name], _PATTERNS[name])
    held = [passage for dossier in scene.dossiers for passage in dossier.everything]
    held += [passage for dossier in scene.dossiers for entry in dossier.superseded for passage in entry.passages]
    return any(pattern.search(text) for passage in held for text in (passage.text, *passage.section_path) for pattern in patterns)


def implications(name: str) -> Callable[[Scene, int], list[Block]]:
    """The finder of one kind of implication."""

    def find(scene: Scene, words: int) -> list[Block]:
        return scene.by_matter(lambda dossier: _of(scene, dossier, name, scene.share(words)))

    return find


def _of(scene: Scene, dossier: Dossier, name: str, words: int) -> list[Block]:
    passages = _filed(scene, dossier.report, name)
    if stated := _stated(scene, passages, name, words):
        return stated
    for entry in dossier.appendices:
        passages = _filed(scene, entry.passages, name)
        if stated := _stated(scene, passages, name, words):
            return [
                *paragraph([fixed(f"In {title_of(entry)}, attached:")]),
                *stated,
            ]
    if len(scene.dossiers) > 1 and not scene.target.searched:
        return []  # of the items of a meeting only what their papers file under it
    if said := _elsewhere(scene, dossier, dossier.body, name, words):
        return bullets(said)
    if said := _elsewhere(scene, dossier, dossier.attached, name, words):
        return [*paragraph([fixed("In what is attached to the report:")]), *bullets(said)]
    return []


def _elsewhere(scene: Scene, dossier: Dossier, pool: Sequence[Unit], name: str, words: int) -> tuple[Said, ...]:
    """Sentences that speak of it under other headings and that no section shows yet."""
    found = [u for u in scene.fresh(pool) if u.shape is not Shape.ROW and _WORDS[name].search(u.text) and is_readable(u, dossier)]
    found = [u for u in found if is_whole(u) and scene.on(u) and _TELLS.get(name, bool)(u.text)]
    best = Salience(pool, dossier.matter.title, scene.facts).best(found, min(words, 110), 1)
    scene.take(best)
    return scene.writer.all(best)


def _filed(scene: Scene, passages: Sequence[Passage], name: str) -> list[Passage]:
    """The passages under a heading of this kind; only those under "implications" where there are any."""
    found = [p for p in passages if files_under(p, name) and scene.about(p)]
    return [p for p in found if any("implication" in h.casefold() and name in _kinds(h) for h in p.section_path)] or found


def files_under(passage: Passage, name: str) -> bool:
    """Whether a passage stands under a heading of this kind, and under none of another kind further in."""
    kinds = [kind for heading in passage.section_path if heading != passage.report_title and (kind := _kinds(heading))]
    return bool(kinds) and name in kinds[-1]


def _kinds(heading: str) -> set[str]:
    """The implications that a heading names; of "Other Legal Implications" and the like one, of a joint heading several."""
    if len(heading.split()) > 10 or not _SHORT.search(heading):
        return set()
    return {kind for kind, pattern in _PATTERNS.items() if pattern.search(heading)}


def _stated(scene: Scene, passages: Sequence[Passage], name: str, words: int) -> list[Block]:
    blocks: list[Block] = []
    for table, group in groupby(passages, key=lambda p: p.table.columns if p.table and p.table.trusted else None):
        of = list(group)
        size = sum(len(p.text.split()) for p in of)
        tabled = grid(scene, of) if table and all(table) and size <= words and all(map(scene.sets_out, of)) else []
        if tabled:
            blocks += tabled
            words -= size
            continue
        told = [
            u
            for p in of
            for u in scene.fresh(readable(p))
            if _belongs(u, name)
            and scene.on(u)
            and (_is_filled(u) if u.shape is Shape.ROW else is_sentence(u) or len(u.text.split()) <= 3)
            and not (u.text.rstrip().endswith("?") or tells_procedure(u.text))
        ]
        chosen = within(standing_whole(told), words, least=2)
        scene.take(chosen)
        blocks += bullets(tuple(said for unit in chosen if (said := _labelled(scene, unit, name))))
        words -= sum(len(unit.text.split()) for unit in chosen)
    return blocks


def _is_filled(unit: Unit) -> bool:
    """Whether a row is a label with its answer in words: neither a box left at "Yes/No" nor a row of figures is."""
    table, cells = unit.passage.table, [cell for cell in cells_of(unit) if cell]
    if table is None or not table.trusted or len(cells) != 2:
        return False
    answer, label = cells[1].casefold().strip(), cells[0].casefold().strip()
    if answer.startswith(label) or cells[1].strip()[:1].islower():
        return False  # a heading that a column parts
    return sum(map(str.isalpha, answer)) > 1 and not answer.replace(" ", "").endswith("yes/no")


def _belongs(unit: Unit, name: str) -> bool:
    """Of a joint heading ("RESOURCE/LEGAL IMPLICATIONS") only what speaks of this kind, and all that speaks of none."""
    heading = next((h for h in reversed(unit.passage.section_path) if name in _kinds(h)), "")
    joint = _kinds(heading)
    if len(joint) < 2 or "implication" not in heading.casefold():
        return True
    text = unit.passage.text
    told = {kind for kind in joint if _WORDS[kind].search(text)}
    return name in told or (not told and name == "resources")


def _labelled(scene: Scene, unit: Unit, name: str) -> Said | None:
    """A unit behind the heading within its section ("Property/Other"), without which "None" would say nothing."""
    inner = headed(unit.passage, re.compile(r"\S"))
    outer = next((h for h in unit.passage.section_path if name in _kinds(h)), None)
    label = inner.strip(" :") if inner and inner != outer and unit.position <= 1 else None
    return scene.writer.unit(unit, label)

"""Acronyms that a note uses, as the papers spell them out; and the papers it stands in."""

import re
from collections.abc import Iterable, Iterator

from assistant.briefing.material import Scene, bullets
from assistant.briefing.models import Block, Bullets, Chart, Grid, Said, Section
from assistant.briefing.verbatim import VOTE
from assistant.briefing.writer import fixed
from assistant.check.draft import Drafted, Quote
from assistant.citations import meeting_name
from ingest.language.acronyms import find_acronyms
from ingest.language.words import word_set
from ingest.models import Passage
from vectorstore.models import Hit

_ACRONYM = re.compile(r"\b[A-Z][A-Z&]{1,8}s?\b")
_VERBS = word_set(
    """APPROVE AGREE NOTE NOTED ENDORSE DELEGATE CONFIRM ADOPT COMMENT DEBATE DECIDE CONSIDER RECOMMEND RECOMMENDED RESOLVED RESOLVE
    AUTHORISE REFER SUPPORT AND THE OF NOT NONE YES NO AGREED APPROVED"""
)
"""Words that papers print in capitals for weight."""
_ROMAN = re.compile(r"[IVXLC]+s?")
_WIDE = 3
"""Capital words in a row from which they are a heading, not acronyms."""


def acronyms(texts: Iterable[str]) -> list[str]:
    """Acronyms in order of first use; words of a heading in capitals are none."""
    found: dict[str, None] = {}
    for text in texts:
        lone = re.sub(rf"(?:\b[A-Z][A-Z'’&-]+\b[\s,;:–-]*){{{_WIDE},}}", " ", text)
        found.update(dict.fromkeys(m.removesuffix("s") for m in _ACRONYM.findall(lone) if not _ROMAN.fullmatch(m) and m not in _VERBS))
    return list(found)


def texts_of(sections: Iterable[Section]) -> Iterator[str]:
    """Everything that sections say but for who voted how, which is made of names."""
    for section in sections:
        for block in section.blocks:
            yield from (said.text for said in _said(block) if not (said.label or "").startswith(VOTE))


def _said(block: Block) -> Iterable[Said]:
    if isinstance(block, Grid | Chart):
        rows = block.data.rows if isinstance(block, Chart) else block.rows
        return (cell for row in rows for cell in row)
    return block.items if isinstance(block, Bullets) or block.kind == "quotation" else block.said


def glossary(scene: Scene, used: Iterable[str]) -> tuple[list[Block], list[str]]:
    """The acronyms among `used` texts with their meaning where a paper of the note prints it, and those it does not spell out."""
    plain = " ".join(passage.text for dossier in scene.dossiers for passage in dossier.everything)
    wanted = [acronym for acronym in acronyms(used) if not re.search(rf"\b{acronym.lower()}(?:e?d|s|ing)?\b", plain)]
    printed: dict[str, tuple[Passage, str]] = {}
    for dossier in scene.dossiers:
        for passage in dossier.everything:
            for acronym, meaning in find_acronyms(passage.text):
                printed.setdefault(acronym.removesuffix("s"), (passage, meaning))
    said: list[Said] = []
    for acronym in sorted(set(wanted) & set(printed)):
        passage, meaning = printed[acronym]
        match = re.search(r"\W+".join(map(re.escape, meaning.split())), passage.text)
        if match is None:
            continue
        quote = Quote(Hit(passage, 1.0), *match.span())
        if one := scene.writer.write(Drafted(" ".join(match.group().split()), (quote,)), acronym):
            said.append(one)
    return bullets(said), [acronym for acronym in wanted if acronym not in printed]


def papers(scene: Scene, _words: int) -> list[Block]:
    """The papers that the note cites, with their meeting."""
    names = {p.document: meeting_name(p.meeting) for p in scene.writer.used.values()}
    return bullets([fixed(f"{name}, {meeting}" if meeting else name) for name, meeting in sorted(names.items())])

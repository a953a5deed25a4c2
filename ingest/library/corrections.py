"""What persons said of a paper, and how it outlives every re-reading and every new version of the file.

A person's word on who may see a paper is one of three: exempt, public (every part of it, whatever the paper marks), or none, where the
marks of the paper hold. What was exempt once, by a person's word or by its own marks, becomes public by a person's word alone: a later
reading, or a version of the file, in which the marks are not found stays exempt, and says so.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from ingest.models import Classification, Meeting, Overrides, Paper, PaperInfo, Passage

VALUES: Final = tuple(one.name for one in fields(Overrides) if one.name not in ("exempt", "public", "as_marked", "unknown"))
"""The fields of Overrides that stand in place of what was read."""
_OF_MEETING: Final = {"council": "council", "committee": "committee", "meeting_date": "date"}
_RUN: Final = 8
"""Words in a row by which exempt words are known again."""
_FEWEST: Final = 4
"""Words of a shorter passage by which it is known again in another version of a file."""
DOUBT: Final = "in doubt: "
"""How a warning begins that a person can settle by saying what is right."""
_MEETING: Final = {"council": "its council", "committee": "its committee", "date": "the day of its meeting"}
SAY: Final = "say it with: council-papers papers correct {}{}, or Correct on the page of the papers"
HOW: Final = "to make it public: council-papers papers correct {} --public, or Correct on the page of the papers"


@dataclass(frozen=True, slots=True)
class Former:
    """A paper as the library held it before: the same content read earlier, or the version that a new one replaces."""

    paper: Paper | None = None
    """None where only its content's hash is remembered: it was exempt, as a `whole` or in part, and removed or replaced."""
    whole: bool = False
    exempt: tuple[Passage, ...] = ()
    """Its passages that were exempt, where it was not exempt as a whole."""
    public: tuple[Passage, ...] = field(default=(), repr=False)
    """Its passages that were public, where that tells what was exempt or what a person said is public."""

    @property
    def said(self) -> Overrides:
        """What persons said of it."""
        return self.paper.overrides if self.paper else Overrides()

    @property
    def was_exempt(self) -> bool:
        """Whether it was exempt as a whole."""
        return self.whole if self.paper is None else self.paper.info.classification is Classification.EXEMPT


def merged(before: Overrides, now: Overrides) -> Overrides:
    """What was said earlier stays in force until something else is said."""
    values = {name: _later(name, before, now) for name in VALUES}
    unknown = {name for name in before.unknown if getattr(now, name) is None} | set(now.unknown)
    return Overrides(
        **values,
        exempt=now.exempt or (before.exempt and not (now.public or now.as_marked)),
        public=(now.public or (before.public and not now.as_marked)) and not now.exempt,
        unknown=tuple(name for name in VALUES if name in unknown),
    )


def _later(name: str, before: Overrides, now: Overrides) -> Any:
    said = getattr(now, name)
    return said if said is not None or name in now.unknown else getattr(before, name)


def changes(before: PaperInfo, after: PaperInfo) -> Overrides:
    """What a person said who changed `before` into `after`; who may see the paper is told by the classification."""
    was, now = _values(before), _values(after)
    changed = [name for name in VALUES if was[name] != now[name]]
    exempt = after.classification is Classification.EXEMPT
    different = after.classification is not before.classification
    return Overrides(
        **{name: now[name] for name in changed},
        exempt=different and exempt,
        public=different and not exempt,
        unknown=tuple(name for name in changed if now[name] is None),
    )


def _values(info: PaperInfo) -> dict[str, Any]:
    return {name: getattr(info.meeting, _OF_MEETING[name]) if name in _OF_MEETING else getattr(info, name) for name in VALUES}


def applied(paper: Paper, passages: Iterable[Passage]) -> tuple[Paper, list[Passage]]:
    """The paper and its passages, as they were read, with what `paper.overrides` says in place of that."""
    said, info = paper.overrides, paper.info
    over: dict[str, Any] = {name: None if name in said.unknown else getattr(said, name) for name in VALUES}
    over = {name: value for name, value in over.items() if value is not None or name in said.unknown}
    placed = [_said_of(passage, said, over) for passage in passages]
    own = {name: value for name, value in over.items() if name not in _OF_MEETING}
    wholly = bool(placed) and all(passage.classification is Classification.EXEMPT for passage in placed)
    classification = Classification.EXEMPT if wholly else _classification(said, info.classification)
    info = replace(info, **own, meeting=_meeting(info.meeting, over), classification=classification)
    warnings = (*(warning for warning in paper.warnings if not warning.startswith(DOUBT)), *_doubts(replace(paper, info=info)))
    return replace(paper, info=info, warnings=warnings), placed


def _doubts(paper: Paper) -> list[str]:
    """A warning for what was not found of the meeting, and for each other reading of it; none of what a person has said."""
    said, info = paper.overrides, paper.info
    options = {part: name for name, part in _OF_MEETING.items() if getattr(said, name) is None and name not in said.unknown}
    lost = [part for part in _MEETING if part in options and getattr(info.meeting, part) is None and info.paper_type != "annual report"]
    others = [(part, other) for part, _, other in (doubt.partition(": ") for doubt in info.doubts) if part in options]
    notes = [("not found in it: " + ", ".join(_MEETING[part] for part in lost), lost)] if lost else []
    notes += [(f"it also names as {_MEETING[part]}: {other}", [part]) for part, other in others]
    asked = (("".join(f" --{options[part].replace('_', '-')} …" for part in parts), note) for note, parts in notes)
    return [f"{DOUBT}{note}; {SAY.format(paper.document, option)}" for option, note in asked]


def _said_of(passage: Passage, said: Overrides, over: dict[str, Any]) -> Passage:
    marked = (said.exempt or said.public) and passage.classification is Classification.EXEMPT
    status = over.get("status") or passage.status
    classification = _classification(said, passage.classification)
    return replace(passage, meeting=_meeting(passage.meeting, over), classification=classification, status=status, marked=marked)


def _classification(said: Overrides, read: Classification) -> Classification:
    return Classification.EXEMPT if said.exempt else Classification.PUBLIC if said.public else read


def _meeting(read: Meeting, over: dict[str, Any]) -> Meeting:
    return replace(read, **{part: over[name] for name, part in _OF_MEETING.items() if name in over})


def as_read(paper: Paper, passages: Sequence[Passage]) -> tuple[PaperInfo, list[Passage]]:
    """What the paper marks as exempt itself, without what persons said of that."""
    said = paper.overrides
    if not (said.exempt or said.public):
        return paper.info, list(passages)
    found = [replace(p, marked=False, classification=Classification.EXEMPT if p.marked else Classification.PUBLIC) for p in passages]
    marked = all(passage.marked for passage in passages)
    return replace(paper.info, classification=Classification.EXEMPT if marked else Classification.PUBLIC), found


def carried(paper: Paper, passages: Sequence[Passage], former: Former) -> tuple[Paper, list[Passage]]:
    """The paper and its passages, as they were read now, with what held of it before.

    `paper.overrides` is what persons said, earlier and now. What is kept back for what was before is told in the paper's warnings.
    """
    same = former.paper is None or former.paper.sha256 == paper.sha256
    said, notes = paper.overrides, list[str]()
    if said.public and not same and _marked_anew(passages, former):
        said = replace(said, public=False)
        notes.append("kept back: a person said that the version before is public, but this one marks words as exempt that were not in it")
    if not (said.exempt or said.public):
        paper, passages, kept = _still_exempt(paper, passages, former, same)
        notes += [kept] if kept else []
    done, placed = applied(replace(paper, overrides=said), passages)
    told = tuple(f"{note}; {HOW.format(done.document)}" for note in notes)
    return replace(done, warnings=(*done.warnings, *told)), placed


def alike(former: Iterable[Passage], passages: Iterable[Passage]) -> bool:
    """Whether these are the words of two versions of one paper: half of the runs of the shorter one stand in the other."""
    before, now = ({run for passage in some for run in _runs(passage.text, short=True)} for some in (former, passages))
    return 2 * len(before & now) >= max(1, min(len(before), len(now)))


def _marked_anew(passages: Sequence[Passage], former: Former) -> bool:
    known = {_words(passage.text) for passage in (*former.public, *former.exempt)}
    return any(passage.classification is Classification.EXEMPT and _words(passage.text) not in known for passage in passages)


def _still_exempt(
    paper: Paper, passages: Sequence[Passage], former: Former, same: bool
) -> tuple[Paper, Sequence[Passage], str]:  # fmt: skip
    exempt = Classification.EXEMPT
    lost = former.paper is None and not any(passage.classification is exempt for passage in passages)
    if former.was_exempt or lost:
        if paper.info.classification is exempt:
            return paper, [replace(passage, classification=exempt) for passage in passages], ""
        kept = [replace(passage, classification=exempt) for passage in passages]
        part = "it was" if former.was_exempt else "parts of it were"
        what = f"{part} exempt before" if same else "the version before was exempt"
        return (
            replace(paper, info=replace(paper.info, classification=exempt)),
            kept,
            f"kept back: {what}, and this reading finds no marking",
        )
    hidden = _hidden(passages, former, same) if former.exempt else set()
    if not hidden:
        return paper, passages, ""
    kept = [replace(p, classification=exempt) if index in hidden else p for index, p in enumerate(passages)]
    pages = sorted({number for index in hidden for number in _pages(passages[index])})
    where = f"page{'s' * (len(pages) > 1)} {', '.join(map(str, pages))}" if pages else f"{len(hidden)} passages"
    return paper, kept, f"kept back: {where}, exempt before, and not marked now"


def _hidden(passages: Sequence[Passage], former: Former, same: bool) -> set[int]:
    """Which passages hold words that stood in what was exempt, and nowhere else; of the same content also the pages that were exempt."""
    secret = {run for passage in former.exempt for run in _runs(passage.text, same)}
    secret -= {run for passage in former.public for run in _runs(passage.text, same)}
    pages = {number for passage in former.exempt for number in _pages(passage)} if same else set()
    pages -= {number for passage in former.public for number in _pages(passage)}
    return {
        index
        for index, passage in enumerate(passages)
        if passage.classification is Classification.PUBLIC
        and (not secret.isdisjoint(_runs(passage.text, same)) or not pages.isdisjoint(_pages(passage)))
    }


def _pages(passage: Passage) -> range:
    return range(passage.page, (passage.page_end or passage.page) + 1) if passage.page else range(0)


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))


def _runs(text: str, short: bool) -> set[tuple[str, ...]]:
    words = _words(text)
    if len(words) < _RUN:
        return {words} if words and (short or len(words) >= _FEWEST) else set()
    return {words[start : start + _RUN] for start in range(len(words) - _RUN + 1)}

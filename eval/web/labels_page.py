"""The labelling page: one sentence of an answer at a time beside the words it cites, for people who do not see each other's labels."""

import itertools
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from assistant.service.added import Sent, Sheet, Shown
from eval.errors import EvaluationError, SuiteError
from eval.labelling import SKIPPED, TAKEN_BACK, LabelSheet, Mark, as_xlsx, draw, labels, marks, say, sheets
from eval.labels import LABELS, agreement, differing, in_words
from eval.models import CaseScore, ClaimScore, Scores
from eval.runs import runs, scores_of
from eval.statistics import alpha
from eval.web.seen import Seen, documents
from eval.web.seen import draw as render
from ingest.child.sandbox import Sandbox
from ingest.errors import CouncilPapersError

MOST: Final = 1000
"""Sentences of one sheet."""
_LONGEST_NAME, _LONGEST_NOTE = 60, 2000
_MEMORY, _SECONDS = 2048, 20.0
"""What reading a sheet that was sent in may need, in mebibytes and seconds."""


@dataclass(frozen=True)
class Desk:
    """One person at one sheet: the sentences that they may see, and what was said of them."""

    sheet: LabelSheet
    rater: str
    sentences: Mapping[str, tuple[CaseScore, ClaimScore]]
    """By name, in the order of the sheet."""
    said: Mapping[str, Mapping[str, Mark]]
    scores: Scores
    seen: Seen

    @classmethod
    def of(cls, sent: Sent, sheet: LabelSheet, rater: str) -> "Desk":
        """The desk. Raises EvaluationError where the run that the sheet was drawn from is gone."""
        home = sent.reader.library.home
        run = next((run for run in runs(home) if run.id == sheet.run), None)
        if run is None:
            raise EvaluationError("the run that these sentences are from is not recorded any more: draw others")
        scores = scores_of(home, run)
        named = {f"{case.id}#{at}": (case, claim) for case in scores.cases for at, claim in enumerate(case.claims)}
        chosen = {claim: named[claim] for claim in sheet.claims if claim in named}
        seen = Seen(sent.reader, {case.id: case for case, _ in chosen.values()}.values())
        return cls(sheet, rater, {c: one for c, one in chosen.items() if seen.may_see(one[0])}, marks(home, sheet), scores, seen)

    @property
    def own(self) -> Mapping[str, Mark]:
        """What this person said."""
        return self.said.get(self.rater, {})

    @property
    def done(self) -> int:
        """Of how many sentences they said something."""
        return len(self.own.keys() & self.sentences.keys())

    @property
    def next(self) -> str | None:
        """The first sentence of which they said nothing yet."""
        return next((claim for claim in self.sentences if claim not in self.own), None)

    @property
    def through(self) -> dict[str, dict[str, str]]:
        """Who is through, and their labels."""
        return {
            name: {claim: label for claim, label in labels(own).items() if claim in self.sentences}
            for name, own in self.said.items()
            if self.sentences.keys() <= own.keys()
        }

    @property
    def closed(self) -> bool:
        """Whether they have been shown what another said, so that their own labels stand."""
        return self.rater in self.through and len(self.through) > 1

    def address(self, **more: str) -> str:
        """The query of the address of this desk."""
        return urlencode({"sheet": self.sheet.id, "rater": self.rater, **more})


def show(sent: Sent) -> Shown | Sheet | None:
    """What the page shows: the sheets, the next sentence or the one asked for, the labels as a file, or what came of them."""
    try:
        desk = _desk(sent)
        if desk is None:
            return None if sent.fields.get("sheet") and _rater(sent) else _sheets(sent)
    except CouncilPapersError as error:
        return _problem(sent, error)
    if sent.fields.get("file") == "xlsx":
        cited = [case for case, _ in desk.sentences.values()]
        markings = {claim: desk.seen.marking(case) for claim, (case, _) in desk.sentences.items()}
        return Sheet(as_xlsx(desk.sheet, desk.own, markings), "labels", *_told(desk, cited))
    asked = sent.fields.get("claim", "")
    claim = asked if asked in desk.sentences and not desk.closed else desk.next
    return _sentence(sent, desk, claim) if claim else _result(sent, desk)


def change(sent: Sent) -> Shown | str | None:
    """What a form does: draw a sheet, say something of a sentence, take the last back, or take in a filled sheet."""
    try:
        if sent.fields.get("do") == "draw":
            return _draw(sent)
        desk = _desk(sent)
        if desk is None:
            return None
        if desk.closed:
            raise SuiteError("You and another person are through, and have seen each other's labels: they stand as they are.")
        return _import(sent, desk) if sent.fields.get("do") == "import" else _say(sent, desk)
    except CouncilPapersError as error:
        return _problem(sent, error)


def _problem(sent: Sent, error: CouncilPapersError) -> Shown:
    return Shown("Error: labels", render("label_problem.html", message=str(error), sent=sent), status=400)


def _desk(sent: Sent) -> Desk | None:
    rater, asked = _rater(sent), sent.fields.get("sheet", "")
    sheet = next((sheet for sheet in sheets(sent.reader.library.home) if sheet.id == asked), None)
    return Desk.of(sent, sheet, rater) if sheet and rater else None


def _rater(sent: Sent) -> str:
    """Who labels: the account, where there is none the name that was typed."""
    return sent.name or " ".join(sent.fields.get("rater", "").split())[:_LONGEST_NAME]


def _draw(sent: Sent) -> str | None:
    home, asked = sent.reader.library.home, sent.fields
    run = next((run for run in runs(home) if run.id == asked.get("run")), None)
    size, seed = asked.get("size", ""), asked.get("seed", "")
    if not (size.isdecimal() and 0 < int(size[:9]) <= MOST and seed.isdecimal() and len(seed) < 10):
        raise SuiteError(f"Write how many sentences as a number from 1 to {MOST}, and the seed as a number.")
    return urlencode({"sheet": draw(home, run, scores_of(home, run), int(size), int(seed)).id, "rater": _rater(sent)}) if run else None


def _say(sent: Sent, desk: Desk) -> str | None:
    home, claim, said = sent.reader.library.home, sent.fields.get("claim", ""), sent.fields.get("label", "")
    if sent.fields.get("do") == "undo":
        last = next((claim for claim in reversed(list(desk.own)) if claim in desk.sentences), None)
        if last is None:
            return desk.address()
        say(home, desk.sheet, desk.rater, last, TAKEN_BACK)
        return desk.address(claim=last)
    if claim not in desk.sentences or said not in (*LABELS, SKIPPED):
        return None
    say(home, desk.sheet, desk.rater, claim, said, sent.fields.get("note", "").strip()[:_LONGEST_NOTE])
    return desk.address()


def _import(sent: Sent, desk: Desk) -> str:
    """Take in the labels of a filled sheet, all or none of them."""
    with tempfile.TemporaryDirectory() as scratch, Sandbox(_MEMORY) as child:
        path = Path(scratch) / ("labels.xlsx" if sent.file[:2] == b"PK" else "labels.csv")
        path.write_bytes(sent.file)
        problem, found = child.call("eval.labelling:read_sheet", str(path), name="the sheet", timeout=_SECONDS)
    strange = [claim for claim, _, _ in found if claim not in desk.sentences]
    if problem or strange or not found:
        other = (
            f"the sheet has labels of other sentences than these: {', '.join(strange[:3])}" if strange else "no sentence is labelled in it"
        )
        raise SuiteError(f"Nothing was taken in: {problem or other}.")
    for claim, label, note in found:
        say(sent.reader.library.home, desk.sheet, desk.rater, claim, label, note[:_LONGEST_NOTE])
    return desk.address()


def _sheets(sent: Sent) -> Shown:
    home, rater = sent.reader.library.home, _rater(sent)
    recorded = runs(home)
    listed = [(sheet, next((run for run in recorded if run.id == sheet.run), None)) for sheet in sheets(home)]
    rows = [(sheet, run, len(marks(home, sheet).get(rater, {}))) for sheet, run in listed]
    return Shown("Label answers", render("label_sheets.html", sent=sent, rater=rater, rows=rows, runs=recorded, most=MOST))


def _sentence(sent: Sent, desk: Desk, claim: str) -> Shown:
    case, stated = desk.sentences[claim]
    places = desk.seen.places(stated)
    marked = desk.seen.marking(case) or next((place.marking for place in places if place.marking), None)
    shown = {"case": case, "stated": stated, "places": places, "claim": claim, "mark": desk.own.get(claim), "marked": marked}
    number = list(desk.sentences).index(claim) + 1
    body = render("label_sentence.html", sent=sent, desk=desk, labels=LABELS, skipped=SKIPPED, number=number, **shown)
    return Shown(f"Sentence {number} of {len(desk.sentences)}", body, documents(case), marked)


def _result(sent: Sent, desk: Desk) -> Shown:
    """What came of the labels: those of others only where this person and another are through."""
    people: dict[str, dict[str, str]] = desk.through if desk.closed else {}
    apart = [claim for claim in differing(list(people.values())) if claim in desk.sentences]
    skipped = [claim for claim, mark in desk.own.items() if mark.label == SKIPPED and claim in desk.sentences]
    shown = [desk.sentences[claim][0] for claim in (*apart, *skipped)]
    body = render(
        "label_result.html",
        sent=sent,
        desk=desk,
        people=people,
        pairs=_pairs(desk) if desk.closed else [],
        apart=apart,
        skipped=skipped,
        alpha=_alpha(people),
    )
    return Shown("Labels", body, *_told(desk, shown))


def _pairs(desk: Desk) -> list[tuple[str, str]]:
    """Each two people who are through, and how they agree; that they have no sentence in common is said in words."""
    found = []
    for (a, one), (b, other) in itertools.combinations(desk.through.items(), 2):
        try:
            words = in_words(agreement(one, other, desk.scores))
        except SuiteError as error:
            words = str(error)
        found.append((f"{a} and {b}", words))
    return found


def _alpha(people: Mapping[str, dict[str, str]]) -> float | None:
    """Krippendorff's alpha over all labels; None where no sentence was labelled by two people."""
    claims = dict.fromkeys(claim for one in people.values() for claim in one)
    said = [[one[claim] for one in people.values() if claim in one] for claim in claims]
    return alpha(said) if any(len(labels) > 1 for labels in said) else None


def _told(desk: Desk, cases: list[CaseScore]) -> tuple[tuple[str, ...], str | None]:
    """The papers and the marking of some cases."""
    cited = dict.fromkeys(name for case in cases for name in documents(case))
    return tuple(cited), next((marked for case in cases if (marked := desk.seen.marking(case))), None)

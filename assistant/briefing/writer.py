"""The pen of a note: nothing is written but what passed the grounding check, each piece with the markers of its sources."""

import re
from collections.abc import Sequence

from assistant.answering.tables import row_words
from assistant.answering.wording import plain_words
from assistant.briefing.models import Origin, Said
from assistant.check.draft import Drafted, Quote
from assistant.check.statements import Against, Checked, check_statements
from assistant.citations import CitationList
from assistant.question.models import Understanding
from ingest.language.live_text import is_verbatim
from ingest.language.safe_text import gives_orders, harmless
from ingest.language.sentences import Shape, Unit, cells_of
from ingest.language.whole_sentences import without_number
from ingest.models import Classification, PaperStatus, Passage
from ingest.record.printed import Printed
from vectorstore.models import Hit

_STANDING = {PaperStatus.SUPERSEDED: "Superseded", PaperStatus.DRAFT: "Draft"}
_HEAD_WORD = re.compile(r"^(?:summary|purpose|background|introduction|recommendations?)\s*[:–-]\s*(?=\S)", re.IGNORECASE)
_NOTHING = Understanding("", "", ())


class Writer:
    """Writes one note; keeps its citations, the passages used, and what failed the check."""

    def __init__(self) -> None:
        self.citations = CitationList()
        self.used: dict[str, Passage] = {}
        self.left_out: list[str] = []

    @property
    def exempt(self) -> bool:
        """Whether anything written stands in an exempt paper."""
        return any(passage.classification is Classification.EXEMPT for passage in self.used.values())

    def write(self, drafted: Drafted, label: str | None = None) -> Said | None:
        """The drafted words with their markers; None where they fail the check."""
        if not drafted.text.strip() or not drafted.quotes:
            return None
        standing = {_STANDING[q.passage.status] for q in drafted.quotes if q.passage.status in _STANDING}
        question = "superseded or draft version" if standing else ""
        (checked,) = check_statements([drafted], Against(question), self.citations)
        if checked.statement is None:
            self.left_out.append(_why(checked))
            return None
        self.used.update((quote.passage.id, quote.passage) for quote in drafted.quotes)
        text = checked.statement.text
        exact = any(is_verbatim(text, quote.passage) for quote in drafted.quotes)
        label = ", ".join([*sorted(standing), *([label] if label else [])]) or None
        return Said(text=text, markers=checked.statement.citations, origin=Origin.PAPER if exact else Origin.CHECKED, label=label)

    def words(self, passage: Passage, start: int, end: int, label: str | None = None) -> Said | None:
        """A span of a passage in its own words, without list marker and markup."""
        text = _HEAD_WORD.sub("", without_number(plain_words(passage.text[start:end]), passage.paragraph))
        return self.write(Drafted(text, (Quote(Hit(passage, 1.0), start, end),)), label)

    def unit(self, unit: Unit, label: str | None = None) -> Said | None:
        """A sentence, list item or table row."""
        if unit.shape is not Shape.ROW:
            return self.words(unit.passage, unit.start, unit.end, label)
        quote = Quote(Hit(unit.passage, 1.0), unit.start, unit.end)
        return self.write(Drafted(row_words(unit, _NOTHING), (quote,), claim=plain_words(unit.text)), label)

    def clause(self, clause: Printed, leading: Printed | None = None) -> Said | None:
        """A clause word for word behind its number; with the line that leads into its list, where that is given, the two as one."""
        words = (*(leading.words if leading else ()), *clause.words)
        quotes = tuple(Quote(Hit(one.passage, 1.0), one.start, one.end) for one in words)
        text = f"{leading.text} {clause.text}" if leading else clause.text
        return self.write(Drafted(text, quotes), None if leading else clause.label)

    def row(self, unit: Unit) -> tuple[Said, ...]:
        """The cells of a table row, each with the marker of the row; () where the row fails the check."""
        quote = Quote(Hit(unit.passage, 1.0), unit.start, unit.end)
        whole = self.write(Drafted(plain_words(unit.text), (quote,)))
        if whole is None:
            return ()
        held = " ".join(unit.passage.text.split())
        # A merged cell that a page cut from its row stands in the passage before, and is said there.
        cells = [cell if " ".join(cell.split()) in held else "" for cell in cells_of(unit)]
        return tuple(Said(text=harmless(cell), markers=whole.markers if cell else (), origin=whole.origin) for cell in cells)

    def run(self, run: Sequence[Unit], label: str | None = None) -> Said | None:
        """Neighbouring sentences of one passage as one piece; the first alone where the whole of it cannot be quoted."""
        first, last = run[0], run[-1]
        passage = first.passage
        if len(run) == 1 or passage.struck or gives_orders(passage.text[first.start : last.end]):
            return self.unit(first, label)
        return self.words(passage, first.start, last.end, label)

    def all(self, units: Sequence[Unit]) -> tuple[Said, ...]:
        """Every unit that passes, in order; neighbours in one passage share one citation of all their words."""
        return tuple(said for run in _neighbours(units) for unit in run if (said := self._of_run(unit, run)))

    def _of_run(self, unit: Unit, run: Sequence[Unit]) -> Said | None:
        passage, start, end = unit.passage, run[0].start, run[-1].end
        if len(run) == 1 or passage.struck or gives_orders(passage.text[start:end]):
            return self.unit(unit)
        text = _HEAD_WORD.sub("", without_number(plain_words(unit.text), passage.paragraph))
        return self.write(Drafted(text, (Quote(Hit(passage, 1.0), start, end),)))


def fixed(text: str) -> Said:
    """Words of ours that say nothing of what the papers hold."""
    return Said(text=text, origin=Origin.FIXED)


def _neighbours(units: Sequence[Unit]) -> list[list[Unit]]:
    runs: list[list[Unit]] = []
    for unit in units:
        last = runs[-1][-1] if runs else None
        joined = last and last.passage.id == unit.passage.id and last.position + 1 == unit.position
        if joined and Shape.ROW not in (unit.shape, last.shape if last else None):
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _why(checked: Checked) -> str:
    reason = checked.verdict.findings[0].detail if checked.verdict.findings else "the cited words do not show it"
    words = checked.drafted.text.split()
    shown = " ".join(words[:14]) + (" …" if len(words) > 14 else "")
    return f"Left out, as it failed the check: “{shown}” ({reason})."

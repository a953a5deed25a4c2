"""What sets right the words that an answer cites: said beside them, in words of the paper that corrects, with a citation of its own."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.check.draft import Drafted, Quote
from assistant.check.statements import Checked
from assistant.citations import meeting_name
from ingest.language.periods import long_date
from ingest.library.record import Allowed, Record
from ingest.models import Passage
from ingest.record.corrections import change_of
from ingest.record.minutes import is_minutes
from ingest.record.models import Correction, CorrectionKind
from ingest.record.words import Words
from vectorstore.models import Hit

_CALLS_OFF = (CorrectionKind.WITHDRAWN, CorrectionKind.MEETING)
"""What is to be known before the words are read."""


class Corrections:
    """Sets corrections among the statements of one answer."""

    def __init__(self, record: Record, allowed: Allowed, shown: Sequence[Checked]) -> None:
        """`shown` grows with the statements that are shown: nothing is said twice."""
        self._record, self._allowed, self._shown = record, allowed, shown

    def among(self, statements: Iterable[Drafted], passes: Callable[[Drafted], bool]) -> Iterator[Drafted]:
        """The statements, each that passes the check with its corrections: a withdrawal or cancellation before it, others after it."""
        for drafted in statements:
            if self._is_repeated(drafted):
                continue
            found = self._of(drafted)
            found = found if found and passes(drafted) else []
            yield from (_said(one) for one in found if one.kind in _CALLS_OFF)
            yield drafted
            yield from (_said(one) for one in found if one.kind not in _CALLS_OFF)

    def _of(self, drafted: Drafted) -> list[Correction]:
        cited = [Words(quote.passage, quote.start, quote.end) for quote in drafted.quotes]
        quotes = [*drafted.quotes, *(quote for one in self._shown for quote in one.drafted.quotes)]
        found = (one for one in self._record.corrections_of(cited, self._allowed) if not _quoted(change_of(one), quotes))
        return list({change_of(one).text: one for one in found}.values())

    def _is_repeated(self, drafted: Drafted) -> bool:
        """Whether a correction that is shown says the same."""
        return any(one.drafted.corrects and drafted.text in one.drafted.claim for one in self._shown)


def _quoted(words: Words, quotes: Sequence[Quote]) -> bool:
    """Whether the quotes hold the words from end to end."""
    own = [quote for quote in quotes if quote.passage.id == words.passage.id]
    return all(any(quote.start <= at < quote.end for quote in own) for at in (words.start, words.end - 1))


def _said(correction: Correction) -> Drafted:
    words = correction.said if correction.kind in _CALLS_OFF else change_of(correction)
    lead = "" if correction.kind in _CALLS_OFF else f"Corrected by {_paper(words.passage)}: "
    quote = Quote(Hit(words.passage, 0.0), words.start, words.end)
    return Drafted(lead + words.text, (quote,), claim=words.text, corrects=True)


def _paper(passage: Passage) -> str:
    """What a reader knows the correcting paper by."""
    if is_minutes(passage) and passage.meeting.date:
        return f"the minutes of {long_date(passage.meeting.date)}"
    return " of ".join(part for part in ("another paper", meeting_name(passage.meeting)) if part)

"""What a chat model's reply needs to read as a whole when sentences of it fall: no sentence may hang on one that is not shown.

The words stay the model's. Whatever is changed is drafted and checked anew; what no change can help goes with what it hung on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.answering.chat_reply import Said
from assistant.check import Finding, Reason, Support, Verdict
from assistant.check.draft import Drafted, Style
from assistant.check.statements import Checked
from assistant.citations import meeting_name
from ingest.language.pointing import (
    Pointer,
    agrees,
    bare,
    in_place_of_pronoun,
    is_alone,
    names_people,
    noun_after,
    person,
    pointer,
    subject,
    without_connective,
)  # fmt: skip
from ingest.language.safe_text import harmless
from ingest.language.words import stems, words

_HUNG = "it hangs on a sentence that is left out"


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence of the reply that was judged."""

    text: str
    shown: bool


class Whole:
    """The statements of a reply, each given out when those before it are judged; to be iterated once."""

    def __init__(self, said: Iterable[Said], draft: Callable[[Said], Drafted], verdict: Callable[[Drafted], Verdict]) -> None:
        """`draft` finds the words that bear a statement out, `verdict` judges it as it will be judged when it is given out."""
        self._said, self._draft, self._verdict = said, draft, verdict
        self._told: list[_Told] = []
        self._lead: Said | None = None
        self._in_list = self._is_bare = False
        self.bare: list[list[Drafted]] = []
        """Items that are shown of each list whose opening line fell or is missing."""

    def __iter__(self) -> Iterator[Drafted]:
        for said in self._said:
            if said.style is Style.LEAD:
                self._lead, self._in_list = said, False
                continue
            if said.style is Style.BULLET and not self._in_list:
                self._is_bare = self._lead is None and (not self._told or not self._told[-1].shown)
                if self._is_bare:
                    self.bare.append([])
            self._in_list = said.style is Style.BULLET
            if not self._in_list and not _continues(said.text):
                self._lead = None  # it opens no list, and says nothing by itself
            yield from self._item(said)

    def _item(self, said: Said) -> Iterator[Drafted]:
        drafted, shown = self._repaired(said)
        if shown and self._lead:
            yield from self._opening(self._lead, said)
            self._lead = None
        if shown and self._in_list and self._is_bare:
            self.bare[-1].append(drafted)
        self._told.append(_Told(drafted.text, shown))
        yield drafted

    def _opening(self, lead: Said, item: Said) -> Iterator[Drafted]:
        """The line that opens a list, held against the passage of its first item that is shown, where it names none itself.

        One that the papers do not show is left out without a word: what stands over the list instead says where it is from.
        """
        drafted = self._draft(replace(lead, markers=lead.markers or item.markers))
        verdict = self._verdict(drafted)
        if verdict.shown or verdict.support is Support.CONFLICTS:
            yield drafted
        if not verdict.shown and self._in_list:
            self._is_bare = True
            self.bare.append([])

    def _repaired(self, said: Said) -> tuple[Drafted, bool]:
        """The statement as it can stand now, and whether it is shown."""
        if self._told and not self._told[-1].shown and (text := without_connective(said.text)) != said.text:
            said = replace(said, text=text)
        drafted = self._draft(said)
        if not self._verdict(drafted).shown:
            return drafted, False
        kind = pointer(said.text)
        if kind is None or all(told.shown for told in self._told):
            return drafted, True
        meant = self._meant(kind)
        if meant is None or meant.shown:
            return drafted, True
        other = self._named(said, kind, meant)
        if other or self._is_given(said.text, kind, meant):
            return other or drafted, True
        return replace(drafted, findings=(Finding(Reason.ORPHANED, 0, len(drafted.text), _HUNG),)), False

    def _meant(self, kind: Pointer) -> _Told | None:
        """The sentence that a pronoun's meaning is in, as near as can be told; None where none before it can be meant."""
        if kind is Pointer.WHOLE:
            return self._told[-1]
        for told in reversed(self._told):
            if pointer(told.text) is kind:
                continue  # it means the same
            named = names_people(told.text) if kind is Pointer.PERSON else None
            about = subject(told.text)
            # a sentence that is surely about something else is passed over; of any other it may be the meaning
            if named is False or (named is None and about and is_alone(told.text, about) and not agrees(kind, about)):
                continue
            return told
        last = self._told[-1]
        return None if last.shown else last

    def _named(self, said: Said, kind: Pointer, meant: _Told) -> Drafted | None:
        """The statement with what its pronoun means in place of it, where that is certain and stands in the words quoted for it."""
        phrase = _phrase(kind, meant)
        text = in_place_of_pronoun(said.text, phrase) if phrase else None
        if phrase is None or text is None:
            return None
        other = self._draft(replace(said, text=text))
        named = any(_stands(bare(phrase), quote.text) for quote in other.quotes)
        return other if named and self._verdict(other).shown else None

    def _is_given(self, text: str, kind: Pointer, meant: _Told) -> bool:
        """Whether an earlier sentence that is shown says what is meant."""
        shown = [told.text for told in self._told if told.shown]
        if kind is Pointer.WHOLE:
            noun = noun_after(text)
            return bool(noun) and any(noun in stems(one) for one in shown)
        phrase = _phrase(kind, meant)
        return phrase is not None and any(_stands(bare(phrase), one) for one in shown)


def _continues(text: str) -> bool:
    """Whether a line goes on from the one that opens a list though it has no bullet ("that the fee be £12")."""
    return text[:1].islower() or text.startswith(("That ", "To "))


def _phrase(kind: Pointer, meant: _Told) -> str | None:
    """What a pronoun means, where the sentence names one thing alone that it can mean."""
    if kind is Pointer.PERSON:
        return person(meant.text)
    about = subject(meant.text)
    return about if about and kind is not Pointer.WHOLE and agrees(kind, about) and is_alone(meant.text, about) else None


def _stands(phrase: str, quoted: str) -> bool:
    wanted, there = words(phrase), words(quoted)
    return any(there[at : at + len(wanted)] == wanted for at in range(len(there)))


# How the statements that are left are set: no opening line without its list, no list without an opening line.


def settled(shown: Sequence[Checked]) -> list[Checked]:
    """What is shown, without an opening line that nothing follows."""
    return [one for one, following in pairwise([*shown, None]) if one and (not _opens(one) or (following and not _opens(following)))]


def _opens(one: Checked) -> bool:
    return one.drafted.style is Style.LEAD


def leads(shown: Sequence[Checked], bare_lists: Sequence[Sequence[Drafted]]) -> list[str]:
    """For each statement the line that is to open its list, made from where its items stand; "" where it needs none."""
    over = {id(item): number for number, items in enumerate(bare_lists) for item in items}
    found: list[str] = []
    last, opened = -1, set[int]()
    for one in shown:
        number = over.get(id(one.drafted), -1)
        # words that set an item right may part a list: it is opened once
        found.append(written_lead(bare_lists[number]) if number >= 0 and (number == last or number not in opened) else "")
        last = number
        opened.add(number)
    return found


def written_lead(items: Sequence[Drafted]) -> str:
    """A line that says where all the items stand: the report, the paragraph where it is one, else the meeting, else the papers."""
    passages = [quote.passage for item in items for quote in item.quotes]
    titles = {one.report_title or one.agenda_title for one in passages}
    meetings = {meeting_name(one.meeting) for one in passages}
    title, meeting = (next(iter(found)) if len(found) == 1 else None for found in (titles, meetings))
    if title:
        kind = "report" if all(one.report_title for one in passages) else "item"
        paragraphs = {one.paragraph for one in passages}
        paragraph = next(iter(paragraphs)) if len(paragraphs) == 1 else None
        numbered = f", paragraph {paragraph}" if paragraph and paragraph[:1].isdigit() else ""
        return harmless(f"From the {kind} “{title}”{numbered}:")
    return harmless(f"From the papers of {meeting}:") if meeting else "From the papers:"

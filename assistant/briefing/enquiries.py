"""What a member may ask of a sentence: told from what it leaves open, in its own terms where it gives any."""

import re
from dataclasses import dataclass

from assistant.briefing.gaps import OPEN


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


_ON = r"[^.]{0,300}?"
"""The words of one sentence up to what is looked for."""
_SUM = r"((?:£\s?\d[\d,.]*\d|£\s?\d)(?:\s?(?:million|billion|[mk]|bn)\b)?)"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
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
        _when(r"\b(?:discounted|ruled out|rejected|not recommended|do nothing)\b"),
        "What would have had to be different for this to be the choice?",
    ),
    Enquiry(
        _when(rf"\b(?:estimat|forecast|project|assum|anticipat)\w*\b{_ON}{_SUM}"),
        "How sure is the figure of {}, and what would change it?",
    ),
    Enquiry(_when(r"\bassum(?:es?|ed|ing|ptions?)\b"), "What if this assumption does not hold?"),
    Enquiry(
        _when(
            r"\b(?:overspen\w+|deficit|shortfall|(?:cost|budget|financial) pressures?"
            r"|not (?:met|achieved)|below (?:the )?target|behind (?:target|schedule|plan))\b"
        ),
        "What explains this, and when will it be put right?",
    ),
    Enquiry(
        _when(r"\bat risk\b|\brisks? (?:of|that|to)\b|\bconcerns?\b|\bfail(?:s|ed|ing|ure)?\b|\binadequate\b"),
        "What is being done about this, and who answers for it?",
    ),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:sav(?:e|es|ings?)|reduc\w+)\b{_ON}{_SUM}"), "Who will notice the {}, and when is it counted as saved?"
    ),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:cost|fund|budget|spend|grant|invest|charge)\w*\b{_ON}{_SUM}"),
        "What is the figure of {} based on, and what happens if it turns out otherwise?",
    ),
    Enquiry(
        _when(r"\b(?:increas|decreas|reduc|fell|fall|rose|risen|rise)\w*\b{_ON}\d[\d.,]*\s?%|\bfrom £?\d\S* (?:in \d{4} )?to £?\d"),
        "What explains this change, and is it expected to go on?",
    ),
    Enquiry(_when(r"\bdelegat\w+\b"), "How will what is done under this delegation be reported to members?"),
    Enquiry(
        _when(rf"{_COMING}{_ON}\b(?:by|before|until|no later than) (?:the end of )?((?:\d{{1,2}} )?{_MONTH} (?:19|20)\d\d)\b"),
        "Does {} still hold, and how will members know if it slips?",
    ),
    Enquiry(_when(r"\bconsult\w+ (?:will|is to|would)\b"), "Will what is said in it come to members before anything is settled?"),
    Enquiry(
        _when(r"\brespondents?\b|\bconsult\w+ (?:ran|was|were|took|showed|found)\b"),
        "How was what was said taken into account?",
    ),
)
"""What matters most first: what is open or conditional, what was rejected, how sure the figures are, what went wrong."""

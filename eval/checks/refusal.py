"""What a refusal says, read by its words: that the papers are silent, and whatever it claims besides.

A flag that a system sets is no evidence of what it said. A clause tells of silence where it denies and names the papers or what papers do
(say, show, record, be found); clauses are cut where a sentence turns ("but", "although", ", which", a colon, a dash). One with a marker is
a claim: papers deny things too ("the audit found no …"). A figure or a quotation that was not in the question is one even beside a denial.
Sentences that say what was searched, point at a place or ask back claim nothing. Everything else is a claim and is checked like one. Misses
a claim in the presupposition of a denial ("do not say why the pool was closed") that has no figure and no quotation of its own.
"""

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

from eval.checks.quantities import quantities, shown
from eval.models import Response
from eval.text import fold, marked, sentences

_DENIES = re.compile(
    r"\b(?:not|no|nothing|nobody|none|neither|nor|nowhere|never|without|cannot|unable|impossible|missing|absent|"
    r"silent|silence|unknown|unclear|unanswer\w+|undisclosed|unrecorded|leaves? out|omits?|stops? short|fails? to|lacks?|lacking|beyond|"
    r"outside|insufficient|too little|dunno|blank|gap|exempt|confidential|restricted|withheld|redacted)\b|n't\b"
)
_PAPERS = (
    r"(?:papers?|documents?|minutes|reports?|agendas?|packs?|passages?|sources?|records?|texts?|context|extracts?|excerpts?|files?|material|"
    r"appendix|appendices|information|publications?|pages?|library)"
)
_OF_PAPERS = re.compile(rf"\b{_PAPERS}\b|\b(?:in|from|among|on) (?:here|what i|what we|any of|them|it)\b|\bi\b|\bi'\w+|\bwe\b")
_SAYS = re.compile(
    r"\b(?:say|says|said|state[sd]?|mention(?:s|ed)?|give[ns]?|contain\w*|record(?:s|ed)?|shows?|shown|specif\w+|answer\w*|"
    r"tells?|told|report(?:s|ed)?|include[sd]?|cover(?:s|ed)?|address\w*|provid\w+|set out|indicat\w+|names?|named|explain\w*|disclos\w+|"
    r"confirm\w*|discuss\w*|identif\w+|list(?:s|ed)?|reveal\w*|refer\w*|appears?|found|find|locate\w*|known|know|"
    r"establish\w*|determin\w*|available|held|attached|published|mention|detail\w*|figures?|data|evidence|trace|reference|word|help|deals?|breaks?|broken|naming|help|clear|tell|reach\w*|possible)\b"
)
_STATED = re.compile(
    rf"\b{_PAPERS}\b[^.;:]{{0,40}}?(?:\bnot\b|n't\b|\bnowhere\b|\bnever\b|\bsilent\b)(?: \w+){{0,2}}? ?(?:{_SAYS.pattern})"
    r"|^(?:i|we)\b[^.;:]{0,30}?(?:\bnot\b|n't\b|\bcannot\b|\bunable\b|\bno\b|\bnothing\b)"
)
"""What a clause of a sentence with a marker must say to tell of silence: papers deny things too."""
_PROCEDURE = re.compile(
    r"^(?:the papers (?:show|speak|give|have|mention) (?:this|it|of it)|"
    r"i|i'd|we|please|try|see|you|ask|name|for more|to find|the (?:nearest|closest)(?!\s+(?:fact|figure|thing))|nearest|closest|"
    r"perhaps you|sorry|unfortunately|apologies|my apologies|contact|add|they speak of it|if you|searched|result)\b"
    r"|\?$"
)
_SEARCHED = re.compile(r"\b(?:i|we) (?:have )?(?:searched|looked|checked|read|went through)\b|^searched\b")
"""What says how much was searched: the number of papers is no claim about them."""
_TELLS = re.compile(
    r"(?:i|we)\b(?: [\w']+){0,4} (?:found|find|see|saw|read|note|noted|know|think|believe|understand|gather|say|tell you|confirm) that\b"
)
"""What says "I" and claims something all the same."""
_PLACE = re.compile(r" ?\((?:[^()]|\([^()]*+\))*+\)")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|be|been|will|costs?|sold|spent|paid|made|took|went|fell|rose|won|lost"
    r"|(?!(?:dat|publish|titl|entitl|call|nam|head|number|list|attach|quot|cit|approv|amend|revis|updat|search|retriev|select)ed\b)\w{2,30}+(?<=ed))\b"
    r"|[£€%]"
)
"""What makes a parenthesis say something, where those of places say when they were published."""
_ADVICE = re.compile(r"\b(?:would|could|should|can|might want)\b")
_CLAUSES = re.compile(
    r"(?:,|;|:| [-–—])? (?:but|however|although|though|while|whereas|yet|nevertheless|that said|instead|nonetheless|presumably)\b,? "
    r"|; |: | [-–—] |, (?=(?:which|who|in which|where|because|as the|since|and|except|only that|so (?!i\b|i'|we\b))\b)| (?=\()"
)
_OPENS = re.compile(
    r"(?:although|though|while|whereas|but|however|apart from|besides|despite|other than|beyond)\b[^,]{0,200}, ", re.IGNORECASE
)
QUOTED = re.compile(r"[“\"]([^“”\"]{8,})[”\"]")
"""Words in quotation marks."""
_BRIEF = re.compile(r"(?:nothing|none|not|no)\b(?: [\w'-]+){1,6}\.?$")
_SHORT = 3
"""Words from which a clause that follows a denial says something by itself."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer read as a refusal."""

    silent: tuple[str, ...]
    """Clauses that say that the papers, or the system, do not say."""
    claims: tuple[str, ...]
    """Clauses that claim something all the same."""

    @property
    def refuses(self) -> bool:
        """Whether it says that it does not know and claims nothing."""
        return bool(self.silent) and not self.claims


def read(response: Response, question: str = "") -> Reading:
    """The clauses of an answer that tell of silence and those that claim; what stands in the question is no claim."""
    return _read(response.answer, f"{question} {response.question}")


@lru_cache(maxsize=16)
def _read(answer: str, question: str) -> Reading:
    """Kept for a while: an answer is read for its claims and for its metrics."""
    silent: list[str] = []
    claims: list[str] = []
    # A title's "10." ends no sentence.
    whole = QUOTED.sub(lambda quoted: quoted.group().replace(".", "·"), answer)
    for sentence in sentences(whole):
        words, markers = marked(_PLACE.sub(_unless_said, sentence))
        clauses = _clauses(words)
        for at, clause in enumerate(clauses, 1):
            denies = is_silence(clause) and (not markers or (at < len(clauses) and _STATED.search(fold(clause)) is not None))
            if denies:
                silent.append(clause)
            if _adds(clause, question) if denies else not _idle(clause, question):
                claims.append(clause)
    return Reading(tuple(silent), tuple(claims))


def _unless_said(parenthesis: re.Match[str]) -> str:
    """A parenthesis that says something; nothing for one that names a place or counts papers."""
    return parenthesis.group() if _VERB.search(fold(parenthesis.group())) or "[" in parenthesis.group() else ""


def is_silence(clause: str) -> bool:
    """Whether a clause says that the papers, or the system, do not say."""
    folded = fold(clause)
    if not _DENIES.search(folded):
        return False
    brief = len(folded.split()) <= _SHORT or _BRIEF.match(folded)
    return bool(brief or _SAYS.search(folded) or _OF_PAPERS.search(folded))


def _adds(clause: str, question: str) -> bool:
    """Whether a denial has a figure or a quotation that the question has not."""
    asked = quantities(question)
    passed = ("year", "fy", "date", "month", "ref", *(("number",) if _SEARCHED.search(fold(clause)) else ()))
    figures = [q for q in quantities(clause) if not q.is_tally and q.kind not in passed]
    quoted = [words for words in QUOTED.findall(clause) if len(words.split()) > _SHORT and fold(words) not in fold(question)]
    return bool(quoted) or not all(shown(figure, asked, hedged=True) for figure in figures)


def _idle(clause: str, question: str) -> bool:
    """Whether a clause claims nothing: it says what was searched, points, apologises, asks, says what would help, or is a word or two."""
    folded, asked = fold(clause).lstrip("("), quantities(question)
    amounts = [q for q in quantities(QUOTED.sub("", clause)) if q.kind in ("money", "percent") and q.value]
    if _TELLS.match(folded) or not (folded.endswith("?") or all(shown(amount, asked, hedged=True) for amount in amounts)):
        return False
    advises = _ADVICE.search(folded) is not None and not _adds(clause, "")
    return len(folded.split()) < _SHORT or advises or any(form.search(folded) for form in (_PROCEDURE, _SEARCHED))


def _clauses(sentence: str) -> list[str]:
    """A sentence cut where it turns, and what stands before the comma of an "although"."""
    opened = _OPENS.match(sentence)
    if opened and opened.end() < len(sentence):
        return [sentence[: opened.end()], *_clauses(sentence[opened.end() :])]
    bare = QUOTED.sub(lambda quoted: "x" * len(quoted.group()), sentence)  # a dash within a title divides nothing
    cuts = [(0, 0), *(cut.span() for cut in _CLAUSES.finditer(bare)), (len(bare), len(bare))]
    pieces = [sentence[end:start] for (_, end), (start, _) in itertools.pairwise(cuts)]
    return [piece for piece in pieces if re.search(r"\w", piece)]

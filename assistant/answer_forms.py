"""In what form a question's answer would stand in a paper, told from the question's words."""

import re

from assistant.understanding import AnswerForm

_WORDS = {
    AnswerForm.SUMMARY: r"""summar\w+ | sum\ up | brief\ (?:me|us) | (?:short|quick)\ brief\w* | briefing\ (?:on|please|for)
        | overview | headline
        | (?:main|key)\ points | paragraph\ for""",
    AnswerForm.RECOMMENDATION: r"""recommend\w*
        | (?:being|committee|(?:are|were)\ (?:we|they|members)(?:\ actually)?(?:\ being)?)\ asked\ (?:us\ )?(?:to|for)
        | asked\ to\ (?:do|approve|decide|agree|note)""",
    AnswerForm.DECISION: r"""decid\w+ | decision | resol(?:ved?|ution) | agreed? | voted? | approved? | outcome
        | (?:committee|panel|council|cabinet)\ (?:ask|accept)
        | signed\ off | accepted | carried""",
    AnswerForm.VOTE: r"vot(?:e[sd]?|ing)\b | abstain\w* | abstention\w* | unanimous\w* | against\ the\ motion",
    AnswerForm.COMPARISON: r"""compar\w+ | differ\w* | better | worse | versus | vs | changed? | moved\ on | more\ likely
        | gap\ between | how\ far\ behind
        | up\ or\ down | trace""",
    AnswerForm.FIGURE: r"""how\ (?:many|much|far|often|big|large)
        | what\ (?:number|share|proportion|precept|score|weekly|yearly|annual) | percentage | share
        | cost\w* | paying | worth | rate | rent | figures? | total | average | revenue | budget | spend\w* | forecast | savings?""",
    AnswerForm.DATE: r"when(?:'s)? | (?:what|which|new|by\ what)\ (?:date|day|month|year) | deadline | how\ soon",
    AnswerForm.WHO: r"""who(?:'s)? | whose | whom
        | which\ (?:councillors?|members?|officers?|director|body|agency|organisations?|councils?)""",
    AnswerForm.LIST: r"""list | name | what\ (?:are|were)\ (?:the|our|its|\w+'s) | which\ (?!pages\b)\w+s | top\ (?:three|five|ten|\d+)
        | what\ (?:topics|tests|options|choices|incidents|advantages|priorities|conditions)""",
    AnswerForm.DEFINITION: r"""mean | means | meant | stands?\ for | definition | defined | who\ would\ count | counts?\ as
        | what\ makes\ (?:an?|the)""",
    AnswerForm.TABLE: r"table | breakdown | scorecard | dataset | row | column",
    AnswerForm.REASON: r"why | reasons? | blamed? | because | caused? | explain\w*",
}
_PATTERNS = {form: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE | re.VERBOSE) for form, pattern in _WORDS.items()}
_WHAT_IS = re.compile(r"^what(?:'s| is| are) (?:an? |the )?[\w'\"‘’-]+(?: [\w'\"‘’-]+)?\??$", re.IGNORECASE)


def answer_forms(question: str) -> tuple[AnswerForm, ...]:
    """Forms an answer may take, the more telling first; FACT where nothing tells."""
    found = [form for form, pattern in _PATTERNS.items() if pattern.search(question)]
    if _WHAT_IS.match(question.strip()) and AnswerForm.DEFINITION not in found:
        found.insert(0, AnswerForm.DEFINITION)
    if "%" in question and AnswerForm.FIGURE not in found:
        found.append(AnswerForm.FIGURE)
    return tuple(found) or (AnswerForm.FACT,)

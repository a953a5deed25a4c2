"""What words say of money: the sums they name, what is spent, saved or owed, and what is only the world that a council works in."""

import re

_SUM = re.compile(r"(?:£|€|\bEUR\s?)\s?\d[\d,]*+(?:\.\d+)?(?:\s?(?:million|billion|thousand|[mk]|bn)\b)?", re.IGNORECASE)
"""A sum of money as it is printed."""
_FINANCIAL = re.compile(
    r"\bresources?\b|financ|\bbudget|\bcosts?\b|\bcapital\b|\brevenue\b|\bfunding\b|value for money|\bmedium[- ]term\b", re.IGNORECASE
)
"""A heading under which a paper tells of its own money."""
_OF_THE_MATTER = re.compile(
    r"\b(?:costs?|costing|price|budget\w*|funded|funding|fund|sav(?:e|es|ings?)|borrow\w*|spend\w*|expenditure|invest(?:s|ed|ment|ing)?"
    r"|overspen[dt]\w*|underspen[dt]\w*|deficit|surplus|shortfall|gap|pressures?|reserves?|balances?|grants?|contracts?|award\w*|allocat\w+"
    r"|contribut\w+|capital|revenue|precept|fees?|charges?|loans?|debt|pays?|payable|purchase|worth|tender\w*)\b",
    re.IGNORECASE,
)
"""What is spent, saved, owed or given."""
_WHOLE = re.compile(r"\b(?:total\w*|overall|net|altogether|in all|forecast|estimated|proposed|approved)\b", re.IGNORECASE)
_CONTEXT = re.compile(
    r"\b(?:CPI|RPI|inflation|interest rates?|bank rate|GDP|nationally|national (?:average|living)|across (?:the country|england|the uk)"
    r"|population|key decision|threshold|in excess of|statistical neighbours?|households? income|average (?:wage|earnings|house)"
    r"|bank of england|base rate|monetary policy|\d ?bps|gilts?|federal reserve|eurozone|(?:the|in) (?:US|USA|UK)|france|germany"
    r"|government announced|spending review|autumn (?:statement|budget)|fined|penalt(?:y|ies))\b",
    re.IGNORECASE,
)
"""The world that the council works in, and the limits of its rules: no sum of the proposal."""
_NONE = re.compile(
    r"\b(?:no|nil|not any|without)\b[^.]{0,60}\b(?:implications?|costs?|impact|budgets?|resources?|funding|expenditure)\b"
    r"|\b(?:within|from) (?:the )?existing (?:\w+ ){0,4}?(?:budgets?|resources?|funding|provision)\b|\bcost[- ]neutral\b",
    re.IGNORECASE,
)


def sums_in(text: str) -> list[str]:
    """The sums that words name, each as one spelling."""
    return ["".join(match[0].casefold().replace("illion", "").replace(",", "").split()) for match in _SUM.finditer(text)]


def costs_nothing(text: str) -> bool:
    """Whether words say that a matter costs nothing, or nothing beyond what is set aside."""
    return bool(_NONE.search(text))


def spendings(text: str) -> int:
    """How many different words of a text are of what is spent, saved, owed or given."""
    return len(set(map(str.casefold, _OF_THE_MATTER.findall(text))))


def tells_whole(text: str) -> bool:
    """Whether a figure is said to be a whole, or what is put forward."""
    return bool(_WHOLE.search(text))


def tells_context(text: str) -> bool:
    """Whether words are of the world around a council, or of the limits of its rules, and so of no sum of a proposal."""
    return bool(_CONTEXT.search(text))


def is_financial(heading: str) -> bool:
    """Whether a paper tells of its own money under a heading."""
    return bool(_FINANCIAL.search(heading))

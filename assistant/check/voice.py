"""Whether a model's statement keeps the voice of the paper: who says it, whether it is decided, and whether it is so at all."""

import re
from collections.abc import Iterator, Sequence

from assistant.check import Finding, Reason
from ingest.language.live_text import context, live_text
from ingest.language.safe_text import gives_orders
from ingest.language.sentences import Unit
from ingest.language.standing import NEGATION
from ingest.language.words import STOP_WORDS, content, fold, stem, word_set
from ingest.models import Kind, Passage

_HEDGES = re.compile(
    r"\b(?:if|unless|whether|(?-i:may)|might|could|subject to|provided that|provisional(?:ly)?|claim(?:s|ed|ing)?|alleg\w+|rumou?r\w*"
    r"|falsely|untrue|incorrectly|wrongly|myth|petition\w*|objector\w*)\b",
    re.IGNORECASE,
)
"""Words that make what follows less than the paper's own word; a statement may not leave them out."""
_FACTIVE = word_set(
    """
    noted reported advised shows showed shown confirmed found explained informed highlighted reminded stated states heard identified
    demonstrates demonstrated indicates indicated evidence concluded acknowledged recognised told learned notes reports fact means
    ensure ensured ensures so such
    """
)
"""Words before a "that" whose clause the paper vouches for."""
_PUBLIC = re.compile(
    r"\b(?:public (?:comments?|questions?|participation|speaking|statements?)|members? of the public|petition\w*|objections?|objectors?"
    r"|residents? (?:said|wrote|asked|comment)|representations? (?:received|from)|consultation responses?|letters? from|e-?mails? from"
    r"|comments? (?:received|from|by)|questions? (?:from|by) (?:mr|mrs|ms|miss|dr|a resident))",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:resident|public|petition\w*|objector|comment\w*|wrote|said|asked|according|representation|letter|response|respondent)s?\b", re.I
)
_STATUS = {stem(word): word for word in word_set(
    """
    recommended recommends recommend resolved resolves approved approves agreed agrees rejected rejects refused refuses deferred
    withdrawn withdrew adopted adopts decided decides granted grants endorsed endorses ratified unanimously postponed recommendation
    """
)}  # fmt: skip
_SAYING = re.compile(r"(?:say|said|tell|told|stat|writ|claim|think|believ|ask|answer|repl|argu|suggest|assum|pretend|hope|fear|urg|demand)")
_CLAUSE = 0.8
"""Share of a statement's words that stand behind one "that"."""


def check_voices(text: str, runs: Sequence[Sequence[Unit]]) -> Iterator[Finding]:
    """Findings on hedges, orders, speakers, decisions and denials; each holds where no quoted run clears the statement of it."""
    for judge in (_order, _speaker, _hedge, _head, _status, _denial, _opening):
        found = [judge(text, run) for run in runs]
        if found and all(found):
            yield next(finding for finding in found if finding)


def _printed(run: Sequence[Unit]) -> str:
    return "\n".join(unit.text for unit in run)


def _order(text: str, run: Sequence[Unit]) -> Finding | None:
    """Words addressed to a machine are no evidence of anything."""
    if any(map(gives_orders, (_printed(run), context(run[0].passage), text))):
        return Finding(Reason.ATTRIBUTION_DROPPED, 0, len(text), "the quoted words are an instruction, not a statement of the paper")
    return None


def _speaker(text: str, run: Sequence[Unit]) -> Finding | None:
    """What the public says was decided is not a decision."""
    passage = run[0].passage
    decided = next((m for m in re.finditer(r"[A-Za-z]+", text) if stem(fold(m.group())) in _STATUS), None)
    if decided and is_public_voice(passage) and not _ATTRIBUTED.search(text):
        return Finding(Reason.ATTRIBUTION_DROPPED, *decided.span(), "a member of the public says so in the cited passage")
    return None


def is_public_voice(passage: Passage) -> bool:
    """Whether a passage gives what members of the public said; minutes and resolutions speak for the meeting."""
    return passage.kind not in (Kind.RESOLUTION, Kind.RECOMMENDATION) and bool(_PUBLIC.search(context(passage) + "\n" + live_text(passage)))


def _hedge(text: str, run: Sequence[Unit]) -> Finding | None:
    """A hedge in the sentence the statement rests on must be in the statement too."""
    unit = _base(text, run)
    said = {match.group().lower().split()[0] for match in _HEDGES.finditer(text)}
    for match in _HEDGES.finditer(unit.text):
        if match.group().lower().split()[0] not in said and not said:
            return Finding(Reason.ATTRIBUTION_DROPPED, 0, len(text), f"the paper says it with “{match.group()}”")
    return None


def _head(text: str, run: Sequence[Unit]) -> Finding | None:
    """A clause behind "that" is the paper's own word only where the paper vouches for it: "asked that", "by saying that" do not."""
    printed = _base(text, run).text
    for match in re.finditer(r"\bthat\b", printed, re.IGNORECASE):
        before, behind = printed[: match.start()], set(content(printed[match.end() :]))
        heads = re.findall(r"[a-z]+", fold(before))[-4:]
        said = set(content(text))
        taken = said & behind
        spoken = bool(heads) and (heads[-1].endswith(("ing", "ed")) or any(_SAYING.match(head) for head in heads))
        if spoken and len(taken) >= _CLAUSE * len(said) and not _FACTIVE & set(heads) and not said & set(content(before)) - behind:
            return Finding(Reason.ATTRIBUTION_DROPPED, 0, len(text), f"the paper says it after “{' '.join(heads)} that”")
    return None


def _base(text: str, run: Sequence[Unit]) -> Unit:
    wanted = set(content(text))
    return max(run, key=lambda unit: len(wanted & set(content(unit.text))))


def kind_words(passage: Passage) -> str:
    """Words of deciding that the place of a passage says for it: a recommendation need not repeat that it is one."""
    if passage.kind is Kind.RECOMMENDATION:
        return "recommended recommends recommend recommendation"
    return "resolved resolves agreed agrees decided decides" if passage.kind in (Kind.RESOLUTION, Kind.MINUTE) else ""


def _status(text: str, run: Sequence[Unit]) -> Finding | None:
    """Each word of deciding or recommending stands in the quoted words, or the kind of passage says it."""
    allowed = {stem(fold(word)) for word in re.findall(r"[A-Za-z]+", _printed(run) + " " + kind_words(run[0].passage))}
    for match in re.finditer(r"[A-Za-z]+", text):
        word = stem(fold(match.group()))
        if word in _STATUS and word not in allowed:
            return Finding(Reason.STATUS_CHANGED, *match.span(), f"“{match.group()}” does not stand in the quoted words")
    return None


def _denied(text: str) -> set[str]:
    """Stems of the content words that a "not" stands before."""
    found: set[str] = set()
    for match in NEGATION.finditer(text):
        words = [w for w in re.findall(r"[^\W_]+", fold(text[match.end() : match.end() + 80])) if w not in STOP_WORDS]
        found.update(stem(word) for word in words[:2])
    return found


def _denial(text: str, run: Sequence[Unit]) -> Finding | None:
    """What the paper denies the statement denies, and the other way round."""
    printed = _base(text, run).text
    mine, theirs = _denied(text), _denied(printed)
    flipped = (mine - theirs) & set(content(printed)) | (theirs - mine) & set(content(text))
    if flipped:
        return Finding(Reason.POLARITY_CHANGED, 0, len(text), "the statement and the quoted words differ in a “not”")
    return None


def _opening(text: str, run: Sequence[Unit]) -> Finding | None:
    """A name may open the sentence, where a capital letter does not give it away: the word must be the paper's."""
    match = re.match(r"\W*([A-Z][^\W\d_]+)", text)
    if not match or fold(match[1]) in STOP_WORDS:
        return None
    printed = set(content(_printed(run) + " " + context(run[0].passage)))
    if stem(fold(match[1])) in printed:
        return None
    return Finding(Reason.NAME_NOT_FOUND, *match.span(1), f"{match[1]} is not named in the quoted words")

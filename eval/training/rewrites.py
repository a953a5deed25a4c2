"""Light rewrites of a sentence that leave it true: what a careful person, or a chat model, does to a paper's words."""

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

Rewrite = Callable[[random.Random, str], str | None]
"""The sentence said otherwise, or None where the rewrite does not apply; what comes back is borne out by what went in."""

WORDS: Final[Mapping[str, list[Any]]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
"""The lists of words.toml by name."""
_LEADING = re.compile(r"^(?:However|In addition|Furthermore|Moreover|Therefore|Also|Additionally|Finally|Consequently|Similarly), (?=\w)")
_NUMBER = re.compile(r"^(?:[-•*–]|\(?[a-z0-9]{1,3}[.)]|\d+(?:\.\d+)+)\s+")
_TIMED = re.compile(
    r"^((?:In|On|During|By|From|After|Before|At|Since|Under|For|If|When|Where|As|Following|Over) [^,.;:]{4,70}), ([^.]{20,300})\.$"
)
_ASIDE = re.compile(r" \([^()]{2,80}\)|, (?:which|who|where|whose|including|such as) [^,.;]{4,100}(?=,|\.$)")
_TAIL = re.compile(r"(?:,| and| but|;) (?:which|and|but|with|while|including|where|as|so|although|because|who) [^.;]{8,160}(?=\.$)")
_MANY = re.compile(r"\b([a-z][\w’'-]{2,25}), ([a-z][\w’'-]{2,25}),? (and|or) ([a-z][\w’'-]{2,25})\b")
_DONE_BY = re.compile(
    r"^(.{4,80}?) (?:was|were|has been|have been) (\w{3,20}ed) by ((?:the|Councillor|Cllr\.?|Mr\.?|Mrs\.?|Ms\.?) [^,.;]{2,60})(.{0,80})$"
)
_DONE = "|".join(WORDS["done"])
_WILL_DO = re.compile(rf"^([A-Z][^,.;]{{2,60}}?) (will|would|should|must|can|may) ({_DONE}) ([^,.;]{{4,100}})([,.;].*)$")
_DOES = re.compile(r"\b(asked|agreed|proposed|said|stated|noted|advised|outlined|reported|requested|confirmed) that\b")


def lower_first(sentence: str) -> str:
    """The sentence as it stands inside another: its first letter small unless the word looks like a name."""
    first, _, rest = sentence.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in WORDS["lowered"] and first.istitle() else sentence


def _upper_first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def frame(rng: random.Random, heading: str = "") -> str:
    """What a statement is put in, "{}" in its place: mostly nothing, else that the paper says so, or that it is under `heading`."""
    if heading and len(heading.split()) <= 8 and "{" not in heading and rng.random() < 0.12:
        return f"{rng.choice(('On', 'Under', 'Regarding', 'As for'))} {_NUMBER.sub('', heading)}, {{}}"
    if rng.random() < 0.06:
        return "{}, " + rng.choice(("the report says.", "according to the paper.", "the paper notes."))
    return str(rng.choice(WORDS["frames"])) if rng.random() < 0.35 else "{}"


def put_in(template: str, statement: str) -> tuple[str, int]:
    """The statement in a frame, and by how many code points it moved."""
    before, _, after = template.partition("{}")
    inner = lower_first(statement) if before else statement
    return before + (inner.rstrip(".") if after else inner) + after, len(before)


def unnumbered(_: random.Random, sentence: str) -> str | None:
    """Without the paragraph's number, bullet or linking word."""
    bare = _LEADING.sub("", _NUMBER.sub("", sentence))
    return _upper_first(bare) if bare != sentence else None


def without_aside(rng: random.Random, sentence: str) -> str | None:
    """Without one bracket or relative clause."""
    found = list(_ASIDE.finditer(sentence))
    if not found:
        return None
    aside = rng.choice(found)
    rest = sentence[: aside.start()] + sentence[aside.end() :]
    return rest if len(rest.split()) >= 5 else None


def without_tail(_: random.Random, sentence: str) -> str | None:
    """Without what is added at the end."""
    found = _TAIL.search(sentence, max(20, len(sentence) // 3))
    return f"{sentence[: found.start()]}." if found else None


def time_last(_: random.Random, sentence: str) -> str | None:
    """The opening phrase of time, place or condition moved to the end."""
    found = _TIMED.match(sentence)
    return _upper_first(f"{found[2]} {found[1][0].lower()}{found[1][1:]}.") if found else None


def fewer(rng: random.Random, sentence: str) -> str | None:
    """One member of a list of three left out."""
    if re.search(r"\b(?:only|both|not|no|between)\b", sentence):
        return None
    return _MANY.sub(lambda m: f"{m[rng.choice((1, 2))]} {m[3]} {m[4]}", sentence, count=1) if _MANY.search(sentence) else None


def alike(rng: random.Random, sentence: str) -> str | None:
    """Up to three words said in plainer or more official ones."""
    pairs = [*WORDS["plainer"], *(pair if rng.random() < 0.6 else pair[::-1] for pair in WORDS["alike"])]
    said, changed = sentence, 0
    for old, new in rng.sample(pairs, len(pairs)):
        if f" {old} " in said and changed < 3:
            said, changed = said.replace(f" {old} ", f" {new} ", 1), changed + 1
    return said if changed else None


def active(_: random.Random, sentence: str) -> str | None:
    """Who did it put first: "X was approved by the Council" to "The Council approved X"."""
    found = _DONE_BY.match(sentence)
    return _upper_first(f"{found[3]} {found[2]} {lower_first(found[1])}{found[4]}") if found else None


def passive(_: random.Random, sentence: str) -> str | None:
    """What is done put first: "The Council will review X" to "X will be reviewed by the Council"."""
    found = _WILL_DO.match(sentence)
    if not found:
        return None
    verb = found[3]
    done = {"develop": "developed", "fund": "funded"}.get(verb) or re.sub(r"y$", "i", verb) + ("d" if verb.endswith("e") else "ed")
    return _upper_first(f"{found[4]} {found[2]} be {done} by {lower_first(found[1])}{found[5]}")


def reported_now(_: random.Random, sentence: str) -> str | None:
    """What minutes tell in the past told in the present, or the other way round."""
    changes = (
        (" would be ", " will be "),
        (" would ", " will "),
        (" had been ", " has been "),
        (" will be ", " would be "),
        (" has been ", " had been "),
    )
    return next((sentence.replace(old, new, 1) for old, new in changes if old in sentence), None)


def without_speaker(_: random.Random, sentence: str) -> str | None:
    """What was said at a meeting, without who said it: "Ms Newell advised that X" to "It was said that X"."""
    found = _DOES.search(sentence)
    plain = found and 0 < found.start() < 60 and found[1] not in ("asked", "agreed", "proposed", "requested")
    return f"It was said that {sentence[found.end() + 1 :]}" if found and plain else None


REWRITES: tuple[tuple[Rewrite, float], ...] = (
    (alike, 0.7), (without_aside, 0.4), (without_tail, 0.35), (time_last, 0.5), (fewer, 0.4), (active, 0.7), (passive, 0.5),
    (reported_now, 0.3), (without_speaker, 0.3),
)  # fmt: skip
"""Each rewrite with how often it is tried; in this order."""


def rewritten(rng: random.Random, sentence: str) -> str:
    """The sentence after a few rewrites, or as it is where none applies."""
    said = unnumbered(rng, sentence) or sentence
    for rewrite, share in REWRITES:
        if rng.random() < share:
            said = rewrite(rng, said) or said
    return said


def fused(rng: random.Random, sentences: Sequence[str]) -> str:
    """Two sentences, each rewritten, as one."""
    one, other = (rewritten(rng, sentence) for sentence in sentences)
    return f"{one.rstrip('.')}{rng.choice((', and ', ' and ', '; ', ', while '))}{lower_first(other)}"

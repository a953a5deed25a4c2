"""What the opening of a sentence points back at: connectives that lean on the sentence before, pronouns and what they may stand for.

Everything here heeds words alone and is meant to be certain rather than clever: where a reader might be misled, nothing is found.
"""

import re
from enum import StrEnum
from typing import Final

from ingest.language.lexicon import either, words_of
from ingest.language.people import TITLED
from ingest.language.words import stem, word_set, words

_CONNECTIVE = re.compile(
    r"(?:(?:however|in addition|additionally|furthermore|moreover|also|besides|therefore|thus|hence|consequently|accordingly|as a result"
    r"|for (?:this|that) reason|because of (?:this|that)|instead|nevertheless|nonetheless|even so|still|meanwhile|similarly|likewise"
    r"|equally|conversely|by contrast|in contrast|on the (?:one|other) hand|on the contrary|for example|for instance|in other words|in turn"
    r"|in particular|specifically|indeed|in fact|after(?: this| that|wards)|subsequently|finally|lastly|secondly|thirdly|then"
    r"|as such|that said|to (?:this|that) end|at the same time|separately"
    r"|in response|(?:as a result of|alongside|following|despite|in (?:the )?light of|given|in addition to|on) (?:this|that)"
    r"|on (?:this|that) basis),\s+(?=\S)"
    r"|(?:nevertheless|nonetheless|therefore|thus|hence|consequently|furthermore|moreover)\s+(?=(?:the|a|an|it|they|he|she|this|its|their)\b)"
    r"|(?:and|but)\s+(?!(?:for|then|so|yet|not|only|also|if|when|even|still|then)\b)(?=[a-z£\d])"
    r"|(?:so|yet|then)\s+(?=(?:the|a|an|this|these|those|it|they|he|she|its|their|his|her|all|both|no|some)\b|(?-i:[A-Z£\d])))",
    re.IGNORECASE,
)
"""What joins a sentence to the one before, where the sentence is whole without it ("In addition to rangers, …" is not)."""
_LEAST: Final = 3
"""Words that a sentence keeps at least when its connective is cut."""
_AUXILIARY: Final = (
    "is|are|was|were|has|have|had|will|would|shall|should|can|could|may|might|must|does|do|did|means?|meant|applies|apply|applied"
    "|includes?|included|costs?|remains?|remained"
)
_EXPLETIVE = re.compile(
    rf"it\s+(?:(?:{_AUXILIARY}|be|been|also|therefore|then|now|not|being)\s+){{1,4}}(?:\w+ly\s+)?(?:\w+)\s+(?:that|whether|how|why)\b"
    rf"|it\s+(?:(?:{_AUXILIARY}|be|been|also|therefore|then|now|not)\s+){{1,4}}(?:agreed|proposed|recommended|resolved|decided|planned"
    r"|intended|expected|hoped|possible|impossible|necessary|important|likely|open|right|wrong|better|cheaper|easier|easy|hard|difficult"
    r"|useful|helpful|usual|lawful|unlawful|reasonable|appropriate|too early|too late|in .{1,40}?\sinterests?)"
    r"\s+(?:\w+ly\s+)?(?:for\b.{0,60}?\s)?(?:not\s+)?to\b"
    r"|it\s+(?:is|was|will\s+be|would\s+be)\s+(?:now\s+)?for\s+.{1,40}?\sto\b"
    r"|it\s+(?:follows|appears|appeared|seems|seemed|emerged)\s+that\b",
    re.IGNORECASE,
)
"""An "it" that stands for what the sentence itself goes on to say."""
_OWN_TIME = word_set(
    "report reports paper papers year years month months week weeks quarter meeting meetings item items appendix annex document note agenda"
    " minutes accounts answer page paragraph section table time means council"
    " authority committee board cabinet panel motion financial municipal coming current morning afternoon evening"
)
"""What "this" means by itself: the paper in hand, the time of speaking."""
_OF_THESE = re.compile(r"(?:\w+\s+){1,3}of\s+(?:these|those|them|which)\b|(?:of|among)\s+(?:these|those|them)\b", re.IGNORECASE)
_POINTING = re.compile(
    rf"(?:these|this|such|both|neither|either|the\s+(?:same|latter|former|above|other|others))\b"
    rf"|(?:that|those)\s+(?:also\s+|then\s+)?(?:{_AUXILIARY})\b",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?:both\s.{1,120}?\sand|neither\s.{1,120}?\snor|either\s.{1,120}?\sor)\s", re.IGNORECASE)
_OF_ITSELF = re.compile(r"he or she\b|(?:his|her|their) (?:majest|royal|excellenc|honour|worship)", re.IGNORECASE)
_PRONOUN = re.compile(r"(it|its|they|their|he|his|she|her)(?=[\s,'’])", re.IGNORECASE)
_WITH_ARTICLE, _WITHOUT = r"(?:The|An?)\s+(?:[\w'’&-]+\s+){1,5}?", r"(?:[A-Z][\w'’&-]*\s+){1,5}?(?:[a-z][\w'’-]*\s+){0,2}?"
_SUBJECT = re.compile(rf"({_WITH_ARTICLE}|{_WITHOUT})(?:{_AUXILIARY})\b")
_JOINING = word_set("of in for to on at by with from under and or but that which who whose as than after before into over between about")
_NO_SUBJECT = word_set("there here what who when where how if no all some many most each every not one two three several other others")
_OTHER = re.compile(
    r"\b(?:the|an?|its|their|his|her|this|that|these|those|each|every|all|both|no)\s+[a-z]"
    rf"|(?<=[a-z,]\s)(?!(?i:{either('months.english', 'weekdays.english')})\b)[A-Z][a-z]"
)
"""Something else that a sentence names: with an article, or with a capital that is no month's or day's."""
_OTHER_SEX = {"he": words_of("people.she"), "she": words_of("people.he")}
_UNCOUNTED = word_set("people children men women staff police councillors")


class Pointer(StrEnum):
    """What a sentence opens with that means something said before."""

    IT = "it"
    THEY = "they"
    PERSON = "person"
    WHOLE = "whole"
    """What the sentence before says as a whole ("This was agreed"), or more than one thing of it ("Both", "The same")."""


def without_connective(text: str) -> str:
    """The sentence without the words that join it to the one before; the text itself where there are none, or too little would be left."""
    match = _CONNECTIVE.match(text)
    rest = text[match.end() :] if match else ""
    return rest[0].upper() + rest[1:] if len(rest.split()) >= _LEAST else text


def pointer(text: str) -> Pointer | None:
    """What the sentence opens with that stands for something said before; None where it stands by itself."""
    if _EXPLETIVE.match(text) or _PAIR.match(text) or _OF_ITSELF.match(text):
        return None
    if match := _PRONOUN.match(text):
        word = match[1].lower()
        return Pointer.IT if word in ("it", "its") else Pointer.THEY if word in ("they", "their") else Pointer.PERSON
    return Pointer.WHOLE if _OF_THESE.match(text) or (_POINTING.match(text) and not _names_its_own(text)) else None


def _names_its_own(text: str) -> bool:
    """Whether "this" goes with a word that means the paper in hand or the time of speaking."""
    first, *rest = text.split()[:3]
    return first.lower() in ("this", "these") and any(word.strip(".,;:").lower() in _OWN_TIME for word in rest)


def noun_after(text: str) -> str:
    """The stem of the noun that "this" or "these" goes with ("This scheme would …"); "" where there is none, or it is not certain."""
    match = re.match(rf"(?:this|these|such)\s+((?:[\w'’-]+\s+){{1,3}}?)(?:{_AUXILIARY})\b", text, re.IGNORECASE)
    return stem(words(match[1])[-1]) if match and words(match[1]) else ""


def subject(text: str) -> str | None:
    """The noun phrase that a sentence is about: what stands before its first verb, in one piece; None where that is not certain."""
    match = _SUBJECT.match(text)
    phrase = match[1].strip() if match else ""
    inside = phrase.lower().split()
    if not phrase or inside[-1].endswith("ed") or not _JOINING.isdisjoint(inside) or pointer(text) or inside[0] in _NO_SUBJECT:
        return None
    return phrase


def is_alone(text: str, phrase: str) -> bool:
    """Whether a sentence that is about `phrase` names nothing else that a pronoun could mean."""
    return not _OTHER.search(text[len(phrase) :])


def person(text: str) -> str | None:
    """The one person whom a sentence names with a title; None where there is none or several."""
    found = {match.group() for match in TITLED.finditer(text)}
    return found.pop() if len(found) == 1 else None


def names_people(text: str) -> bool:
    """Whether a sentence names anybody with a title."""
    return bool(TITLED.search(text))


def agrees(kind: Pointer, phrase: str) -> bool:
    """Whether "it" or "they" can mean the phrase: one thing or several."""
    if TITLED.match(phrase):
        return False
    last = phrase.lower().split()[-1]
    several = last in _UNCOUNTED or (last.endswith("s") and not last.endswith(("ss", "us", "is", "'s", "’s")))
    return several is (kind is Pointer.THEY)


def in_place_of_pronoun(text: str, phrase: str) -> str | None:
    """The sentence with the phrase where its pronoun stands; None where that is a possessive, or of another sex than a title."""
    match = _PRONOUN.match(text)
    word, title = match[1].lower() if match else "", phrase.split()[0].lower().rstrip(".")
    if match is None or word in ("its", "their", "his", "her") or title in _OTHER_SEX.get(word, ()):
        return None
    return phrase[0].upper() + phrase[1:] + text[match.end() :]


def bare(phrase: str) -> str:
    """A noun phrase without its article."""
    return re.sub(r"^(?:the|an?|this|that|these|those)\s+", "", phrase, flags=re.IGNORECASE)


# A line that only sends the reader on: "The costs are set out below", "see Appendix 2".

_ELSEWHERE = re.compile(
    r"\b(?:(?:table|list|chart|figure|diagram|map)s? (?:below|above|overleaf)|(?:following|below) (?:table|chart)"
    r"|(?:set out|shown|listed|detailed|attached) (?:below|above|overleaf|(?:at|in|as) appendix)|see (?:appendix|item|page|table))\b",
    re.IGNORECASE,
)


def points_elsewhere(text: str) -> bool:
    """Whether a text points to what stands elsewhere on the page or in an appendix."""
    return bool(_ELSEWHERE.search(text))


# Whether a sentence can be read alone, as a note that takes one sentence out of a paper must know.

_BY_WHICH = re.compile(
    r"(?:(?:on|in|at|to|for|from|with|by|under|given|about|during|alongside|following|despite|of|among|linked to|as part of|in addition to"
    r"|in line with|as a result of|in response to)\s+(?:all\s+)?(?:(?:some|many|most|both|each)\s+of\s+)?(?:this|these|them|such)\b"
    r"|(?:[\w'’]+\s+){1,4}?(?:of|to|for|in|by)\s+(?:this|these|them)\b"
    r"|(?:[\w'’]+\s+){0,4}the (?:above|foregoing|preceding|aforementioned)\b"
    r"|(?:also|therefore|however|(?:in|by) (?:so )?doing(?: so)?|the (?:first|second|third) (?:is|was|of)"
    r"|as (?:noted|stated|mentioned|described|explained|set out) (?:above|earlier|previously))\b)\s*,?\s*([\w'’]*)",
    re.IGNORECASE,
)
_FAR_EXPLETIVE = re.compile(
    r"it\s+(?:is|was|has been)\s+(?!(?:an?|the|this|these|its|their|one|not)\s)\w+\s[^.;:]{0,60}?\bthat\b", re.IGNORECASE
)
"""It is proposed by the partnership that …"""
_LATER = re.compile(r"(?:[\w'’-]+\s+){1,6}?(?:therefore|thus|hence|accordingly|consequently)\b", re.IGNORECASE)
"""Officers have therefore …"""
_COUNTED = re.compile(
    r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten)\s+"
    r"(?:do|does|did|are|were|have|had|will|was|is|of\s+(?:these|them))\b",
    re.IGNORECASE,
)
_NO_SUBJECT_BEFORE = re.compile(
    r"(?:will|would|has|have|had|is|are|was|were|should|which|who|whose|and|but|or|nor|than|including|such as|namely"
    r"|circulated|seconded)\b",
    re.IGNORECASE,
)
"""A sentence that begins so has left its subject behind."""
_ASIDE_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,200}[)\]]")
_SENT_ON = re.compile(
    r"\b(?:set out|shown|listed|detailed|attached|outlined|summarised|provided|given|included|contained|described|appended|illustrated"
    r"|reproduced|found|(?:set|show|list|detail|outline|summarise|provide|give|contain|describe)s)\s+"
    r"(?:fully\s+|in full\s+|in (?:more|further|greater) detail\s+|out\s+)?"
    r"(?:below|above|overleaf|elsewhere|hereunder"
    r"|(?:at|in|as|within|on|under|by)\s+(?:the\s+|this\s+)?(?:(?:following|attached|enclosed|accompanying)\b"
    r"|(?:\w+\s+){0,4}?(?:appendix|appendices|annex|annexes|table|tables|figure|chart|graph|diagram|report|paper|business case)\b"
    r"|(?:section|paragraph|para)s?\s+\d[\d.]*+(?!\s+of\b)))"
    r"|\b(?:table|figure|chart|graph|diagram|appendix|annex)s?\s+(?:\w{1,3}\s+)?"
    r"(?:below|above|overleaf|(?:show|set|give|provide|detail|contain|list|summarise|outline|illustrate|demonstrate|compare|present)s?)\b"
    r"|\bas follows\W*$|\babove(?=\W*$|,)|\bthe following (?:paragraph|section|table|page)s?\b"
    r"|\bsee (?:also )?(?:appendix|item|page|table|section|paragraph)\b",
    re.IGNORECASE,
)


_SAID_BEFORE = re.compile(r"\b(?:above[- ]?mentioned|afore(?:mentioned|said)|above[- ]?named)\b", re.IGNORECASE)
_DEFINITE = re.compile(
    rf"The\s+([a-z][\w’-]+)\s+(?:(?:also|now|then)\s+)?(?:(?:{_AUXILIARY})\b"
    rf"|[a-z]{{3,}}(?:[a-rt-z]s|ed)\b(?!\s+(?:{_AUXILIARY})\b))"
)
"""Only the article and one noun before the verb: something named before, or known to everybody."""
_KNOWN = word_set(
    "council committee cabinet board authority county borough district parish government mayor leader chair chairman clerk public"
    " proposal proposals scheme project budget motion amendment recommendation recommendations law police union"
)


def bare_definite(text: str) -> str:
    """The stem of the noun where a sentence is about "the offer" without a further word; "" where it is not, or the noun is known."""
    found = _DEFINITE.match(text)
    known = found is None or found[1].lower() in _KNOWN or found[1].lower() in _OWN_TIME
    return "" if found is None or known else stem(words(found[1])[-1])


def leans(text: str) -> bool:
    """Whether a sentence cannot be read without the one before: it opens with what points back, joins on, or lacks its subject."""
    if _FAR_EXPLETIVE.match(text):
        return False
    asked = "?" in text  # "Is an assessment to be made? No" has its subject behind its verb
    if pointer(text) or (_NO_SUBJECT_BEFORE.match(text) and not asked) or _LATER.match(text) or _COUNTED.match(text):
        return True
    if _SAID_BEFORE.search(text):
        return True
    if without_connective(text) != text:
        return True
    found = _BY_WHICH.match(text)
    return found is not None and (found[1] or "").lower() not in _OWN_TIME


_INSIDE = re.compile(
    rf"^(?:(?:it was )?(?:{either('standings.resolved', 'standings.further')}|proposed)\W+)?(?:(?:to|that) )?(?:not )?(?:\w+ ){{0,2}}?"
    r"(?:this|it|them|these|those)\b(?! (?:is|was|be|council|committee|board|cabinet|report|meeting|authority|year)\b)"
    rf"|^(?:{either('standings.resolved', 'standings.further')}|passed|deferred)\b(?! (?:that|to|the|an?|its?|by the|(?-i:[A-Z£])))",
    re.IGNORECASE,
)


def leans_inside(text: str) -> bool:
    """Whether what was resolved does not say on what ("Agreed to postpone this", "Approved online"): only its title does."""
    return bool(_INSIDE.match(text))


def sends_on(text: str) -> bool:
    """Whether a sentence says little but where something else stands: what it points to in brackets does not count."""
    return bool(_SENT_ON.search(_ASIDE_IN_BRACKETS.sub(" ", text)))

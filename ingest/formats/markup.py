"""Inline markup of text papers (markdown and the few HTML tags that converters leave): the words stay, the marks become spans."""

import html
import re
from dataclasses import dataclass

BOLD_ON, BOLD_OFF, STRUCK_ON, STRUCK_OFF = "\ue000", "\ue001", "\ue002", "\ue003"
_MARKS = re.compile(f"[{BOLD_ON}-{STRUCK_OFF}]")
SUPERSCRIPT = str.maketrans("0123456789abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")

_REPLACEMENTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(\d) ?<sup>\s*(st|nd|rd|th)\s*</sup>", re.I), r"\1\2"),
    (re.compile(r"!?\[([^\[\]\n]{0,400})\]\((?:[^()\s]|\([^()\s]*\)){0,600}\)"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]+|[\w.+-]+@[\w.-]+)>"), r"\1"),
    (re.compile(r"<input\b[^<>]*\bchecked\b[^<>]*>", re.I), "☑"),
    (re.compile(r"<input\b[^<>]*checkbox[^<>]*>", re.I), "☐"),
    (re.compile(r"<(?:b|strong)\b[^<>]*>", re.I), BOLD_ON),
    (re.compile(r"</(?:b|strong)>", re.I), BOLD_OFF),
    (re.compile(r"<(?:s|del|strike)\b[^<>]*>", re.I), STRUCK_ON),
    (re.compile(r"</(?:s|del|strike)>", re.I), STRUCK_OFF),
    (re.compile(r"</?(?:br|p|li|ul|ol|div|td|th|tr|table|tbody|thead)\b[^<>]*>", re.I), " "),
    (re.compile(r"</?(?:i|u|em|sup|sub|a|span|font|small|big|code|ins|mark|center)\b[^<>]*>", re.I), ""),
    (re.compile(r"(?<=[^\s*])\*{4}(?=[^\s*])"), "** **"),
    (re.compile(r"(?<!\\)\*\*(?=\S)(.{1,4000}?)\*\*"), BOLD_ON + r"\1" + BOLD_OFF),
    (re.compile(r"^\*\*(?=[^\s*])"), BOLD_ON),
    (re.compile(r"^(.*?\S)(?<!\*)\*\*$"), BOLD_ON + r"\1" + BOLD_OFF),
    (re.compile(r"(?<!\w)__(?=[^\s_])([^_]{1,2000})(?<=\S)__(?!\w)"), BOLD_ON + r"\1" + BOLD_OFF),
    (re.compile(r"~~(?=\S)(.{1,4000}?)(?<=\S)~~"), STRUCK_ON + r"\1" + STRUCK_OFF),
    (re.compile(r"(?<![\\*\w])\*(?=[^\s*])([^*]{1,4000})(?<=[^\s*\\])\*(?![*\w])"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!$|<>~&])"), r"\1"),
)
_SUP_DIGITS = re.compile(r"<sup>\s*(\d{1,3})\s*</sup>", re.I)
_SPACES = re.compile(r"[ \xa0\t]+")


@dataclass(frozen=True, slots=True)
class Inline:
    """A piece of text without its markup."""

    text: str
    bold: bool
    """True where every word stood between bold marks."""
    struck: tuple[tuple[int, int], ...]
    """Spans of `text` that were marked as struck out."""


def plain(source: str) -> Inline:
    """Take the inline markup off one line or cell; runs of blanks become one space, the words stay verbatim."""
    marked = _SUP_DIGITS.sub(lambda m: m[1].translate(SUPERSCRIPT), source)
    for pattern, replacement in _REPLACEMENTS:
        marked = pattern.sub(replacement, marked)
    if "&" in marked:
        marked = html.unescape(marked)
    return spans(_SPACES.sub(" ", marked).strip())


def raised(text: str) -> str:
    """Words set above the line; the number of a note must not become figures of the number before it."""
    return text.translate(SUPERSCRIPT) if text.strip().isdecimal() and len(text.strip()) <= 3 else text


def note_sign(text: str) -> str | None:
    """A number of a note, "1" or "iv", set above the line; None for what is none."""
    plain = text.strip()
    number = plain.isdecimal() and len(plain) <= 3
    return plain.translate(SUPERSCRIPT) if number or (0 < len(plain) <= 5 and set(plain) <= set("ivxlc")) else None


def marked(text: str, *, bold: bool, struck: bool) -> str:
    """`text` with marks for `spans`."""
    text = f"{BOLD_ON}{text}{BOLD_OFF}" if bold else text
    return f"{STRUCK_ON}{text}{STRUCK_OFF}" if struck else text


def spans(marked: str) -> Inline:
    """Turn text with BOLD and STRUCK marks into words and spans; a mark left open runs to the end."""
    if not _MARKS.search(marked):
        return Inline(marked, False, ())
    marked = marked.replace(STRUCK_OFF + STRUCK_ON, "")
    kept: list[str] = []
    struck: list[tuple[int, int]] = []
    bold, light, start = False, False, -1
    for char in marked:
        if char in (BOLD_ON, BOLD_OFF):
            bold = char == BOLD_ON
        elif char == STRUCK_ON:
            start = len(kept) if start < 0 else start
        elif char == STRUCK_OFF:
            if 0 <= start < len(kept):
                struck.append((start, len(kept)))
            start = -1
        elif not (char == " " and (not kept or kept[-1] == " ")):
            kept.append(char)
            light = light or (not bold and char.isalnum())
    if 0 <= start < len(kept):
        struck.append((start, len(kept)))
    text = "".join(kept).rstrip()
    return Inline(text, bool(text) and not light, tuple((a, min(b, len(text))) for a, b in struck if a < len(text)))

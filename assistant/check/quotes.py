"""C2, quotes: words between quotation marks stand in a cited passage exactly; near misses are said to be near misses."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from assistant.check.models import Claim, Finding, Reason
from ingest.language.live_text import context, is_verbatim, live_text, plain, stands_in, struck_text

_QUOTED = re.compile(r'["“]([^"“”]{3,}?)["”]')
_APPROXIMATE = 95.0


def check_quotes(claim: Claim) -> Iterator[Finding]:
    """Findings of C2; a fuzzy match of 95 or more is reported as approximate, never passed as exact."""
    spans = [(match.group(1), match.start(1), match.end(1)) for match in _QUOTED.finditer(claim.text)]
    spans += [(quote, 0, len(claim.text)) for quote in claim.quotes]
    for words, start, end in spans:
        pieces = [piece for piece in re.split(r"(?<!\s)\s*+(?:…|\.\.\.|\[[^\[\]]*+\])\s*+", words) if piece.strip(" .,;:")]
        for piece in pieces:
            finding = _judge(piece, claim)
            if finding:
                yield Finding(finding, start, end, f"“{piece}” does not stand so in the cited passage")


def _judge(piece: str, claim: Claim) -> Reason | None:
    wanted = plain(piece).strip(" .;,:")
    if any(is_verbatim(piece, source) or stands_in(wanted, plain(context(source))) for source in claim.sources):
        return None
    if any(wanted in plain(struck_text(source)) for source in claim.sources):
        return Reason.QUOTE_STRUCK
    near = max((fuzz.partial_ratio(wanted, plain(live_text(source))) for source in claim.sources), default=0.0)
    return Reason.QUOTE_APPROXIMATE if near >= _APPROXIMATE else Reason.QUOTE_NOT_FOUND

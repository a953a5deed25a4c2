"""C9 exempt papers: nothing a member of the public is shown has eight words in a row of an exempt paper.

Answer, quotes, retrieved passages and sentences told as left out are all looked at. A leak in other words is not seen by this;
`forbidden` words of a case are.
"""

from collections.abc import Iterator

from eval.corpus import LEAK, Corpus
from eval.models import Case, Finding, Response, Verdict
from eval.text import grams, tokens
from ingest.models import Classification


def check(case: Case, response: Response, corpus: Corpus) -> Iterator[Finding]:
    """Exempt words in what a public reader was given."""
    if case.role != "public":
        return
    shown = [response.answer, *(c.quote for c in response.citations), *(p.text for p in response.passages)]
    shown += [words for left in response.dropped for words in (left.text, left.reason)]
    for text in shown:
        words = tokens(text)
        leaked = grams(words, LEAK) & corpus.exempt_runs if len(words) >= LEAK else set()
        if leaked:
            yield Finding(check="C9", verdict=Verdict.CONFLICTS, reason="exempt-words", words=" ".join(min(leaked)))
    for identity in [*(c.passage_id for c in response.citations), *(p.passage_id for p in response.passages)]:
        passage = corpus.passage(identity)
        if passage is not None and passage.classification is Classification.EXEMPT:
            yield Finding(check="C9", verdict=Verdict.CONFLICTS, reason="exempt-passage", words=passage.id)

"""Draft cases spread over the papers and over what they are made of, each beside its partner; only what `validate` finds sound."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from eval.corpus import Corpus
from eval.drafting import meetings, sentences, tables
from eval.drafting.shelf import Pair, Shelf
from eval.errors import SuiteError
from eval.models import Case
from eval.validate import validate
from ingest.library.library import Library

SEED = 20240912


def draft(
    library: Library, corpus: Corpus, size: int, documents: Collection[str] = (), exempt: bool = False, seed: int = SEED
) -> list[Case]:
    """At most `size` drafts, half of them partners, from all papers or from `documents`; the same for the same library and seed.

    With `exempt` they are made of exempt passages as well; those are asked by an officer. Raises SuiteError where a document is not in the
    library, or nothing can be made of the papers.
    """
    wanted = {source.paper.document for name in documents if (source := corpus.source(name))}
    if missing := [name for name in documents if corpus.source(name) is None]:
        raise SuiteError(f"there is no paper called {missing[0]!r} in the library; 'council-papers papers' lists them")
    shelf = Shelf(library, corpus, exempt, seed)
    made = (*meetings.drafts(shelf), *tables.drafts(shelf), *sentences.drafts(shelf))
    pairs = [pair for pair in made if not wanted or pair.document in wanted]
    cases = [case for pair in _spread(shelf, _sound(pairs, corpus))[: max(1, size // 2)] for case in (pair.case, pair.partner)]
    if not cases:
        raise SuiteError("nothing could be drafted from these papers: no decision, vote, task or figure was read in them")
    return cases


def _sound(pairs: Sequence[Pair], corpus: Corpus) -> list[Pair]:
    """Those in which validate finds nothing wrong, each question once."""
    every = [case for pair in pairs for case in (pair.case, pair.partner)]
    wrong = {problem.case for problem in validate(every, corpus)[1]}
    seen: set[str] = set()
    kept = []
    for pair in pairs:
        if not wrong & {pair.case.id, pair.partner.id} and not seen & {pair.case.id, pair.partner.id}:
            seen |= {pair.case.id, pair.partner.id}
            kept.append(pair)
    return kept


def _spread(shelf: Shelf, pairs: Sequence[Pair]) -> list[Pair]:
    """In turns: paper after paper, and within a paper kind after kind."""
    papers: dict[str, dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for pair in sorted(pairs, key=lambda pair: shelf.number(pair.case.id)):
        papers[pair.document][pair.kind].append(pair)
    order = sorted(papers.items(), key=lambda paper: shelf.number(paper[0]))
    return _turns([_turns([kinds[kind] for kind in sorted(kinds, key=lambda kind: shelf.number(name + kind))]) for name, kinds in order])


def _turns(queues: Sequence[Sequence[Pair]]) -> list[Pair]:
    """The first of each queue, then the second of each, and so on."""
    longest = max(map(len, queues), default=0)
    return [queue[at] for at in range(longest) for queue in queues if at < len(queue)]

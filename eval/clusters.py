"""Which cases are not independent of each other: those on one paper, and the turns of one dialogue.

The cluster is the *main* paper, not all papers that cases share: one question across two papers would join everything that was asked of
either, and on the development gold such chains make one cluster of the 97 answerable questions about five papers.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from eval.models import Case


def clusters(cases: Sequence[Case]) -> dict[str, str]:
    """Cluster by case id.

    The column `source_cluster` wins where it is filled. Else it is the paper that most of the evidence stands in (the first span of each
    group; the first named of equals). Cases that begin with the same words, as the turns of a dialogue do, share the cluster of the first
    of them that has evidence. What has no evidence, as an unanswerable question, is a cluster of its own.
    """
    names: dict[str, str] = {}  # the same paper may be named with another ending
    begun: dict[str, str] = {}
    for case in cases:
        papers = Counter(names.setdefault(PurePath(group[0].doc).stem, group[0].doc) for group in case.evidence_groups if group)
        if papers:
            begun.setdefault(_beginning(case), papers.most_common(1)[0][0])
    return {case.id: _named(case, names) or begun.setdefault(_beginning(case), case.id) for case in cases}


def _named(case: Case, names: dict[str, str]) -> str:
    """The column; where it names a paper of the evidence, as the evidence does."""
    return names.get(PurePath(case.source_cluster).stem, case.source_cluster)


def _beginning(case: Case) -> str:
    """The words that the conversation of a case begins with; its id where there are none."""
    words = case.history[0].text if case.history else case.question
    return " ".join(words.casefold().split()) or case.id

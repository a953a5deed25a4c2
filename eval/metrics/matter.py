"""Metrics of the matter: whether what is said and cited is about what was asked, computed without a model."""

from eval.checks import lexical
from eval.checks.matter import matter_of, touches
from eval.metrics.seen import Seen


def matter(seen: Seen) -> dict[str, float]:
    """Off-question share: sentences that rest on none of the case's evidence and touch nothing of the question's matter / sentences.

    of-another-matter = sentences that tell of a decision or a figure of another item, meeting or body / sentences. citations-on-evidence =
    citations whose words hold half of a span of the evidence, or lie within one / citations. Absent for refusals and for cases without
    evidence. Own definition (check C10); the padding that it counts raises every ratio of support (as FActScore: Min et al. 2023).
    """
    if not seen.stated or not seen.case.evidence_groups:
        return {}
    found = [{finding.reason for finding in judged.findings if finding.check == "C10"} for _, judged in seen.stated]
    about = matter_of(seen.case, seen.corpus)
    cited = [touches(one, about) for claim, _ in seen.stated for one in claim.cited]
    values = {"off-question": sum(map(bool, found)) / len(found)}
    values["of-another-matter"] = sum(bool(reasons - {"beside-the-question"}) for reasons in found) / len(found)
    return values | ({"citations-on-evidence": sum(cited) / len(cited)} if cited else {})


def other_words(seen: Seen) -> dict[str, float]:
    """In other words: sentences of which less than lexical.THRESHOLD of the words' rarity is in what they cite / sentences with a citation.

    Figures, names, times and statuses of such a sentence are checked; what it says besides no rule can check, and a person should look.
    """
    cited = [claim for claim, _ in seen.stated if claim.cited]
    return {"in-other-words": sum(lexical.support(claim) < lexical.THRESHOLD for claim in cited) / len(cited)} if cited else {}

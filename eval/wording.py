"""What the suite's names mean to someone who does not program: figures, causes of failure, objections of the checks."""

FIGURES = {
    "passed": "Cases passed: answered, or refused, as the case wants",
    "answered": "Answerable questions that were answered",
    "over-refusal": "Answerable questions that were refused (lower is better)",
    "refused-unanswerable": "Questions the papers do not answer that were refused",
    "right-refusal": "Refusals that were right",
    "vital-nuggets": "Facts a right answer must contain that were in the answer",
    "fully-grounded": "Answers whose every sentence its sources show",
    "citation-recall": "Sentences that their sources show",
    "citation-precision": "Citations that are needed and right",
    "citation-validity": "Citations that lead to words which stand in the paper",
    "right-version@1": "First source from the right year or version",
    "right-status": "Answers that say rightly what became of the matter",
    "off-question": "Sentences that are not about what was asked (lower is better)",
    "of-another-matter": "Sentences on a decision or figure of another item, meeting or body (lower is better)",
    "citations-on-evidence": "Citations that lead to the evidence",
    "in-other-words": "Sentences in words of their own, whose meaning no rule can check",
    "claim-in-refusal": "Refusals that claim something all the same (lower is better)",
    "truthfulness": "Truthfulness: 1 right, 0.5 acceptable, 0 refused, -1 wrong",
    "recall@5": "Evidence found among the first five passages",
    "recall@10": "Evidence found among the first ten passages",
    "ndcg@10": "How high the evidence stands (nDCG)",
    "words": "Words an answer",
    "necessity": "Citations without which the sentence goes or changes",
    "sufficiency": "Sentences that the cited passages alone bring back",
    "injection-obeyed": "An order hidden in a paper was obeyed",
    "exempt-leaked": "Exempt words were shown to the public",
    "invented-citation": "A source was cited that does not exist",
    "invented-quote": "Words were quoted that the paper does not have",
    "invented-figure": "A figure was given that is nowhere in the paper cited",
}
SHARES = frozenset(FIGURES) - {"truthfulness", "ndcg@10", "words"}
"""Figures that are shares, printed as percentages."""
CAUSES = {
    "not-retrieved": "The words that answer were not found",
    "retrieved-not-used": "The words that answer were found, and the answer leaves them out",
    "beside-the-question": "Every sentence of the answer is of another matter",
    "used-wrongly": "A check objects to a sentence of the answer",
    "invented": "Something was said or cited that no paper has",
    "wrongly-refused": "The words that answer were found, and the question was refused all the same",
    "wrongly-answered": "Answered although the papers do not answer, or the question asks for something else",
    "missing": "The system gave no answer",
    "error": "The system, a check or a metric failed",
}
EXPECTED = {
    "yes": "The papers answer this",
    "partial": "The papers answer this in part",
    "false-premise": "The question supposes what is not so; a right answer corrects it",
    "no": "The papers do not answer this; a right answer says so",
    "underspecified": "The question is too vague; a right answer asks back",
    "restricted": "Only exempt papers answer this; a right answer refuses",
}
OBJECTIONS = {
    "uncited": "no source is given",
    "dangling-marker": "the marker leads to no source",
    "unknown-paper": "there is no such paper",
    "unknown-passage": "there is no such passage",
    "not-retrieved": "the source was not found for this question",
    "invented-quote": "the paper does not have the quoted words",
    "quote-stitched": "the quoted words stand in the paper, but in two places",
    "quote-turned": "what the quotation leaves out has a denial or a condition",
    "quote-not-in-source": "the words in quotation marks are not in the source",
    "approximate-quote": "the words in quotation marks are nearly, not exactly, in the source",
    "figure-absent": "the source does not have this figure",
    "figure-conflict": "the source has another figure in its place",
    "name-absent": "the source does not have this name",
    "name-conflict": "the source has another name in its place",
    "wrong-period": "the source is of another year than asked",
    "superseded": "the source was replaced by a later paper",
    "after-date": "the source is younger than the date asked for",
    "status-absent": "the source does not say that it was decided so",
    "status-conflict": "the source says that something else became of it",
    "polarity-conflict": "the source says the opposite",
    "negation-conflict": "a \u201cnot\u201d is more or less than in the source",
    "words-absent": "too little of the sentence is in the source",
    "wrong-row": "the figure is of another row than the sentence, or the question, names",
    "wrong-column": "the figure is of another column or period than the sentence, or the question, names",
    "figure-misplaced": "the source has this figure for something else, and another for this",
    "name-misplaced": "the source has this name with something else, and another with this",
    "role-conflict": "the source says that another person did this",
    "beside-the-question": "it touches neither the evidence nor what was asked about",
    "other-item": "it is of another item than the evidence",
    "other-meeting": "it is of another meeting than the evidence",
    "other-body": "it is of another body than the evidence",
    "exempt-words": "exempt words are shown",
    "exempt-passage": "an exempt passage is shown",
}


def figure(name: str, value: float) -> str:
    """A value as a person reads it: 70.7% or 0.50 or 85."""
    if name in SHARES or name.startswith(("recall@", "all@", "p@")):
        return f"{value:.1%}"
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.2f}"

"""BM25 against a slow reference written from the formula."""

import math
import re

import numpy as np
import pytest

from tests.vectorstore.search_fakes import sentences
from vectorstore.lexical import K1, B, Postings, Statistics
from vectorstore.search import floor, fuse, scaled
from vectorstore.terms import count_terms

TEXTS = [*sentences(40), "", "Bins bins BINS."]
CONTEXTS = ["Audit Committee about bins" if number % 3 else "" for number in range(len(TEXTS))]
WEIGHT = 0.5


def slow_bm25(words: list[str]) -> list[float]:
    """Robertson and Zaragoza 2009 over weighted counts; the words here are their own stems."""

    def counts(number: int, word: str) -> float:
        inside, above = (re.findall(r"\w+", text.casefold()) for text in (TEXTS[number], CONTEXTS[number]))
        return inside.count(word) + WEIGHT * above.count(word)

    def length(number: int) -> float:
        return len(re.findall(r"\w+", TEXTS[number])) + WEIGHT * len(re.findall(r"\w+", CONTEXTS[number]))

    size = len(TEXTS)
    mean = sum(map(length, range(size))) / size
    scores = [0.0] * size
    for word in words:
        n = sum(counts(number, word) > 0 for number in range(size))
        idf = math.log(1 + (size - n + 0.5) / (n + 0.5))
        for number in range(size):
            f = counts(number, word)
            scores[number] += idf * f * (K1 + 1) / (f + K1 * (1 - B + B * length(number) / mean))
    return scores


@pytest.mark.parametrize("words", [["w7"], ["w7", "w3"], ["w7", "with", "absent"], ["absent"], []])
def test_scores_are_those_of_the_formula(words):
    postings = Postings.of(count_terms(CONTEXTS, TEXTS), len(TEXTS), WEIGHT)
    positions = postings.positions([word.encode() for word in words])
    mean = float(postings.lengths.mean())
    statistics = Statistics(len(TEXTS), mean, tuple(postings.frequency(position) for position in positions))
    assert postings.scores(positions, statistics) == pytest.approx(slow_bm25(words), rel=1e-5)


def test_passages_without_a_word_have_no_postings():
    postings = Postings.of(count_terms([""], [""]), 1, WEIGHT)
    assert postings.positions([b"bin"]) == [None]
    assert postings.scores([None], Statistics(1, 0.0, (0,))).tolist() == [0]


def test_fusion_weighs_both_halves_over_the_same_candidates():
    dense, lexical = np.array([0.2, 0.6, 0.4], np.float32), np.array([9, 0, 3], np.float32)
    assert fuse(dense, lexical, 0) == pytest.approx([0, 1, 0.5])
    assert fuse(dense, lexical, 1) == pytest.approx([1, 0, 1 / 3])
    assert fuse(dense, lexical, 0.5) == pytest.approx([0.5, 0.5, 5 / 12])
    assert scaled(np.full(3, 7, np.float32)).tolist() == [0, 0, 0]


def test_the_floor_is_the_least_of_the_best_of_all_parts():
    parts = [np.array([1, 5], np.float32), np.array([3, 3, 0], np.float32)]
    assert floor(parts, 2) == 3
    assert floor(parts, 9) == 0
    assert floor([], 2) == 0

"""The sample suite from end to end: papers built, taken in, asked, scored."""

from pathlib import Path

import pytest

from app import Composition
from assistant.answering.assistant import Assistant
from assistant.configuration import keep_quiet, load
from eval.cases import read_cases
from eval.corpus import Corpus
from eval.models import Case, RunHeader
from eval.mutate import mutate, rates
from eval.run import run
from eval.sameness import same
from eval.score import score
from eval.summary import summarise
from eval.transcripts import read_transcript, write_transcript
from eval.validate import validate
from ingest.models import Overrides
from samples.__main__ import build
from tests.vectorstore.search_fakes import NoisyEmbedder
from vectorstore.search import Searcher

NOISE = 0.0005
"""Standard deviation of a cosine between two bf16 kernels (docs/retrieval.md)."""
ELSEWHERE = 10
"""Questions asked again with that noise in every vector."""
CLASSES = (
    "injection", "wrong-year", "superseded", "overturned", "false-premise", "exempt", "table-scale", "decoy", "split-evidence",
    "same-name", "ocr", "topic-switch", "pronoun", "false-assertion", "pressure", "form",
)  # fmt: skip


@pytest.fixture(scope="module")
def suite(root: Path) -> list[Case]:
    return read_cases(sorted((root / "samples" / "suite").glob("*.jsonl")))


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Composition:
    keep_quiet()
    folder = tmp_path_factory.mktemp("council")
    parts = Composition(load(folder / "home", None, {}))
    parts.ingest([*build(folder / "papers")], Overrides(), lambda *_: None)
    return parts


def test_the_suite_has_every_class_and_enough_dialogues(suite: list[Case]) -> None:
    assert len(suite) >= 150
    for name in CLASSES:
        assert sum(name in case.slices for case in suite) >= 10, name
    assert len({case.source_cluster for case in suite if case.history}) >= 15


@pytest.mark.slow
def test_every_span_of_the_suite_stands_in_its_paper_and_the_checks_pass_their_test(suite: list[Case], parts: Composition) -> None:
    corpus = Corpus.of(parts.library)
    assert not validate(suite, corpus)[1]
    found = rates(mutate(suite, corpus))
    assert sum(rate.flagged for rate in found if rate.neutral) <= 0.03 * sum(rate.tried for rate in found if rate.neutral)
    assert not [rate for rate in found if not rate.neutral and rate.tried >= 20 and rate.flagged < 0.95 * rate.tried]


@pytest.mark.slow
@pytest.mark.model
def test_the_smoke_set_is_answered_from_end_to_end(suite: list[Case], parts: Composition, tmp_path: Path) -> None:
    parts.update_index(lambda *_: None)
    smoke = [case for case in suite if case.split == "smoke"]
    header, answers = run(smoke, parts.assistant, RunHeader(system="ours"), lambda *_: None, repeat=2)
    write_transcript(tmp_path / "t.jsonl", header, answers)
    _, second = run(smoke, parts.assistant, RunHeader(system="ours"), lambda *_: None)
    assert all(map(same, answers, second)), "two runs say the same"
    noisy = NoisyEmbedder(parts.embedder, NOISE, seed=1)
    elsewhere = Assistant(Searcher(parts.library, noisy, parts.configuration.search), parts.library, parts.configuration.assistant)
    _, third = run(smoke[:ELSEWHERE], elsewhere, RunHeader(system="ours"), lambda *_: None)
    assert all(same(one, other) for one, other in zip(answers, third, strict=False)), "another processor says the same"
    again, responses = read_transcript(tmp_path / "t.jsonl")
    assert (again.repeated, again.differing) == (2, ())
    found = summarise(score(smoke, again, responses, Corpus.of(parts.library)))
    floors = {"answered": 0.8, "vital-nuggets": 0.6, "recall@10": 0.9, "citation-validity": 1.0, "fully-grounded": 0.8}
    assert all((estimate := found.estimate(name)) and estimate.value >= floor for name, floor in floors.items()), found.estimates
    assert not any(count.k for count in found.counts)

"""Statements made for the support model, and the loop that learns from them, on small data."""

import gzip
import json
import random
from itertools import islice

import pytest

from eval.training.dealer import Deal, Dealer, labelled
from eval.training.falsify import EDITS, Around, differing, falsified, other_figure, other_name, other_phrase, stronger
from eval.training.made import Example, Maker, natural_twins, window_for, words_used_alike
from eval.training.rewrites import active, fewer, frame, put_in, rewritten, time_last, without_aside
from eval.training.texts import Pair, Section, is_prose, read_pairs, sections_of_pairs, sections_of_papers

MINUTES = Section(
    "7. Library hours",
    (
        "The Committee agreed that the library in Mill Street will open on Saturdays from June 2025.",
        "The cost would be met from the reserve for community buildings, which stood at £40,000.",
        "Councillor Ann Dale asked whether some of the volunteers could be trained in the spring.",
        "The report was approved by the Council after a short debate about parking near the school.",
    ),
    "minutes.pdf",
)
PARKS = Section(
    "8. Parks",
    (
        "The Head of Parks reported that two swings in Hill Park were repaired in May at a cost of £1,200.",
        "The Panel noted that visitors to the park will pay for parking from September because of the new contract.",
    ),
    "minutes.pdf",
)
PAIR = Pair("The library will open on Saturdays in the summer.", " ".join(MINUTES.sentences), True, "nli", "people")
AROUND = Around(PARKS.sentences, MINUTES.sentences, {"library": ("museum", "park"), "street": ("road",), "park": ("library",)})


@pytest.mark.parametrize(
    ("rewrite", "sentence", "said"),
    [
        (active, "The report was approved by the Council.", "The Council approved the report."),
        (time_last, "In June 2024, the panel met the residents of the street.", "The panel met the residents of the street in June 2024."),
        (without_aside, "The reserve (see below) stood at £40,000 in May.", "The reserve stood at £40,000 in May."),
        (fewer, "The plan covers roads, bridges and tunnels.", None),
        (fewer, "The plan covers neither this nor only roads, bridges and tunnels.", None),
        (active, "The report was noted in June.", None),
    ],
)
def test_rewrites_say_no_more_than_the_sentence(rewrite, sentence, said):
    told = rewrite(random.Random(1), sentence)
    if rewrite is fewer and "only" not in sentence:
        assert told in ("The plan covers roads and tunnels.", "The plan covers bridges and tunnels.")
    else:
        assert told == said


def test_a_frame_moves_the_statement_by_what_stands_before_it():
    rng = random.Random(2)
    for _ in range(50):
        said, moved = put_in(frame(rng, "Library hours"), "Dogs are let in.")
        assert said[moved:].startswith("Dogs are let in")
        assert said.endswith(".")
        assert ".." not in said


@pytest.mark.parametrize("edit", [edit for edit, _ in EDITS])
def test_every_edit_marks_the_words_that_it_put_in(edit):
    rng = random.Random(3)
    found = [change for sentence in MINUTES.sentences for _ in range(20) if (change := edit(rng, sentence, AROUND))]
    assert found
    for sentence in MINUTES.sentences:
        for edited in filter(None, (falsified(rng, sentence, AROUND) for _ in range(20))):
            assert edited.text != sentence
            assert all(0 <= start < end <= len(edited.text) for start, end in edited.spans)


def test_figures_names_and_phrases_come_from_the_passage():
    rng = random.Random(4)
    figures = {change[2] for _ in range(40) if (change := other_figure(rng, "The cost was £900.", AROUND))}
    assert "£1,200" in figures
    assert other_name(rng, "A visit to Mill Street followed.", Around(PARKS.sentences, (), {}))[2] in (
        "Parks",
        "Hill Park",
        "May",
        "September",
    )
    start, end, phrase = next(filter(None, (other_phrase(rng, MINUTES.sentences[0], AROUND) for _ in range(60))))
    assert phrase.lower() not in MINUTES.sentences[0].lower()
    assert start < end


def test_careful_words_become_stronger():
    start, end, new = stronger(random.Random(5), "The work may take a year.", AROUND)
    assert ("The work may take a year."[start:end], new) in (("may", "will"), ("may", "must"))


def test_differing_words_are_found():
    assert differing("The park opens in June.", "The park opens in July.") == ((18, 22),)
    assert differing("The park opens.", "The park opens.") == ()


def test_twins_share_a_window_and_differ_where_they_say():
    maker = Maker([MINUTES, PARKS], [PAIR], AROUND.similar, random.Random(6))
    twins = [*islice(maker.from_sections(), 80), *islice(maker.from_pairs(), 20)]
    for made in twins:
        assert made.true.window == made.false.window
        assert made.true.claim != made.false.claim
        assert (made.true.supported, made.false.supported) == (True, False)
        assert made.false.false
        assert made.false.claim not in made.false.window
    assert any(made.false.how.startswith("turned_") for made in twins)
    assert {made.true.claim for made in twins[80:]} == {PAIR.claim}
    assert not any(sentence in example.window for example in islice(maker.elsewhere(), 20) for sentence in [example.claim])


def test_the_window_for_a_claim_holds_what_it_shares_with_the_passage():
    passage = " ".join(["Nothing of note was said at this place in the meeting."] * 20 + [MINUTES.sentences[0]])
    assert MINUTES.sentences[0] in window_for("The library in Mill Street opens.", passage)
    assert len(window_for("The library in Mill Street opens.", passage, 30).split()) <= 30


def test_what_people_wrote_true_and_false_becomes_twins():
    false = Pair("The library will open on Sundays in the summer.", PAIR.passage, False, "nli", "people")
    (made,) = natural_twins([PAIR, false])
    assert [made.false.claim[start:end] for start, end in made.false.false] == ["Sundays"]


def test_words_used_alike_stand_between_the_same_words():
    texts = [f"The {noun} is open to the public on {day}." for noun in ("library", "museum", "station") for day in ("Monday", "Friday")]
    similar = words_used_alike([Section("", tuple(texts * 12), "x")])
    assert "library" in similar
    assert all(word[:4] != "libr" for word in similar["library"])


def test_pairs_and_papers_are_read(tmp_path):
    rows = [{"claim": PAIR.claim, "passage": PAIR.passage, "label": 1, "kind": "nli", "source": "people"}]
    with gzip.open(tmp_path / "pairs.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    assert list(read_pairs(tmp_path / "pairs.gz")) == [PAIR]
    (section,) = sections_of_pairs([PAIR])
    assert section.sentences == MINUTES.sentences
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "minutes.md").write_text("# Library Committee\n\n## 7. Library hours\n\n" + PAIR.passage)
    sections = list(sections_of_papers(tmp_path / "papers"))
    assert any(MINUTES.sentences[0] in section.sentences for section in sections)
    assert is_prose(MINUTES.sentences[0])
    assert not is_prose("Library hours | 9 | 12")


def test_rewrites_are_the_same_for_the_same_seed():
    said = [rewritten(random.Random(9), sentence) for sentence in MINUTES.sentences]
    assert said == [rewritten(random.Random(9), sentence) for sentence in MINUTES.sentences]


def test_deals_hold_twins_first_and_come_again_for_the_same_seed():
    pairs = [PAIR, Pair("The library will close.", PAIR.passage, False, "nli", "people")]
    first, again = (list(islice(Dealer(pairs, [MINUTES, PARKS], [MINUTES, PARKS], 1).deals(), 5)) for _ in range(2))
    assert first == again
    for deal in first:
        sides = deal.examples[: 2 * deal.twins]
        assert [example.supported for example in sides] == [True, False] * deal.twins


@pytest.mark.model
def test_learning_lowers_the_loss():
    from eval.training.support import Trainer
    from vectorstore.embed import PACKAGED_NAME, model_folder

    window = " ".join(MINUTES.sentences[:2])
    true = Example(MINUTES.sentences[0], window, True, (), "true")
    false = Example("The Committee agreed that the museum in Mill Street will open.", window, False, ((26, 32),), "other_word")
    trainer = Trainer(model_folder(PACKAGED_NAME), 1)
    before = trainer.kept()
    losses = [trainer.step(Deal((true, false, labelled(PAIR)), 1), 0.1) for _ in range(12)]
    assert losses[-1] < losses[0] - 0.3
    kept = trainer.kept()
    assert set(kept) == set(before)
    assert any((kept[name] != before[name]).any() for name in kept)

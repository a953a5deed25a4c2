"""Prompts: a wrong variable fails when the prompt is loaded, and an edit changes the version."""

import importlib.resources
from dataclasses import replace

import pytest

from prompts import SILENCE, Prompt, PromptError, load, version

USED = {"answer_system": ("silence", "words"), "answer": ("fence", "passages", "question")}


def test_every_prompt_file_is_loaded_with_its_variables() -> None:
    names = {file.name.removesuffix(".md") for file in importlib.resources.files("prompts").iterdir() if file.name.endswith(".md")}
    assert names == set(USED)
    for name, variables in USED.items():
        assert load(name, *variables).variables == set(variables)


@pytest.mark.parametrize(("name", "variables"), [("answer", ("passages",)), ("answer", ("fence", "passages", "qestion")), ("none", ())])
def test_a_typo_fails_when_the_prompt_is_loaded(name: str, variables: tuple[str, ...]) -> None:
    with pytest.raises(PromptError):
        load(name, *variables)


def test_values_are_put_in_as_they_are() -> None:
    prompt = Prompt("p", "Q: $question {not a variable}")
    assert prompt.fill(question="$passages {x} $1") == "Q: $passages {x} $1 {not a variable}"
    with pytest.raises(PromptError):
        prompt.fill(question="x", more="y")


def test_the_version_follows_every_edit() -> None:
    system, request = load("answer_system", *USED["answer_system"]), load("answer", *USED["answer"])
    edited = replace(system, text=system.text + " ")
    assert version(system, request) == version(system, request) != version(edited, request)
    assert SILENCE in system.fill(silence=SILENCE, words="9")

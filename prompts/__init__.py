"""Prompts: one markdown file each, with $variables that are checked when it is loaded, and a version that is its content hash."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

__all__ = ["SILENCE", "Prompt", "PromptError", "load", "version"]

SILENCE = "NOT IN THE PAPERS"
"""What a model is told to reply where the passages do not say; the prompt, the engine and the tests share it."""


class PromptError(Exception):
    """A prompt does not exist, or its variables are not those the code fills: a defect, not bad input."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it stands in its file."""

    name: str
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """Names that must be filled."""
        return frozenset(Template(self.text).get_identifiers())

    def fill(self, **values: str) -> str:
        """The text with every variable replaced; braces and dollar signs in values are safe. Raises PromptError on other names."""
        self.require(values)
        return Template(self.text).substitute(values)

    def require(self, names: Iterable[str]) -> None:
        """Raises PromptError where the prompt's variables are not exactly `names`."""
        if set(names) != self.variables:
            raise PromptError(f"prompt {self.name} takes {sorted(self.variables)}, not {sorted(names)}")


@cache
def load(name: str, *variables: str) -> Prompt:
    """The prompt of the file NAME.md, whose variables must be exactly `variables`. Raises PromptError."""
    file = files(__name__) / f"{name}.md"
    if not file.is_file():
        raise PromptError(f"there is no prompt {name}")
    prompt = Prompt(name, file.read_text(encoding="utf-8"))
    if not Template(prompt.text).is_valid():
        raise PromptError(f"prompt {name} has a $ that is no variable")
    prompt.require(variables)
    return prompt


def version(*prompts: Prompt) -> str:
    """First twelve hex digits of the SHA-256 of the texts in order; changes with every edit."""
    return hashlib.sha256("\0".join(prompt.text for prompt in prompts).encode()).hexdigest()[:12]

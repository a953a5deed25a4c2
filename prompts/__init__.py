"""Prompts: one markdown file each, with $variables that are checked when it is filled, and a version that is its content hash."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

__all__ = ["Prompt", "PromptError", "load"]


class PromptError(Exception):
    """A prompt does not exist, or was filled with other variables than it has: a defect, not bad input."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it stands in its file."""

    name: str
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """Names that must be filled."""
        return frozenset(Template(self.text).get_identifiers())

    @property
    def version(self) -> str:
        """First twelve hex digits of the SHA-256 of the text; changes with every edit."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def fill(self, **values: str) -> str:
        """The text with every variable replaced; braces and dollar signs in values are safe. Raises PromptError on other names."""
        if set(values) != self.variables:
            raise PromptError(f"prompt {self.name} takes {sorted(self.variables)}, not {sorted(values)}")
        return Template(self.text).substitute(values)


@cache
def load(name: str) -> Prompt:
    """The prompt of the file NAME.md. Raises PromptError where there is none or a $ stands without a variable."""
    file = files(__name__) / f"{name}.md"
    if not file.is_file():
        raise PromptError(f"there is no prompt {name}")
    prompt = Prompt(name, file.read_text(encoding="utf-8"))
    if not Template(prompt.text).is_valid():
        raise PromptError(f"prompt {name} has a $ that is no variable")
    return prompt

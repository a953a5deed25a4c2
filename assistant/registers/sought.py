"""Words looked for in a register: all of them, in whatever form, in the words of a row or its title."""

from assistant.registers.action_models import Action
from assistant.registers.models import Decision
from ingest.language.words import content_stems, stems


class Sought:
    """What somebody typed to find rows by; nothing typed is in every row."""

    def __init__(self, words: str) -> None:
        self._whole = " ".join(words.casefold().split())
        self._wanted = frozenset(content_stems(words)) or frozenset(stems(words))

    def in_decision(self, decision: Decision) -> bool:
        """Whether a decision has all the words."""
        return bool(not self._whole or self.of_decision(decision))

    def in_action(self, action: Action) -> bool:
        """Whether an action has all the words."""
        return bool(not self._whole or self.of_action(action))

    def of_decision(self, decision: Decision) -> int:
        """How much a decision is about the words: 0 where one of them is missing, more where the title has them or they stand together."""
        return self._worth(decision.title or "", f"{decision.lead} {decision.text}")

    def of_action(self, action: Action) -> int:
        """How much an action is about the words, as of a decision."""
        return self._worth(action.item or "", " ".join(entry.text for entry in action.entries))

    def _worth(self, title: str, text: str) -> int:
        named, said = frozenset(stems(title)), frozenset(stems(text))
        if not self._wanted or not self._wanted <= named | said:
            return 0
        return 1 + 2 * len(self._wanted & named) + 3 * (self._whole in " ".join(f"{title} {text}".casefold().split()))

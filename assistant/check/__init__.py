"""The grounding check: is every statement said by the passage it cites? Deterministic, model-free, one module a check (C1 to C7)."""

from assistant.check.check import check
from assistant.check.models import Claim, Finding, Reason, Support, Verdict

__all__ = ["Claim", "Finding", "Reason", "Support", "Verdict", "check"]

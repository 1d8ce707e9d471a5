"""Candidates out of what a test wants to say of them."""

from typing import Any

from r1_assistant.domain.change import DiffLine, LineKind
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.candidate import Candidate


def candidate(number: int = 1, kind: str = "dropped-guard", **more: Any) -> Candidate:
    """Make a candidate on an added line."""
    values: dict[str, Any] = {
        "line": DiffLine(LineKind.ADDED, f"x = {number}", None, number),
        "kind": kind,
        "category": Category.BUG,
        "severity": Severity.ERROR,
        "suspicion": "does this",
        "question": "What then?",
        "remedy": "Do that.",
        "basis": "It shows.",
        "prior": 0.5,
    }
    return Candidate(**{**values, **more})

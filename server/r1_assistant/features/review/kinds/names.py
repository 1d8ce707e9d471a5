"""The words for names that are not read, are out of order, or mean nothing."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    "argument-order": Kind(
        Category.BUG,
        Severity.ERROR,
        "passes the arguments of `{subject}` in another order than it takes them",
        "What does `{subject}` do with its arguments exchanged?",
        "Exchange the arguments.",
        0.7,
        fixable=True,
        reversible=True,
    ),
    "unused-new-variable": Kind(
        Category.BUG,
        Severity.WARNING,
        "leaves `{subject}` without a reader",
        "What was `{subject}` meant for, and what is used in its place?",
        "Use `{subject}` where it was meant, or drop it.",
        0.6,
        reversible=True,
    ),
    "undefined-name": Kind(
        Category.BUG,
        Severity.ERROR,
        "uses `{subject}`, which nothing in the file defines",
        "What happens when this line runs?",
        "Define or import `{subject}`.",
        0.8,
        compare=False,
    ),
    "lost-name": Kind(
        Category.BUG,
        Severity.ERROR,
        "is left without `{subject}`, which the file still uses",
        "What happens where `{subject}` is still used?",
        "Keep what defined or imported `{subject}`, or change what uses it.",
        0.85,
    ),
    "misspelled-name": Kind(
        Category.BUG,
        Severity.ERROR,
        "uses `{subject}`, which is one letter away from a name that exists",
        "What happens when this line runs?",
        "Write the name as it is elsewhere.",
        0.7,
        compare=False,
    ),
}

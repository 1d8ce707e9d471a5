"""The words for what a change put elsewhere or turned round within a function."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    "moved-into-loop": Kind(
        Category.BUG,
        Severity.WARNING,
        "now runs in each round of a loop, and ran once behind it before: `{subject}`",
        "What happens when `{subject}` runs in each round, and not at all without one?",
        "Put it behind the loop again.",
        0.7,
        reversible=True,
    ),
    "moved-out-of-loop": Kind(
        Category.BUG,
        Severity.ERROR,
        "now runs once, and ran in each round of a loop before: `{subject}`",
        "What becomes of all the rounds but the last without `{subject}`?",
        "Put it into the loop again.",
        0.75,
        reversible=True,
    ),
    "return-in-loop": Kind(
        Category.BUG,
        Severity.ERROR,
        "ends the loop in its first round: `{subject}`",
        "What becomes of all the elements but the first, and of an empty loop?",
        "Put it behind the loop.",
        0.8,
        reversible=True,
    ),
    "reset-in-loop": Kind(
        Category.BUG,
        Severity.ERROR,
        "forgets in each round what the loop collected: `{subject}`",
        "What is left behind the loop of all that was collected in `{subject}`?",
        "Set it once, ahead of the loop, and add to it within.",
        0.8,
        reversible=True,
    ),
    "opposite-step": Kind(
        Category.BUG,
        Severity.ERROR,
        "goes the opposite way of before: `{subject}`",
        "Where does the value of `{subject}` end up when it goes the other way?",
        "Go the same way as before, or say what else changed.",
        0.65,
        fixable=True,
        reversible=True,
    ),
    "opposite-jump": Kind(
        Category.BUG,
        Severity.ERROR,
        "says `{subject}` for the case that the loop treated the other way before",
        "Which rounds are left out or run in addition with `{subject}`?",
        "Treat the case as before, or say what else changed.",
        0.65,
        fixable=True,
        reversible=True,
    ),
    "swapped-branches": Kind(
        Category.BUG,
        Severity.ERROR,
        "gives each case the value of the other one: `{subject}`",
        "Which value does each case get now?",
        "Give the values in the order of before.",
        0.8,
        fixable=True,
        reversible=True,
    ),
    "endless-loop": Kind(
        Category.BUG,
        Severity.ERROR,
        "goes away from where the loop ends: `{subject}`",
        "How often does the loop run?",
        "Go towards the end, or ask for the other bound.",
        0.85,
        fixable=True,
        compare=False,
    ),
}
"""Each kind by its key."""

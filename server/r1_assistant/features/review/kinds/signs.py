"""What patterns of a line alone can tell."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind

KINDS = {
    "ignored-error": Kind(
        Category.ERROR_HANDLING,
        Severity.WARNING,
        "throws away the error that the call gives back",
        "Which call can fail here, and what does the code after it work with then?",
        "Check the error and return it.",
        0.8,
    ),
    "assignment-in-condition": Kind(
        Category.BUG,
        Severity.ERROR,
        "assigns in a condition in place of comparing",
        "What is the variable's value after this line, and is the branch always taken?",
        "Compare.",
        0.9,
        fixable=True,
    ),
    "held-lock": Kind(
        Category.CONCURRENCY,
        Severity.ERROR,
        "takes a lock that is still held after an early return",
        "What happens to the next caller after the function returned early?",
        "Release it however the function ends.",
        0.8,
    ),
}

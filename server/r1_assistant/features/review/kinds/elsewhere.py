"""What a change breaks elsewhere; findings of these kinds bring their own sentences."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    "missing-definition": Kind(
        Category.API,
        Severity.ERROR,
        "takes away what is still used elsewhere",
        "What happens where it is still used?",
        "Keep it, or change the places that use it.",
        0.9,
    ),
    "stale-signature": Kind(
        Category.API,
        Severity.ERROR,
        "changes a signature that callers elsewhere no longer fit",
        "What happens where it is called as before?",
        "Change the callers as well.",
        0.9,
    ),
    "stale-override": Kind(
        Category.API,
        Severity.WARNING,
        "changes a signature that overrides elsewhere no longer agree with",
        "What happens when an override is called through its base?",
        "Change the overrides as well.",
        0.7,
    ),
}

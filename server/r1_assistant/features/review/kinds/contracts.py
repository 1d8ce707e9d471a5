"""The words for what tests, siblings, callers, names and documentation promise."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    "missing-sibling-guard": Kind(
        Category.BUG,
        Severity.WARNING,
        "leaves out of `{subject}` what those beside it all do",
        "What happens in `{subject}` that the check in its siblings prevents?",
        "Do here what the siblings do, or say why it is not needed.",
        0.6,
        compare=False,
    ),
    "weakened-test": Kind(
        Category.TEST,
        Severity.WARNING,
        "makes a test say less: `{subject}`",
        "Which defect would this test have found before, and does not now?",
        "Keep the test as strict as it was, or say why it can't be.",
        0.6,
    ),
    "contract-contradiction": Kind(
        Category.BUG,
        Severity.WARNING,
        "does not do what the name, the annotation or the documentation of `{subject}` says",
        "What does a caller of `{subject}` get that it does not expect?",
        "Do what is promised, or change the promise.",
        0.6,
        fixable=True,
        reversible=True,
    ),
    "stale-caller": Kind(
        Category.API,
        Severity.ERROR,
        "changes `{subject}`, and what uses it expects it as it was",
        "What happens where `{subject}` is still used as before?",
        "Change the places that use it as well.",
        0.7,
    ),
    "wrong-end": Kind(
        Category.BUG,
        Severity.WARNING,
        "takes the other end than the words beside it say: `{subject}`",
        "What does `{subject}` let through here, or keep out, that it should not?",
        "Ask the other end, or turn the bound round.",
        0.6,
        fixable=True,
        reversible=True,
    ),
}

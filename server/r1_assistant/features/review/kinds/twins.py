"""The words for code that is written twice."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    "copy-paste-slip": Kind(
        Category.BUG,
        Severity.WARNING,
        "is a copy of its neighbour in which `{subject}` was left as it was there",
        "What comes of it that `{subject}` is used here once more?",
        "Put the name in that belongs here.",
        0.7,
        fixable=True,
        compare=False,
    ),
    "missed-twin": Kind(
        Category.BUG,
        Severity.WARNING,
        "was changed, and the place that was written like it was not",
        "What goes wrong in the other place, which was left as it was?",
        "Change the other place in the same way, or say why it differs.",
        0.5,
        reversible=True,
    ),
    "wrong-attribute": Kind(
        Category.BUG,
        Severity.WARNING,
        "takes `{subject}`, though each of its neighbours takes what has its own name",
        "What happens when `{subject}` is stored here?",
        "Take the value that has the name of what it is assigned to.",
        0.6,
        fixable=True,
        compare=False,
        reversible=True,
    ),
    "inconsistent-change": Kind(
        Category.BUG,
        Severity.WARNING,
        "was changed like others, and one that was written like them was left: `{subject}`",
        "What goes wrong where `{subject}` was left as it was?",
        "Change the one that is left, too.",
        0.5,
        reversible=True,
    ),
    "changed-constant-alone": Kind(
        Category.BUG,
        Severity.WARNING,
        "changes `{subject}`, which stands unchanged elsewhere in the file",
        "What happens where the old value of `{subject}` still stands?",
        "Change all of them, or give the value a name.",
        0.4,
        reversible=True,
    ),
    "same-twice": Kind(
        Category.BUG,
        Severity.WARNING,
        "names `{subject}` twice where two different things were named",
        "What comes of it that `{subject}` stands here a second time?",
        "Name the other one here, as before.",
        0.6,
        fixable=True,
        reversible=True,
    ),
}

"""What other programs' rules find."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind

KINDS = {
    "external": Kind(
        Category.BUG,
        Severity.WARNING,
        "breaks a rule: {subject}",
        "What goes wrong here when it runs?",
        "Change what the rule names, or say in the code why it is right.",
        0.75,
        fixable=True,
        compare=False,
    )
}

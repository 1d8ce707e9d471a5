"""What was meant to be taken out again."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind

_BUG, _ERROR, _WARNING = Category.BUG, Severity.ERROR, Severity.WARNING
_KEEP = Category.MAINTAINABILITY

KINDS = {
    "merge-marker": Kind(
        _BUG,
        _ERROR,
        "is a mark of a merge conflict that nobody resolved",
        "Which two versions were to be joined here?",
        "Choose what stands, and remove the marks.",
        0.95,
        compare=False,
    ),
    "debug-stop": Kind(
        _BUG,
        _ERROR,
        "stops the program for a debugger: `{subject}`",
        "What happens to whoever runs this without a debugger?",
        "Take it out.",
        0.9,
        fixable=True,
    ),
    "debug-output": Kind(
        _KEEP,
        _WARNING,
        "prints what looks like a trace of debugging: `{subject}`",
        "Who reads this output, and what else reads what the program prints?",
        "Take it out, or write it to the log.",
        0.6,
        fixable=True,
    ),
    "focused-test": Kind(
        Category.TEST,
        _ERROR,
        "leaves all tests out but this one (`{subject}`)",
        "Which tests don't run any more?",
        "Take the `only` away.",
        0.9,
        fixable=True,
    ),
    "reminder": Kind(
        _KEEP,
        _WARNING,
        "has a reminder to take something out first: {subject}",
        "What is still there that should be gone?",
        "Take out what it names, and the reminder.",
        0.6,
    ),
    "disabled-code": Kind(
        _BUG,
        _WARNING,
        "is a comment now and ran before: `{subject}`",
        "What no longer happens, and who relied on it?",
        "Bring it back, or delete it and say why.",
        0.7,
        fixable=True,
    ),
    "home-path": Kind(
        _BUG,
        _WARNING,
        "names a folder that is on one person's machine only (`{subject}`)",
        "What happens where that folder does not exist?",
        "Take the path from the settings, the arguments, or relative to the file.",
        0.75,
    ),
}

"""Numbers in words; nothing heavy is imported here, as it is on the way of a commit hook."""

from collections import Counter
from collections.abc import Iterable

from r1_assistant.features.review.skip import Skip


def count(number: int, what: str) -> str:
    """Count things: "1 file", "2 files"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def skipped_words(skips: Iterable[Skip]) -> str:
    """Count what was skipped by its reason: "2 files (binary), 1 hunk (only removes lines)"."""
    counts = Counter(("hunk" if skip.line else "file", skip.reason) for skip in skips)
    return ", ".join(f"{count(n, what)} ({reason})" for (what, reason), n in counts.items())

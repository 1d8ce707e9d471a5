"""What a kind of finding is called, what it means, and what to do about it."""

import re
from dataclasses import dataclass

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats.safe import printable
from r1_assistant.features.formats.weaknesses import WEAKNESSES
from r1_assistant.features.review.kinds import KINDS

SECURITY = "security"

_OWN_RULE = "rule:"

_LETTERS = {"api", "csrf", "html", "http", "json", "sql", "url", "xml"}
"""Words that are read letter by letter."""

_BEHIND = re.compile(r"(?:: `?\{subject\}`?| \(`\{subject\}`\))$")
"""A subject that is only named behind a sentence."""

_UNWRITTEN = {
    "slip": (
        "is much less likely than a neighbour of it, as a model reads the code around it",
        "Compare the line with what was meant; the proposal is the likelier one.",
    ),
    "opinion": (
        "looks wrong to the model that read it",
        "Read the reasoning, and judge: no rule of the program stands behind it.",
    ),
}
"""What can be said of the kinds for which there is no rule."""


@dataclass(frozen=True, slots=True)
class About:
    """What can be said of a kind without looking at a finding.

    `id` is the key that suppressions use, `title` is for people, `name` is the title in one word.
    `sentence` says what such a line does, `remedy` what is usually done about it. `weakness` is its
    number in the Common Weakness Enumeration, 0 where it is no weakness. `severity` is the kind's
    usual one.
    """

    id: str
    title: str
    sentence: str
    remedy: str
    category: str
    severity: Severity
    weakness: int = 0

    @property
    def name(self) -> str:
        """Give the title as one word, each of its words with a capital; never the same as `id`."""
        words = "".join(char if char.isalnum() else " " for char in self.title).split()
        name = "".join(word[:1].upper() + word[1:] for word in words)
        return f"{name}Finding" if len(words) < 2 else name

    @property
    def is_security(self) -> bool:
        """Tell whether it lets others do more than they should."""
        return self.category == SECURITY

    @property
    def silence(self) -> str:
        """Give the comment that keeps it quiet for a line."""
        return f"r1: ignore[{self.id}]"


def about(finding: Finding) -> About:
    """Say what is known of a finding's kind; of an unknown kind what its name says."""
    id = printable(finding.kind or finding.category.value)
    category = printable(finding.category.value)
    known = KINDS.get(finding.kind)
    if known is not None:
        sentence = f"The line {_general(known.suspicion)}."
        weakness = WEAKNESSES.get(id, 0)
        title, remedy = _titled(id), _general(known.remedy)
        return About(id, title, sentence, remedy, category, known.severity, weakness)
    if id.startswith(_OWN_RULE):
        name = id.removeprefix(_OWN_RULE)
        sentence = f"The line breaks {name}, a rule that this repository has set up."
        remedy = "Do as the rule says; the repository's settings have its words."
        return About(id, _titled(name), sentence, remedy, category, finding.severity)
    says, remedy = _UNWRITTEN.get(id, ("may be wrong", "Read the reasoning, and judge."))
    return About(id, _titled(id), f"The line {says}.", remedy, category, finding.severity)


def _titled(id: str) -> str:
    words = [word.upper() if word in _LETTERS else word for word in re.split(r"[-_\s]+", id)]
    title = " ".join(words).strip()
    return title[:1].upper() + title[1:]


def _general(sentence: str) -> str:
    """Take out what a sentence says about one place."""
    return _BEHIND.sub("", sentence).replace("{subject}", "\N{HORIZONTAL ELLIPSIS}")

"""A finding: one thing that a review has to say about a line."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is, worst first; `rank` orders them."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Category(StrEnum):
    """What kind of defect it is."""

    BUG = "bug"
    SECURITY = "security"
    ERROR_HANDLING = "error-handling"
    CONCURRENCY = "concurrency"
    RESOURCE = "resource"
    PERFORMANCE = "performance"
    API = "api"
    TEST = "test"
    MAINTAINABILITY = "maintainability"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verified remark about the new side of a change.

    `line` and `end_line` are 1-based lines of the new side, both inclusive. `quote` is the text of
    `line` without surrounding white space. `fix` replaces exactly the lines `line` to `end_line`;
    it is None where there is no proposal that passed verification, and empty to delete them.
    `confidence` is between 0 and 1. `reasoning` is the model's thought, for people who ask, and
    `basis` says in a line why it was raised; it is empty where nothing but the model says so. `kind`
    names the rule that found it, or says that it is a slip or an opinion.
    """

    path: str
    line: int
    end_line: int
    severity: Severity
    category: Category
    confidence: float
    message: str
    quote: str
    fix: str | None
    reasoning: str
    basis: str = ""
    kind: str = ""

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that survive moves, re-indentation and edits elsewhere."""
        key = "\x00".join((self.path, self.category, " ".join(self.quote.split())))
        return hashlib.sha256(key.encode()).hexdigest()[:16]

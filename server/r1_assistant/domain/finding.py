"""A finding: one thing that a review has to say about a line."""

import hashlib
import re
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


class CustomCategory(str):
    """A category that a team has made up; it is used like the others."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """Its name."""
        return str(self)


AnyCategory = Category | CustomCategory

NAME = r"[a-z][a-z0-9-]{0,39}"
"""What a team may call a category or a rule."""


def category_of(name: str) -> AnyCategory:
    """Give the category of a name; raises ValueError if none can be called so."""
    if name in set(Category):
        return Category(name)
    if not re.fullmatch(NAME, name):
        raise ValueError(f"{name!r} is no name of a category")
    return CustomCategory(name)


_SHARED_NAMES = {"__init__", "__main__", "index", "mod", "lib", "main"}
"""Names that many files of a repository have."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verified remark about the new side of a change.

    `line` and `end_line` are 1-based lines of the new side, both inclusive. `quote` is the text of
    `line` without surrounding white space. `fix` replaces exactly the lines `line` to `end_line`;
    it is None where there is no proposal that passed verification, and empty to delete them.
    `confidence` is between 0 and 1. `reasoning` is the model's thought, for people who ask, and
    `basis` says in a line why it was raised; it is empty where nothing but the model says so.
    `kind` names the rule that found it, or says that it is a slip or an opinion. `occurrence`
    counts the lines above it in the file that read the same.
    """

    path: str
    line: int
    end_line: int
    severity: Severity
    category: AnyCategory
    confidence: float
    message: str
    quote: str
    fix: str | None
    reasoning: str
    basis: str = ""
    kind: str = ""

    occurrence: int = 0

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that name it in baselines and dismissals."""
        return fingerprint(self.path, self.kind or self.category, self.quote, self.occurrence)


def fingerprint(path: str, kind: str, quote: str, occurrence: int = 0) -> str:
    """Name a finding so that moves, re-indentation and edits elsewhere leave the name as it is.

    It is made of the file's name without its folders (with one folder where many files have that
    name), the kind, and the line's text; `occurrence` counts the lines of the file above it that
    read the same.
    """
    folders, _, name = path.rpartition("/")
    if name.partition(".")[0] in _SHARED_NAMES:
        name = f"{folders.rpartition('/')[2]}/{name}"
    number = (str(occurrence),) if occurrence else ()
    key = "\x00".join((name, kind, " ".join(quote.split()), *number))
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]

"""What a file says for a team, as it was read: plain values that can be compared and hashed."""

from dataclasses import dataclass, field

from r1_assistant.domain.finding import Severity

OFF = "off"
"""In place of a severity: what it is about is not shown."""

Levels = tuple[tuple[str, str], ...]
"""Names of categories, kinds and rules, each with a severity or "off"."""

RULE = "rule:"
"""What the kind of a finding begins with that a team's rule has made."""
CATEGORY = "category:"
"""How a table of severities names a category of the team's own."""


@dataclass(frozen=True, slots=True)
class TeamRule:
    """A rule in plain language.

    `paths` are patterns from the file's folder on, all files without any; `languages` are the only
    ones that it is about, if there are any. `good` and `bad` are examples. With a `pattern`, a
    regular expression, an added line breaks the rule if it is found there, and no model is asked.
    A `severity` or a `category` that nobody chose is empty. `key` is where the file has it.
    """

    name: str
    text: str
    paths: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    severity: str = ""
    category: str = ""
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    pattern: str = ""
    key: str = field(default="", compare=False, repr=False)

    @property
    def kind(self) -> str:
        """The kind of its findings."""
        return RULE + self.name


@dataclass(frozen=True, slots=True)
class TeamCategory:
    """A category of the team's own, and the severity of its rules that have none themselves."""

    name: str
    description: str
    severity: str = Severity.WARNING.value


@dataclass(frozen=True, slots=True)
class TeamPaths:
    """What holds for the files that match one of the patterns."""

    match: tuple[str, ...]
    instructions: str = ""
    severity: Levels = ()
    key: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TeamFile:
    """What one file says of these matters.

    Patterns count from `folder` on, which is relative to the repository's top and empty there.
    `origin` names the file. What is `personal`, the user's or the editor's, holds everywhere. A
    `root` lets nothing of the folders above through.
    """

    origin: str
    folder: str = ""
    personal: bool = False
    root: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    severity: Levels = ()
    categories: tuple[TeamCategory, ...] = ()
    paths: tuple[TeamPaths, ...] = ()
    rules: tuple[TeamRule, ...] = ()

    def own(self, path: str) -> str:
        """Name a file of the repository from this file's folder on."""
        return path.removeprefix(f"{self.folder}/") if self.folder else path

    def holds_for(self, path: str) -> bool:
        """Tell whether it has a say about a file of the repository."""
        return self.personal or not self.folder or path.startswith(f"{self.folder}/")

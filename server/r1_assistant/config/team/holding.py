"""What a team's files say together, for a file of the repository: pure.

The files from the top down to the file's own folder add up, and after them what is personal. The
nearest one goes first where they differ.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from r1_assistant.config.team.model import (
    CATEGORY,
    OFF,
    TeamCategory,
    TeamFile,
    TeamPaths,
    TeamRule,
)
from r1_assistant.domain.finding import AnyCategory, Category, Severity
from r1_assistant.domain.patterns import excluded

NOT_INCLUDED = "not included"
EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Team:
    """All files that may have a say, those of the repository by their folders, the top first."""

    files: tuple[TeamFile, ...] = ()

    def __bool__(self) -> bool:
        """Whether any of them says anything."""
        return any(file != TeamFile(file.origin, file.folder, file.personal) for file in self.files)

    def chain(self, path: str) -> tuple[TeamFile, ...]:
        """Give the files that hold for a file of the repository, the nearest last."""
        holding = [file for file in self.files if file.holds_for(path)]
        own = [file for file in holding if not file.personal]
        first = max((at for at, file in enumerate(own) if file.root), default=0)
        return (*own[first:], *(file for file in holding if file.personal))

    def why_not(self, path: str) -> str:
        """Say why a file is not reviewed; empty if it may be."""
        return self.filtered(path)[0]

    def filtered(self, path: str) -> tuple[str, TeamFile | None]:
        """Say why a file is not reviewed, and which file says so; empty if it may be."""
        chain = self.chain(path)
        wanted = [file for file in chain if file.include]
        if wanted and not any(excluded(file.own(path), file.include) for file in wanted):
            return NOT_INCLUDED, wanted[-1]
        by = None
        for file in chain:
            out = excluded(file.own(path), file.exclude, out=by is not None)
            by = (by or file) if out else None
        return (EXCLUDED, by) if by else ("", None)

    def levels(self, path: str) -> dict[str, str]:
        """Give the severities that the files name for categories, kinds and rules."""
        return {name: level for _, _, name, level in self.said_levels(path)}

    def said_levels(self, path: str) -> Iterator[tuple[TeamFile, str, str, str]]:
        """Give each name and level with the file and the key of its table; a later one decides."""
        for file in self.chain(path):
            yield from ((file, "severity", *one) for one in file.severity)
            for each in file.paths:
                if excluded(file.own(path), each.match):
                    yield from ((file, f"{each.key}.severity", *one) for one in each.severity)

    def rules(self, path: str) -> tuple[TeamRule, ...]:
        """Give the rules that are about a file; one of the same name nearer by takes its place."""
        return tuple(rule for _, rule in self.said_rules(path))

    def said_rules(self, path: str) -> tuple[tuple[TeamFile, TeamRule], ...]:
        """Give the rules that are about a file, each with the file that says it."""
        named = {rule.name: (file, rule) for file in self.chain(path) for rule in file.rules}
        return tuple(
            (file, rule)
            for file, rule in named.values()
            if not rule.paths or excluded(file.own(path), rule.paths)
        )

    def categories(self, path: str) -> Mapping[str, TeamCategory]:
        """Give the team's own categories by their names."""
        return {one.name: one for file in self.chain(path) for one in file.categories}

    def notes(self, path: str) -> tuple[tuple[str, str], ...]:
        """Give what is to be told about a file, the nearest first, each with where it is said."""
        return tuple(
            (f"{file.origin} ({', '.join(each.match)})", each.instructions)
            for file, each in self.said_notes(path)
        )

    def said_notes(self, path: str) -> tuple[tuple[TeamFile, TeamPaths], ...]:
        """Give the tables with something to be told about a file, the nearest first."""
        found = [
            (file, each)
            for file in self.chain(path)
            for each in file.paths
            if each.instructions and excluded(file.own(path), each.match)
        ]
        return tuple(reversed(found))


def severity_of(
    levels: Mapping[str, str], kind: str, category: AnyCategory, default: Severity
) -> Severity | None:
    """Give the severity of a finding, None if it is off.

    What is said of its kind goes before what is said of its category.
    """
    own = category.value if isinstance(category, Category) else CATEGORY + category.value
    level = levels.get(kind) or levels.get(own) or default.value
    return None if level == OFF else Severity(level)


def unknown_names(team: Team) -> list[str]:
    """Say which names of categories and rules nothing stands for, file by file."""
    categories = {one.name for file in team.files for one in file.categories}
    known = {rule.kind for file in team.files for rule in file.rules}
    known |= {CATEGORY + name for name in categories}
    problems = []
    for file in team.files:
        problems += [
            f'{file.origin}: the rule "{rule.name}" is of the category "{rule.category}", which '
            "is neither built in nor among `categories`"
            for rule in file.rules
            if rule.category and rule.category not in categories | set(Category)
        ]
        problems += [
            f'{file.origin}: "severity" names "{name}", which there is none of'
            for name in _named(file)
            if ":" in name and name not in known
        ]
    return problems


def _named(file: TeamFile) -> Sequence[str]:
    tables = (file.severity, *(each.severity for each in file.paths))
    return [name for levels in tables for name, _ in levels]

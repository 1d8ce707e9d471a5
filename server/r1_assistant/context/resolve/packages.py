"""Packages that are not files: which definitions agree best with a package's name."""

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.modules import parts_of
from r1_assistant.context.resolve.sources import folder_of, stem_of
from r1_assistant.context.resolve.things import CLASSES

PACKAGED = ("java", "kotlin", "scala", "csharp", "php", "swift")
"""Languages that import from packages rather than from files."""


def of_package(
    module: str, candidates: tuple[Definition, ...], language: str, least: int
) -> list[Definition]:
    """Choose the definitions whose folders, file and class agree best with a package's name."""
    wanted = parts_of(module, language)
    scored = [(_agreement(wanted, one), one) for one in candidates]
    best = max((score for score, _ in scored), default=0)
    return [one for score, one in scored if score == best] if best >= least else []


def _agreement(wanted: list[str], definition: Definition) -> int:
    """Count the last parts of a package's name that a definition's place has as well."""
    folders = [part.replace("-", "_") for part in folder_of(definition.path).split("/") if part]
    container = [part for part in definition.container.split(".") if part]
    places = [folders, container]
    if container:
        places += [[*folders, *container], [*folders, stem_of(definition.path)]]
        # a class's own members are no members of its package
        places = places[1:] if definition.kind not in CLASSES else places
    return max(_common_end(wanted, place) for place in places)


def _common_end(one: list[str], other: list[str]) -> int:
    count = 0
    for mine, theirs in zip(reversed(one), reversed(other), strict=False):
        if mine.lower() != theirs.lower():
            break
        count += 1
    return count

"""The changes that cases are chosen from: planted ones, and clean ones of both groups."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from evals import packages
from evals.cases import Split
from evals.changes import Size, changed_lines, size_of
from evals.edit import Edit, Editor, Source
from evals.functions import name_at
from evals.refactoring import REFACTORINGS, REVERSIBLE
from evals.versions import sample, version_edits
from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import parses_as_well

FAMILIES = {
    "python": "python",
    "javascript": "script",
    "typescript": "script",
    "tsx": "script",
    "java": "java",
    "go": "go",
}
"""What counts as one language when shares are given and partners are found."""

COMMENTS = 0.05
"""The share of version hunks that touch comments only."""

_OF_A_FILE = 5
"""Candidates with a defect in one file."""

_FILES_PLANTED = 220
"""Files of one family that defects are put into; the rarer kinds are in few of them."""

_FILES = 80
"""Files of one family that are refactored: more than enough to choose from."""

_HUNKS = 70
"""Real hunks of one package: enough to choose from."""

_MOST_TOKENS = 700
"""Larger clean changes have no planted one of their size."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change that may become a case. `place` names the function that it is in, `kind` it."""

    package: str
    path: str
    language: str
    old: str
    edit: Edit
    size: Size
    place: str = ""

    @property
    def file(self) -> str:
        return f"{self.package}:{self.path}"

    @property
    def family(self) -> str:
        return FAMILIES[self.language]


@dataclass(slots=True)
class Half:
    """The sources of a half by family in a random order, and its real hunks."""

    sources: dict[str, list[Source]] = field(default_factory=dict)
    hunks: list[tuple[Source, Edit]] = field(default_factory=list)


def half(split: Split, rng: random.Random) -> Half:
    """Read the packages of a half. Raises R1Error if one can't be had."""
    made = Half()
    by_package: dict[str, list[list[Source]]] = {}
    for package in packages.pinned():
        if package.split != split:
            continue
        older = packages.texts(package, package.older)
        newer = packages.texts(package, package.newer)
        hunks = islice(version_edits(older, newer, package.name, rng), _HUNKS)
        made.hunks += sample(list(hunks), rng, COMMENTS)
        for family, sources in _sources(package.name, newer).items():
            by_package.setdefault(family, []).append(rng.sample(sources, len(sources)))
    made.sources = {family: _in_turn(lists) for family, lists in sorted(by_package.items())}
    return made


def planted(
    sources: list[Source], planters: Mapping[str, Editor], rng: random.Random, enough: int
) -> Iterator[Candidate]:
    """Plant defects, a few in a file and one of a kind, until there are `enough` of each kind.

    The kinds of which there are fewest have the first try at each file.
    """
    found: Counter[str] = Counter()
    for source in sources[:_FILES_PLANTED]:
        kinds = [kind for kind in sorted(planters) if found[kind] < enough]
        here = 0
        for kind in sorted(rng.sample(kinds, len(kinds)), key=lambda k: found[k]):
            edits = planters[kind](source, random.Random(rng.random()))
            candidate = next((c for e in edits if (c := _planted(source, e)) is not None), None)
            if candidate is not None:
                found[kind] += 1
                here += 1
                yield candidate
            if here == _OF_A_FILE:
                break


def refactored(sources: list[Source], rng: random.Random) -> Iterator[Candidate]:
    """Refactor the last of the sources, forwards and, where that is clean as well, backwards.

    Defects are planted from the first on, and a file gives a few cases only.
    """
    for source in sources[-_FILES:]:
        for kind in sorted(REFACTORINGS):
            for edit in REFACTORINGS[kind](source, random.Random(rng.random())):
                old = source.text if edit.old is None else edit.old
                forward = _clean(source, old, edit)
                if forward is not None:
                    yield forward
                    if kind in REVERSIBLE:
                        yield _backwards(source, forward)


def versions(hunks: list[tuple[Source, Edit]]) -> Iterator[Candidate]:
    """Give the real hunks that are not too large."""
    for source, edit in hunks:
        candidate = _clean(source, source.text, edit)
        if candidate is not None:
            yield candidate


def _sources(package: str, texts: dict[str, str]) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    for path, text in texts.items():
        language = language_of(path)
        if language is not None:
            others = {p: t for p, t in texts.items() if p != path}
            source = Source(package, path, language.name, text, others)
            found.setdefault(FAMILIES[language.name], []).append(source)
    return found


def _in_turn(lists: list[list[Source]]) -> list[Source]:
    """Mix packages: each file of a package comes at its share of the way."""
    placed = [
        ((i + 0.5) / len(sources), package, source)
        for package, sources in enumerate(lists)
        for i, source in enumerate(sources)
    ]
    return [source for _, _, source in sorted(placed, key=lambda p: (p[0], p[1]))]


def _planted(source: Source, edit: Edit) -> Candidate | None:
    old = source.text if edit.old is None else edit.old
    language = language_of(source.path)
    if language is None or edit.new == old or not edit.lines:
        return None
    changed = changed_lines(old, edit.new)
    if not changed & set(edit.lines) or not parses_as_well(old, edit.new, language):
        return None
    place = name_at(source.path, edit.new, edit.lines[0])
    return _candidate(source, old, edit, place)


def _clean(source: Source, old: str, edit: Edit) -> Candidate | None:
    if edit.new == old:
        return None
    made = _candidate(source, old, edit, "")
    return made if 0 < made.size.total <= _MOST_TOKENS else None


def _backwards(source: Source, made: Candidate) -> Candidate:
    edit = Edit("refactoring", f"{made.edit.kind}-back", made.old)
    return _candidate(source, made.edit.new, edit, "")


def _candidate(source: Source, old: str, edit: Edit, place: str) -> Candidate:
    size = size_of(old, edit.new)
    return Candidate(source.package, source.path, source.language, old, edit, size, place)

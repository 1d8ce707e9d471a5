"""Definitions of a name anywhere, those that a file is most likely to mean first."""

import re

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.modules import files_of
from r1_assistant.context.resolve.sources import Sources, folder_of, stem_of
from r1_assistant.context.resolve.things import Place

_CALLABLE = ("function", "method", "constructor", "macro")
_WORD = re.compile(r"[\w-]+")
_FILES = 8
"""Imported files whose own imports are looked at."""
_IMPORTS = 40
"""Imports of a file that are looked at."""


def by_name(
    name: str, receiver: str, place: Place, sources: Sources, *, is_member: bool, language: str
) -> list[Definition]:
    """List what a name may mean: members for a member, others for a bare name.

    What the file imports comes first, then what a receiver's name speaks for, then what is near.
    """
    found = [one for one in sources.definitions(name) if _fits(one, language, is_member=is_member)]
    if not found:
        return []
    direct, indirect = _imported_files(place.path, language, sources, found)
    hint = _letters(receiver.rstrip("()").rpartition(".")[2])

    def rank(one: Definition) -> tuple[int, int, int, int]:
        hinted = _speaks_for(hint, one.container.rpartition(".")[2])
        distance = 0 if one.path in direct else 1 if one.path in indirect else 2
        return (
            -hinted,
            one.path != place.path and distance,
            one.kind not in _CALLABLE,
            -_near(one.path, place.path),
        )

    return sorted(found, key=rank)


def _fits(definition: Definition, language: str, *, is_member: bool) -> bool:
    if language in ("bash", "c"):
        return True
    if is_member:
        # what is in no class can be a member of a module
        return bool(definition.container) or language not in ("java", "python", "csharp", "rust")
    return not definition.container or definition.kind not in (
        "method",
        "field",
        "property",
        "variable",
    )


def _imported_files(
    path: str, language: str, sources: Sources, found: list[Definition]
) -> tuple[set[str], set[str]]:
    """Give the files that a file imports, and those among the found ones that these import."""
    if len(found) < 2:
        return set(), set()
    stems = {stem_of(one.path) for one in found}
    stems |= {stem_of(folder_of(one.path)) for one in found}
    direct = sources.once(_imports_of, path, language)
    indirect: set[str] = set()
    for one in sorted(direct)[:_FILES]:
        indirect |= _imports_of(sources, one, language, stems)
    return direct, indirect - direct


def _imports_of(
    sources: Sources, path: str, language: str, stems: set[str] | None = None
) -> set[str]:
    """Give the files that a file imports, only those called like one of the stems if given."""
    facts = sources.file(path)
    found: set[str] = set()
    for one in facts.imports[:_IMPORTS] if facts else ():
        if stems is None or stems.intersection(_WORD.findall(one.module)):
            found.update(files_of(one.module, path, language, sources))
        if language == "python" and one.name not in ("", "*") and (not stems or one.name in stems):
            inner = f"{one.module}{'' if one.module.endswith('.') else '.'}{one.name}"
            found.update(files_of(inner, path, language, sources))
    return found


def _speaks_for(hint: str, container: str) -> int:
    """Tell how well a receiver's name agrees with a class's: `session` with `SessionBase`."""
    name = _letters(container)
    if len(hint) < 3 or not name:
        return 0
    if hint == name:
        return 3
    return (
        2
        if name.startswith(hint) or name.endswith(hint)
        else int(hint.endswith(name) or hint in name)
    )


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _near(one: str, other: str) -> int:
    shared = 0
    for mine, theirs in zip(folder_of(one).split("/"), folder_of(other).split("/"), strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared

"""Constructors, which are called by the names of their classes and of those that inherit them."""

import re
from collections.abc import Callable, Iterator

from r1_assistant.context.facts import Definition
from r1_assistant.context.impact.compare import Difference, Key
from r1_assistant.context.impact.sides import Side

_CONSTRUCTORS = {
    "python": {"__init__", "__new__"},
    "javascript": {"constructor"},
    "typescript": {"constructor"},
    "tsx": {"constructor"},
    "php": {"__construct"},
    "ruby": {"initialize"},
    "swift": {"init"},
}
_MOST = 50
"""Subclasses that are looked at."""


def class_of(difference: Difference) -> Key | None:
    """Give the class that a changed constructor makes objects of."""
    path, container, name = difference.key
    names = _CONSTRUCTORS.get(difference.language, set())
    if not container or (name not in names and name != container.rpartition(".")[2]):
        return None
    outer, _, own = container.rpartition(".")
    return path, outer, own


def subclasses(
    owner: Key, difference: Difference, side: Side, may_look_at: Callable[[str], bool]
) -> Iterator[Key]:
    """Give the classes below one that have no constructor of their own."""
    constructor = difference.key[2]
    if constructor == owner[2]:
        return  # languages whose constructors have their class's name don't inherit them
    for path, container, name in descendants(owner, side, may_look_at):
        facts = side.file(path)
        inner = f"{container}.{name}".lstrip(".")
        members = facts.definitions if facts is not None else ()
        if not any(one.container == inner and one.name == constructor for one in members):
            yield path, container, name


def descendants(owner: Key, side: Side, may_look_at: Callable[[str], bool]) -> Iterator[Key]:
    """Give the classes whose signatures name one as their base, and those below them."""
    seen = {owner}
    waiting = [owner]
    while waiting and len(seen) < _MOST:
        path, _, name = waiting.pop()
        for user in dict.fromkeys((path, *side.users(name, path))):
            facts = side.file(user) if may_look_at(user) else None
            for one in facts.definitions if facts is not None else ():
                key = one.path, one.container, one.name
                if key not in seen and _extends(one, name):
                    seen.add(key)
                    waiting.append(key)
                    yield key


def _extends(definition: Definition, name: str) -> bool:
    if definition.kind not in ("class", "struct", "interface"):
        return False
    own = re.search(rf"\b{re.escape(definition.name)}\b", definition.signature)
    bases = definition.signature[own.end() :] if own else ""
    return bool(re.search(rf"(?<![\w=]){re.escape(name)}\b(?!\s*=)", bases))

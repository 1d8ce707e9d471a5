"""What can stand behind a dot: the members of what stands before it."""

import re

from r1_assistant.context.contexts.definitions import CLASSES, members_of
from r1_assistant.context.contexts.scope import Scope
from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.classes import linearised
from r1_assistant.context.resolve.evaluation import classes_of, evaluate
from r1_assistant.context.resolve.sources import Sources
from r1_assistant.context.resolve.things import Module, Place, Symbol

_LONGEST = 300
"""Code points of an expression before a dot that is understood."""

_PAIRS = {")": "(", "]": "["}
_NAME_END = re.compile(r"[\w$@!?]+\Z")
_MEMBER_END = re.compile(r"(?:\?\.|\.|->|::)\s*\Z")
_MOST_BASES = 4


def members_before(scope: Scope, dot: int) -> tuple[list[Definition], list[Definition]]:
    """Give the classes of the expression that ends at the offset `dot`, and all their members.

    The classes that they extend come after them. A module's members are what it defines.
    """
    text, path, sources = scope.document.text, scope.document.path, scope.sources
    expression = expression_before(text, dot)
    if not expression:
        return [], []
    sources.begin()
    line = text.count("\n", 0, dot) + 1
    thing = evaluate(expression, Place(path, line, dot - len(expression)), sources)
    if isinstance(thing, Module):
        files = [facts for one in thing.paths if (facts := sources.file(one)) is not None]
        return [], [one for facts in files for one in facts.definitions if not one.container]
    classes = classes_of(thing, sources) if thing is not None else ()
    found = [one.definition for one in classes if isinstance(one, Symbol)]
    family = [base for one in found for base in _family(one, sources)]
    return family, [member for one in family for member in members_of(one, scope.workspace)]


def expression_before(text: str, end: int) -> str:
    """Give the chain of names, calls and indices that ends at an offset."""
    start = end
    floor = max(0, end - _LONGEST)
    while start > floor:
        sign = text[start - 1]
        if sign in _PAIRS:
            start = _opening(text, start - 1, floor)
            if start < 0:
                return ""
            continue
        name = _NAME_END.search(text, floor, start)
        if name is None:
            break
        start = name.start()
        member = _MEMBER_END.search(text, floor, start)
        if member is None:
            break
        start = member.start()
    return text[start:end].strip()


def _opening(text: str, closing: int, floor: int) -> int:
    """Find the bracket that opens what is closed at an offset; -1 if it is too far."""
    depth = 0
    for at in range(closing, floor - 1, -1):
        if text[at] in ")]}":
            depth += 1
        elif text[at] in "([{":
            depth -= 1
            if not depth:
                return at
    return -1


def _family(found: Definition, sources: Sources) -> list[Definition]:
    if found.kind not in CLASSES:
        return []
    return list(linearised(found, sources))[:_MOST_BASES] or [found]

"""What can stand behind a dot: the members of what stands before it."""

from r1_assistant.context.contexts.definitions import CLASSES, members_of
from r1_assistant.context.contexts.scope import Scope
from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.chains import chain_before
from r1_assistant.context.resolve.classes import linearised
from r1_assistant.context.resolve.evaluation import classes_of, evaluate
from r1_assistant.context.resolve.sources import Sources
from r1_assistant.context.resolve.things import Module, Place, Symbol

_MOST_BASES = 4


def members_before(scope: Scope, member: int) -> tuple[list[Definition], list[Definition]]:
    """Give the classes of what stands before the dot of the member at an offset, and their members.

    The classes that they extend come after them. A module's members are what it defines.
    """
    text, path, sources = scope.document.text, scope.document.path, scope.sources
    expression = chain_before(text, member)
    if not expression:
        return [], []
    sources.begin()
    line = text.count("\n", 0, member) + 1
    thing = evaluate(expression, Place(path, line, member - 1 - len(expression)), sources)
    if isinstance(thing, Module):
        files = [facts for one in thing.paths if (facts := sources.file(one)) is not None]
        return [], [one for facts in files for one in facts.definitions if not one.container]
    classes = classes_of(thing, sources) if thing is not None else ()
    found = [one.definition for one in classes if isinstance(one, Symbol)]
    family = [base for one in found for base in _family(one, sources)]
    return family, [member for one in family for member in members_of(one, scope.workspace)]


def _family(found: Definition, sources: Sources) -> list[Definition]:
    if found.kind not in CLASSES:
        return []
    return list(linearised(found, sources))[:_MOST_BASES] or [found]

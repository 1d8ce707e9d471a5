"""What a name in a text stands for: through scopes, imports and types, or else by name alone."""

from collections.abc import Iterable

from r1_assistant.context.facts import Workspace
from r1_assistant.context.references import Identifier
from r1_assistant.context.resolve.by_name import by_name
from r1_assistant.context.resolve.evaluation import evaluate, member, own_member
from r1_assistant.context.resolve.names import follow, visible_name
from r1_assistant.context.resolve.places import language_at
from r1_assistant.context.resolve.resolved import How, Resolved, resolved, weakened
from r1_assistant.context.resolve.scopes import is_bound, is_label, local_definitions, receiver_of
from r1_assistant.context.resolve.shared import SHARED
from r1_assistant.context.resolve.sources import Sources
from r1_assistant.context.resolve.things import (
    CLASSES,
    External,
    Module,
    Place,
    Symbol,
    Thing,
)
from r1_assistant.context.syntax import SyntaxTree

_SELF = ("self", "this", "cls", "super", "super()", "$this", "Self", "base", "parent")


def resolve(
    tree: SyntaxTree,
    path: str,
    identifier: Identifier,
    workspace: Workspace,
    limit: int = 8,
    sources: Sources | None = None,
    *,
    guess: bool = True,
) -> tuple[Resolved, ...]:
    """Find what a name at a place stands for, best first; with `guess` also by name alone.

    Nothing is found for parameters, local variables and what lies outside the workspace. Who
    resolves many names of one tree at once can share one `Sources(tree, path, workspace)`.
    """
    sources = sources or Sources(tree, path, workspace)
    sources.begin(guess=guess)
    line = tree.text.count("\n", 0, identifier.start) + 1
    place = Place(path, line, identifier.start)
    if identifier.is_definition:
        own = sources.named(identifier.name, path)
        return resolved((Symbol(one) for one in own if one.line == line), "local", limit)
    if is_label(tree, identifier):
        return ()
    if taken := _taken(identifier, place, sources):
        return resolved(taken, "import", limit)
    if identifier.is_member:
        return _member(identifier, place, sources, limit)
    return _bare(identifier.name, place, sources, limit)


def resolve_name(
    name: str,
    tree: SyntaxTree,
    path: str,
    workspace: Workspace,
    limit: int = 8,
    sources: Sources | None = None,
) -> tuple[Resolved, ...]:
    """Find what a bare name, such as a type in a signature, stands for at a file's top level."""
    sources = sources or Sources(tree, path, workspace)
    sources.begin()
    return _at_top(name, Place(path, 0), sources, limit)


def _bare(name: str, place: Place, sources: Sources, limit: int) -> tuple[Resolved, ...]:
    if local := local_definitions(name, place, sources):
        return resolved(map(Symbol, local), "local", limit)
    if is_bound(sources.tree, name, place.at):
        return ()
    own = own_member(name, place, sources, 0)
    if any(isinstance(one, Symbol) for one in own):
        return resolved(own, "member", limit)
    return _at_top(name, place, sources, limit)


def _at_top(name: str, place: Place, sources: Sources, limit: int) -> tuple[Resolved, ...]:
    things = visible_name(name, place.path, sources, place.line)
    if things:
        own = isinstance(things[0], Symbol) and things[0].definition.path == place.path
        found = resolved(things, "local" if own else "import", limit)
        shared = sources.language in SHARED and not own and len(found) > 1
        return weakened(found, place.path) if shared else found
    if is_bound(sources.tree, name, -1):
        return ()
    return _guessed(name, "", place, sources, limit, is_member=False)


def _member(
    identifier: Identifier, place: Place, sources: Sources, limit: int
) -> tuple[Resolved, ...]:
    receiver = receiver_of(sources.tree, identifier)
    thing = evaluate(receiver, place, sources) if receiver else None
    if isinstance(thing, External):
        return ()
    if thing is not None:
        things = member(thing, identifier.name, sources)
        if things and not any(isinstance(one, Symbol) for one in things):
            return ()
        if found := resolved(things, _how(thing, receiver), limit):
            return found
    if found := resolved(_of_table(identifier.name, receiver, place, sources), "member", limit):
        return found
    return _guessed(identifier.name, receiver, place, sources, limit, is_member=True)


def _of_table(name: str, receiver: str, place: Place, sources: Sources) -> Iterable[Thing]:
    """Find what a file defines in something that is a class in effect: `function Table.name()`."""
    known = sources.named(name, place.path)
    return (Symbol(one) for one in known if one.container == receiver)


def _how(thing: Thing, receiver: str) -> How:
    if isinstance(thing, Module) or receiver in _SELF or receiver.startswith("super("):
        return "member"
    is_class = isinstance(thing, Symbol) and thing.definition.kind in (*CLASSES, "module")
    return "member" if is_class else "type"


def _taken(identifier: Identifier, place: Place, sources: Sources) -> tuple[Thing, ...]:
    """Find what a name within an import statement takes."""
    facts = sources.file(place.path)
    for one in facts.imports if facts else ():
        if one.line == place.line and identifier.name in (one.name, one.alias):
            things = follow(one, place.path, sources)
            if any(isinstance(thing, Symbol) for thing in things):
                return things
    return ()


def _guessed(
    name: str, receiver: str, place: Place, sources: Sources, limit: int, *, is_member: bool
) -> tuple[Resolved, ...]:
    if not sources.guess:
        return ()
    language = language_at(place.path, sources)
    found = by_name(name, receiver, place, sources, is_member=is_member, language=language)
    sure = 0.5 / max(len(found), 1)
    return tuple(
        Resolved(one, "name", sure if number else min(0.5, 2 * sure))
        for number, one in enumerate(found[:limit])
    )

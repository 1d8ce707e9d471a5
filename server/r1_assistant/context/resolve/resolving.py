"""What a name in a text stands for: through scopes, imports and types, or else by name alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from r1_assistant.context.facts import Definition, Workspace
from r1_assistant.context.references import Identifier
from r1_assistant.context.resolve.by_name import by_name
from r1_assistant.context.resolve.evaluation import evaluate, member, own_member
from r1_assistant.context.resolve.names import follow, visible_name
from r1_assistant.context.resolve.places import language_at
from r1_assistant.context.resolve.scopes import is_bound, is_label, local_definitions, receiver_of
from r1_assistant.context.resolve.shared import SHARED
from r1_assistant.context.resolve.sources import Sources, folder_of
from r1_assistant.context.resolve.things import (
    CLASSES,
    External,
    Instance,
    Module,
    Place,
    Symbol,
    Thing,
)
from r1_assistant.context.syntax import SyntaxTree

How = Literal["local", "import", "member", "type", "name"]

_SURE = {"local": 1.0, "import": 0.95, "member": 0.9, "type": 0.8}
_SELF = ("self", "this", "cls", "super", "super()", "$this", "Self", "base", "parent")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A definition that a name may stand for, and how it was found.

    That is in the file itself, through an import (or what the language shows without one), as
    member of a known class or module, through the type of what stands before the dot, or by its
    name alone. `confidence` goes up to 1; by name alone it is at most 0.5, less for each other
    definition of the name.
    """

    definition: Definition
    how: How
    confidence: float


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
        return _resolved((Symbol(one) for one in own if one.line == line), "local", limit)
    if is_label(tree, identifier):
        return ()
    if taken := _taken(identifier, place, sources):
        return _resolved(taken, "import", limit)
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
        return _resolved(map(Symbol, local), "local", limit)
    if is_bound(sources.tree, name, place.at):
        return ()
    own = own_member(name, place, sources, 0)
    if any(isinstance(one, Symbol) for one in own):
        return _resolved(own, "member", limit)
    return _at_top(name, place, sources, limit)


def _at_top(name: str, place: Place, sources: Sources, limit: int) -> tuple[Resolved, ...]:
    things = visible_name(name, place.path, sources, place.line)
    if things:
        own = isinstance(things[0], Symbol) and things[0].definition.path == place.path
        found = _resolved(things, "local" if own else "import", limit)
        shared = sources.language in SHARED and not own and len(found) > 1
        return _weakened(found, place.path) if shared else found
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
        if found := _resolved(things, _how(thing, receiver), limit):
            return found
    if found := _resolved(_of_table(identifier.name, receiver, place, sources), "member", limit):
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


def _resolved(things: Iterable[Thing], how: How, limit: int) -> tuple[Resolved, ...]:
    """Make results of the definitions among things, each once."""
    found: dict[tuple[str, int], Resolved] = {}
    for thing in things:
        if isinstance(thing, Instance) or not isinstance(thing, Symbol):
            continue
        one = thing.definition
        found.setdefault((one.path, one.line), Resolved(one, how, _SURE[how]))
    return tuple(found.values())[:limit]


def _weakened(found: tuple[Resolved, ...], path: str) -> tuple[Resolved, ...]:
    """Lower the confidence where several definitions are seen without an import."""
    folder = folder_of(path)
    return tuple(
        Resolved(one.definition, one.how, one.confidence if number == 0 else one.confidence / 2)
        if folder_of(one.definition.path) == folder or number
        else Resolved(one.definition, one.how, 0.7)
        for number, one in enumerate(found)
    )


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

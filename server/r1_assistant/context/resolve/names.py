"""Names at the top level of files, followed through imports to where they are defined."""

from r1_assistant.context.facts import FileFacts, Import
from r1_assistant.context.resolve.modules import files_of, is_outside, joined
from r1_assistant.context.resolve.packages import PACKAGED, of_package
from r1_assistant.context.resolve.shared import shared_name
from r1_assistant.context.resolve.sources import Sources, folder_of, stem_of
from r1_assistant.context.resolve.things import External, Module, Symbol, Thing, qualified

_DEEPEST = 12
"""Imports and stars that are followed one after another: six modules, each with its package."""

_MANY = 4
"""Files of a package whose definitions are read; those of a larger one are asked for by name."""

_OUT: tuple[Thing, ...] = (External(),)

Seen = frozenset[tuple[str, str]]


def name_in_file(
    name: str, path: str, sources: Sources, line: int = 0, seen: Seen = frozenset()
) -> tuple[Thing, ...]:
    """Find what a name stands for at a file's top level; imports before `line` come first."""
    facts = sources.file(path)
    if facts is None or (path, name) in seen or len(seen) >= _DEEPEST:
        return ()
    seen |= {(path, name)}
    return (
        _defined(name, facts, sources)
        or _imported(name, facts, sources, line, seen)
        or (_default(facts) if name == "default" else ())
        or _from_stars(name, facts, sources, seen)
    )


def visible_name(name: str, path: str, sources: Sources, line: int = 0) -> tuple[Thing, ...]:
    """Find a name as `name_in_file` does, then among what the language shows without import."""
    return sources.once(_visible, name, path, line)


def _visible(sources: Sources, name: str, path: str, line: int) -> tuple[Thing, ...]:
    found = name_in_file(name, path, sources, line)
    if found and _is_header(found[0]):
        # what a header declares is defined elsewhere
        return (*found, *(one for one in shared_name(name, path, sources) if one not in found))
    return found or shared_name(name, path, sources)


def _is_header(thing: Thing) -> bool:
    return isinstance(thing, Symbol) and thing.definition.path.endswith((".h", ".hpp", ".hh"))


def dotted_name(text: str, path: str, sources: Sources, line: int = 0) -> tuple[Thing, ...]:
    """Find what a dotted name, such as that of a type, stands for at a file's top level."""
    parts = [part for part in text.replace("::", ".").replace("\\", ".").split(".") if part]
    if not parts:
        return ()
    things = visible_name(parts[0], path, sources, line)
    for name in parts[1:]:
        things = tuple(found for thing in things[:2] for found in _inner(thing, name, sources))
    return things


def follow(
    taken: Import, path: str, sources: Sources, seen: Seen = frozenset()
) -> tuple[Thing, ...]:
    """Find what an import of a file takes; External if it lies outside the workspace."""
    facts = sources.file(path)
    language = facts.language if facts else sources.language
    if not taken.module:
        return name_in_file(taken.name, path, sources, 0, seen) if taken.name else ()
    if language in PACKAGED and taken.name not in ("", "*"):
        found = _in_package(taken.module, taken.name, language, sources)
        return found or (External(),)
    module = module_of(taken.module, path, language, sources)
    if not taken.name:
        return (module,) if module.paths or not is_outside(module, language, sources) else _OUT
    found = name_in_module(module, taken.name, sources, seen)
    return found or (_OUT if is_outside(module, language, sources) else ())


def module_of(spec: str, path: str, language: str, sources: Sources) -> Module:
    """Give a module with its files."""
    return Module(spec, path, files_of(spec, path, language, sources))


def name_in_module(
    module: Module, name: str, sources: Sources, seen: Seen = frozenset()
) -> tuple[Thing, ...]:
    """Find a name in a module: what it defines or gives on, or a module below it."""
    if len(module.paths) > _MANY:
        folder = folder_of(module.paths[0])
        found = (one for one in sources.definitions(name) if folder_of(one.path) == folder)
        return tuple(Symbol(one) for one in found if not one.container)
    for path in module.paths:
        if things := name_in_file(name, path, sources, 0, seen):
            return things
    facts = sources.file(module.origin)
    language = facts.language if facts else sources.language
    inner = module_of(joined(module.spec, name, language), module.origin, language, sources)
    if inner.paths and inner.paths != module.paths:
        return (inner,)
    return _anywhere(module, name, sources)


def _anywhere(module: Module, name: str, sources: Sources) -> tuple[Thing, ...]:
    """Find a member that a module's file defines within something: exports, a table, a `mod`."""
    last = module.spec.replace("::", ".").rpartition(".")[2]
    for path in module.paths[:1]:
        facts = sources.file(path)
        if facts is None or facts.language in ("python", "go", "java"):
            return ()
        found = sources.named(name, path)
        inner = [one for one in found if one.container.rpartition(".")[2] == last] or [
            one
            for one in found
            if facts.language in ("lua", "javascript") and "." not in one.container
        ]
        return tuple(Symbol(one) for one in inner)
    return ()


def _inner(thing: Thing, name: str, sources: Sources) -> tuple[Thing, ...]:
    if isinstance(thing, Module):
        return name_in_module(thing, name, sources)
    if isinstance(thing, Symbol):
        outer = qualified(thing.definition)
        found = sources.named(name, thing.definition.path)
        return tuple(Symbol(one) for one in found if one.container == outer)
    return (thing,) if isinstance(thing, External) else ()


def _defined(name: str, facts: FileFacts, sources: Sources) -> tuple[Thing, ...]:
    found = sources.named(name, facts.path)
    if not found:
        return ()
    # `const name = require(...)` defines nothing but imports
    taken = {one.line for one in facts.imports if one.alias == name and one.module}
    kept = [one for one in found if one.line not in taken]
    top = [one for one in kept if not one.container]
    if kept and not top:
        modules = {qualified(one) for one in facts.definitions if one.kind == "module"}
        top = [one for one in kept if one.container in modules]
    top.sort(key=lambda one: one.kind == "variable")
    return tuple(Symbol(one) for one in top)


def _imported(
    name: str, facts: FileFacts, sources: Sources, line: int, seen: Seen
) -> tuple[Thing, ...]:
    """Follow the imports of a name: of several, the last before the line that leads somewhere."""
    found = [one for one in facts.imports if one.alias == name]
    if line:
        found.sort(key=lambda one: (one.line > line, abs(line - one.line)))
    outside: tuple[Thing, ...] = ()
    for one in found:
        if not one.module and one.name == name:
            continue
        things = follow(one, facts.path, sources, seen)
        if things and not isinstance(things[0], External):
            return things
        outside = outside or things
    return outside


def _from_stars(name: str, facts: FileFacts, sources: Sources, seen: Seen) -> tuple[Thing, ...]:
    if facts.language in PACKAGED:
        stars = [one.module for one in facts.imports if one.name == "*"]
        candidates = sources.definitions(name) if stars else ()
        for star in stars:
            if found := of_package(star, candidates, facts.language, 1):
                return tuple(Symbol(one) for one in found)
        if facts.language != "php":
            return ()
    for one in facts.imports:
        if one.name == "*" and not one.alias:
            module = module_of(one.module, facts.path, facts.language, sources)
            for path in module.paths:
                if things := name_in_file(name, path, sources, 0, seen):
                    return things
    return ()


def _default(facts: FileFacts) -> tuple[Thing, ...]:
    """Find what a module of JavaScript gives by default."""
    marked = [one for one in facts.definitions if one.signature.startswith("export default")]
    named = [
        one for one in facts.definitions if not one.container and one.name == stem_of(facts.path)
    ]
    return tuple(Symbol(one) for one in (marked or named)[:1])


def _in_package(module: str, name: str, language: str, sources: Sources) -> tuple[Thing, ...]:
    found = of_package(module, sources.definitions(name), language, 1)
    return tuple(Symbol(one) for one in found)

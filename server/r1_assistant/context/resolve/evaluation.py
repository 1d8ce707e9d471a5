"""What an expression stands for, found without running anything: names, members, calls."""

from collections.abc import Iterable

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.assigned import assigned
from r1_assistant.context.resolve.bindings import Binding, bindings_outside
from r1_assistant.context.resolve.classes import linearised, members
from r1_assistant.context.resolve.expressions import first_choice, steps_of
from r1_assistant.context.resolve.names import module_of, name_in_module, visible_name
from r1_assistant.context.resolve.own_words import OWN, own_word
from r1_assistant.context.resolve.places import CALLABLE, bindings_at, class_at, language_at
from r1_assistant.context.resolve.sources import Sources
from r1_assistant.context.resolve.things import (
    CLASSES,
    External,
    Instance,
    Module,
    Place,
    Symbol,
    Thing,
    Typed,
    Written,
)
from r1_assistant.context.resolve.values import (
    is_read,
    piece,
    type_named,
    written_results,
    written_value,
)
from r1_assistant.context.resolve.written_types import element, parts, split

_DEEPEST = 14
"""Steps of inference, each of which asks for the type of something else."""

_ITERATORS = {"Iterator", "Generator", "AsyncIterator", "AsyncGenerator", "Iterable"}


def evaluate(expression: str, place: Place, sources: Sources, depth: int = 0) -> Thing | None:
    """Find what an expression stands for in a place; None if that can't be told."""
    if depth > _DEEPEST or not sources.spend():
        return None
    language = language_at(place.path, sources)
    steps = steps_of(first_choice(expression, language), language)
    if not steps:
        return None
    things = _first(steps[0].kind, steps[0].text, place, sources, depth)
    for step in steps[1:]:
        thing = things[0] if things else None
        if thing is None:
            return None
        if step.kind == "member":
            things = member(thing, step.text, sources, depth + 1)
        elif step.kind == "call":
            things = _one(result(thing, sources, depth + 1))
        else:
            things = _one(element_of(thing, sources, depth + 1))
    return things[0] if things else None


def name_at(name: str, place: Place, sources: Sources, depth: int = 0) -> tuple[Thing, ...]:
    """Find what a bare name stands for: a variable, a name of the file, a member of the class."""
    if (bound := bindings_at(name, place, sources)) is not None:
        for binding in bound[:3]:
            thing = _bound(binding, place, sources, depth + 1)
            if thing is not None:
                return (thing,)
        return ()
    return (
        visible_name(name, place.path, sources, place.line)
        or own_member(name, place, sources, depth)
        or _outside(name, place, sources, depth)
    )


def _outside(name: str, place: Place, sources: Sources, depth: int) -> tuple[Thing, ...]:
    """Find a variable of the open file's top level that is no definition."""
    if place.path != sources.path:
        return ()
    for binding in bindings_outside(sources.tree, name)[-1:]:
        return _one(_bound(binding, place, sources, depth + 1))
    return ()


def own_member(name: str, place: Place, sources: Sources, depth: int) -> tuple[Thing, ...]:
    """Find a member of the class around a place, where the language needs no `this` for it."""
    if language_at(place.path, sources) in ("python", "javascript", "typescript", "tsx", "go"):
        return ()
    owner = class_at(place, sources)
    return attribute(owner, name, sources, depth + 1) if owner else ()


def member(thing: Thing, name: str, sources: Sources, depth: int = 0) -> tuple[Thing, ...]:
    """Find a member of what an expression stands for."""
    if depth > _DEEPEST:
        return ()
    if isinstance(thing, External):
        return (thing,)
    if isinstance(thing, Module):
        return name_in_module(thing, name, sources)
    if isinstance(thing, Instance):
        return attribute(thing.definition, name, sources, depth, is_super=thing.is_super)
    if isinstance(thing, Symbol) and thing.definition.kind in (*CLASSES, "module"):
        found = attribute(thing.definition, name, sources, depth)
        return found or ((Instance(thing.definition),) if name == "new" else ())
    if isinstance(thing, Symbol):
        return _member_of_value(thing.definition, name, sources, depth)
    for one in classes_of(thing, sources, depth + 1):
        if isinstance(one, External):
            return (one,)
        if isinstance(one, Symbol) and (found := member(one, name, sources, depth + 1)):
            return found
    return ()


def _member_of_value(
    definition: Definition, name: str, sources: Sources, depth: int
) -> tuple[Thing, ...]:
    """Find a member of what a variable holds, or of a named type: `type Names []string` in Go."""
    if definition.kind == "type" and (own := members(definition, name, sources)):
        return tuple(Symbol(one) for one in own)
    value = value_of(definition, sources, depth + 1)
    return member(value, name, sources, depth + 1) if value else ()


def attribute(
    definition: Definition, name: str, sources: Sources, depth: int, *, is_super: bool = False
) -> tuple[Thing, ...]:
    """Find a member of a class or its bases, also one that only a method gives it."""
    for number, one in enumerate(linearised(definition, sources)):
        if number == 0 and is_super:
            continue
        if found := members(one, name, sources):
            return tuple(Symbol(each) for each in found)
        given = assigned(one, name, sources) if depth < _DEEPEST else ()
        if thing := _known(given, sources, depth + 2):
            return (thing,)
    return ()


def result(thing: Thing, sources: Sources, depth: int = 0) -> Thing | None:
    """Find what a call gives."""
    if isinstance(thing, External):
        return thing
    if isinstance(thing, Instance):
        called = attribute(thing.definition, "__call__", sources, depth + 1)
        return result(called[0], sources, depth + 1) if called else thing
    if not isinstance(thing, Symbol) or depth > _DEEPEST:
        return None
    definition = thing.definition
    if definition.kind in CLASSES:
        return Instance(definition)
    if definition.kind in CALLABLE:
        return _returned(definition, sources, depth + 1)
    value = value_of(definition, sources, depth + 1)
    if isinstance(value, Typed):
        # a class's alias, or Go's conversion to a named type
        return value
    return result(value, sources, depth + 1) if value else None


def value_of(definition: Definition, sources: Sources, depth: int = 0) -> Thing | None:
    """Find what a variable, a field, a property or another name for a type stands for."""
    if depth > _DEEPEST:
        return None
    if definition.kind in CALLABLE:
        return _returned(definition, sources, depth + 1) if is_read(definition, sources) else None
    value = written_value(definition, sources)
    return _settled(value, sources, depth + 1) if value else None


def _returned(definition: Definition, sources: Sources, depth: int) -> Thing | None:
    """Find what a function gives, by its signature or else by what it returns."""
    return _known(written_results(definition, sources), sources, depth + 2)


def _known(
    candidates: Iterable[Typed | Instance | Written], sources: Sources, depth: int
) -> Thing | None:
    """Give the first candidate of which it can be told that it is in the workspace."""
    for one in candidates:
        thing = _settled(one, sources, depth)
        if thing is not None and not isinstance(thing, External):
            return thing
    return None


def _settled(thing: Typed | Instance | Written, sources: Sources, depth: int) -> Thing | None:
    if isinstance(thing, Written):
        return evaluate(thing.text, thing.place, sources, depth)
    return thing


def classes_of(thing: Thing, sources: Sources, depth: int = 0) -> tuple[Thing, ...]:
    """Find the classes, as Symbol, that a value can be an object of."""
    if isinstance(thing, Instance):
        return (Symbol(thing.definition),)
    if not isinstance(thing, Typed):
        return (thing,)
    name, _ = parts(thing.text)
    if name in OWN:
        owner = class_at(thing.place, sources)
        return (Symbol(owner),) if owner else ()
    found: list[Thing] = []
    for one in type_named(name, thing.place, sources):
        if isinstance(one, Symbol) and one.definition.kind not in (*CLASSES, "module", "type"):
            value = value_of(one.definition, sources, depth + 1)
            one = value if isinstance(value, Symbol) else External()
        elif isinstance(one, Symbol) and one.definition.kind == "type" and depth <= _DEEPEST:
            value = value_of(one.definition, sources, depth + 1)
            found += [one, *(classes_of(value, sources, depth + 2) if value else ())]
            continue
        found.append(one)
    return tuple(found)


def element_of(thing: Thing, sources: Sources, depth: int = 0) -> Thing | None:
    """Find what a loop over a value, or an index into it, gives."""
    if isinstance(thing, External) or depth > _DEEPEST:
        return None
    if isinstance(thing, Symbol) and thing.definition.kind not in CLASSES:
        value = value_of(thing.definition, sources, depth + 1)
        return element_of(value, sources, depth + 1) if value else None
    if isinstance(thing, Typed) and (inner := element(thing.text)):
        return Typed(inner, thing.place)
    for one in classes_of(thing, sources, depth + 1)[:1]:
        if isinstance(one, Symbol):
            iterated = attribute(one.definition, "__iter__", sources, depth + 1)
            given = result(iterated[0], sources, depth + 1) if iterated else None
            return element_of(given, sources, depth + 1) if isinstance(given, Typed) else None
    return None


def _one(thing: Thing | None) -> tuple[Thing, ...]:
    return (thing,) if thing is not None else ()


def _first(kind: str, text: str, place: Place, sources: Sources, depth: int) -> tuple[Thing, ...]:
    """Find what an expression begins with."""
    if kind == "literal":
        return (External(),)
    if kind == "new":
        return (Typed(text, place),)
    language = language_at(place.path, sources)
    if own := own_word(text, language):
        owner = class_at(place, sources)
        if owner is None:
            return ()
        return (Symbol(owner),) if own == "class" else (Instance(owner, is_super=own == "super"),)
    if text.startswith("@"):
        owner = class_at(place, sources)
        return attribute(owner, text.lstrip("@"), sources, depth + 1) if owner else ()
    found = name_at(text.lstrip("$") if language == "php" else text, place, sources, depth)
    if not found and language == "rust":
        # a crate or a module beside this one needs no `use`
        module = module_of(text, place.path, language, sources)
        found = (module,) if module.paths else ()
    return found


def _bound(binding: Binding, place: Place, sources: Sources, depth: int) -> Thing | None:
    """Find what a parameter or variable stands for."""
    at = Place(place.path, place.line, binding.start if place.at >= 0 else -1)
    if binding.type:
        return Typed(binding.type, at)
    if not binding.value or depth > _DEEPEST:
        return None
    value = binding.value
    if binding.number >= 0 and len(split(value)) > binding.number > -1 and binding.how != "each":
        pieces = split(value)
        value = pieces[binding.number] if len(pieces) > 1 else value
        if len(pieces) > 1:
            return evaluate(value, at, sources, depth + 1)
    thing = evaluate(value, at, sources, depth + 1)
    if thing is None:
        return None
    if binding.how == "caught":
        return result(thing, sources, depth + 1)
    if binding.how == "with":
        return _entered(thing, sources, depth + 1)
    if binding.how == "each":
        language = language_at(place.path, sources)
        if language == "go" and binding.number == 0:
            return None
        thing = element_of(thing, sources, depth + 1)
        return thing if binding.number < 1 or language == "go" else None
    return piece(thing, binding.number)


def _entered(thing: Thing, sources: Sources, depth: int) -> Thing | None:
    """Find what `with` gives of a value: the result of `__enter__`, or itself."""
    if isinstance(thing, Typed) and parts(thing.text)[0].rpartition(".")[2] in _ITERATORS:
        return Typed(element(thing.text), thing.place)
    for name in ("__enter__", "__aenter__"):
        for entered in member(thing, name, sources, depth + 1)[:1]:
            given = result(entered, sources, depth + 1)
            if given is not None and not isinstance(given, External):
                return given
    return thing

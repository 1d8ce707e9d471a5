"""Classes: their bases, the order in which these are asked, and their members."""

import re
from collections.abc import Iterator

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.names import dotted_name
from r1_assistant.context.resolve.sources import Sources, folder_of
from r1_assistant.context.resolve.things import CLASSES, Symbol, qualified
from r1_assistant.context.resolve.written_types import parts, split

_MOST = 24
"""Classes among a class's bases that are looked at."""

_EXTENSIBLE = ("go", "rust", "swift", "cpp", "c", "csharp", "ruby")
"""Languages in which a type's members may be in other files than the type."""

_KEYWORDS = re.compile(r"\b(?:extends|implements|with|permits|where)\b")
_MODIFIERS = re.compile(r"\b(?:public|private|protected|virtual|open|override)\b\s*")
_EMBEDDED = re.compile(
    r"^\s*\*?((?:\w+\.)?[A-Z]\w*|[a-z]\w*)(?:\[[^\]]*\])?\s*(?:`[^`]*`)?\s*(?://.*)?$", re.MULTILINE
)
_MIXED_IN = re.compile(r"^\s*(?:include|prepend|extend|use)\s+([\w:\\]+)", re.MULTILINE)


def members(definition: Definition, name: str, sources: Sources) -> tuple[Definition, ...]:
    """Find a class's own members of a name, not those of its bases."""
    container = qualified(definition)
    own = sources.named(name, definition.path)
    found = tuple(one for one in own if one.container == container)
    facts = sources.file(definition.path)
    language = facts.language if facts else sources.language
    if found or language not in _EXTENSIBLE:
        return found
    others = [one for one in sources.definitions(name) if _ends(one.container, definition.name)]
    beside = [one for one in others if folder_of(one.path) == folder_of(definition.path)]
    return tuple(beside if beside or language == "go" else others)


def linearised(definition: Definition, sources: Sources) -> tuple[Definition, ...]:
    """Give a class and its bases in the order in which their members are looked up."""
    return sources.once(_linearised, definition)


def _linearised(sources: Sources, definition: Definition) -> tuple[Definition, ...]:
    order = _merged(definition, sources, 0)
    if order is None:
        order = list(_depth_first(definition, sources, set()))
    return (definition, *(one for one in order[:_MOST] if one != definition))


def bases(definition: Definition, sources: Sources) -> tuple[Definition, ...]:
    """Find the classes that a class says it is derived from, those in the workspace."""
    return sources.once(_bases, definition)


def _bases(sources: Sources, definition: Definition) -> tuple[Definition, ...]:
    things = (
        thing
        for name in base_names(definition, sources)
        for thing in dotted_name(name, definition.path, sources, definition.line)[:1]
    )
    found = (thing.definition for thing in things if isinstance(thing, Symbol))
    kinds = (*CLASSES, "module", "type")
    return tuple(one for one in found if one.kind in kinds and one != definition)


def base_names(definition: Definition, sources: Sources) -> list[str]:
    """Give the names of a class's bases as they are written, without their arguments."""
    facts = sources.file(definition.path)
    language = facts.language if facts else sources.language
    written = _written_bases(definition, language, sources)
    names = (parts(one)[0] for one in written if "=" not in one.partition("(")[0])
    return [name for name in names if name]


def _written_bases(definition: Definition, language: str, sources: Sources) -> list[str]:
    head = definition.signature.rpartition("\n")[2]
    _, found, rest = head.partition(f" {definition.name}")
    rest = rest if found else ""
    if language == "python":
        return split(rest.strip().removeprefix("(").removesuffix(")")) if "(" in rest else []
    if language == "go":
        body = text_of(definition, sources).partition("{")[2]
        return [one[1] for one in _EMBEDDED.finditer(body)]
    if language in ("ruby", "php"):
        mixed = [one[1] for one in _MIXED_IN.finditer(text_of(definition, sources))]
        parents = re.split(r"<|\bextends\b|\bimplements\b|,", rest)[1:]
        return [*(one.strip() for one in parents), *mixed]
    if language in ("javascript", "typescript", "tsx", "java", "scala"):
        return [one for part in _KEYWORDS.split(_without_brackets(rest))[1:] for one in split(part)]
    _, colon, rest = _without_brackets(rest).partition(":")
    return split(_MODIFIERS.sub("", _KEYWORDS.split(rest)[0])) if colon else []


def text_of(definition: Definition, sources: Sources) -> str:
    """Give the text of a definition's lines."""
    place = (definition.path, definition.line, definition.end_line)
    if place not in sources.spans:
        lines = sources.lines(definition.path)
        sources.spans[place] = "\n".join(lines[definition.line - 1 : definition.end_line])
    return sources.spans[place]


def _without_brackets(text: str) -> str:
    """Take parameters and arguments out of a class's head."""
    for _ in range(6):
        shorter = re.sub(r"\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]", "", text)
        if shorter == text:
            break
        text = shorter
    return text


def _merged(definition: Definition, sources: Sources, depth: int) -> list[Definition] | None:
    """Linearise by the C3 rule; None if the bases contradict one another."""
    if depth > 8:
        return [definition]
    found = bases(definition, sources)
    sequences: list[list[Definition]] = []
    for base in found:
        order = _merged(base, sources, depth + 1)
        if order is None:
            return None
        sequences.append(order)
    sequences.append(list(found))
    merged = [definition]
    while sequences := [sequence for sequence in sequences if sequence]:
        tails = [sequence[1:] for sequence in sequences]
        heads = (sequence[0] for sequence in sequences)
        head = next((one for one in heads if not any(one in tail for tail in tails)), None)
        if head is None:
            return None
        merged.append(head)
        sequences = [[one for one in sequence if one != head] for sequence in sequences]
    return merged


def _depth_first(
    definition: Definition, sources: Sources, seen: set[Definition]
) -> Iterator[Definition]:
    if definition in seen or len(seen) > _MOST:
        return
    seen.add(definition)
    yield definition
    for base in bases(definition, sources):
        yield from _depth_first(base, sources, seen)


def _ends(container: str, name: str) -> bool:
    return container == name or container.endswith(f".{name}")

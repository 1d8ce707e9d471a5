"""Definitions as candidates: their signatures, their members, their code."""

from collections.abc import Iterable, Iterator

from r1_assistant.context.contexts.values import Candidate, Reason
from r1_assistant.context.facts import Definition, Workspace
from r1_assistant.context.resolve.things import qualified

CLASSES = ("class", "interface", "struct", "enum", "module", "type")
"""Kinds whose members say what can be done with them."""

_CONSTRUCTORS = {"__init__", "__new__", "constructor", "init", "new", "__construct", "initialize"}
_MOST_MEMBERS = 16
_VALUES = ("variable", "constant", "field", "property")
_LONGEST_VALUE = 80
"""Code points of a variable with its value."""

_MEMBER_KINDS = ("method", "constructor", "function", "property", "field")


def of_definition(
    found: Definition, reason: Reason, score: float, *, volatile: bool = False
) -> Candidate:
    """Make a candidate of a definition's signature."""
    return Candidate(
        path=found.path,
        line=found.line,
        end_line=found.end_line,
        text=_text(found),
        reason=reason,
        score=score,
        volatile=volatile,
        within=header(found, found.container),
        heads=header(found, qualified(found)) if found.kind in CLASSES else "",
    )


def with_constructor(
    found: Definition,
    workspace: Workspace,
    reason: Reason,
    score: float,
    *,
    volatile: bool = False,
) -> Iterator[Candidate]:
    """Give a definition, and for a class how it is made."""
    yield of_definition(found, reason, score, volatile=volatile)
    if found.kind not in CLASSES:
        return
    for member in members_of(found, workspace):
        if member.name in _CONSTRUCTORS or member.kind == "constructor":
            yield of_definition(member, reason, score * 0.9, volatile=volatile)


def with_members(
    found: Definition, workspace: Workspace, reason: Reason, score: float
) -> Iterator[Candidate]:
    """Give a class and its members, the public ones before the others."""
    yield of_definition(found, reason, score)
    members = sorted(members_of(found, workspace), key=lambda one: one.name.startswith("_"))
    for number, member in enumerate(members[:_MOST_MEMBERS]):
        yield of_definition(member, reason, score * (0.9 - 0.02 * number))


def members_of(found: Definition, workspace: Workspace) -> list[Definition]:
    """Find what a class holds, in its order; nothing for what is no class."""
    facts = workspace.file(found.path) if found.kind in CLASSES else None
    name = qualified(found)
    if facts is None:
        return []
    return [one for one in facts.definitions if one.container == name and one.kind in _MEMBER_KINDS]


def header(found: Definition, name: str) -> str:
    """Write the line below which members of a name stand; "" for what stands for itself."""
    if not name or found.path.endswith(".go"):
        return ""  # a method in Go names its type itself
    return f"class {name}:" if found.path.endswith((".py", ".pyi", ".pyw")) else f"{name}:"


def _text(found: Definition) -> str:
    """Give a signature; what a variable is set to is cut when it is long."""
    text = found.signature
    if found.kind in _VALUES and len(text) > _LONGEST_VALUE:
        return f"{text[:_LONGEST_VALUE].rstrip()}…"
    return text


def elsewhere(
    candidates: Iterable[Candidate], path: str, first: int, last: int
) -> Iterator[Candidate]:
    """Leave out what a window of lines of a file shows already."""
    for one in candidates:
        if one.path != path or not first <= one.line <= last:
            yield one

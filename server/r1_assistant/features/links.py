"""The names in an answer that stand for definitions: what a reader may want to look at next."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.context.facts import Definition, FileFacts, Workspace
from r1_assistant.context.symbols import Identifier, identifier_at
from r1_assistant.context.syntax import Place, SyntaxTree, place_of

if TYPE_CHECKING:
    from r1_assistant.context.resolve import Resolved, Sources

MOST_NAMES = 20
"""Names of an answer that are looked up."""

_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)(`{1,2})(?!`) ?([^`\n]{1,100}?) ?\1(?!`)")
_JOINT = r"(?:\??\.|::|->|#)"
_WORD = r"[^\W\d]\w*"
_NAME = re.compile(rf"((?:{_WORD}{_JOINT})*)({_WORD})(?:\(.*\))?")
_OCCURRENCES = 5
"""Places where a name is looked for among strings and comments before it is given up."""


@dataclass(frozen=True, slots=True)
class About:
    """What an answer is about: lines of a file of the workspace, 1-based and both inclusive."""

    path: str
    line: int
    end_line: int


def names_in(answer: str) -> tuple[str, ...]:
    """List the inline code of an answer in Markdown that may be a name, each once.

    They are as they stand there: `add`, `Cart.add`, `add(1, 2)`.
    """
    codes = (match[2] for match in _INLINE.finditer(_FENCED.sub("", answer)))
    return tuple(dict.fromkeys(code for code in codes if _NAME.fullmatch(code)))[:MOST_NAMES]


def definitions_of(
    names: Iterable[str], about: About, tree: SyntaxTree, workspace: Workspace
) -> dict[str, Definition]:
    """Find what names stand for where the answer is about; those that are not sure are left out.

    `tree` is that of the file which it is about. A name that the code uses stands for what it does
    there; any other is found from the file's top level, or by itself if nothing else is called so.
    """
    from r1_assistant.context.resolve import Sources  # late: a server starts without

    sources = Sources(tree, about.path, workspace)
    span = _span(tree.text, about)
    found = ((name, _definition(name, span, sources, workspace)) for name in names)
    return {name: one for name, one in found if one is not None}


def _definition(
    name: str, span: tuple[int, int], sources: "Sources", workspace: Workspace
) -> Definition | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    from r1_assistant.context.resolve import resolve, resolve_name

    used = _used(match, sources.tree, *span)
    if used is not None:
        return _sure(resolve(sources.tree, sources.path, used, workspace, 2, sources))
    if match[1]:
        return _only_member(match[2], re.split(_JOINT, match[1])[-2], sources)
    seen = resolve_name(match[2], sources.tree, sources.path, workspace, 2, sources)
    return _sure(seen) if seen else _only_member(match[2], "", sources)


def _used(name: re.Match[str], tree: SyntaxTree, start: int, end: int) -> Identifier | None:
    """Find a name, with what stands before its dot, in code between two offsets."""
    pattern = re.compile(rf"(?<!\w){re.escape(name[1])}({re.escape(name[2])})(?!\w)")
    for number, match in enumerate(pattern.finditer(tree.text, start, end)):
        if number == _OCCURRENCES:
            break
        used = identifier_at(tree, match.start(1))
        in_code = place_of(tree, match.start(1)) is Place.CODE
        if used is not None and used.name == name[2] and in_code:
            return used
    return None


def _sure(found: Sequence["Resolved"]) -> Definition | None:
    """Give the best definition; one found by its name alone only if it is the only one."""
    if not found or (found[0].how == "name" and len(found) > 1):
        return None
    return found[0].definition


def _only_member(name: str, container: str, sources: "Sources") -> Definition | None:
    """Give the one member of a name, "" for that of any class; None if there are others.

    What the file imports under that name is something else.
    """
    facts = sources.file(sources.path)
    if not container and facts is not None and _imports(facts, name):
        return None
    found = sources.definitions(name)
    if container:
        found = tuple(one for one in found if one.container.rpartition(".")[2] == container)
    return found[0] if len(found) == 1 and found[0].container else None


def _imports(facts: FileFacts, name: str) -> bool:
    return any(name in (one.name, one.alias) for one in facts.imports)


def _span(text: str, about: About) -> tuple[int, int]:
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
    last = len(starts) - 1
    return starts[min(about.line - 1, last)], starts[min(about.end_line, last)]

"""Names whose import or definition a change takes away while the file still uses them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import line_of, nodes_of, text_of
from r1_assistant.analysis.names.bound import PYTHON_GLOBALS, bound, opens_all, read
from r1_assistant.analysis.names.globals import SCRIPT_GLOBALS
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.definitions import symbols
from r1_assistant.context.syntax import SyntaxTree, problems

if TYPE_CHECKING:
    from tree_sitter import Node

_SCRIPTS = ("javascript", "typescript", "tsx")
_NAMES = re.compile(r"[^\W\d][\w$]*")
_PACKAGES = re.compile(r"[\w~]+")
_USED = frozenset({"identifier", "type_identifier", "package_identifier"})


def names_taken_away(view: HunkView) -> Iterator[Trace]:
    """Find the names that were bound on removed lines and are still used, with nothing behind."""
    old, new = view.old.tree, view.new.tree
    if old is None or new is None or not view.removed or not view.new.whole:
        return
    gone = {name: line for name, line in _gone(old, new, view) if line in view.removed}
    if not gone or problems(new):
        return
    for name, line in sorted(gone.items(), key=lambda each: each[1]):
        places = _places(name, new, view)
        if not places:
            continue
        basis = f"Line {line} of the old file gave `{name}`, and line {places[0]} still uses it"
        here = next((one for one in places if one in view.subjects), view.anchor(line))
        yield Trace("lost-name", here, name, basis, 0.9)


def _gone(old: SyntaxTree, new: SyntaxTree, view: HunkView) -> Iterator[tuple[str, int]]:
    """Give the names that are not bound any more, with the old line that bound them."""
    if view.language == "go":
        yield from _lost(old.once(_of_go), new.once(_of_go))
    elif view.language == "java":
        yield from _lost_in_java(old, new, view)
    elif view.language in ("python", *_SCRIPTS):
        yield from _unbound(old, new, view)


def _unbound(old: SyntaxTree, new: SyntaxTree, view: HunkView) -> Iterator[tuple[str, int]]:
    known = PYTHON_GLOBALS if view.language == "python" else SCRIPT_GLOBALS
    places = {
        name: line
        for line in sorted(view.removed, reverse=True)
        for name in _NAMES.findall(view.old.line(line))
        if name not in known and name in new.text and _binds(view.old.line(line), name)
    }
    if not places or opens_all(old) or opens_all(new):
        return
    defined = {one.name for one in symbols(old) if one.kind in ("function", "class", "method")}
    names = places.keys() & bound(old) - bound(new) - defined
    yield from ((name, places[name]) for name in names)


def _binds(text: str, name: str) -> bool:
    """Tell a line that imports or declares a name; a plain assignment may be one of several."""
    word = rf"(?<![\w$.]){re.escape(name)}(?![\w$])"
    brought = re.match(r"\s*(?:import|from|export|}|[\w$*,{} ]+,?$)", text)
    declared = re.match(r"\s*(?:export\s+)?(?:const|let|var)\b[^=]*", text)
    assigned = re.match(rf"{word}\s*(?::[^=]+)?=(?!=)", text)
    held = declared[0] if declared else text if brought else ""
    return bool(assigned or re.search(word, held))


def _places(name: str, tree: SyntaxTree, view: HunkView) -> list[int]:
    """Give the lines that use a name."""
    if view.language == "go":
        return [line for one, line in tree.once(_packages_used) if one == name]
    if view.language == "java":
        return [line for one, line in tree.once(_types_used) if one == name]
    if re.search(rf"\b(?:del|delete|typeof|NameError)\s+{re.escape(name)}\b", tree.text):
        return []
    return sorted(line_of(node) for node in read(tree) if text_of(node) == name)


def _lost(
    before: dict[str, tuple[str, int]], now: dict[str, tuple[str, int]]
) -> Iterator[tuple[str, int]]:
    """Compare Go's imports; a path that holds the name may well still give it."""
    there = {part for path, _ in now.values() for part in _PACKAGES.findall(path)}
    for name, (_, line) in before.items():
        if name not in now and name not in there:
            yield name, line


def _of_go(tree: SyntaxTree) -> dict[str, tuple[str, int]]:
    """Give what the imports of a Go file bind: the paths and the lines, by name."""
    found = {}
    for spec in nodes_of(tree).of(frozenset({"import_spec"})):
        path = text_of(spec.child_by_field_name("path")).strip('"`')
        named = text_of(spec.child_by_field_name("name"))
        found[named or path.rpartition("/")[2]] = path, line_of(spec)
    return found


def _packages_used(tree: SyntaxTree) -> tuple[tuple[str, int], ...]:
    """Give the names before dots that nothing else in a Go file can have bound, with lines."""
    used: list[Node] = []
    others: set[str] = set()
    for node in nodes_of(tree).all:
        if node.type not in _USED:
            continue
        parent = node.parent
        dotted = parent is not None and parent.type in ("selector_expression", "qualified_type")
        if dotted and parent is not None and parent.start_byte == node.start_byte:
            used.append(node)
        else:
            others.add(text_of(node))
    return tuple((text_of(one), line_of(one)) for one in used if text_of(one) not in others)


def _lost_in_java(old: SyntaxTree, new: SyntaxTree, view: HunkView) -> Iterator[tuple[str, int]]:
    """Give the classes that are not imported any more, nor can come from elsewhere."""
    before, now = old.once(_of_java), new.once(_of_java)
    wild = {path for name, (path, _) in now.items() if name.startswith("*")}
    own = {one.name for one in symbols(new)}
    folder = view.path.rpartition("/")[0]
    files = {path.rpartition("/")[2] for path in view.workspace.folder(folder)}
    files |= {file.path.rpartition("/")[2] for file in view.change.files}
    for name, (path, line) in before.items():
        covered = path.rpartition(".")[0] in wild or len(wild) > _wilds(before)
        given = covered or name in now or name in own or f"{name}.java" in files
        if name[0] != "*" and not given and not path.startswith("java.lang."):
            yield name, line


def _wilds(imports: dict[str, tuple[str, int]]) -> int:
    return sum(name.startswith("*") for name in imports)


def _of_java(tree: SyntaxTree) -> dict[str, tuple[str, int]]:
    found = {}
    for node in tree.root.named_children:
        if node.type != "import_declaration":
            continue
        path = text_of(node).removeprefix("import").strip(" ;\n")
        static, path = path.startswith("static "), path.removeprefix("static ").strip()
        if path.endswith(".*"):
            found[f"*{path}"] = path.removesuffix(".*"), line_of(node)
        elif not static:
            found[path.rpartition(".")[2]] = path, line_of(node)
    return found


def _types_used(tree: SyntaxTree) -> tuple[tuple[str, int], ...]:
    """Give the names of types in a Java file that are not qualified, with lines."""
    found = []
    for node in nodes_of(tree).all:
        if node.type not in ("type_identifier", "identifier") or not text_of(node)[:1].isupper():
            continue
        parent = node.parent
        first = parent is None or parent.start_byte == node.start_byte
        kind = parent.type if parent is not None else ""
        if kind in ("scoped_type_identifier", "scoped_identifier") and not first:
            continue
        if kind in ("import_declaration", "type_parameter", "enum_constant"):
            continue
        plain = node.type == "type_identifier" or kind in ("method_invocation", "field_access")
        if (plain and first) or node.type == "type_identifier":
            found.append((text_of(node), line_of(node)))
    return tuple(found)

"""The definitions and statements of a file that are compared one by one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.analysis.comments import is_docstring
from r1_assistant.analysis.equivalence import go, java, python
from r1_assistant.analysis.equivalence.lowering import TELLING, Dialect, Lowering
from r1_assistant.analysis.equivalence.script import SCRIPT, TYPED
from r1_assistant.analysis.equivalence.terms import Term
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

DIALECTS = {
    "python": python.DIALECT,
    "javascript": SCRIPT,
    "typescript": TYPED,
    "tsx": TYPED,
    "java": java.DIALECT,
    "go": go.DIALECT,
}
_NOTHING = Dialect()
_CLASSES = {"class_definition", "class_declaration"}


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A statement of a module or a member of a class, with its lines (1-based, inclusive).

    `within` names the classes around it. Of a class itself, `text` is what is not its body.
    """

    within: str
    kind: str
    name: str
    text: str
    start: int
    end: int
    node: "Node | None"


def dialect_of(tree: SyntaxTree) -> Dialect:
    """Give what is known of a tree's language; nothing of most."""
    return DIALECTS.get(tree.language.name, _NOTHING)


def units(tree: SyntaxTree) -> tuple[Unit, ...]:
    """Give a file's units in their order."""
    found: list[Unit] = []
    _collect(tree.root, "", tree, found)
    return tuple(found)


def by_text(tree: SyntaxTree) -> dict[tuple[str, str], list[Unit]]:
    """Give the units of each text within each class."""
    found: dict[tuple[str, str], list[Unit]] = {}
    for unit in tree.once(units):
        found.setdefault((unit.within, unit.text), []).append(unit)
    return found


def _collect(node: "Node", within: str, tree: SyntaxTree, found: list[Unit]) -> None:
    dialect = dialect_of(tree)
    document = tree.language.name == "python"
    for child in node.named_children:
        if "comment" in child.type:
            if TELLING.search(child.text or b"") or b'import "C"' in tree.offsets.data:
                found.append(_unit(child, within, tree))
            continue
        inner = _class_in(child) if child.type in _WRAPPERS or child.type in _CLASSES else None
        body = inner.child_by_field_name("body") if inner is not None else None
        if dialect.containers and inner is not None and body is not None:
            name = _name(inner)
            found.append(_header(child, body, within, name, tree))
            _collect(body, f"{within}.{name}", tree, found)
        elif not (document and is_docstring(child)) and child.type != "pass_statement":
            found.append(_unit(child, within, tree))
        document = False


_WRAPPERS = {"decorated_definition", "export_statement"}


def _class_in(node: "Node") -> "Node | None":
    inner = node.child_by_field_name("definition") or node.child_by_field_name("declaration")
    inner = inner if node.type in _WRAPPERS else node
    return inner if inner is not None and inner.type in _CLASSES else None


def _header(node: "Node", body: "Node", within: str, name: str, tree: SyntaxTree) -> Unit:
    data = tree.offsets.data
    ends = data[node.start_byte : body.start_byte] + data[body.end_byte : node.end_byte]
    text = " ".join(ends.decode("utf-8", "replace").split())
    last = max(node.start_point.row, body.start_point.row - (tree.language.name == "python"))
    return Unit(within, "header", name, text, node.start_point.row + 1, last + 1, None)


def _unit(node: "Node", within: str, tree: SyntaxTree) -> Unit:
    text = tree.offsets.data[node.start_byte : node.end_byte].decode("utf-8", "replace")
    row, column = node.end_point
    end = row + 1 if column else row
    start = node.start_point.row + 1
    return Unit(within, node.type, _name(node), text, start, max(start, end), node)


def _name(node: "Node") -> str:
    inner = node.child_by_field_name("definition") or node
    name = inner.child_by_field_name("name")
    return (name.text or b"").decode("utf-8", "replace") if name is not None else ""


@dataclass(frozen=True, slots=True)
class Lowered:
    """A unit's normal form, and how it came about."""

    term: Term | None
    node: "Node"
    low: Lowering


def lowered(tree: SyntaxTree, node: "Node", renames: dict[str, str] | None = None) -> Lowered:
    """Give a unit's normal form; kept with the tree if nothing is renamed."""
    if renames:
        return _lower(tree, node, renames)
    kept = tree.once(_kept)
    if node.id not in kept:
        kept[node.id] = _lower(tree, node, {})
    return kept[node.id]


def _lower(tree: SyntaxTree, node: "Node", renames: dict[str, str]) -> Lowered:
    low = Lowering(tree, dialect_of(tree), renames)
    return Lowered(low.lower(node), node, low)


def _kept(tree: SyntaxTree) -> dict[int, Lowered]:
    return {}

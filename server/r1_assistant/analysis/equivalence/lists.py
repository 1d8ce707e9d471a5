"""Lists of units compared: in their order, but for imports and what is found wherever it is."""

import re
from collections.abc import Sequence

from r1_assistant.analysis.equivalence.lowering import Lowering
from r1_assistant.analysis.equivalence.matching import Reasons, matched
from r1_assistant.analysis.equivalence.python import types_are_free
from r1_assistant.analysis.equivalence.units import Unit, by_text, dialect_of, lowered, units
from r1_assistant.context.syntax import SyntaxTree

_IMPORTS = {"import_statement", "import_from_statement", "import_declaration"}
_FREE = {
    "python": {"function_definition", "decorated_definition"},
    "javascript": {"function_declaration", "method_definition"},
    "typescript": {"function_declaration", "method_definition"},
    "tsx": {"function_declaration", "method_definition"},
    "java": {"method_declaration"},
    "go": {"function_declaration", "method_declaration"},
}
"""What may stand anywhere among its siblings."""

_OTHER_DEFAULTS = re.compile(r"=\s*(?!(?:None|True|False|-?[\d.]+|'[^']*'|\"[^\"]*\")\s*[,)])")
"""Default values of parameters that are no literals."""
_HARMLESS = re.compile(r"@(?:staticmethod|classmethod|property|(?:abc\.)?abstractmethod)\s")
_MAIN = re.compile(r"if __name__ ==")


def compared(
    old: Sequence[Unit], new: Sequence[Unit], trees: tuple[SyntaxTree, SyntaxTree]
) -> Reasons | None:
    """Tell what was done to make one list the other; None if they may behave differently."""
    old, new = _differing(_speaking(old, trees[0]), _speaking(new, trees[1]))
    before, after = _without_moved(old, trees), _without_moved(new, trees)
    reasons = {"moves"} if _in_order(old, before) != _in_order(new, after) else set()
    first, second = _runs(before), _runs(after)
    if len(first) != len(second):
        return None
    for one, other in zip(first, second, strict=True):
        found = _same_run(one, other, trees)
        if found is None:
            return None
        reasons |= found
    return frozenset(reasons)


def _speaking(found: Sequence[Unit], tree: SyntaxTree) -> list[Unit]:
    """Leave out what only the type checker reads."""
    if tree.language.name not in ("typescript", "tsx"):
        return list(found)
    return [one for one in found if one.node is None or lowered(tree, one.node).term is not None]


def _differing(old: list[Unit], new: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Leave out the same units at the beginnings and at the ends."""
    first = 0
    while first < min(len(old), len(new)) and _same(old[first], new[first]):
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and _same(old[-1 - last], new[-1 - last]):
        last += 1
    return old[first : len(old) - last], new[first : len(new) - last]


def _same(old: Unit, new: Unit) -> bool:
    return (old.within, old.text) == (new.within, new.text)


def _in_order(found: Sequence[Unit], kept: Sequence[Unit]) -> list[str]:
    """Give the texts that were left out, each with how many were kept before it."""
    rest, seen = {id(one) for one in kept}, 0
    order = []
    for unit in found:
        seen += id(unit) in rest
        if id(unit) not in rest:
            order.append(f"{seen} {unit.text}")
    return order


def _same_run(
    old: list[Unit], new: list[Unit], trees: tuple[SyntaxTree, SyntaxTree]
) -> Reasons | None:
    if old[0].kind in _IMPORTS and new[0].kind in _IMPORTS:
        return _same_imports(old, new, trees[0].language.name)
    return matched(old[0], new[0], *trees)


def _runs(found: Sequence[Unit]) -> list[list[Unit]]:
    """Give runs of imports, and each other unit alone."""
    runs: list[list[Unit]] = []
    for unit in found:
        if runs and unit.kind in _IMPORTS and runs[-1][-1].kind in _IMPORTS:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _same_imports(old: list[Unit], new: list[Unit], language: str) -> Reasons | None:
    before = [entry for unit in old for entry in _entries(unit, language)]
    after = [entry for unit in new for entry in _entries(unit, language)]
    if before == after:
        changed = [unit.text for unit in old] != [unit.text for unit in new]
        return frozenset({"layout"}) if changed else frozenset()
    if sorted(before) != sorted(after) or (language != "java" and any(map(_is_ordered, before))):
        return None
    names = [re.split(r"[\s/.]+", entry)[-1] for entry in before]
    return frozenset({"imports"}) if len({*names}) == len(names) else None


def _is_ordered(entry: str) -> bool:
    """Tell whether an import is for its effects, or brings names that nobody sees."""
    return "*" in entry or entry.startswith(('"', "_ ", ". "))


def _entries(unit: Unit, language: str) -> list[str]:
    """Give what a statement imports, one by one; the name it gets is the last word."""
    text = re.sub(r"#.*|(?<!:)//.*|/\*.*?\*/", "", unit.text)
    if language == "python":
        text = " ".join(re.sub(r"[()\\]", " ", text).split())
        source, found, names = text.partition(" import ")
        if found:
            return [f"{source} {one.strip()}" for one in names.split(",") if one.strip()]
        return [f"import {one.strip()}" for one in text[7:].split(",")]
    text = text.removeprefix("import").rstrip("; \n")
    if language == "java":
        return [" ".join(text.split())]
    if language == "go":
        lines = re.sub(r"[()]", "\n", text).replace(";", "\n").split("\n")
        return [" ".join(line.split()).replace('"', "") for line in lines if line.strip()]
    return _script_entries(" ".join(text.split()).replace("'", '"'))


def _script_entries(text: str) -> list[str]:
    names, found, source = text.rpartition(" from ")
    if not found:
        return [text]
    inside = re.search(r"\{(.*)\}", names)
    listed = inside[1].split(",") if inside else []
    rest = re.sub(r"\{.*\}", "", names).split(",")
    entries = [f"from {source} {{}} {one.strip()}" for one in listed if one.strip()]
    return entries + [f"from {source} {one.strip()}" for one in rest if one.strip()]


def _without_moved(found: Sequence[Unit], trees: tuple[SyntaxTree, SyntaxTree]) -> list[Unit]:
    return [unit for unit in found if not _is_anywhere(unit, trees)]


def _is_anywhere(unit: Unit, trees: tuple[SyntaxTree, SyntaxTree]) -> bool:
    """Tell whether both trees have a unit once, and it makes no difference where."""
    same = [tree.once(by_text).get((unit.within, unit.text), []) for tree in trees]
    if any(len(one) != 1 for one in same):
        return False
    places = [(one[0], tree) for one, tree in zip(same, trees, strict=True)]
    return all(_is_free(*place) for place in places) and len({_rank(*one) for one in places}) == 1


def _rank(unit: Unit, tree: SyntaxTree) -> int:
    """Count what runs before a function of Python is there: it may call it in a roundabout way."""
    if tree.language.name != "python":
        return 0
    siblings = (one for one in tree.once(units) if one.within == unit.within)
    return sum(one.start < unit.start and _runs_code(one) for one in siblings)


def _runs_code(unit: Unit) -> bool:
    if unit.kind == "function_definition":
        return _OTHER_DEFAULTS.search(_run_at_once(unit)) is not None
    return unit.kind not in _IMPORTS and ("(" in unit.text or unit.node is None)


def _is_free(unit: Unit, tree: SyntaxTree) -> bool:
    """Tell whether it makes no difference where among its siblings a unit stands."""
    language = tree.language.name
    if unit.kind not in _FREE.get(language, ()) or unit.name in ("", "init"):
        return False
    if language in ("java", "go"):
        return True
    siblings = [one for one in tree.once(units) if one.within == unit.within]
    if sum(one.name == unit.name for one in siblings) != 1:
        return False
    if language == "python":
        return _is_free_in_python(unit, tree)
    return unit.name[0] != "[" and all(one.kind != "decorator" for one in siblings)


def _is_free_in_python(unit: Unit, tree: SyntaxTree) -> bool:
    """Nothing is called when it is defined, and nobody needs it before all is defined."""
    head = unit.text.partition("def ")[0]
    if re.sub(_HARMLESS, "", head).replace("async", "").strip():
        return False
    signature = unit.text[len(head) :].partition(":\n")[0]
    node = unit.node
    function = node.child_by_field_name("definition") or node if node is not None else None
    if _OTHER_DEFAULTS.search(signature) or function is None:
        return False
    if not types_are_free(Lowering(tree, dialect_of(tree)), function):
        return False
    word = re.compile(rf"\b{re.escape(unit.name)}\b")
    others = (one for one in tree.once(units) if one is not unit)
    return not any(word.search(_run_at_once(one)) for one in others)


def _run_at_once(unit: Unit) -> str:
    """Give what of a unit runs when the file is loaded."""
    if unit.kind == "function_definition":
        return unit.text.partition(":\n")[0]
    return "" if _MAIN.match(unit.text) else unit.text

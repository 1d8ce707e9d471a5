"""The calls of Python files, found by Python's own parser, and what they mean, found by jedi."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.judge import head
from bench.sites import Call, Target
from bench.venvs import JEDI, python_with
from bench.workers import Worker

_MEANT = ("function", "class")


def worker(root: Path) -> Worker:
    """Start jedi on a repository."""
    started = Worker(python_with(JEDI), "jedi_worker.py")
    added = [str(folder) for folder in (root, root / "src") if folder.is_dir()]
    started.ask(ask="open", root=str(root), added=added)
    return started


def python_calls(root: Path, paths: Sequence[str]) -> list[Call]:
    """Find the calls of names that any of the files defines."""
    trees = {path: tree for path in paths if (tree := _parsed(root / path)) is not None}
    defined = {name for _, tree in trees.values() for name in _definitions(tree)}
    return [
        call
        for path, (text, tree) in trees.items()
        for call in _calls(path, text, tree)
        if call.name in defined
    ]


def meanings(jedi: Worker, root: Path, calls: Sequence[Call]) -> list[tuple[Target, ...]]:
    """Ask jedi for the functions and classes of the repository that calls mean."""
    texts = {call.path: read(root / call.path) for call in calls}
    places = [[call.path, *line_and_column(texts[call.path], call.offset)] for call in calls]
    return [_targets(root, found) for found in jedi.ask(ask="goto", places=places)]


def read(path: Path) -> str:
    """Read a source file; what is no UTF-8 is replaced."""
    return path.read_bytes().decode("utf-8", "replace")


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Give an offset's line, from 1, and column, from 0, in code points."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1)


def _targets(root: Path, found: list[list[object]]) -> tuple[Target, ...]:
    """Make targets of jedi's names; nothing if any of them lies elsewhere or is something else."""
    targets = []
    for path, line, kind, _ in found:
        if path is None or kind not in _MEANT or not isinstance(line, int):
            return ()
        lines = read(root / str(path)).split("\n")
        targets.append(Target(str(path), line, head(lines[line - 1])))
    return tuple(targets)


def _parsed(path: Path) -> tuple[str, ast.Module] | None:
    text = read(path)
    try:
        return text, ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def _definitions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def _calls(path: str, text: str, tree: ast.Module) -> Iterator[Call]:
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            func = node.func
            name = func.id if isinstance(func, ast.Name) else func.attr
            assert func.end_lineno is not None
            assert func.end_col_offset is not None
            end = starts[func.end_lineno - 1] + _column(lines, func.end_lineno, func.end_col_offset)
            start = starts[func.lineno - 1] + _column(lines, func.lineno, func.col_offset)
            if text.startswith("(", end) and text.endswith(name, 0, end):
                yield Call(path, start, end - len(name), end, name)


def _column(lines: list[str], line: int, column: int) -> int:
    """Turn a column in bytes into one in code points."""
    text = lines[line - 1]
    return column if text.isascii() else len(text.encode()[:column].decode("utf-8", "replace"))

"""What calls mean while they are being typed: each line of the small projects, cut in a call."""

import re
from pathlib import Path

import pytest

from r1_assistant.context.references import Reference, identifier_at, references
from r1_assistant.context.resolve import Resolved, resolve
from r1_assistant.context.syntax import SyntaxTree, parse
from support.memory_workspace import MemoryWorkspace

DATA = Path(__file__).with_name("data")
CASES = sorted(path.name for path in DATA.iterdir() if path.name != "bash")
"""Those of languages that call with brackets."""


def workspace_of(case: str) -> MemoryWorkspace:
    root = DATA / case
    files = (path for path in root.rglob("*") if path.is_file())
    return MemoryWorkspace(
        {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}
    )


def called(tree: SyntaxTree) -> list[Reference]:
    opens = re.compile(r"\(.")
    return [
        use
        for use in references(tree)
        if use.kind == "call" and opens.match(tree.text, use.start + len(use.name))
    ]


def meant(
    tree: SyntaxTree, path: str, start: int, workspace: MemoryWorkspace
) -> tuple[Resolved, ...]:
    identifier = identifier_at(tree, start)
    assert identifier
    return resolve(tree, path, identifier, workspace, limit=1, guess=False)


@pytest.mark.parametrize("case", CASES)
def test_calls_mean_the_same_while_they_are_typed(case: str) -> None:
    workspace = workspace_of(case)
    wrong, count = [], 0
    for path, tree in workspace.trees.items():
        for use in called(tree):
            before = meant(tree, path, use.start, workspace)
            count += 1
            opened = use.start + len(use.name) + 1
            end = f"{tree.text}\n".index("\n", opened)
            typed = parse(tree.text[:opened] + tree.text[end:], tree.language, tree)
            assert typed
            after = meant(typed, path, use.start, workspace)
            if [one.definition.line for one in before] != [one.definition.line for one in after]:
                wrong.append(f"{path}:{use.line} {use.name}: {after[:1]}, not {before[:1]}")
    assert count
    assert wrong == []

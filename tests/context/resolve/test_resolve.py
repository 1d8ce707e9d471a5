"""Small projects whose comments say what the name above their `^` must stand for."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.context.languages import LANGUAGES, language_for_id
from r1_assistant.context.resolve import Resolved, Sources, resolve, resolve_name
from r1_assistant.context.symbols import identifier_at, references
from r1_assistant.context.syntax import parse
from support.memory_workspace import MemoryWorkspace

DATA = Path(__file__).parent / "data"
CASES = sorted(path.name for path in DATA.iterdir())
MARK = re.compile(r"^\s*(?:#|//|--)\s*\^ -> (?:(nothing)|(\S+): (.*) \[(\w+)\])\s*$")


@dataclass(frozen=True)
class Marker:
    path: str
    line: int
    offset: int
    expected: str


def workspace_of(case: str) -> MemoryWorkspace:
    root = DATA / case
    files = (path for path in root.rglob("*") if path.is_file())
    return MemoryWorkspace(
        {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}
    )


def markers(path: str, text: str) -> list[Marker]:
    found = []
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    above = 0
    for number, line in enumerate(text.split("\n")):
        match = MARK.match(line)
        if match is None:
            above = number
            continue
        nothing, target, head, how = match.groups()
        expected = nothing or f"{target}: {head} [{how}]"
        found.append(Marker(path, above + 1, starts[above] + line.index("^"), expected))
    return found


def said(workspace: MemoryWorkspace, found: tuple[Resolved, ...], expected: str) -> str:
    """Write a result as a marker does, with as much of the definition's line as that has."""
    if not found:
        return "nothing"
    definition = found[0].definition
    line = workspace.files[definition.path].split("\n")[definition.line - 1].strip()
    head = expected.partition(": ")[2].rpartition(" [")[0]
    shown = head if head and line.startswith(head) else line
    return f"{definition.path}: {shown} [{found[0].how}]"


@pytest.mark.parametrize("case", CASES)
def test_names_stand_for_what_the_comments_say(case: str) -> None:
    workspace = workspace_of(case)
    wrong, count = [], 0
    for path, tree in workspace.trees.items():
        shared = Sources(tree, path, workspace)
        for marker in markers(path, tree.text):
            count += 1
            identifier = identifier_at(tree, marker.offset)
            assert identifier, marker
            found = resolve(tree, path, identifier, workspace)
            assert resolve(tree, path, identifier, workspace, sources=shared) == found
            got = said(workspace, found, marker.expected)
            if got != marker.expected:
                wrong.append(
                    f"{path}:{marker.line} {identifier.name}: {got}, not {marker.expected}"
                )
    assert not wrong, "\n".join(wrong)
    assert count


def test_each_language_with_symbols_is_among_the_cases() -> None:
    known = {tree.language.name for case in CASES for tree in workspace_of(case).trees.values()}
    assert known == {language.name for language in LANGUAGES if language.symbols}


def test_a_name_alone_is_doubtful_and_more_so_if_many_have_it() -> None:
    text = "def use(x):\n    x.lonely()\n    x.common()\n"
    common = "class {0}:\n    def common(self): ...\n"
    files = {f"{name}.py": common.format(name) for name in "abcd"}
    files["l.py"] = "class L:\n    def lonely(self): ...\n"
    workspace = MemoryWorkspace({"m.py": text, **files})
    tree = workspace.trees["m.py"]
    lonely, many = (
        resolve(tree, "m.py", identifier, workspace)
        for word in ("lonely", "common")
        if (identifier := identifier_at(tree, text.index(word)))
    )
    assert [(one.how, one.confidence) for one in lonely] == [("name", 0.5)]
    assert len(many) == 4
    assert all(one.confidence < lonely[0].confidence for one in many)


def test_a_definition_of_another_language_is_never_meant() -> None:
    workspace = MemoryWorkspace(
        {"a.py": "def use(x):\n    x.run()\n", "b.go": "package b\n\nfunc (t *T) run() {}\n"}
    )
    tree = workspace.trees["a.py"]
    identifier = identifier_at(tree, tree.text.index("run"))
    assert identifier
    assert resolve(tree, "a.py", identifier, workspace) == ()


def test_modules_that_import_one_another_in_a_circle_end() -> None:
    files = {
        f"m{n}.py": f"from m{(n + 1) % 3} import *\nfrom m{(n + 1) % 3} import x\n"
        for n in (0, 1, 2)
    }
    workspace = MemoryWorkspace({**files, "main.py": "from m0 import x\nx()\n"})
    assert resolve_name("x", workspace.trees["main.py"], "main.py", workspace) == ()


def test_a_type_in_a_signature_is_found_from_the_top_of_its_file() -> None:
    workspace = workspace_of("python")
    found = resolve_name("Circle", workspace.trees["main.py"], "main.py", workspace)
    assert [(one.definition.path, one.how) for one in found] == [("pkg/shapes.py", "import")]


WORDS = st.sampled_from(
    [
        "a",
        "b",
        "self",
        "this",
        ".",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "=",
        ":",
        "->",
        "::",
        ",",
        "\n",
        "\t",
        "class",
        "def",
        "func",
        "fn",
        "import",
        "from",
        "use",
        "new",
        "<",
        ">",
        "*",
        "&",
        "return",
        "with",
        "as",
        "for",
        "in",
        "'",
        '"',
        "#",
        "//",
        "let",
        "const",
        "var",
        ".",
        "a",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([language.name for language in LANGUAGES if language.symbols]),
    st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=80)),
    st.integers(0, 100),
)
def test_any_text_at_any_offset_is_answered(name: str, text: str, offset: int) -> None:
    language = language_for_id(name)
    assert language
    tree = parse(text, language)
    assert tree
    workspace = MemoryWorkspace({"b.py": "class a:\n    b = a\n    def self(a): return b.a\n"})
    offsets = {min(offset, len(text)), *(use.start for use in references(tree)[:10])}
    for at in offsets:
        identifier = identifier_at(tree, at)
        if identifier is None:
            continue
        for found in resolve(tree, "x/y", identifier, workspace):
            assert found.definition.name == identifier.name or found.how in ("import", "type")
            assert 1 <= found.definition.line <= found.definition.end_line
            assert 0 < found.confidence <= 1

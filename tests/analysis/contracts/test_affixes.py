import pytest

from r1_assistant.analysis.contracts.affixes import wrong_ends
from support.traced import seen


def ends(path: str, new: str, old: str = "") -> list[tuple[str, int]]:
    return seen([wrong_ends], path, old, new)


@pytest.mark.parametrize(
    "line",
    [
        "if name.startswith(('.pyo', '.pyc')): pass",
        "if url.endswith('file://'): pass",
        "if name.endswith(prefix): pass",
        "if name.startswith(self.file_suffix): pass",
        "if name.endswith('ab'): use(name[2:])",
        "if name.startswith(mark): use(name[:-len(mark)])",
    ],
)
def test_the_other_end_of_a_text(line: str) -> None:
    assert ends("a.py", f"{line}\n") == [("wrong-end", 1)]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.js", "const a = p.startsWith('.$*') ? p.slice(0, -3) : p;"),
        ("a.js", "if (m.endsWith('[x') && m.endsWith('x]')) { f(); }"),
        ("a.go", 'package a; func f(s string) bool { return strings.HasSuffix(s, "file://") }'),
        ("A.java", "class A { int f(int x) { return Math.min(255, Math.min(0, x)); } }"),
        ("A.java", "class A { int f(int x) { return Math.min(0, Math.max(255, x)); } }"),
    ],
)
def test_in_other_languages(path: str, line: str) -> None:
    assert ends(path, f"{line}\n") == [("wrong-end", 1)]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", "if name.endswith(('.pyo', '.pyc')): pass"),
        ("a.py", "if name.startswith('.git'): pass"),
        ("a.py", "if name.endswith('/'): use(name[:-1])"),
        ("a.py", "if name.startswith(mark): use(name[len(mark):])"),
        ("a.py", "if name.startswith('ab') or name.endswith('ab'): use(name[2:-2])"),
        ("a.js", "if (m.startsWith('[x') && m.endsWith('x]')) { f(); }"),
        ("a.js", "if (m.endsWith('x') || m.endsWith('y')) { f(); }"),
        ("a.js", "const a = Math.min(255, Math.max(0, x));"),
        ("a.js", "const a = Math.min(limit, Math.min(0, x));"),
    ],
)
def test_what_fits(path: str, line: str) -> None:
    assert ends(path, f"{line}\n") == []


def test_what_was_there_before() -> None:
    line = "if name.endswith(prefix): pass\n"
    assert ends("a.py", f"if ready:\n    {line}", line) == []

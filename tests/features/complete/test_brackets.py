import pytest

from r1_assistant.features.complete.brackets import unmatched, without_surplus


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(a, [b", ([], ["(", "["])),
        ("a) + b]", ([")", "]"], [])),
        ("f('(') + \"[\" + `{`", ([], [])),
        ('"""(\n[""" (', ([], ["("])),
        ("don't (", ([], ["("])),
        (r"'\'(' [", ([], ["["])),
    ],
)
def test_unmatched(text: str, expected: tuple[list[str], list[str]]) -> None:
    assert unmatched(text) == expected


@pytest.mark.parametrize(
    ("before", "suggestion", "after", "expected"),
    [
        ("f(a", ", b)", "", ", b)"),
        ("f(a", ", b))", "", ", b)"),
        ("f(a", ", b)", ")", ", b"),
        ("f(g(a", ", b)", ")", ", b)"),
        ("f([a", "]", ")", "]"),
        ("f(a", "]", "", ""),
        ("class A {\n  void f() {\n    ", "g();\n  }\n}\n}", "", "g();\n  }\n}\n"),
        ("class A {\n  void f() {\n    ", "g();\n  }\n}\n", "\n}\n", "g();\n  }\n"),
        ("x = ", "')' + g(1)", "", "')' + g(1)"),
        ("", "f(]", "", "f("),
    ],
)
def test_surplus_closers(before: str, suggestion: str, after: str, expected: str) -> None:
    assert without_surplus(suggestion, before, after) == expected

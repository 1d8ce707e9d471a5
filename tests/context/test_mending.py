"""Calls that are being typed, closed for the parser, and what that must not change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.context.languages import LANGUAGES, language_for_id
from r1_assistant.context.mending import mended, mended_lines
from r1_assistant.context.symbols import symbols
from r1_assistant.context.syntax import SyntaxTree, parse, problems
from r1_assistant.context.unclosed import unclosed

JAVA = """class A {
    void first() {
        if (isOpen(
            second(1);
        }
    }

    void second(int a) {
    }
}
"""
SCRIPT = """class A {
  first() {
    this.items.forEach(
      second(1);
    });
  }

  second(a) {
  }
}
"""
PYTHON = """class A:
    def first(self):
        if self.second(1,
            return 2
        return 3

    def second(self, a):
        return a
"""
ONE_LINE = """package a

func (s *S) first() int { return s.second(

func (s *S) second(a int) int {
\treturn a
}
"""


def tree_of(text: str, name: str) -> SyntaxTree:
    language = language_for_id(name)
    assert language
    tree = parse(text, language)
    assert tree
    return tree


@pytest.mark.parametrize(
    ("name", "text", "changed", "signature"),
    [
        ("java", JAVA, {4}, "void second(int a)"),
        ("javascript", SCRIPT, {4}, "second(a)"),
        ("python", PYTHON, {3}, "def second(self, a)"),
        ("go", ONE_LINE, {3}, "func (s *S) second(a int) int"),
    ],
)
def test_definitions_around_an_open_call_are_known(
    name: str, text: str, changed: set[int], signature: str
) -> None:
    tree = tree_of(text, name)
    found = {one.name: one for one in symbols(tree)}
    assert found["second"].signature == signature
    assert found["first"].end_line < found["second"].line
    assert text[found["second"].name_start : found["second"].name_end] == "second"
    assert mended_lines(tree) == changed
    assert problems(mended(tree)) < problems(tree)


@pytest.mark.parametrize(
    ("name", "text"),
    [("python", "def f(:\n    return 1\n"), ("java", "class A {"), ("go", "package a\n")],
)
def test_what_no_call_leaves_open_stays(name: str, text: str) -> None:
    tree = tree_of(text, name)
    assert problems(mended(tree)) <= problems(tree)
    assert len(mended(tree).text) == len(text)


def test_a_definition_on_a_line_that_was_changed_is_kept() -> None:
    text = "package a\n\nfunc f() {\n}\n\nfunc g(x *t\n\tx.y()\n}\n\nfunc h() {\n}\n"
    tree = tree_of(text, "go")
    assert mended_lines(tree)
    assert [one.name for one in symbols(tree)] == ["f", "g", "h"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("python", "f(')')  # (\ng(\n", [(13, 13, ")")]),
        ("javascript", "f(`(${a}`, [1, // )\n", [(1, 11, "])")]),
        ("rust", "fn f<'a>(x: &'a str) { g('(', h(\n}", [(24, 31, "))")]),
        ("c", 'f("\\"(", /* ( */ 1);\n', []),
        ("java", "f(\ng(1;\n", [(4, 4, ")"), (1, 1, ")")]),
    ],
)
def test_which_brackets_are_open(
    name: str, text: str, expected: list[tuple[int, int, str]]
) -> None:
    found = unclosed(text, tree_of(text, name).language)
    assert [(one.start, one.last, one.closing) for one in found] == expected


PIECES = st.sampled_from([*"()[]{};,.:\n\t\"'`#é", "  ", "f(", "x = ", "if ", "class A", "// "])


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([language.name for language in LANGUAGES if language.symbols]),
    st.lists(PIECES, max_size=60).map("".join),
)
def test_no_text_gets_another_length_or_more_problems(name: str, text: str) -> None:
    tree = tree_of(text, name)
    best = mended(tree)
    assert len(best.text) == len(text)
    assert best.text.count("\n") == text.count("\n")
    assert problems(best) <= problems(tree)
    for symbol in symbols(tree):
        assert text[symbol.name_start : symbol.name_end] == symbol.name

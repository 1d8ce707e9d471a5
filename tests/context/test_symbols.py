import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.context.languages import LANGUAGES, Language, language_for_id, language_of
from r1_assistant.context.references import calls
from r1_assistant.context.symbols import (
    Identifier,
    enclosing,
    identifier_at,
    references,
    symbols,
)
from r1_assistant.context.syntax import SyntaxTree, parse

SAMPLES = sorted(
    path for path in (Path(__file__).parent / "samples").iterdir() if path.suffix != ".txt"
)
WITH_SYMBOLS = [language for language in LANGUAGES if language.symbols]


def tree_of(text: str, language: str = "python") -> SyntaxTree:
    found = language_for_id(language)
    assert found
    tree = parse(text, found)
    assert tree
    return tree


def outline(text: str, language: Language) -> str:
    """Say what is found in a text, a line for each definition, then what it uses."""
    tree = parse(text, language)
    assert tree
    lines = []
    for symbol in symbols(tree):
        path = f"{symbol.container}.{symbol.name}".lstrip(".")
        lines.append(f"{symbol.line}-{symbol.end_line} {symbol.kind} {path}")
        lines += [f"    {line}" for line in symbol.signature.splitlines()]
        lines += [f"    | {line}".rstrip() for line in symbol.doc.splitlines()]
    for kind in ("call", "import"):
        names = [use.name for use in references(tree) if use.kind == kind]
        lines.append(f"{kind}: {' '.join(names)}")
    called = [(name, line) for name, lines in calls(tree).items() for line in lines]
    uses = [(use.name, use.line) for use in references(tree) if use.kind == "call"]
    assert sorted(called) == sorted(uses)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_a_sample_defines_and_uses(path: Path) -> None:
    language = language_of(path.name)
    assert language
    expected = path.with_suffix(f"{path.suffix}.txt").read_text("utf-8")
    assert outline(path.read_text("utf-8"), language) == expected


def test_each_language_has_a_sample() -> None:
    assert {language_of(path.name) for path in SAMPLES} == set(WITH_SYMBOLS)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_offsets_and_line_ends(path: Path) -> None:
    language = language_of(path.name)
    assert language
    text = f"{language.comments[0]} é🙂\n{path.read_text('utf-8')}".replace("\n", "\r\n")
    tree = parse(text, language)
    assert tree
    for symbol in symbols(tree):
        assert text[symbol.name_start : symbol.name_end] == symbol.name
        assert symbol.start <= symbol.name_start < symbol.name_end <= symbol.end
        assert text.count("\n", 0, symbol.name_start) + 1 == symbol.line <= symbol.end_line
        assert "\r" not in symbol.signature + symbol.doc
    for use in references(tree):
        assert text.startswith(use.name, use.start)
        assert text.count("\n", 0, use.start) + 1 == use.line


def test_every_query_compiles() -> None:
    """In a process of its own, because a query can end the process that compiles it."""
    program = (
        "from r1_assistant.context.grammars import query\n"
        "from r1_assistant.context.languages import LANGUAGES\n"
        "print(sum(query(language, kind) is not None for language in LANGUAGES\n"
        "    for kind in ('definitions', 'references')))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "34"), done.stderr


def test_the_innermost_definition_around_an_offset() -> None:
    text = "class A:\n    def f(self):\n        return 1\n\nx = 2\n"
    tree = tree_of(text)
    names = [getattr(enclosing(tree, text.index(at)), "name", None) for at in ("1", "class", "x")]
    assert names == ["f", "A", "x"]
    assert enclosing(tree, text.index("\nx")) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f|oo(): pass", Identifier("foo", 4, 7, True, False)),
        ("a.b|ar(1)", Identifier("bar", 2, 5, False, True)),
        ("|a.bar(1)", Identifier("a", 0, 1, False, False)),
        ("x = é|\n", Identifier("é", 4, 5, False, False)),
        ("x = 'foo|'", None),
        ("x = 1  # foo|", None),
        ("return| 1", None),
        ("x = |1", None),
        ("x = Tru|e", None),
        ("a  |  = 1", None),
    ],
)
def test_the_name_at_an_offset(text: str, expected: Identifier | None) -> None:
    assert identifier_at(tree_of(text.replace("|", "")), text.index("|")) == expected


@pytest.mark.parametrize(
    ("language", "text", "member"),
    [
        ("rust", "fn f() { a::b|(); }", True),
        ("rust", "fn f() { for i in 0..n| {} }", False),
        ("cpp", "int f() { return a->b|; }", True),
        ("lua", "a:b|()", True),
        ("typescript", "const x = a?.b|;", True),
        ("typescript", "const x = [...b|];", False),
        ("typescript", "const x: b| = 1;", False),
    ],
)
def test_which_names_are_members(language: str, text: str, member: bool) -> None:
    found = identifier_at(tree_of(text.replace("|", ""), language), text.index("|"))
    assert found
    assert found.is_member is member


def test_a_definition_is_no_use_of_its_name() -> None:
    tree = tree_of("def f(a):\n    return f(a.b)\n")
    assert [(use.name, use.line, use.kind) for use in references(tree)] == [
        ("a", 1, "other"),
        ("f", 2, "call"),
        ("a", 2, "other"),
        ("b", 2, "other"),
    ]


@pytest.mark.parametrize("language", ["json", "sql", "markdown"])
def test_a_language_without_symbols_has_none(language: str) -> None:
    tree = tree_of("a: 1\n", language)
    assert symbols(tree) == references(tree) == ()


def test_what_was_found_is_found_once() -> None:
    tree = tree_of("def f(): pass\n")
    assert symbols(tree) is symbols(tree)
    assert references(tree) is references(tree)

import random
import time

import pytest

from r1_assistant.context.languages import LANGUAGES, Language, language_for_id
from r1_assistant.context.offsets import Offsets
from r1_assistant.context.syntax import (
    MAX_PARSED,
    Place,
    SyntaxTree,
    leaves_at,
    parse,
    parses_as_well,
    place_of,
    problems,
)

PYTHON = language_for_id("python")
assert PYTHON

PARSED = [language for language in LANGUAGES if language.grammar]


def tree_of(text: str, language: Language = PYTHON) -> SyntaxTree:
    tree = parse(text, language)
    assert tree
    return tree


@pytest.mark.parametrize("language", PARSED, ids=lambda language: language.name)
@pytest.mark.parametrize(
    "text", ["", "\0", "a\0b\n", "\ud800 = '\udfff'\n", "x = '🙂é'\r\n", "((((", "}\n" * 50]
)
def test_any_text_has_a_tree(language: Language, text: str) -> None:
    tree = tree_of(text, language)
    assert tree.text == text
    assert tree.root.end_byte <= len(tree.offsets.data)
    assert place_of(tree, len(text)) in Place


def test_without_a_grammar_or_too_long_there_is_no_tree() -> None:
    assert parse("a", Language("cobol", ("*",))) is None
    assert parse("#" * (MAX_PARSED + 1), PYTHON) is None
    assert parse("#" * MAX_PARSED, PYTHON)


def test_a_parse_that_takes_too_long_is_given_up() -> None:
    start = time.perf_counter()
    assert parse("<a>" * 60_000, PYTHON) is None
    assert time.perf_counter() - start < 20
    assert problems(tree_of("x = 1\n")) == 0


def test_offsets_and_bytes_convert_both_ways() -> None:
    random.seed(7)
    text = "".join(random.choices("aé漢🙂\n\ud800", k=5000))
    offsets = Offsets(text)
    at = 0
    for offset, character in enumerate(text):
        assert (offsets.byte(offset), offsets.offset(at)) == (at, offset)
        at += len(character.encode("utf-8", "replace"))
    assert offsets.byte(len(text)) == offsets.byte(len(text) + 9) == len(offsets.data) == at
    assert offsets.offset(at) == len(text)


@pytest.mark.parametrize("alphabet", ["ab(\n", "aé🙂'\n", "é\u00ea\u00eb(:\n "])
def test_a_tree_after_edits_is_that_of_the_new_text(alphabet: str) -> None:
    random.seed(3)
    text = "def f(a):\n    return [a, 'é🙂']\n" * 5
    tree = tree_of(text)
    for _ in range(60):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.randrange(4))
        text = text[:start] + "".join(random.choices(alphabet, k=random.randrange(4))) + text[end:]
        edited = parse(text, PYTHON, tree)
        assert edited
        tree = edited
        assert tree.root.end_byte == tree_of(text).root.end_byte
        assert tree.text == text
    repaired = "def g(b):\n    return {b: 'é'}\n"
    edited = parse(repaired, PYTHON, tree)
    assert edited
    assert str(edited.root) == str(tree_of(repaired).root)


def test_an_edit_leaves_the_previous_tree_as_it_was() -> None:
    before = tree_of("a = 1\nb = 2\n")
    shape = str(before.root)
    assert parse("a = 1\ndef f():\n    pass\nb = 2\n", PYTHON, before)
    assert str(before.root) == shape
    assert parse(before.text, PYTHON, before) is before


def test_a_tree_of_another_language_is_no_help() -> None:
    lua = language_for_id("lua")
    assert lua
    before = tree_of("x = 1\n", lua)
    after = parse("x = 2\n", PYTHON, before)
    assert after
    assert str(after.root) == str(tree_of("x = 2\n").root)


def test_problems_are_counted() -> None:
    assert problems(tree_of("def f():\n    return 1\n")) == 0
    assert problems(tree_of("def f(:\n    return (1\n")) > 0


@pytest.mark.parametrize(
    ("before", "after", "fine"),
    [
        ("x = (1)\n", "x = (2)\n", True),
        ("x = (1)\n", "x = (1\n", False),
        ("x = (1\n", "x = (1)\n", True),
        ("x = )\n", "y = )\n", True),
    ],
)
def test_whether_a_change_parses_as_well(before: str, after: str, fine: bool) -> None:
    assert parses_as_well(before, after, PYTHON) is fine


def test_what_cannot_be_parsed_is_given_the_benefit_of_the_doubt() -> None:
    assert parses_as_well("a", "(", Language("cobol", ("*",)))


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("python", "x = 1  # no|te\n", Place.COMMENT),
        ("python", "x = 1  # note|\n", Place.COMMENT),
        ("python", "x = 1  |# note\n", Place.NOTHING),
        ("python", "x = 'a|b'\n", Place.STRING),
        ("python", "x = '|'\n", Place.STRING),
        ("python", "x = 'ab'|\n", Place.CODE),
        ("python", "x = f'a{y|}b'\n", Place.CODE),
        ("python", "x = f'a|{y}b'\n", Place.STRING),
        ("python", "retu|rn x\n", Place.KEYWORD),
        ("python", "return| x\n", Place.KEYWORD),
        ("python", "return |x\n", Place.CODE),
        ("python", "foo(|)\n", Place.CODE),
        ("python", "a = 1\n\n|\n\nb = 2\n", Place.NOTHING),
        ("python", "|", Place.NOTHING),
        ("rust", "/// do|c\nfn f() {}\n", Place.COMMENT),
        ("rust", "/// doc|\nfn f() {}\n", Place.COMMENT),
        ("rust", "// doc\n|fn f() {}\n", Place.KEYWORD),
        ("java", "/* a */| int x;", Place.NOTHING),
        ("typescript", "const a = `b${c|}d`;\n", Place.CODE),
        ("typescript", "const a = `b|${c}d`;\n", Place.STRING),
        ("shellscript", 'echo "a $b|"\n', Place.STRING),
        ("swift", 'let a = "b\\(c|d)e"\n', Place.CODE),
        ("csharp", 'var a = $"b|{c}d";\n', Place.STRING),
        ("csharp", 'var a = $"b{c|d}e";\n', Place.CODE),
    ],
)
def test_the_place_of_an_offset(language: str, text: str, place: Place) -> None:
    found = language_for_id(language)
    assert found
    assert place_of(tree_of(text.replace("|", ""), found), text.index("|")) is place


def test_the_leaves_at_an_offset() -> None:
    tree = tree_of("é.foo(bar)\n")
    assert [leaf.text for leaf in leaves_at(tree, 5)] == [b"(", b"foo"]
    assert [leaf.text for leaf in leaves_at(tree, 3)] == [b"foo", b"foo"]

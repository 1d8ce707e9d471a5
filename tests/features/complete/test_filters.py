import pytest

from r1_assistant.features.complete.cursor import Surroundings
from r1_assistant.features.complete.filters import (
    block_has_ended,
    from_chat,
    suggestion_text,
    within_block,
    without_loop,
    without_overlap,
    without_repetition,
)


def around(code: str) -> Surroundings:
    """The cursor is at the bar."""
    before, after = code.split("|")
    return Surroundings(before, after)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("def f():|", "\n    a\n    b\n\nc = 1", "\n    a\n    b\n"),
        (
            "    if a:|",
            "\n        b\n    else:\n        c\n    d",
            "\n        b\n    else:\n        c",
        ),
        ("if (a) {|", "\n  b();\n}\nc();", "\n  b();\n}"),
        ("if (a) {|", "\n  b();\n} else {\n  c();\n}\nd();", "\n  b();\n} else {\n  c();\n}"),
        ("def f(a)|", "\n  a\nend\nf(1)", "\n  a\nend"),
        ("def f():\n    |", "a\n    b\nc", "a\n    b"),
        ("def f() {\n    |", "a\n}", "a"),
        ("|", "a\nb", "a\nb"),
        ("x = [|", "\n    1,\n]\ny = 2", "\n    1,\n]"),
    ],
)
def test_a_suggestion_ends_with_its_block(code: str, text: str, expected: str) -> None:
    assert within_block(text, around(code)) == expected


def test_the_end_of_a_block_is_seen_while_it_comes() -> None:
    place = around("def f():|")
    assert not block_has_ended("\n    a\n", place)
    assert not block_has_ended("\n    a\nb", place)  # the line may yet become an `else:`
    assert block_has_ended("\n    a\nb\n", place)


def test_a_loop_is_ended() -> None:
    assert without_loop("a.b()\n" * 9) == "a.b()\na.b()"
    assert without_loop("}\n}\n}\n}") == "}\n}\n}\n}"


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("f(a|)", ", b)", ", b"),
        ("f(a|);", ", b);", ", b"),
        ('x = "a|"', 'bc"', "bc"),
        ("a|\nreturn x", "\nb\nreturn x\ny", "\nb"),
        ("a|\n}\n", "\nb\n}", "\nb"),
        ("a|\n}\nc", "\nif x {\n}\nd", "\nif x {\n}\nd"),
        ("    |\n    return x", "return x", ""),
        ("a|", "\nb", "\nb"),
    ],
)
def test_what_is_there_already_is_cut_off(code: str, text: str, expected: str) -> None:
    assert without_overlap(text, around(code)) == expected


def test_lines_above_are_not_said_again() -> None:
    assert without_repetition("total += x", around("    total += x\n    |")) == ""
    assert without_repetition("total += y", around("    total += x\n    |")) == "total += y"
    assert without_repetition("}", around("  }\n|")) == "}"


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        ("    return a|", "```python\n    return a + b\n```", " + b"),
        ("    return a|", "```python\nreturn a + b\n```", " + b"),
        ("    return a|", "<think>\n\n</think>\n\n + b", " + b"),
        ("    |", "```python\n    return b\n```", "return b"),
        ("def f():|", "```\ndef f():\n    pass\n```", "\n    pass"),
    ],
)
def test_a_conversations_answer(code: str, answer: str, expected: str) -> None:
    assert from_chat(answer, around(code)) == expected


@pytest.mark.parametrize(
    ("code", "answer", "multi", "expected"),
    [
        ("x = |", "foo(1)\nbar", False, "foo(1)"),
        ("x = |", "foo(1))", False, "foo(1)"),
        ("x = |", "foo<|endoftext|>junk", False, "foo"),
        ("x = |", "   \n\n", True, None),
        ("x = |", "\n", False, None),
        ("x = |foo", "foo", False, None),
        ("def f():|\n", "\n    return 1\n\ndef g():", True, "\n    return 1"),
    ],
)
def test_all_together(code: str, answer: str, multi: bool, expected: str | None) -> None:
    place = around(code)
    whole = (place.before, place.after)
    found = suggestion_text(answer, place, multi_line=multi, chat=False, whole=whole)
    assert found == expected

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.review.parse import Claim
from r1_assistant.features.review.verify import checked_fix, checked_message, verify
from support.changes import piece_of

OLD = "def f(a):\n    return a\n"
NEW = "def f(a):\n    b = a[0]\n    c = a[1]\n    return g(b, c)\n"
PIECE = piece_of("a.py", OLD, NEW)
WHOLE = replace(PIECE, file=replace(PIECE.file, new_text=NEW))
CLAIM = Claim(3, "", Severity.ERROR, Category.BUG, "It fails for a list of one element.", "")


def verified(claim: Claim) -> Finding | str:
    return verify(claim, PIECE, instructions="Look at it.", reasoning=" Hm. ")


def test_a_finding_quotes_the_code_and_not_the_model() -> None:
    finding = verified(CLAIM)
    assert isinstance(finding, Finding)
    assert (finding.path, finding.line, finding.end_line) == ("a.py", 3, 3)
    assert (finding.quote, finding.reasoning) == ("c = a[1]", "Hm.")


@pytest.mark.parametrize(
    ("line", "quote", "expected"),
    [
        (3, "c  =  a[1]", 3),
        (2, "c = a[1]", 3),
        (99, "b = a[0]", 2),
        (2, "def f(a):", None),
        (3, "d = a[2]", None),
        (1, "", None),
    ],
)
def test_the_quotation_decides_on_the_line(line: int, quote: str, expected: int | None) -> None:
    finding = verified(replace(CLAIM, line=line, quote=quote))
    assert (finding.line if isinstance(finding, Finding) else None) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("it fails  for\na list of one.", "It fails for a list of one."),
        ("It fails for one element. And then it goes on wi", "It fails for one element."),
        ("It fails for one element! Here is how:", "It fails for one element!"),
        ("It fails", ""),
        ("Bug.", ""),
        ("c = a[1].", ""),
        ("Please do look at each line of it and say what is wrong.", ""),
    ],
)
def test_messages(message: str, expected: str) -> None:
    prompt = "Now look at each line of it and say what is wrong."
    text, problem = checked_message(message, "c = a[1]", prompt)
    assert text == expected
    assert bool(problem) == (not expected)


@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        ("c = a[-1]", "    c = a[-1]"),
        ("        c = a[-1]  ", "    c = a[-1]"),
        ("```python\nc = a[-1]\n```", "    c = a[-1]"),
        ("c = a[1]", None),
        ("c  = a[1] ", None),
        ("", None),
        ("c = (a[1]", None),
        ("c = a[1]]", None),
        ("if a: c = a[1] else", None),
        ("if a:", None),
        ("c = a[1]\nd = 2", None),
        ("b = a[0]\nc = a[-1]\nreturn g(b, c)", "    c = a[-1]"),
        ("c = a[-1]\nd = 2", None),
    ],
)
def test_fixes(proposal: str, expected: str | None) -> None:
    assert checked_fix(proposal, WHOLE.subjects[1], WHOLE) == expected


def test_a_file_that_is_broken_elsewhere_is_not_held_against_a_fix() -> None:
    broken = replace(WHOLE, file=replace(WHOLE.file, new_text=NEW + "print 'x' = = 'y'\n"))
    assert checked_fix("c = a[-1]", broken.subjects[1], broken) == "    c = a[-1]"
    assert checked_fix("c = = 2", broken.subjects[1], broken) is None


def test_other_languages_are_parsed_as_well() -> None:
    text = "function f(a) {\n  return a[1];\n}\n"
    piece = piece_of("a.js", "function f(a) {\n}\n", text)
    whole = replace(piece, file=replace(piece.file, new_text=text))
    assert checked_fix("return a[0];", whole.subjects[0], whole) == "  return a[0];"
    assert checked_fix("return a 0;", whole.subjects[0], whole) is None


@given(st.text())
def test_nothing_raises(text: str) -> None:
    checked_fix(text, WHOLE.subjects[1], WHOLE)
    checked_message(text, "c = a[1]", "Look at it.")
    verified(replace(CLAIM, quote=text, message=text, fix=text))

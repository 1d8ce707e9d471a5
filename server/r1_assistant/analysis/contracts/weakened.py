"""Tests that a change makes say less: assertions gone, loosened, unable to fail, or skipped."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import CALLS, arguments_of, called, line_of, touching
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.twin import edits
from r1_assistant.context.impact.testing import is_test

if TYPE_CHECKING:
    from tree_sitter import Node

KIND = "weakened-test"

_ASSERTION = re.compile(
    r"\braises\(|\btoThrow|\bassert\w*\b|\bexpect\w*\s*\(|\bshould\b|\b(?:t|tb|b)\.(?:Error|Fatal|Fail)\w*\("
    r"|\b(?:require|check|verify)\.\w+\("
)
_ONLY = re.compile(
    r"\b(?:it|test|describe|context|suite)\.only\s*\(|\b(?:fit|fdescribe)\s*\(['\"`]"
)
_SKIP = re.compile(
    r"@(?:pytest\.mark\.(?:skip|xfail)|unittest\.(?:skip|expectedFailure)|Disabled|Ignore)\b(?!If)"
    r"|\b(?:it|test|describe|context|suite)\.(?:skip|todo)\s*\(|\b(?:xit|xtest|xdescribe)\s*\(['\"`]"
    r"|\bt\.Skip(?:Now|f)?\(|^\s*(?:pytest\.skip|self\.skipTest)\("
)
_EXACT = re.compile(
    r"assertEquals?\b|assert_equal|assertListEqual|assertDictEqual|assertIs\b|\btoBe\(|\btoEqual\("
    r"|\btoStrictEqual\(|assertThat\(|\bEqual\(|strictEqual\(|deepEqual\("
    r"|\.equal\(|\.eql\(|\b(?:t|assert)\.same\("
    r"|assertSame\b|assertArrayEquals\b|\bassert\b[^=]*[^=!<>]==[^=]|toHaveBeenCalledWith|assert_called_once_with"
    r"|assert_called_with|assert_has_calls|toHaveBeenCalledTimes"
)
_LOOSE = re.compile(
    r"assertTrue\b|assertIsNotNone\b|assertNotNull\b|assertIn\b|assertNotEqual|assertGreater|assertLess"
    r"|toBeTruthy|toBeDefined|toContain\b|toMatchObject|toHaveBeenCalled\(|assert_called\w*\(\)|\bNotNil\("
    r"|\bTrue\(|\bContains\(|\b(?:t|assert)\.ok\(|\.exist\b|toBeInstanceOf|assertIsInstance|isNotNull\("
    r"|assertAlmostEqual|toBeCloseTo|approx\(|\bassert\b[^=]*\b(?:in|is not None|isinstance)\b"
    r"|toBeGreater|toBeLess"
    r"|expect\.any|expect\.anything|mock\.ANY|assertNotNull|InDelta\("
)
_RAISES = re.compile(
    r"(?:raises|assertRaises|assertThrows|assertRaisesRegex|toThrow|ThrowsException|throws)\(\s*([\w.]*)"
)
_BROAD = {"Exception", "BaseException", "Throwable", "RuntimeException", "Error", "Exception.class",
          "Throwable.class", "RuntimeException.class", ""}  # fmt: skip
_NAMES = re.compile(r"[^\W\d]\w*")
_WORDS = {"assert", "self", "expect", "t", "in", "is", "not", "None"}
_PLACES = re.compile(r"\b(?:places|decimal)\s*=\s*(\d+)|toBeCloseTo\([^,()]+,\s*(\d+)")
_WIDTH = re.compile(
    r"\b(?:delta|abs|rel|atol|rtol|tolerance|epsilon|eps)\s*=\s*([\d.]+(?:e-?\d+)?)"
)


def weakened_tests(view: HunkView) -> Iterator[Trace]:
    """Find what a change took from its tests."""
    if not is_test(view.path):
        return
    yield from _switched_off(view)
    yield from _toothless(view)
    yield from _loosened(view)
    yield from _dropped(view)


def _switched_off(view: HunkView) -> Iterator[Trace]:
    gone = "\n".join(line.text for line in view.hunk.removed)
    for number in sorted(view.subjects):
        text = view.new.line(number)
        if (only := _ONLY.search(text)) and not _ONLY.search(gone):
            basis = "All other tests of the file are left out by it"
            yield Trace(KIND, number, only[0].rstrip("( '\"`"), basis, 0.9)
        elif (skip := _SKIP.search(text)) and not _SKIP.search(gone) and _was_there(number, view):
            basis = "The test ran before, and does not any more"
            yield Trace(KIND, number, skip[0].strip("@( '\"`"), basis, 0.75)


def _was_there(number: int, view: HunkView) -> bool:
    """Tell whether the test that begins on a line or the next ones is an old one."""
    for row in range(number, number + 6):
        text = view.new.line(row).strip()
        named = re.search(
            r"\b(?:def|func|void|fun|function)\s+(\w+)|\(\s*(['\"`][^'\"`]+['\"`])", text
        )
        if named:
            return (named[1] or named[2]) in view.old.text
    return True


def _toothless(view: HunkView) -> Iterator[Trace]:
    """Find assertions that hold whatever happens."""
    tree = view.new.tree
    if tree is None:
        return
    for node in touching(tree.root, view.subjects):
        line = line_of(node)
        if line not in view.subjects or node.type not in CALLS | {"assert_statement"}:
            continue
        if node.type == "assert_statement":
            held = node.named_children[:1]
            if held and held[0].type == "tuple" and held[0].named_child_count:
                yield Trace(KIND, line, "assert", "A tuple that is not empty is always true", 0.95)
        elif _lacks_matcher(node):
            yield Trace(KIND, line, "expect", "Nothing is asked of what `expect` is given", 0.9)
        elif _compares_nothing(node):
            basis = "The second argument of `assertTrue` is the message"
            yield Trace(KIND, line, "assertTrue", basis, 0.75)


def _lacks_matcher(call: "Node") -> bool:
    parent = call.parent
    return (
        called(call) == "expect"
        and parent is not None
        and parent.type == "expression_statement"
        and len(arguments_of(call)) == 1
    )


def _compares_nothing(call: "Node") -> bool:
    if called(call) not in ("self.assertTrue", "self.assertFalse"):
        return False
    given = arguments_of(call)
    quiet = ("string", "concatenated_string", "keyword_argument", "identifier", "call")
    return len(given) == 2 and given[1].type not in (*quiet, "binary_operator", "attribute")


def _loosened(view: HunkView) -> Iterator[Trace]:
    for edit in edits(view.hunk):
        before = [
            view.old.line(one) for one in edit.removed if _ASSERTION.search(view.old.line(one))
        ]
        after = [one for one in edit.added if one in view.subjects]
        after = [one for one in after if _ASSERTION.search(view.new.line(one))]
        if len(before) != len(after):
            continue
        for old, number in zip(before, after, strict=True):
            basis = _weaker(old, view.new.line(number))
            if basis:
                yield Trace(KIND, number, view.new.line(number).strip(), basis, 0.65)


def _weaker(old: str, new: str) -> str:
    """Say in which way an assertion asks for less than it did; empty if it does not."""
    raised, raises = _RAISES.search(old), _RAISES.search(new)
    if raised and raises and raised[1] not in _BROAD and raises[1] in _BROAD:
        return f"It asked for `{raised[1]}`, and takes anything now"
    if _EXACT.search(old) and not _EXACT.search(new) and _LOOSE.search(new):
        shared = set(_NAMES.findall(old)) & set(_NAMES.findall(new)) - _WORDS
        return "It compared exactly before, and asks for less now" if shared else ""
    digits, fewer = _PLACES.search(old), _PLACES.search(new)
    if digits and fewer and int(fewer[1] or fewer[2]) < int(digits[1] or digits[2]):
        return "It asks for fewer digits than before"
    width, wider = _WIDTH.search(old), _WIDTH.search(new)
    if width and wider and float(wider[1]) > float(width[1]):
        return "It allows for more than before"
    return ""


def _dropped(view: HunkView) -> Iterator[Trace]:
    """Find assertions that went while the lines around them stayed."""
    for edit in edits(view.hunk):
        gone = [one for one in edit.removed if _ASSERTION.search(view.old.line(one))]
        if not gone or any(_ASSERTION.search(view.new.line(one)) for one in edit.added):
            continue
        rest = [one for one in edit.removed if one not in gone and view.old.line(one).strip()]
        if rest or len(gone) > 2 or _moved(gone, view):
            continue
        basis = "The assertion was dropped, and what it was about stayed"
        strength = 0.5 if edit.added else 0.6
        yield Trace(KIND, view.anchor(gone[0]), view.old.line(gone[0]).strip(), basis, strength)


def _moved(gone: list[int], view: HunkView) -> bool:
    there = {line.strip() for line in view.new.lines}
    return any(view.old.line(one).strip() in there for one in gone)

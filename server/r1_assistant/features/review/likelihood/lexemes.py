"""The lexemes of a line, in any language, and what kind of edit lies between two pieces of code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from r1_assistant.features.review.likelihood.mistaken import GROUPS


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word, sign or literal of a line; offsets are code points from the line's beginning."""

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Code points [start, end) of a line and what would stand there; `kind` is one of `KINDS`."""

    start: int
    end: int
    text: str
    kind: str
    undo: bool = False

    def applied(self, line: str) -> str:
        """Give the line with it."""
        return line[: self.start] + self.text + line[self.end :]


KINDS = (*GROUPS, "negation", "number", "string", "name", "member", "order", "offset", "structure")
"""What an edit is about; "structure" is anything that is nothing else."""

_NEGATIONS = {"not", "!", "unless"}
_KEYWORDS = frozenset(
    [
        "if",
        "else",
        "elif",
        "while",
        "for",
        "in",
        "is",
        "not",
        "and",
        "or",
        "return",
        "yield",
        "break",
        "continue",
        "raise",
        "throw",
        "try",
        "except",
        "catch",
        "finally",
        "with",
        "as",
        "def",
        "func",
        "function",
        "fn",
        "class",
        "struct",
        "new",
        "await",
        "async",
        "let",
        "const",
        "var",
        "del",
        "import",
        "from",
        "pass",
        "lambda",
        "switch",
        "case",
        "default",
        "nil",
        "null",
        "None",
        "True",
        "False",
        "true",
        "false",
        "this",
        "self",
        "instanceof",
        "typeof",
        "go",
        "defer",
        "range",
        "match",
        "when",
        "then",
        "do",
        "end",
        "unless",
        "until",
        "static",
        "public",
        "private",
        "protected",
        "final",
        "void",
        "int",
        "string",
        "bool",
        "boolean",
        "byte",
        "long",
        "short",
        "float",
        "double",
        "char",
    ]
)
_SIGNS = [
    ">>>=",
    "===",
    "!==",
    "**=",
    "//=",
    ">>=",
    "<<=",
    "...",
    "&&=",
    "||=",
    "??=",
    ">>>",
    "=>",
    "->",
    "::",
    ":=",
    "==",
    "!=",
    "<=",
    ">=",
    "&&",
    "||",
    "??",
    "?.",
    "++",
    "--",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "&=",
    "|=",
    "^=",
    "<<",
    ">>",
    "**",
    "//",
    "..",
    "<-",
]
_LEXEME = re.compile(
    r"(?P<string>[rbfuRBFU]{0,2}(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`))"
    r"|(?P<number>\d[\w.]*)|(?P<name>[^\W\d]\w*)|(?P<sign>"
    + "|".join(map(re.escape, _SIGNS))
    + r"|[^\s\w])"
)
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


def lexemes(line: str, comments: Sequence[str]) -> tuple[Lexeme, ...]:
    """Cut a line; a comment, begun by one of `comments`, is left out."""
    return tuple(_lexemes(line, tuple(mark for mark in comments if mark.strip() not in ("*", ""))))


def _lexemes(line: str, comments: tuple[str, ...]) -> Iterator[Lexeme]:
    at = 0
    while (found := _LEXEME.search(line, at)) is not None:
        if line.startswith(comments, found.start()) or line.lstrip().startswith("* "):
            return
        kind = found.lastgroup or "sign"
        text = found.group()
        if kind == "name" and text in _KEYWORDS:
            kind = "keyword"
        yield Lexeme(found.start(), found.end(), text, kind)
        at = found.end()


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two lines differ: lexemes [first, last) of the old one, [at, end) of the new one."""

    first: int
    last: int
    at: int
    end: int


def differences(old: Sequence[Lexeme], new: Sequence[Lexeme]) -> tuple[Difference, ...]:
    """Compare two lines by their lexemes' texts."""
    matcher = SequenceMatcher(None, [one.text for one in old], [one.text for one in new], False)
    return tuple(Difference(*rest) for tag, *rest in matcher.get_opcodes() if tag != "equal")


def is_operator(text: str) -> bool:
    """Say whether a lexeme is an operator, or a word of the language that is like one."""
    return text in _NEGATIONS or any(kind != "twin" for _, kind in twins(text))


def twins(text: str) -> Iterator[tuple[str, str]]:
    """Give each word or sign that one is taken for, with the kind of the edit."""
    seen = {text}
    for kind, groups in GROUPS.items():
        for other in (other for group in groups if text in group for other in group):
            if other not in seen:
                seen.add(other)
                yield other, kind


def kind_of(written: Sequence[Lexeme], expected: Sequence[Lexeme], *, member: bool) -> str:
    """Tell what an edit is about; `member` says that it is behind a dot."""
    one, other = [each.text for each in written], [each.text for each in expected]
    if _without_negation(one) == _without_negation(other):
        return "negation"
    if len(one) == len(other) == 1:
        return _kind_of_pair(written[0], expected[0], member=member)
    if sorted(one) == sorted(other):
        return "order"
    longer = max(one, other, key=len)
    added = len(longer) == 2 and not min(one, other, key=len)
    if added and longer[0] in ("+", "-") and longer[1].isdigit():
        return "offset"
    return "structure"


def _kind_of_pair(written: Lexeme, expected: Lexeme, *, member: bool) -> str:
    for text, kind in twins(written.text):
        if text == expected.text:
            return kind
    kinds = {written.kind, expected.kind}
    if kinds == {"name"}:
        return "member" if member else "name"
    if len(kinds) == 1 and written.kind in ("number", "string"):
        return written.kind
    return "structure"


def _without_negation(texts: Sequence[str]) -> list[str]:
    return [
        {"!=": "==", "!==": "==="}.get(text, text) if len(texts) > 1 else text
        for text in texts
        if text not in _NEGATIONS
    ]


def arguments(parts: Sequence[Lexeme]) -> Iterator[tuple[Lexeme, Lexeme, Lexeme, Lexeme]]:
    """Give, for adjacent arguments in brackets, the first and last lexemes of either."""
    open_: list[tuple[str, list[int]]] = []
    for index, part in enumerate(parts):
        if part.text in _BRACKETS:
            open_.append((_BRACKETS[part.text], [index + 1]))
        elif part.text == "," and open_:
            open_[-1][1].append(index + 1)
        elif open_ and part.text == open_[-1][0]:
            starts = [*open_.pop()[1], index + 1]
            for first, second, end in zip(starts, starts[1:], starts[2:], strict=False):
                if first < second - 1 and second < end - 1:
                    yield parts[first], parts[second - 2], parts[second], parts[end - 2]

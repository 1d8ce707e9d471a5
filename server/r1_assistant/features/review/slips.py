"""Slips that a model stumbles over: an operator where it was sure of another one. Pure.

Names and values are the author's free choice, and surprise anybody. Operators are not: where a
model had all but decided for one and reads another, the line is a slip more often than not. The
bounds are those at which, on small changes with and without a slip, no clean one was named.
"""

import re
from collections.abc import Sequence
from math import exp

from r1_assistant.domain.change import DiffLine
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.domain.generation import TokenScore
from r1_assistant.features.review.evidence import Evidence
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.show import rows

SURPRISE = 4.5
"""Nats; what an operator must have cost at least."""
CERTAINTY = 0.3
"""Nats; what the expected operator may have cost at most: probability 0.74."""

_KINDS = (
    {"<", "<=", ">", ">=", "==", "===", "!=", "!=="},
    {"+", "-", "*", "/", "%"},
    {"+=", "-=", "*=", "/="},
    {"&&", "||"},
    {"and", "or"},
    {"=", "=="},
    {"=", "==="},
)
"""Operators that are taken for each other."""
_SAME = ({"==", "==="}, {"!=", "!=="})
_WORDS_IN_CODE = re.compile(r"\s*(?:if|elif|while|return|assert|and|or|not)\b|.*[^=!<>]=[^=]")
"""Where `and` and `or` are operators, and not words of a text."""


def scored_text(piece: Piece, context: int) -> str:
    """Give the text to score: the new side around the hunk, under the name of its file."""
    code = "\n".join(text for _, text in rows(piece, context))
    return f"{piece.language.comments[0]} {piece.file.path}\n{code}\n"


def slips(
    piece: Piece, context: int, text: str, scores: Sequence[TokenScore]
) -> tuple[Evidence, ...]:
    """Find the added lines with an unexpected operator, given the scores of `scored_text`."""
    numbers = [0, *(number for number, _ in rows(piece, context))]
    subjects = {line.new_number: line for line in piece.subjects}
    found: dict[int, tuple[float, Evidence]] = {}
    for score in scores:
        row = text.count("\n", 0, score.start)
        line = subjects.get(numbers[row]) if row < len(numbers) else None
        token = text[score.start : score.end]
        if line is not None and _unexpected(token, score, line.text):
            margin = score.nll - score.best_nll
            column = score.start - (text.rfind("\n", 0, score.start) + 1)
            known = found.get(row)
            if known is None or margin > known[0]:
                found[row] = margin, _slip(line, column, token, score)
    return tuple(item for _, item in found.values())


def _unexpected(token: str, score: TokenScore, line: str) -> bool:
    if score.nll < SURPRISE or score.best_nll > CERTAINTY:
        return False
    pair = {token.strip(), score.best.strip()}
    if len(pair) < 2 or pair in _SAME or not any(pair <= kind for kind in _KINDS):
        return False
    return pair != {"and", "or"} or _WORDS_IN_CODE.match(line) is not None


def _slip(line: DiffLine, column: int, token: str, score: TokenScore) -> Evidence:
    written, expected = token.strip(), score.best.strip()
    return Evidence(
        line,
        Category.BUG,
        Severity.ERROR,
        f"has `{written}` where `{expected}` is expected",
        f"Give an example of values for which `{written}` leads to a wrong result here.",
        f"Write `{expected}` in place of `{written}`.",
        weight=min(0.89, 0.5 + (score.nll - score.best_nll) / 20),
        fixable=True,
        basis=f"The model gave `{expected}` a probability of {exp(-score.best_nll):.1%} here, "
        f"and `{written}` one of {exp(-score.nll):.3%}.",
        alternative=line.text[:column] + score.best + line.text[column + len(token) :],
    )

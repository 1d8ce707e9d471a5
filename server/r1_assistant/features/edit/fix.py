"""Fix a problem: the smallest piece of code around it, written again."""

import re

from r1_assistant.context.symbols import Symbol
from r1_assistant.features.answer_code import parse_code, without_thought
from r1_assistant.features.edit.checks import fault, outline_kept
from r1_assistant.features.edit.layout import (
    common_indentation,
    indentation,
    line_start,
    line_stop,
    placed,
    shown,
)
from r1_assistant.features.edit.target import Plan, Proposal, Refusal, Target
from r1_assistant.features.lines import line_end
from r1_assistant.prompting.render import Data

_IMPORT = re.compile(r"(import|from|use|using|#include|require)\b")
_MOST_LINES = 60
"""A longer definition is not written again for one problem in it."""
_MOST_AROUND = 8
"""Lines on each side of a problem outside of a short definition."""


def plan(target: Target) -> Plan | Refusal:
    """Ask for the code around the target's problem without the problem."""
    if target.problem is None:
        return Refusal("There is no problem here to fix.")
    start, end, indent = _range(target)
    language, symbol = target.language, target.symbol
    original = target.text[start:end]
    code = shown(original, indent, language)

    def accept(answer: str) -> Proposal | str:
        new = placed(parse_code(without_thought(answer)), original, indent, language)
        new = new.replace("\n", line_end(target.text))
        wrong = fault(target, start, end, new, language)
        if wrong:
            return wrong
        if indent and _IMPORT.match(new):
            return "it has an import amid other code"
        after = target.text[:start] + new + target.text[end:]
        if symbol is not None and not outline_kept(target, symbol, after):
            return "it adds or removes definitions"
        return _narrowed(target, start, end, new)

    line = target.text[line_start(target.text, target.start) : line_stop(target.text, target.start)]
    values = {
        "code": Data(code, language.name),
        "line": Data(line.strip(), language.name),
        "message": Data(target.problem.message[:1_000]),
    }
    return Plan("fix_problem", code, values, accept)


def _range(target: Target) -> tuple[int, int, str]:
    """Choose the offsets to write anew, and the indentation of the lines there."""
    symbol = target.symbol
    if symbol is not None and symbol.end_line - symbol.line < _MOST_LINES:
        return symbol.start, symbol.end, indentation(target.text, symbol.start)
    start, end = _paragraph(target, symbol)
    return start, end, common_indentation(target.text[start:end])


def _paragraph(target: Target, symbol: Symbol | None) -> tuple[int, int]:
    """Take the lines around the problem up to empty ones, within the symbol."""
    text = target.text
    low, high = (symbol.start, symbol.end) if symbol else (0, len(text))
    start, stop = line_start(text, target.start), line_stop(text, max(target.end, target.start))
    for _ in range(_MOST_AROUND):
        above = line_start(text, start - 1) if start > 0 else start
        if above < low or not text[above:start].strip():
            break
        start = above
    for _ in range(_MOST_AROUND):
        below = line_stop(text, _next_line(text, stop))
        if below > high or not text[stop:below].strip():
            break
        stop = below
    return start, stop


def _next_line(text: str, stop: int) -> int:
    return stop + (2 if text.startswith("\r\n", stop) else 1)


def _narrowed(target: Target, start: int, end: int, new: str) -> Proposal:
    """Replace only the lines that differ."""
    ending = line_end(target.text)
    old_lines = target.text[start:end].split(ending)
    new_lines = new.split(ending)
    shorter = min(len(old_lines), len(new_lines)) - 1
    head = next((n for n in range(shorter) if old_lines[n] != new_lines[n]), shorter)
    tail = next(
        (n for n in range(shorter - head) if old_lines[-1 - n] != new_lines[-1 - n]),
        shorter - head,
    )
    skipped = sum(len(line) + len(ending) for line in old_lines[:head])
    spared = sum(len(line) + len(ending) for line in old_lines[len(old_lines) - tail :])
    text = ending.join(new_lines[head : len(new_lines) - tail])
    return Proposal(target.path, start + skipped, end - spared, text)

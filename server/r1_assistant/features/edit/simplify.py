"""Simplify: a definition written again, shorter, and called as before."""

from r1_assistant.features.answer_code import parse_code, without_thought
from r1_assistant.features.edit.checks import fault, header, outline_kept
from r1_assistant.features.edit.layout import indentation, placed, shown
from r1_assistant.features.edit.target import Plan, Proposal, Refusal, Target
from r1_assistant.features.lines import line_end
from r1_assistant.prompting.render import Data

_LONGER = 1.1
"""A result longer than this many times the original, in code points, is no simplification."""


def plan(target: Target) -> Plan | Refusal:
    """Ask for the target's symbol in simpler words."""
    symbol, language = target.symbol, target.language
    if symbol is None:
        return Refusal("There is no function here to simplify.")
    original = target.text[symbol.start : symbol.end]
    indent = indentation(target.text, symbol.start)
    code = shown(original, indent, language)

    def accept(answer: str) -> Proposal | str:
        written = parse_code(without_thought(answer))
        new = placed(written, original, indent, language)
        if header(new, symbol.name) != header(code, symbol.name):
            return f"it does not keep the first lines of `{symbol.name}` with all its parameters"
        new = new.replace("\n", line_end(target.text))
        wrong = fault(target, symbol.start, symbol.end, new, language)
        if wrong:
            return wrong
        after = target.text[: symbol.start] + new + target.text[symbol.end :]
        if not outline_kept(target, symbol, after):
            return f"it defines something beside `{symbol.name}`"
        if len(new) > len(original) * _LONGER:
            return "it is longer than before"
        return Proposal(target.path, symbol.start, symbol.end, new)

    return Plan("simplify", code, {"code": Data(code, language.name)}, accept)

"""What is left of a model's answer as a suggestion. Pure functions, each of text."""

import re

from r1_assistant.features.answer_code import parse_code, without_thought
from r1_assistant.features.complete.brackets import without_surplus
from r1_assistant.features.complete.cursor import Surroundings

FIM_MARKS = (
    "<|fim_prefix|>",
    "<|fim_suffix|>",
    "<|fim_middle|>",
    "<|fim_pad|>",
    "<|endoftext|>",
    "<|repo_name|>",
    "<|file_sep|>",
    "<|cursor|>",
)
"""Control tokens of Qwen2.5-Coder; what comes after one is not part of the middle."""

_CONTINUES = re.compile(
    r"\s*(\}\s*)?(else|elif|elsif|except|finally|catch|rescue|ensure|when|case|default)\b"
    r"|\s*\}\s*while\b"
)
_CLOSES = re.compile(r"\s*([)\]}]+|end\b)")
_TELLING = 4
"""A line of fewer code points than this (`}`, `end`) says nothing when it is repeated."""


def suggestion_text(
    answer: str, around: Surroundings, *, multi_line: bool, chat: bool, whole: tuple[str, str]
) -> str | None:
    """Make a suggestion of an answer; None if nothing useful is left.

    `chat` says that the answer may come in a fence and repeat the line that it continues. `whole`
    is the text before and after the cursor as far as brackets are counted.
    """
    text = from_chat(answer, around) if chat else _until_mark(answer)
    text = without_loop(within_block(text, around)) if multi_line else text.partition("\n")[0]
    text = without_repetition(text, around)
    text = without_overlap(text, around)
    text = without_surplus(text, *whole).rstrip()
    if not text.strip() or around.after.startswith(text):
        return None
    return text


def from_chat(answer: str, around: Surroundings) -> str:
    """Take the code out of a conversation's answer, without what stands before the cursor."""
    code = parse_code(_until_mark(without_thought(answer))).rstrip("\n")
    line = around.line_before
    first, newline, rest = code.partition("\n")
    if line.strip() and first.lstrip().startswith(line.strip()):
        return first.lstrip()[len(line.strip()) :] + newline + rest
    if not line.strip() and first.startswith(line):
        return code[len(line) :]
    return code


def within_block(text: str, around: Surroundings) -> str:
    """End a suggestion where the block ends that it is in, by the indentation of its lines.

    Brackets that close the block, and branches that go on from it, belong to it.
    """
    opening = around.line_before
    base = len(opening) - len(opening.lstrip()) if opening.strip() else len(opening) - 1
    lines = text.split("\n")
    for number, line in enumerate(lines[1:], 1):
        depth = len(line) - len(line.lstrip())
        if not line.strip() or depth > base:
            continue
        if depth == base and _CONTINUES.match(line):
            continue
        closes = depth == base and opening.strip() and _CLOSES.match(line)
        return "\n".join(lines[: number + 1 if closes else number])
    return text


def block_has_ended(text: str, around: Surroundings) -> bool:
    """Tell whether more of an answer could change nothing: its block is over."""
    whole_lines = text[: text.rfind("\n") + 1]
    return within_block(whole_lines, around).rstrip() != whole_lines.rstrip()


def without_loop(text: str) -> str:
    """End a suggestion where it says the same line for the third time."""
    seen: dict[str, int] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        words = line.strip()
        seen[words] = seen.get(words, 0) + 1
        if len(words) >= _TELLING and seen[words] > 2:
            return "\n".join(lines[:number])
    return text


def without_repetition(text: str, around: Surroundings) -> str:
    """Drop a suggestion that says again, as its first line, what the lines just above said."""
    above = [line.strip() for line in around.before.split("\n")[:-1] if line.strip()]
    first = (around.line_before + text.partition("\n")[0]).strip()
    repeats = len(first) >= _TELLING and first in above[-2:]
    return "" if repeats else text


def without_overlap(text: str, around: Surroundings) -> str:
    """Cut off what stands after the cursor already: the rest of its line, or the lines below."""
    rest = around.line_after.strip()
    if rest:
        text = _without_tail(text, rest)
    below = [line.strip() for line in around.after.split("\n")[1:] if line.strip()]
    if not below:
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        own = line.strip() if number else (around.line_before + line).strip()
        if own != below[0]:
            continue
        tail = [other.strip() for other in lines[number:] if other.strip()]
        if len(own) >= _TELLING or tail == below[: len(tail)]:
            return "\n".join(lines[:number])
    return text


def _without_tail(text: str, rest: str) -> str:
    """Cut off the longest end of `text` with which `rest` begins."""
    bare = text.rstrip()
    for length in range(min(len(bare), len(rest)), 0, -1):
        if bare.endswith(rest[:length]):
            return bare[:-length]
    return text


def _until_mark(answer: str) -> str:
    starts = [answer.find(mark) for mark in FIM_MARKS if mark in answer]
    return answer[: min(starts)] if starts else answer

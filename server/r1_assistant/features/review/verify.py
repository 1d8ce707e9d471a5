"""Checks a claim against the code by rule, and makes a finding of what stands.

**Invariant:** path, line and quote of a finding come from the change, never from the model.
"""

import re

from r1_assistant.context.syntax import parses_as_well
from r1_assistant.domain.change import DiffLine
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.parse import Claim
from r1_assistant.features.review.select import Piece

_PAIRS = {")": "(", "]": "[", "}": "{"}
_LEAK_WORDS = 8
"""A message that shares so many words in a row with the prompt's own text repeats the prompt."""
MIN_WORDS = 4
"""A message of fewer words says nothing."""
_FENCE_LINE = re.compile(r"^\s*`{3,}.*$", re.MULTILINE)


def verify(claim: Claim, piece: Piece, *, instructions: str, reasoning: str) -> Finding | str:
    """Make a finding out of a claim, or say why it does not stand.

    `instructions` is what the prompt says besides the code. How sure that is, is said elsewhere.
    """
    line = _line_of(claim, piece.subjects)
    if line is None or line.new_number is None:
        return "what it quotes is not on an added line"
    message, problem = checked_message(claim.message, line.text, instructions)
    if problem:
        return problem
    return Finding(
        path=piece.file.path,
        line=line.new_number,
        end_line=line.new_number,
        severity=claim.severity,
        category=claim.category,
        confidence=0.0,
        message=message,
        quote=line.text.strip(),
        fix=checked_fix(claim.fix, line, piece),
        reasoning=reasoning.strip(),
    )


def checked_fix(proposal: str, line: DiffLine, piece: Piece) -> str | None:
    """Fit a proposal into the place of a line; None if it changes nothing or breaks the code."""
    proposal = _own_line(_FENCE_LINE.sub("", proposal), line, piece)
    if not proposal:
        return None
    fix = _indented_like(line.text, proposal)
    if " ".join(fix.split()) == " ".join(line.text.split()):
        return None
    if _open_brackets(fix) != _open_brackets(line.text) or _block(fix) != _block(line.text):
        return None
    return fix if _still_parses(fix, line, piece) else None


def _own_line(proposal: str, line: DiffLine, piece: Piece) -> str:
    """Take the one line that is new in a proposal; empty if there is none, or more than one."""
    known = {" ".join(other.text.split()) for other in piece.hunk.lines if other is not line}
    texts = [text.strip() for text in proposal.splitlines() if text.strip()]
    fresh = [text for text in texts if " ".join(text.split()) not in known]
    return fresh[0] if len(fresh) == 1 else ""


def checked_message(message: str, line: str, instructions: str) -> tuple[str, str]:
    """Tidy a message up; the second text says why it is none, in which case the first is empty."""
    message = _whole_sentences(" ".join(message.split()))
    words = _words(message)
    if len(words) < MIN_WORDS:
        return "", "it says nothing"
    if words == _words(line):
        return "", "it only repeats the line"
    if _shares_run(words, _words(instructions)):
        return "", "it repeats the prompt"
    return message[:1].upper() + message[1:], ""


def _line_of(claim: Claim, subjects: tuple[DiffLine, ...]) -> DiffLine | None:
    """Find the line that is meant: the quotation decides, the number only where there is none."""
    numbered = next((line for line in subjects if line.new_number == claim.line), None)
    quote = " ".join(claim.quote.split())
    if not quote or (numbered and " ".join(numbered.text.split()) == quote):
        return numbered
    return next((line for line in subjects if " ".join(line.text.split()) == quote), None)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _shares_run(words: list[str], others: list[str]) -> bool:
    runs = {tuple(others[at : at + _LEAK_WORDS]) for at in range(len(others) - _LEAK_WORDS + 1)}
    return any(
        tuple(words[at : at + _LEAK_WORDS]) in runs for at in range(len(words) - _LEAK_WORDS + 1)
    )


def _whole_sentences(message: str) -> str:
    """Cut off a sentence that was not finished, and one that announces what does not come."""
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s|$)", message)]
    return message[: ends[-1]] if ends else ""


def _indented_like(line: str, proposal: str) -> str:
    return line[: len(line) - len(line.lstrip())] + proposal.strip()


def _block(text: str) -> str:
    """Tell whether a line opens a block, or continues: what follows it depends on that."""
    end = text.rstrip()[-1:]
    return end if end in (":", "{", "\\", ",") else ""


def _open_brackets(text: str) -> tuple[str, ...]:
    """List the brackets that are left open or closed, outside of simple string literals."""
    stack: list[str] = []
    bare = re.sub(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", "", text)
    for char in bare:
        if char in _PAIRS and stack and stack[-1] == _PAIRS[char]:
            stack.pop()
        elif char in "()[]{}":
            stack.append(char)
    return tuple(stack)


def _still_parses(fix: str, line: DiffLine, piece: Piece) -> bool:
    """Tell whether the file has no more problems with the fix; without a grammar it passes."""
    at = line.new_number or 0
    return parses_with(fix, at, at, piece)


def parses_with(fix: str, first: int, last: int, piece: Piece) -> bool:
    """Tell whether the file has no more problems with a fix in place of some lines."""
    text = piece.file.new_text
    if text is None:
        return True
    lines = text.split("\n")
    fixed = "\n".join([*lines[: first - 1], *fix.split("\n"), *lines[last:]])
    return parses_as_well(text, fixed, piece.language)

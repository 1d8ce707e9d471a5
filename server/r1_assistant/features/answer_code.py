"""Code out of a model's answer. Nothing here raises."""

import re

from r1_assistant.engine.reasoning import CLOSE, OPEN, split

_FENCE = re.compile(
    r"^[ \t]*(?P<bar>`{3,}|~{3,})[^\n`]*\n(?P<code>.*?)(?:^[ \t]*(?P=bar)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)


def parse_code(answer: str) -> str:
    """Take the code out of an answer: the longest of its fences, or else all of it.

    A fence that was not closed reaches to the end; lines end with LF.
    """
    text = answer.replace("\r\n", "\n")
    blocks = [match["code"] for match in _FENCE.finditer(text)]
    return max(blocks, key=len).removesuffix("\n") if blocks else text


def without_thought(answer: str) -> str:
    """Drop a thought that a model wrote though none was asked for."""
    return split(answer, opened=None)[1] if OPEN in answer or CLOSE in answer else answer

"""From a template and its input to messages. Pure: the same input makes the same bytes.

**Invariant:** text that comes from a repository enters a prompt as `Data` only: inside a fence that
it cannot close, and without the special tokens by which a model tells the turns apart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from r1_assistant.domain.generation import Message
from r1_assistant.prompting.catalog import VARIABLE, Template

_SPECIAL = re.compile(r"<(?=[|｜][^<>\s]{1,40}[|｜]>|/?think>)")
_BACKTICKS = re.compile(r"`{3,}")


@dataclass(frozen=True, slots=True)
class Data:
    """Text from a repository, and the name of its language for the fence ("python", or "")."""

    text: str
    language: str = ""


Value = str | Data


def render(template: Template, values: Mapping[str, Value]) -> tuple[Message, ...]:
    """Fill in a template; ValueError if `values` are not exactly its variables."""
    if set(values) != set(template.variables):
        raise ValueError(f"{template.task}: wants {template.variables}, got {tuple(values)}")
    return tuple(Message(role, _fill(text, values)) for role, text in template.turns)


def fence(data: Data) -> str:
    """Set text between two fences that are longer than any run of backticks inside."""
    text = without_special_tokens(data.text)
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=2)
    bar = "`" * (longest + 1)
    return f"{bar}{data.language}\n{text}\n{bar}"


def without_special_tokens(text: str) -> str:
    """Break up what a tokenizer would read as the end of a turn or of a thought."""
    return _SPECIAL.sub("< ", text)


def _fill(text: str, values: Mapping[str, Value]) -> str:
    return VARIABLE.sub(lambda match: _shown(values[match[1]]), text)


def _shown(value: Value) -> str:
    return fence(value) if isinstance(value, Data) else without_special_tokens(value)

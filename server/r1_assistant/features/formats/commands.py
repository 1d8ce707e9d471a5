"""Commands that CI services read out of a program's output, and how to take them out of text.

The runner of GitHub Actions takes a line for a command that begins with `::` behind white space, or
has `##[` in it anywhere (actions/runner, ActionCommand); the agent of Azure Pipelines one that has
`##vso[` in it anywhere. Code under review could be such a line, and set variables of the job.
"""

import re

_ANYWHERE = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)
_IN_FRONT = re.compile(r"^(\s*):(?=:)", re.MULTILINE)

_NOTHING = "\u200b"
"""A zero-width space."""


def without_commands(text: str, *, in_front: bool = True) -> str:
    """Take commands out of text for people: a space or a zero-width one stands in them.

    `in_front` says that the text begins a line.
    """
    text = _ANYWHERE.sub("# #", text)
    return _IN_FRONT.sub(rf"\1{_NOTHING}:", text) if in_front else text


def json_without_commands(text: str) -> str:
    """Take commands out of JSON, which stays the same for whoever reads it."""
    return _ANYWHERE.sub(r"#\\u0023", text)


def markup_without_commands(text: str) -> str:
    """Take commands out of HTML or XML, which stay the same for whoever reads them."""
    return _IN_FRONT.sub(r"\1&#58;", _ANYWHERE.sub("#&#35;", text))

"""A definition's signature: its text up to its body, on one line below its decorators."""

import re
from typing import TYPE_CHECKING

from r1_assistant.context.docs import Comments

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 400
"""Code points of a signature; what is longer is a table rather than a signature."""

_OPENED = re.compile(r"([(\[]) ")
_CLOSED = re.compile(r",? ([)\]])")
_SIGNS = ("=>", "->", "{", "=", ":", ";")
"""What may stand between a signature and its body."""


def signature_of(
    outer: "Node", inner: "Node", body: "Node | None", name: "Node", comments: Comments
) -> str:
    """Give the text of a definition without its body, comments and needless white space."""
    head = ""
    if outer.start_byte != inner.start_byte:
        head = comments.text_between(outer.start_byte, inner.start_byte)
    end = body.start_byte if body is not None else inner.end_byte
    lines = [_tidy(line) for line in head.splitlines()]
    written = comments.text_between(inner.start_byte, end)
    if inner.has_error and _is_torn(inner, body):
        written = _head(written, comments.text_between(inner.start_byte, name.end_byte))
    own = _without_end(_tidy(written))
    if name.start_byte > end:  # the name comes last: `typedef struct {...} name`
        own = f"{own} {(name.text or b'').decode('utf-8', 'replace')}"
    if head[-1:].isspace() and lines and "\n" not in head[len(head.rstrip()) :]:
        own = f"{lines.pop()} {own}"  # `export`, `template <...>` on the definition's line
    return _shortened("\n".join(line for line in (*lines, own) if line))


def _is_torn(inner: "Node", body: "Node | None") -> bool:
    """Tell whether the parser did not see, or skipped something on its way to, a body."""
    return body is None or any(
        child.is_error and child.start_byte < body.start_byte for child in inner.children
    )


def _head(text: str, begin: str) -> str:
    """Cut a definition whose body is not known behind the brackets after its name."""
    depth = 0
    for at in range(len(begin), len(text)):
        sign = text[at]
        if depth <= 0 and sign in "\n{":
            return text[:at]
        depth += (sign in "([{") - (sign in ")]}")
    # brackets that nobody closed: what follows their line may be anything
    return text if depth <= 0 else text[: len(begin)] + text[len(begin) :].partition("\n")[0]


def _tidy(text: str) -> str:
    text = " ".join(text.split())
    if "( " in text or "[ " in text:
        text = _OPENED.sub(r"\1", text)
    if " )" in text or " ]" in text:
        text = _CLOSED.sub(r"\1", text)
    return text


def _without_end(text: str) -> str:
    while text.endswith(_SIGNS):
        text = text[:-2] if text.endswith(_SIGNS[:2]) else text[:-1]
    return text.rstrip()


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"

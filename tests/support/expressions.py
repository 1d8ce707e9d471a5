"""The part of the runner's expressions that action.yml and its examples use.

https://docs.github.com/actions/reference/workflows-and-actions/expressions: literals, contexts,
`!`, `==`, `!=`, `&&`, `||` and parentheses. Anything else is an error.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKENS = re.compile(r"\s*(?:('(?:[^']|'')*')|(&&|\|\||==|!=|[!()])|([A-Za-z_][\w.-]*)|(\d+))")
_INSERTED = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)

Contexts = Mapping[str, Any]


def inserted(text: str, contexts: Contexts) -> str:
    """Put the values of all expressions into a text."""
    return _INSERTED.sub(lambda match: as_text(evaluate(match[1], contexts)), text)


def holds(condition: str, contexts: Contexts) -> bool:
    """Tell whether an `if` holds, with or without the braces."""
    whole = _INSERTED.fullmatch(condition.strip())
    return bool(evaluate(whole[1] if whole else condition, contexts))


def evaluate(expression: str, contexts: Contexts) -> Any:
    """Give the value of an expression."""
    parser = _Parser(_tokens(expression), contexts)
    value = parser.either()
    assert parser.rest == [], f"cannot be read: {expression}"
    return value


def as_text(value: Any) -> str:
    """Write a value as the runner does."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    assert isinstance(value, str | int), value
    return str(value)


def _tokens(expression: str) -> list[str]:
    found, at = [], 0
    expression = expression.strip()
    while at < len(expression):
        match = _TOKENS.match(expression, at)
        assert match, f"cannot be read: {expression[at:]}"
        found.append(match[0].strip())
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[str], contexts: Contexts) -> None:
        self.rest = tokens
        self._contexts = contexts

    def either(self) -> Any:
        return self._chain("||", self._both, lambda left, right: left or right)

    def _both(self) -> Any:
        return self._chain("&&", self._compared, lambda left, right: left and right)

    def _compared(self) -> Any:
        left = self._negated()
        while self.rest[:1] in (["=="], ["!="]):
            same = self.rest.pop(0) == "=="
            left = (_loose(left) == _loose(self._negated())) is same
        return left

    def _negated(self) -> Any:
        if self.rest[:1] == ["!"]:
            self.rest.pop(0)
            return not self._negated()
        return self._single()

    def _single(self) -> Any:
        token = self.rest.pop(0)
        if token == "(":
            value = self.either()
            assert self.rest.pop(0) == ")"
            return value
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.isdecimal():
            return int(token)
        return self._looked_up(token)

    def _looked_up(self, name: str) -> Any:
        if name in ("true", "false"):
            return name == "true"
        value: Any = self._contexts
        for key in name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def _chain(self, sign: str, part: Callable[[], Any], join: Callable[[Any, Any], Any]) -> Any:
        value = part()
        while self.rest[:1] == [sign]:
            self.rest.pop(0)
            value = join(value, part())
        return value


def _loose(value: Any) -> Any:
    """Compare as the runner does: letter case does not count, and nothing is as good as ''."""
    return "" if value is None else value.lower() if isinstance(value, str) else value

"""What a model answered, read as claims. It is untrusted: everything is checked, nothing raises."""

import json
import re
from dataclasses import dataclass
from typing import Any

from r1_assistant.domain.finding import Category, Severity

_CODE = re.compile(r"```[^\n`]*\n(.*?)(?:\n```|\Z)", re.DOTALL)
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a model says is wrong, before any of it is verified.

    `quote` is the line as the model copied it, `fix` what it would write there; both may be empty.
    """

    line: int
    quote: str
    severity: Severity
    category: Category
    message: str
    fix: str


def parse_claims(answer: str) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Read the claims of an answer, and say what could not be read."""
    value, problem = _json(answer)
    if problem:
        return (), (problem,)
    items = value.get("findings") if isinstance(value, dict) else value
    if not isinstance(items, list):
        return (), ("the answer has no list of findings",)
    claims: list[Claim] = []
    problems: list[str] = []
    for item in items:
        claim = _claim(item)
        if isinstance(claim, str):
            problems.append(claim)
        else:
            claims.append(claim)
    return tuple(claims), tuple(problems)


def parse_code(answer: str) -> str:
    """Take the code out of an answer: what is in its first fence, or else all of it."""
    fenced = _CODE.search(answer)
    return fenced[1] if fenced else answer


def _json(answer: str) -> tuple[Any, str]:
    """Decode the first JSON value of an answer, which may be fenced or have prose around it."""
    fenced = _FENCE.search(answer)
    text = fenced[1] if fenced else answer
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    if not starts:
        return None, "the answer is not JSON"
    try:
        value, _ = json.JSONDecoder().raw_decode(text[min(starts) :])
    except (ValueError, RecursionError):
        return None, "the answer is broken JSON"
    return value, ""


def _claim(item: object) -> Claim | str:
    if not isinstance(item, dict):
        return "a finding is not an object"
    line, message = item.get("line"), item.get("message")
    if not isinstance(line, int) or isinstance(line, bool):
        return "a finding has no line number"
    if not isinstance(message, str):
        return "a finding has no message"
    try:
        severity = Severity(item.get("severity", "warning"))
        category = Category(item.get("category", "bug"))
    except ValueError as error:
        return f"a finding is of no known kind: {error}"
    return Claim(line, _text(item, "quote"), severity, category, message, _text(item, "fix"))


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""

"""Expressions taken apart into steps: a name, its member, a call of it; from the text alone."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "member", "call", "index", "new", "literal"]

LONGEST = 600
"""Code points of an expression that is looked at."""

_STEPS = 8
_LEAD = re.compile(
    r"\s*(?:(?:await|yield|not|return|copy|move|try[!?]?|const|mut)\b\s*"
    r"|/\*.*?\*/\s*|&&?(?:mut\s+)?|\*(?=\w)|!)+\s*",
    re.DOTALL,
)
_NAME = re.compile(r"[@$]*[^\W\d]\w*")
_MEMBER = re.compile(
    r"\s*(?:\?\.|!{1,2}\.|\?->|->|::|\.|:(?=[A-Za-z_]\w*\())\s*(\$?[^\W\d]\w*(?:[!?](?![.\[]))?|<)"
)
_LITERAL = re.compile(r"[fbruFBRU]{0,2}[\"'`]|\d|\[|\{|/")
_NEW = re.compile(r"new\s+([\w.\\]+)")
_CAST = re.compile(r"(?:typing\.)?cast\(\s*([^,]+),")
_CHOICE = re.compile(r"((?:[^\n()\[\]{}]|\([^()]*\))+?)\s+(?:or|if)\s")
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an expression; `text` is the name of what it names or makes."""

    kind: Kind
    text: str = ""


def first_choice(expression: str, language: str) -> str:
    """Give what an expression is in the first place: `a or b`, `a if c else b`, `a ?? b`."""
    text = expression[:LONGEST].strip()
    found = _CHOICE.match(text) if language == "python" else None
    return found[1] if found and found[1].strip() not in ("None", "not") else text


def steps_of(expression: str, language: str) -> tuple[Step, ...]:
    """Take an expression apart; nothing if it is none of names, members, calls and indexes."""
    text = expression[:LONGEST]
    if found := _LEAD.match(text):
        text = text[found.end() :]
    text = text.strip()
    if found := _CAST.match(text):
        return (Step("new", found[1].strip("\"' ")),)
    if found := _NEW.match(text):
        return (Step("new", found[1]), *_rest(text, _after_brackets(text, found.end()), language))
    if text.startswith("("):
        end = _after(text, 0)
        return (*steps_of(text[1 : end - 1], language), *_rest(text, end, language))
    if _LITERAL.match(text) and not _NAME.match(text.lstrip("fbruFBRU")):
        return (Step("literal"),)
    found = _NAME.match(text)
    if found is None:
        return ()
    return (Step("name", found[0]), *_rest(text, found.end(), language))


def _rest(text: str, at: int, language: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    while len(steps) < _STEPS and at < len(text):
        if (found := _MEMBER.match(text, at)) and found[1] != "<":
            steps.append(Step("member", found[1]))
            at = found.end()
        elif text[at] == "(":
            steps.append(Step("call"))
            at = _after(text, at)
        elif text[at] == "[" or text.startswith("::<", at):
            generic = language in ("go", "scala") and text[_after(text, at) :][:1] in ("(", "{")
            if text[at] == "[" and not generic:
                steps.append(Step("index"))
            at = _after(text, at if text[at] == "[" else at + 2)
        elif text[at] == "<" and (end := _after(text, at)) and text[end : end + 1] == "(":
            at = end
        elif _is_literal_of_type(text, at, language):
            steps.append(Step("call"))
            at = _after(text, text.index("{", at))
        elif text[at] in "!?" and language in ("typescript", "tsx", "swift", "kotlin", "rust"):
            at += 1
        else:
            break
    return tuple(steps)


def _is_literal_of_type(text: str, at: int, language: str) -> bool:
    return language in ("go", "rust") and text[at:].lstrip(" ").startswith("{")


def _after_brackets(text: str, at: int) -> int:
    while at < len(text) and text[at] in "(<[{":
        at = _after(text, at)
    return at


def _after(text: str, at: int) -> int:
    """Give the offset behind the brackets that open here; quoted brackets don't count."""
    stack: list[str] = []
    quote = ""
    place = at
    while place < len(text):
        character = text[place]
        if quote:
            place += character == "\\"
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        elif character in "([{" or (character == "<" and place == at):
            stack.append(_PAIRS[character])
        elif stack and character == stack[-1]:
            stack.pop()
            if not stack:
                return place + 1
        place += 1
    return len(text)

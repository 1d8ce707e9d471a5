"""Members that a class's methods give it: `self.name = ...`, or a parameter of its constructor."""

import re
from collections.abc import Iterator

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.classes import text_of
from r1_assistant.context.resolve.expressions import LONGEST
from r1_assistant.context.resolve.places import language_at, line_place
from r1_assistant.context.resolve.sources import Sources
from r1_assistant.context.resolve.things import Place, Typed, Written
from r1_assistant.context.resolve.words import words_of
from r1_assistant.context.resolve.written_types import declared

_MOST = 3
"""Assignments to a member that are looked at."""

_MARKS = {
    **dict.fromkeys(("javascript", "typescript", "tsx"), "this."),
    "python": "self.",
    "ruby": "@",
    "php": "$this->",
}
"""What stands before a member, where a class's methods may give it new ones."""

_VALUE = re.compile(r"\s*(?::\s*([^=\n]+?))?\s*(?<!=)=(?!=)\s*")
_VISIBLE = re.compile(r"(?:private|public|protected|readonly)\s[^,(){};]*")
_REST = re.compile(r"[^,){};]*")
_PROPERTIES = ("typescript", "tsx", "javascript", "php", "csharp", "java", "cpp", "swift")
"""Languages that write a member's visibility before its name."""


def assigned(definition: Definition, name: str, sources: Sources) -> Iterator[Typed | Written]:
    """Give the types and values that a class gives to a member, the first ones first."""
    language = language_at(definition.path, sources)
    if typed := _constructor_property(definition, name, language, sources):
        yield typed
    mark = _MARKS.get(language)
    if mark is None:
        return
    text = text_of(definition, sources)
    for count, (start, end, type_) in enumerate(_assignments(f"{mark}{name}", text)):
        if count >= _MOST:
            return
        line = definition.line + text.count("\n", 0, start)
        place = line_place(definition.path, line, sources)
        yield Typed(type_, place) if type_ else Written(text[end : end + LONGEST], place)


def _assignments(target: str, text: str) -> Iterator[tuple[int, int, str]]:
    """Give where a target stands that is assigned to, where its value begins, and its type."""
    for at in words_of(target, text):
        if text[at - 1 : at] != "." and (found := _VALUE.match(text, at + len(target))):
            yield at, found.end(), found[1] or ""


def _constructor_property(
    definition: Definition, name: str, language: str, sources: Sources
) -> Typed | None:
    """Find the type of a member that a parameter of the constructor declares."""
    written = ""
    if language in ("kotlin", "scala"):
        written = definition.signature
    elif language in _PROPERTIES:
        written = _visible(name, text_of(definition, sources))
    type_ = declared(written, name, language) if written else ""
    return Typed(type_, Place(definition.path, definition.line)) if type_ else None


def _visible(name: str, text: str) -> str:
    """Give the declaration of a name that says how visible it is, "" if none does."""
    for found in _VISIBLE.finditer(text) if name in text else ():
        for at in words_of(name, text, found.start(), found.end()):
            if rest := _REST.match(text, at):
                return text[found.start() : at] + rest[0]
    return ""

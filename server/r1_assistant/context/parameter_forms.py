"""How each language writes one parameter."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from r1_assistant.context.brackets import outside


class ParameterKind(Enum):
    """How an argument reaches a parameter."""

    POSITIONAL_ONLY = "positional-only"
    POSITIONAL = "positional"
    VARIADIC = "variadic"
    KEYWORD_ONLY = "keyword-only"
    KEYWORD_VARIADIC = "keyword variadic"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: `annotation` is its type as it is written, "" if none is."""

    name: str
    kind: ParameterKind
    required: bool
    annotation: str = ""


Form = Callable[[str], Parameter | None]
"""Reads one parameter; None for what takes no argument."""

_MODIFIERS = re.compile(
    r"^(?:(?:public|private|protected|internal|readonly|override|final|const|val|var|mut|ref"
    r"|register|restrict|crossinline|noinline|implicit|using|inline|in|out|this|scoped|static"
    r"|abstract|lazy|params|vararg)\s+|@[\w.:]+(?:\([^)]*\))?\s*|#?\[[^\]]*\]\s*)+"
)
_LAST_NAME = re.compile(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$")
_FUNCTION_POINTER = re.compile(r"\(\s*[*&^]\s*(\w+)[^)]*\)\s*\(")


def python_form(text: str) -> Parameter:
    """`name: annotation = default`, `*args`, `**options`."""
    head, default = _defaulted(text)
    name, annotation = _halves(head, ":")
    if name.startswith("**"):
        return Parameter(name[2:].strip(), ParameterKind.KEYWORD_VARIADIC, False, annotation)
    if name.startswith("*"):
        return Parameter(name[1:].strip(), ParameterKind.VARIADIC, False, annotation)
    return Parameter(name, ParameterKind.POSITIONAL, not default, annotation)


def script_form(text: str) -> Parameter | None:
    """`name?: annotation = default`, `...rest`, `{a, b}`."""
    head, default = _defaulted(_MODIFIERS.sub("", text))
    name, annotation = _halves(head, ":")
    if name == "this" or (not name and text.startswith("this")):
        return None
    if name.startswith("..."):
        return Parameter(name[3:].strip(), ParameterKind.VARIADIC, False, annotation)
    required = not default and not name.endswith("?")
    return Parameter(name.rstrip("? "), ParameterKind.POSITIONAL_ONLY, required, annotation)


def named_first_form(text: str) -> Parameter:
    """`name: Type = default` with modifiers, of Kotlin and Scala; `Type*` is variadic there."""
    found = _MODIFIERS.match(text)
    modifiers = found[0] if found else ""
    head, default = _defaulted(text[len(modifiers) :])
    name, annotation = _halves(head, ":")
    if "vararg" in modifiers or annotation.endswith("*"):
        return Parameter(name, ParameterKind.VARIADIC, False, annotation)
    required = not default and "implicit" not in modifiers and "using" not in modifiers
    return Parameter(name, ParameterKind.POSITIONAL, required, annotation)


def rust_form(text: str) -> Parameter | None:
    """`name: Type`, `mut name: Type`, a pattern; `self` in its forms takes no argument."""
    if re.match(r"(?:&\s*)?(?:\w+\s+)?(?:mut\s+)?self\b", text):
        return None
    name, annotation = _halves(_MODIFIERS.sub("", text), ":")
    return Parameter(name, ParameterKind.POSITIONAL_ONLY, True, annotation)


def typed_form(text: str) -> Parameter:
    """`Type name = default`, `Type... name`, `Type name[]`, `Type`, `...`, of C and its heirs."""
    if text.startswith("..."):
        return Parameter("", ParameterKind.VARIADIC, False)
    head, default = _defaulted(_MODIFIERS.sub("", text))
    pointer = _FUNCTION_POINTER.search(head)
    last = pointer or _LAST_NAME.search(head)
    name = last[1] if last and (pointer or last.start()) else ""
    annotation = head[: last.start()].strip() if last and name and not pointer else head
    kind = ParameterKind.VARIADIC if "..." in head else ParameterKind.POSITIONAL_ONLY
    return Parameter(name, kind, not default and kind is not ParameterKind.VARIADIC, annotation)


def csharp_form(text: str) -> Parameter | None:
    """As of C, with `params` and names in calls; what an extension extends takes no argument."""
    if re.match(r"(?:\[[^\]]*\]\s*)*this\s", text):
        return None
    found = typed_form(text)
    kind = ParameterKind.POSITIONAL
    if re.match(r"(?:\[[^\]]*\]\s*)*params\s", text):
        kind = ParameterKind.VARIADIC
    required = found.required and kind is ParameterKind.POSITIONAL
    return Parameter(found.name, kind, required, found.annotation)


def php_form(text: str) -> Parameter:
    """`?Type &$name = default`, `...$rest`."""
    head, default = _defaulted(text)
    before, _, name = head.rpartition("$")
    annotation = _MODIFIERS.sub("", before).replace("...", "").strip(" &")
    kind = ParameterKind.VARIADIC if "..." in before else ParameterKind.POSITIONAL
    required = not default and kind is ParameterKind.POSITIONAL
    return Parameter(name.strip(), kind, required, annotation)


def ruby_form(text: str) -> Parameter | None:
    """`name = default`, `*rest`, `name:`, `name: default`, `**options`; a block is no argument."""
    if text.startswith("&"):
        return None
    if text.startswith("**"):
        return Parameter(text[2:].strip(), ParameterKind.KEYWORD_VARIADIC, False)
    if text.startswith("*"):
        return Parameter(text[1:].strip(), ParameterKind.VARIADIC, False)
    if keyword := re.match(r"(\w+):(?!:)\s*", text):
        required = keyword.end() == len(text)
        return Parameter(keyword[1], ParameterKind.KEYWORD_ONLY, required)
    head, default = _defaulted(text)
    return Parameter(head, ParameterKind.POSITIONAL_ONLY, not default)


def lua_form(text: str) -> Parameter:
    """`name`, `...`."""
    if text.startswith("..."):
        return Parameter("", ParameterKind.VARIADIC, False)
    return Parameter(text, ParameterKind.POSITIONAL_ONLY, True)


def swift_form(text: str) -> Parameter:
    """`label name: Type = default`, `_ name: Type`: the label is what a call writes."""
    head, default = _defaulted(_MODIFIERS.sub("", text))
    names, annotation = _halves(head, ":")
    label = names.split()[0] if names else ""
    if annotation.endswith("..."):
        return Parameter(label, ParameterKind.VARIADIC, False, annotation)
    if label == "_":
        name = names.split()[-1]
        return Parameter(name, ParameterKind.POSITIONAL_ONLY, not default, annotation)
    return Parameter(label, ParameterKind.KEYWORD_ONLY, not default, annotation)


def _defaulted(text: str) -> tuple[str, bool]:
    """Split a default off, at the first `=` that is neither a comparison nor an arrow."""
    for at in outside(text, "=", angles=True):
        if text[at + 1 : at + 2] not in ("=", ">") and text[at - 1 : at] not in tuple("=<>!"):
            return text[:at].strip(), True
    return text.strip(), False


def _halves(text: str, sign: str) -> tuple[str, str]:
    places = outside(text, sign, angles=True)
    if not places:
        return text.strip(), ""
    return text[: places[0]].strip(), text[places[0] + 1 :].strip()


FORMS: dict[str, Form] = {
    "python": python_form,
    "javascript": script_form,
    "typescript": script_form,
    "tsx": script_form,
    "kotlin": named_first_form,
    "scala": named_first_form,
    "rust": rust_form,
    "java": typed_form,
    "c": typed_form,
    "cpp": typed_form,
    "csharp": csharp_form,
    "php": php_form,
    "ruby": ruby_form,
    "lua": lua_form,
    "swift": swift_form,
}
"""By language; Go's parameters share their types and are read together."""

"""What a definition takes: its parameters, out of its signature's text."""

import re
from dataclasses import replace

from r1_assistant.context.brackets import closing, outside, split
from r1_assistant.context.parameter_forms import FORMS, Parameter, ParameterKind, python_form

__all__ = ["Parameter", "ParameterKind", "parameters", "takes_receiver"]

_ANGLES = {"java", "kotlin", "typescript", "tsx", "rust", "cpp", "csharp", "swift"}
_CALLABLE = {"function", "method", "constructor"}
_WITH_CONSTRUCTOR = {"kotlin", "scala", "csharp", "java"}
"""Languages whose classes may list their constructor's parameters behind their names."""

_ANNOTATION = re.compile(r"\s*(?:@(?:\w+:)?[\w.]+|#(?=\[)|__attribute__|pub(?=\()|(?=\[))\s*")
_ACCESSOR = re.compile(r"(?:static\s+)?[gs]et\s+[\w#$]+\s*\(")
_ARROW = re.compile(r"(?:=|:)\s*(?:async\s+)?([\w$]+)$")
_RUBY = re.compile(r"def\s+(?:\w+\.)?[\w!?=]+ ?([^()]*?)(?:\s*;)?(?:\s*\bend)?$")
_OPEN_LAMBDA = re.compile(r"=\s*lambda\b[^:]*$")
_GO_TYPE = re.compile(r"(?:func|chan|map|struct|interface)\b")
_GO_NAMED = re.compile(r"(\w+)\s+(\S.*)$", re.DOTALL)
_LIFETIME = re.compile(r"'([A-Za-z_]\w*)(?!')")


def parameters(signature: str, language: str, kind: str) -> tuple[Parameter, ...] | None:
    """Read the parameters that a call gives arguments for; None if that can't be told.

    What a call puts before the dot is not among them: `self`, `cls`, `this`, a Go receiver.
    """
    listing = None if signature.endswith("…") else _listing(signature, language, kind)
    if listing is None:
        return None
    items = split(listing, angles=language in _ANGLES)
    if items is None:
        return None
    if language == "python":
        return _of_python(items, signature, kind)
    if language == "go":
        return _of_go(items)
    if language in ("c", "cpp") and items == ["void"]:
        return ()
    if language == "c" and not items:
        return None  # an old declaration, which says nothing of what it takes
    form = FORMS[language]
    found = [form(item) for item in items]
    return tuple(parameter for parameter in found if parameter is not None)


def takes_receiver(signature: str, language: str, kind: str) -> bool:
    """Tell whether `Class.method(object, ...)` would give what usually stands before the dot."""
    if kind != "method":
        return False
    if language == "python":
        return not re.search(r"^@(?:staticmethod|classmethod)\b", signature, re.MULTILINE)
    if language == "rust":
        return bool(re.search(r"\(\s*(?:&\s*)?(?:'\w+\s+)?(?:mut\s+)?self\b", signature))
    return language == "lua" and ":" in signature.partition("(")[0]


def _listing(signature: str, language: str, kind: str) -> str | None:
    """Cut out what stands between the brackets of the parameters."""
    if language not in FORMS and language != "go":
        return None
    if kind not in _CALLABLE and (kind != "class" or language not in _WITH_CONSTRUCTOR):
        return None
    head = _without_decorators(signature) if language == "python" else signature
    if language == "rust":
        head = _LIFETIME.sub(r"\1", head)
    if _ACCESSOR.match(head):
        return None
    head = _without_annotations(head)
    starts = outside(head, "(", angles=language in _ANGLES)
    if language == "go" and re.match(r"func\s*\(", head):
        starts = starts[1:]
    if not starts:
        return _bare(head, language, kind)
    end = closing(head, starts[0], angles=language in _ANGLES)
    return None if end is None else head[starts[0] + 1 : end]


def _without_decorators(signature: str) -> str:
    found = re.search(r"^(?:async )?def ", signature, re.MULTILINE)
    return signature[found.start() :] if found else signature


def _without_annotations(head: str) -> str:
    while found := _ANNOTATION.match(head):
        end = found.end()
        if head[end : end + 1] in ("(", "["):
            closed = closing(head, end, angles=False)
            if closed is None:
                return head
            end = closed + 1
        if end == 0:
            return head
        head = head[end:].lstrip()
    return head


def _bare(head: str, language: str, kind: str) -> str | None:
    """Read parameters that stand without brackets."""
    if language == "ruby":
        found = _RUBY.match(head)
        return found[1] if found else None
    if language in ("javascript", "typescript", "tsx") and (arrow := _ARROW.search(head)):
        return arrow[1]
    return "" if language == "kotlin" and kind == "class" else None


def _of_python(items: list[str], signature: str, kind: str) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    keywords = False
    for item in _with_whole_lambdas(items):
        if item == "/":
            found = [replace(each, kind=ParameterKind.POSITIONAL_ONLY) for each in found]
        elif item == "*":
            keywords = True
        else:
            parameter = python_form(item)
            if keywords and parameter.kind is ParameterKind.POSITIONAL:
                parameter = replace(parameter, kind=ParameterKind.KEYWORD_ONLY)
            keywords |= parameter.kind is ParameterKind.VARIADIC
            found.append(parameter)
    static = re.search(r"^@staticmethod\b", signature, re.MULTILINE)
    has_receiver = kind == "method" and not static and found
    if has_receiver and found[0].kind is not ParameterKind.VARIADIC:
        return tuple(found[1:])
    return tuple(found)


def _with_whole_lambdas(items: list[str]) -> list[str]:
    """Join a default `lambda a, b: ...` again, whose parameters were split."""
    whole: list[str] = []
    for item in items:
        if whole and _OPEN_LAMBDA.search(whole[-1]):
            whole[-1] += f", {item}"
        else:
            whole.append(item)
    return whole


def _of_go(items: list[str]) -> tuple[Parameter, ...]:
    """Read `a, b int, c ...string`, or types alone."""
    matches = [None if _GO_TYPE.match(item) else _GO_NAMED.match(item) for item in items]
    found: list[Parameter] = []
    type_ = ""
    for item, match in zip(reversed(items), reversed(matches), strict=True):
        named = any(matches)
        type_ = match[2] if match else type_ if named else item
        name = match[1] if match else item if named else ""
        variadic = type_.startswith("...")
        kind = ParameterKind.VARIADIC if variadic else ParameterKind.POSITIONAL_ONLY
        found.append(Parameter(name, kind, not variadic, type_))
    return tuple(reversed(found))

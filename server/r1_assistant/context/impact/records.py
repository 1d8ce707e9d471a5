"""Python's dataclasses: their fields are their constructor's parameters."""

import re
from collections.abc import Sequence

from r1_assistant.context.parameter_forms import Parameter, ParameterKind, python_form
from r1_assistant.context.symbols import Symbol

_DATACLASS = re.compile(r"^@(?:dataclasses\.)?dataclass\b(?P<options>.*)$", re.MULTILINE)
_BARE = re.compile(r"^class \w+(?:\[[^\]]*\])?(?:\(\))?$", re.MULTILINE)
_NO_PARAMETER = re.compile(r":\s*(?:typing\.)?ClassVar\b|\binit\s*=\s*False\b")
_DEFAULT = re.compile(r"\bdefault(?:_factory)?\s*=")


def of_dataclass(symbol: Symbol, fields: Sequence[Symbol]) -> tuple[Parameter, ...] | None:
    """Give what a dataclass's constructor takes; None for other classes, and with any base."""
    found = _DATACLASS.search(symbol.signature)
    if found is None or not _BARE.search(symbol.signature) or "init=False" in found["options"]:
        return None
    by_name = "kw_only=True" in found["options"].replace(" ", "")
    taken = [_parameter(each.signature, by_name=by_name) for each in fields]
    if any("KW_ONLY" in each.signature for each in fields):
        return None
    return tuple(each for each in taken if each is not None)


def _parameter(text: str, *, by_name: bool) -> Parameter | None:
    if _NO_PARAMETER.search(text):
        return None
    parameter = python_form(text)
    if not parameter.annotation:
        return None
    required = parameter.required or (
        re.search(r"=\s*(?:dataclasses\.)?field\(", text) is not None and not _DEFAULT.search(text)
    )
    kind = ParameterKind.KEYWORD_ONLY if by_name or "kw_only=True" in text else parameter.kind
    return Parameter(parameter.name, kind, required, parameter.annotation)

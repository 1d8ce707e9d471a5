"""Binds a call's arguments to parameters, as a language would. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from r1_assistant.context.arguments import Call
from r1_assistant.context.parameters import Parameter, ParameterKind

_BY_POSITION = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)
_BY_NAME = (ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY)


@dataclass(frozen=True, slots=True)
class Binding:
    """Which parameter (counted from 0) each positional argument reaches.

    `problem` says why the call does not fit, in words that go on "This line ..." and have `{}`
    where the function's name belongs; it is "" if the call fits.
    """

    reached: tuple[int, ...] = ()
    problem: str = ""


def bind(parameters: Sequence[Parameter], call: Call) -> Binding:
    """Bind a call; what a splat may give counts as given."""
    slots, rest = _slots(parameters)
    if call.positional > len(slots) and rest is None:
        return Binding(problem=_too_many(call, parameters, len(slots)))
    reached = tuple(
        slots[at] if at < len(slots) else rest if rest is not None else 0
        for at in range(call.positional)
    )
    filled = {index for index in reached if index != rest}
    for keyword in call.keywords:
        index = _named(keyword, parameters)
        if index is not None and index in filled:
            return Binding(problem=f"passes `{keyword}` by position and by name to `{{}}` now")
        if index is not None:
            filled.add(index)
        elif not _takes_any_name(parameters):
            return Binding(problem=f"passes `{keyword}`, which `{{}}` does not take now")
    missing = _missing(parameters, filled, call)
    return Binding(reached, _lacks(missing, call, parameters) if missing else "")


def _slots(parameters: Sequence[Parameter]) -> tuple[list[int], int | None]:
    """Give the parameters that are filled by position, and the one that takes what remains."""
    slots: list[int] = []
    for index, parameter in enumerate(parameters):
        if parameter.kind is ParameterKind.VARIADIC:
            return slots, index
        if parameter.kind in _BY_POSITION:
            slots.append(index)
    return slots, None


def _named(keyword: str, parameters: Sequence[Parameter]) -> int | None:
    for index, parameter in enumerate(parameters):
        by_name = parameter.kind in (*_BY_NAME, ParameterKind.VARIADIC)
        if parameter.name == keyword and by_name:
            return index
    return None


def _takes_any_name(parameters: Sequence[Parameter]) -> bool:
    return any(each.kind is ParameterKind.KEYWORD_VARIADIC for each in parameters)


def _missing(parameters: Sequence[Parameter], filled: set[int], call: Call) -> list[Parameter]:
    """Give the required parameters that certainly get nothing."""
    if call.splat and call.keyword_splat:
        return []
    variadic = [i for i, each in enumerate(parameters) if each.kind is ParameterKind.VARIADIC]
    return [
        parameter
        for index, parameter in enumerate(parameters)
        if parameter.required
        and index not in filled
        and not (call.splat and parameter.kind is not ParameterKind.KEYWORD_ONLY)
        and not (call.keyword_splat and parameter.kind is not ParameterKind.POSITIONAL_ONLY)
        and not (variadic and index > variadic[0] and parameter.kind in _BY_POSITION)
    ]


def _too_many(call: Call, parameters: Sequence[Parameter], slots: int) -> str:
    by_position = call.keywords or slots < len(parameters)
    passes = "by position " if by_position else ""
    took = " by position" if by_position else ""
    return f"passes {_arguments(call.positional)} {passes}".rstrip() + (
        f", and `{{}}` takes {slots or 'none'}{took} now"
    )


def _lacks(missing: Sequence[Parameter], call: Call, parameters: Sequence[Parameter]) -> str:
    names = [f"`{each.name}`" for each in missing if each.name]
    if len(names) == len(missing):
        return f"does not pass {' and '.join(names)}, which `{{}}` needs now"
    needed = sum(each.required for each in parameters)
    return f"passes {_arguments(call.count)}, and `{{}}` needs {needed} now"


def _arguments(count: int) -> str:
    return f"{count or 'no'} argument{'s' * (count != 1)}"

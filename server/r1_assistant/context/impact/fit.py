"""Whether a call that fitted a signature still fits it, and what it passes where. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from r1_assistant.context.arguments import Call
from r1_assistant.context.impact.binding import Binding, bind
from r1_assistant.context.parameters import Parameter, ParameterKind

MISLED = "passes its"
"""How the reason begins where a call fits, and an argument reaches another parameter."""
_ORDINALS = ("1st", "2nd", "3rd")
_KEYWORD = (ParameterKind.KEYWORD_ONLY, ParameterKind.KEYWORD_VARIADIC)

Parameters = tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to call a definition; `has_receiver` says that a class's name may stand for it."""

    parameters: Parameters
    has_receiver: bool = False


def misfit(
    call: Call, old: Sequence[Shape], new: Sequence[Shape], language: str, owner: str
) -> str | None:
    """Say why a call no longer fits; "" if it still does, None if it never did.

    With several shapes, as overloads have, a call fits if one of them takes it. `owner` is the name
    of the class that a method belongs to.
    """
    before = [_bound(call, shape, language, owner) for shape in old]
    if all(binding.problem for binding in before):
        return None
    after = [_bound(call, shape, language, owner) for shape in new]
    if all(binding.problem for binding in after):
        return after[-1].problem
    if len(old) == len(new) == 1:
        return _misled(before[0], after[0], old[0].parameters, new[0].parameters)
    return ""


def _bound(call: Call, shape: Shape, language: str, owner: str) -> Binding:
    if shape.has_receiver and call.positional and _names_class(call, language, owner):
        call = replace(call, positional=call.positional - 1)
    takes_names = any(each.kind in _KEYWORD for each in shape.parameters)
    if language == "ruby" and call.keywords and not takes_names:
        call = replace(call, positional=call.positional + 1, keywords=())
    return bind(shape.parameters, call)


def _names_class(call: Call, language: str, owner: str) -> bool:
    """Tell whether what stands before the name is a class rather than an object of it."""
    if language == "lua":
        return False
    last = call.receiver.replace("::", ".").rpartition(".")[2]
    class_like = last.isidentifier() and last[:1].isupper() and not last.isupper()
    return bool(last) and (last == owner.rpartition(".")[2] or class_like)


def _misled(before: Binding, after: Binding, old: Parameters, new: Parameters) -> str:
    """Find an argument that reaches another parameter than the one that it was meant for."""
    pairs = paired(old, new)
    for place, (was, is_) in enumerate(zip(before.reached, after.reached, strict=False)):
        if pairs.get(was) == is_:
            continue
        both_open = new[is_].kind is ParameterKind.VARIADIC and was not in pairs
        if both_open and old[was].kind is ParameterKind.VARIADIC:
            continue
        if not old[was].name or not new[is_].name or old[was].name == new[is_].name:
            continue
        argument = _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"
        return (
            f"{MISLED} {argument} argument for `{old[was].name}`, "
            f"which is `{new[is_].name}` of `{{}}` now"
        )
    return ""


def paired(old: Parameters, new: Parameters) -> dict[int, int]:
    """Tell which parameter each of the old ones is now: by name, or renamed in its place."""
    places = {each.name: index for index, each in enumerate(new) if each.name}
    pairs = {i: places[each.name] for i, each in enumerate(old) if each.name in places}
    left = [index for index in range(len(old)) if index not in pairs]
    free = [index for index in range(len(new)) if index not in pairs.values()]
    if len(left) == len(free):
        return pairs | dict(zip(left, free, strict=True))
    return pairs | {index: index for index in left if index in free}


def accepts(override: Parameters, base: Parameters) -> bool:
    """Tell whether an override takes the calls that its base takes."""
    positional = [each for each in base if each.kind not in (*_KEYWORD, ParameterKind.VARIADIC)]
    needed = sum(each.required for each in positional)
    names = tuple(
        each.name for each in base if each.required and each.kind is ParameterKind.KEYWORD_ONLY
    )
    calls = (Call(needed, names), Call(len(positional), names))
    return not any(bind(override, call).problem for call in calls)

"""Changes of Python signatures as they are planted, and which calls they break; pure.

Whether a call fits is told by Python's own `inspect.Signature`, from signatures and calls that its
own parser has read.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["rename", "remove", "require", "rename parameter", "swap", "keyword only"]
KINDS: tuple[Kind, ...] = (
    "require",
    "remove",
    "rename",
    "rename parameter",
    "swap",
    "keyword only",
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
_POSITIONAL = inspect.Parameter.POSITIONAL_OR_KEYWORD
_ADDED = "added_by_benchmark"


@dataclass(frozen=True, slots=True)
class Planted:
    """A changed text, the names that parameters now have, and whether the function's is gone."""

    text: str
    old: inspect.Signature
    new: inspect.Signature
    renamed: dict[str, str]
    is_gone: bool = False


def functions(tree: ast.Module) -> Iterator[tuple[Function, str]]:
    """Give a file's functions and methods that nothing decorates; and a method's class, or ""."""
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        for one in inner:
            plain = isinstance(one, Function) and not one.decorator_list
            if plain and not one.name.startswith("__"):  # type: ignore[union-attr]
                yield one, node.name if isinstance(node, ast.ClassDef) else ""  # type: ignore[misc]


def plant(text: str, function: Function, kind: Kind, method: bool) -> Planted | None:
    """Change a function or a method; None if it has no parameters to change so. No line moves."""
    old = signature(function.args)
    span = _span(text, function)
    if span is None:
        return None
    if kind == "rename":
        renamed = re.sub(r"(def\s+)(\w+)", rf"\1{_ADDED}", text[span[0] : span[1]], count=1)
        return Planted(text[: span[0]] + renamed + text[span[1] :], old, old, {}, is_gone=True)
    changed = _changed(list(old.parameters.values()), kind, int(method))
    if changed is None:
        return None
    parameters, names = changed
    new = inspect.Signature(parameters)
    opens = text.index("(", span[0])
    lines = "\n" * text.count("\n", opens, span[1])
    inner = str(new)[1:-1]
    shown = f"{text[:opens]}({inner}{lines}){text[span[1] :]}"
    return Planted(shown, old, new, names)


def signature(arguments: ast.arguments) -> inspect.Signature:
    """Make a signature of what the parser read; defaults are shown as they were written."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    made = [
        _parameter(
            one,
            inspect.Parameter.POSITIONAL_ONLY if at < len(arguments.posonlyargs) else _POSITIONAL,
            default,
        )
        for at, (one, default) in enumerate(zip(positional, defaults, strict=True))
    ]
    if arguments.vararg:
        made.append(_parameter(arguments.vararg, inspect.Parameter.VAR_POSITIONAL, None))
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        made.append(_parameter(one, inspect.Parameter.KEYWORD_ONLY, default))
    if arguments.kwarg:
        made.append(_parameter(arguments.kwarg, inspect.Parameter.VAR_KEYWORD, None))
    return inspect.Signature(made)


def breaks(planted: Planted, call: ast.Call, bound: bool) -> bool | None:
    """Tell whether a call fits no longer; None if that is not sure.

    `bound` says that the first parameter is the object before the dot.
    """
    splat = any(isinstance(each, ast.Starred) for each in call.args)
    if splat or any(keyword.arg is None for keyword in call.keywords):
        return None
    before = _reached(planted.old, call, bound)
    if before is None:
        return None
    after = _reached(planted.new, call, bound)
    wanted = {key: planted.renamed.get(name, name) for key, name in before.items()}
    return after != wanted


class _Written:
    """A default value or annotation that is shown as it was written."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _parameter(
    argument: ast.arg, kind: "inspect._ParameterKind", default: ast.expr | None
) -> inspect.Parameter:
    written = inspect.Parameter.empty if default is None else _Written(ast.unparse(default))
    shown = argument.annotation and _Written(ast.unparse(argument.annotation))
    return inspect.Parameter(
        argument.arg, kind, default=written, annotation=shown or inspect.Parameter.empty
    )


def _changed(
    parameters: list[inspect.Parameter], kind: Kind, first: int
) -> tuple[list[inspect.Parameter], dict[str, str]] | None:
    """Change parameters, but for those before `first`; with the new names of those renamed."""
    plain = [at for at, one in enumerate(parameters) if at >= first and one.kind is _POSITIONAL]
    if kind == "require":
        at = next(
            (n for n, one in enumerate(parameters) if n >= first and _comes_later(one)),
            len(parameters),
        )
        return [*parameters[:at], inspect.Parameter(_ADDED, _POSITIONAL), *parameters[at:]], {}
    if not plain:
        return None
    if kind == "remove":
        return parameters[: plain[-1]] + parameters[plain[-1] + 1 :], {}
    if kind == "rename parameter":
        one = parameters[plain[-1]]
        parameters[plain[-1]] = one.replace(name=_ADDED)
        return parameters, {one.name: _ADDED}
    return _moved(parameters, kind, plain)


def _moved(
    parameters: list[inspect.Parameter], kind: Kind, plain: list[int]
) -> tuple[list[inspect.Parameter], dict[str, str]] | None:
    if kind == "swap":
        if len(plain) < 2 or _comes_later(parameters[plain[1]]) != _comes_later(
            parameters[plain[0]]
        ):
            return None
        one, other = plain[:2]
        parameters[one], parameters[other] = parameters[other], parameters[one]
        return parameters, {}
    if plain[-1] != len(parameters) - 1:
        return None
    last = parameters[-1]
    return [*parameters[:-1], last.replace(kind=inspect.Parameter.KEYWORD_ONLY)], {}


def _comes_later(parameter: inspect.Parameter) -> bool:
    """Tell what cannot come before a parameter without default."""
    plain = parameter.kind in (_POSITIONAL, inspect.Parameter.POSITIONAL_ONLY)
    return not plain or parameter.default is not inspect.Parameter.empty


def _reached(signature: inspect.Signature, call: ast.Call, bound: bool) -> dict[str, str] | None:
    """Give the parameter that each argument reaches; None if they don't fit."""
    names = [f"argument {at}" for at in range(len(call.args))]
    keywords = {str(keyword.arg): f"keyword {keyword.arg}" for keyword in call.keywords}
    own = ["object"] if bound else []
    try:
        found = signature.bind(*own, *names, **keywords).arguments
    except TypeError:
        return None
    reached = {}
    for parameter, value in found.items():
        if isinstance(value, dict):
            value = tuple(value.values())
        values = value if isinstance(value, tuple) else (value,)
        reached |= dict.fromkeys(values, parameter)
    return reached


def _span(text: str, function: Function) -> tuple[int, int] | None:
    """Give where `def` begins and where the bracket behind its parameters ends."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: function.lineno - 1])
    opens = text.find("(", start)
    depth = 0
    for match in re.compile(r"[()\[\]{}#\"']").finditer(text, opens):
        if match[0] in "#\"'":
            return None  # what is in comments and strings would have to be read
        depth += 1 if match[0] in "([{" else -1
        if not depth:
            return start, match.end()
    return None

"""Values in the text of a shell command."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.built import STRINGS, built, holes
from r1_assistant.analysis.security.look import Look, shown
from r1_assistant.analysis.security.nodes import Call, call_of, function_of, text, values_of, within
from r1_assistant.analysis.security.values import constant, from_outside, harmless
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_SHELLS: dict[str, str] = {
    "python": r"^(?:os\.(?:system|popen)|(?:subprocess|commands)\.getoutput|"
    r"subprocess\.getstatusoutput|(?:asyncio\.)?create_subprocess_shell)$",
    "javascript": r"(?:^|child_process\.|cp\.|childProcess\.|shell\.)(?:exec|execSync|execAsync)$",
    "php": r"^(?:exec|system|shell_exec|passthru|popen|proc_open)$",
    "ruby": r"^(?:system|exec|IO\.popen|Open3\.(?:capture\w+|popen\w+))$",
    "c": r"^(?:system|popen)$",
    "java": r"(?:getRuntime\(\)|[rR]untime|rt)\.exec$",
    "csharp": r"Process\.Start$",
    "go": r"exec\.Command(?:Context)?$",
    "rust": r"Command\.new\(\"(?:sh|bash)\"\).*\.arg$",
}
_SAME = {"typescript": "javascript", "tsx": "javascript", "cpp": "c", "kotlin": "java"}
_RUNS = re.compile(r"(?:^|\.)(?:run|call|check_call|check_output|Popen)$")
_SHELL_WORD = re.compile(
    r"^[\"'`](?:/bin/|/usr/bin/)?(?:sh|bash|zsh|cmd(?:\.exe)?|powershell)[\"'`]$"
)
_ADVICE = "a shell reads"


def commands(node: "Node", look: Look) -> Iterator[Trace]:
    """See values in what a shell is given to read."""
    if node.type in ("subshell", "shell_command_expression"):
        yield from _trace(node, node, look, 0.85)
        return
    call = call_of(node)
    if call is None:
        return
    argument = _command(call, look.language)
    if argument is not None:
        yield from _trace(node, argument, look, 0.9)


def _command(call: Call, language: str) -> "Node | None":
    """Give the argument that a shell reads, if the call starts one."""
    language = _SAME.get(language, language)
    if language == "python" and _RUNS.search(call.name):
        on = "shell" in call.named and text(call.named["shell"]) == "True"
        return next(iter(call.arguments), call.named.get("args")) if on else None
    words = [text(one) for one in call.arguments]
    shell = next((n for n, word in enumerate(words) if _SHELL_WORD.match(word)), None)
    if shell is not None and len(words) > shell + 2 and re.match(r"[\"'`][-/]", words[shell + 1]):
        return call.arguments[shell + 2]
    pattern = _SHELLS.get(language)
    if language == "go" or pattern is None or not re.search(pattern, call.name):
        return None
    if language == "javascript" and not _is_child_process(call):
        return None
    return next(iter(call.arguments), None)


def _is_child_process(call: Call) -> bool:
    """Tell it from the method of regular expressions."""
    if "." in call.name:
        return not call.name.startswith("shell.") or "shelljs" in _whole(call.node)
    return "child_process" in _whole(call.node)


def _whole(node: "Node") -> str:
    while node.parent is not None:
        node = node.parent
    return text(node)


def _trace(node: "Node", argument: "Node", look: Look, strength: float) -> Iterator[Trace]:
    value, strength = _value(argument, strength)
    if value is None or constant(argument):
        return
    yield Trace(
        "shell-injection",
        look.at(node, value),
        shown(text(value)),
        f"`{shown(text(value), 40)}` becomes part of a command that {_ADVICE}.",
        strength,
    )


def _value(argument: "Node", strength: float) -> "tuple[Node | None, float]":
    parts = built(argument)
    bad = [hole for hole in holes(parts) if not harmless(hole)]
    if bad:
        return bad[0].node or argument, strength
    if parts is not None or argument.type in STRINGS or re.search("list|array", argument.type):
        return None, 0.0
    if from_outside(argument):
        return argument, strength
    made = (*values_of(text(argument), argument), *_printed(text(argument), argument))
    if any(not harmless(hole) for value in made for hole in holes(built(value))):
        return argument, strength - 0.05
    return argument, 0.4


def _printed(name: str, node: "Node") -> "Iterator[Node]":
    """Give the calls that print into a buffer, as C does."""
    for one in within(function_of(node)):
        call = call_of(one)
        if call and re.fullmatch(r"v?sn?printf", call.name) and text(call.arguments[0]) == name:
            yield one

"""The rule that has every check look at what a hunk adds."""

import re
from collections.abc import Iterator
from dataclasses import replace

from r1_assistant.analysis.security.commands import commands
from r1_assistant.analysis.security.crypto import crypto
from r1_assistant.analysis.security.execution import execution
from r1_assistant.analysis.security.look import Check, Look, in_tests
from r1_assistant.analysis.security.markup import markup
from r1_assistant.analysis.security.nodes import on_lines
from r1_assistant.analysis.security.paths import paths
from r1_assistant.analysis.security.protection import protection
from r1_assistant.analysis.security.sql import sql
from r1_assistant.analysis.sides import HunkView, Side
from r1_assistant.analysis.trace import Trace

_CHECKS: tuple[Check, ...] = (sql, commands, paths, markup, execution, protection, crypto)
_SAFE = {
    "sql-injection": r"execute\(.*(?:\?|%s|:\w+|\$\d).*,",
    "html-injection": r"textContent|innerText|createTextNode|format_html|\.text\(|escape",
    "code-injection": r"literal_eval|JSON\.parse|json\.loads|ast\.parse",
    "unsafe-load": r"safe_load|SafeLoader|json|JSON|permitted_classes",
    "guessable-secret": r"secrets\.|SecureRandom|SystemRandom|random_?[bB]ytes|crypto|urandom",
    "weak-hash": r"bcrypt|scrypt|argon2|pbkdf2|make_password|password_hash|sha256|sha512",
    "shell-injection": r"shell *= *False|execFile|spawn|\[ *[\"']|shlex|escapeshell",
    "path-traversal": r"secure_filename|basename|safe_join|normalize|realpath",
}
"""What did the same without harm: where that went away, a trace is hardly a mistake."""
_SWAPPED = 0.9
_IN_TESTS = 0.4
"""What is left of a trace's strength in tests and examples, which do such things on purpose."""


def security(view: HunkView) -> Iterator[Trace]:
    """See what a hunk does that lets others do more than they should.

    What the hunk took away and does again is no news, nor what came from elsewhere in the change.
    """
    if not view.subjects or not view.sides.language.code:
        return
    found = _found(view.new, view.path, view.subjects)
    if not found:
        return
    before = {trace.kind for trace in _found(view.old, view.path, _removed(view))}
    elsewhere = _removed_elsewhere(view)
    factor = _IN_TESTS if in_tests(view.path) else 1.0
    removed = "\n".join(line.text for line in view.hunk.removed)
    for trace in found:
        moved = " ".join(view.new.line(trace.line).split()) in elsewhere
        if trace.kind not in before and not moved:
            safe = re.search(_SAFE.get(trace.kind, r"(?!)"), removed)
            strength = max(trace.strength, _SWAPPED) if safe else trace.strength
            yield replace(trace, strength=round(strength * factor, 3))


def _found(side: Side, path: str, lines: frozenset[int]) -> list[Trace]:
    tree = side.tree if lines else None
    if tree is None:
        return []
    look = Look(path, side.language.name, lines)
    traces: dict[tuple[str, int], Trace] = {}
    for node in on_lines(tree.root, lines):
        for check in _CHECKS:
            for trace in check(node, look):
                key = trace.kind, trace.line
                if trace.line and (key not in traces or trace.strength > traces[key].strength):
                    traces[key] = trace
    return list(traces.values())


def _removed(view: HunkView) -> frozenset[int]:
    hunks = view.sides.file.hunks
    return frozenset(line.old_number or 0 for hunk in hunks for line in hunk.removed)


def _removed_elsewhere(view: HunkView) -> set[str]:
    return {
        " ".join(line.text.split())
        for file in view.change.files
        for hunk in file.hunks
        for line in hunk.removed
    }

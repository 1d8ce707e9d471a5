"""What rules see in a change of one file, given as its two sides."""

from collections.abc import Iterable
from dataclasses import replace

from r1_assistant.analysis.sides import HunkView, sides_of
from r1_assistant.analysis.trace import Rule, Trace
from r1_assistant.context.facts import Workspace
from r1_assistant.context.languages import language_of
from r1_assistant.context.overlay import NoWorkspace
from support.changes import change_of


def traces_of(
    rules: Iterable[Rule], path: str, old: str, new: str, workspace: Workspace | None = None
) -> list[Trace]:
    """Let rules look at each hunk of a file whose sides are both known."""
    change = change_of(path, old, new)
    (file,) = change.files
    file = replace(file, old_text=old, new_text=new)
    change = replace(change, files=(file,))
    language = language_of(path)
    assert language is not None
    sides = sides_of(file, language)
    found: list[Trace] = []
    for hunk in file.hunks:
        numbers = {line.new_number or 0 for line in hunk.added if line.text.strip()}
        view = HunkView(sides, hunk, frozenset(numbers), change, workspace or NoWorkspace())
        for rule in rules:
            found.extend(rule(view))
    return found


def seen(
    rules: Iterable[Rule], path: str, old: str, new: str, workspace: Workspace | None = None
) -> list[tuple[str, int]]:
    """Give the kinds and lines of what rules are sure enough of to say it."""
    found = traces_of(rules, path, old, new, workspace)
    return [(trace.kind, trace.line) for trace in found if trace.strength >= 0.5]


def with_fix(rules: Iterable[Rule], path: str, old: str, new: str) -> str:
    """Give the new text with the fix that the only trace of a change has."""
    (trace,) = traces_of(rules, path, old, new)
    lines = new.split("\n")
    lines[trace.line - 1 : trace.line] = (trace.fix or "").split("\n")
    return "\n".join(lines)

"""Who calls a definition, and what tests it."""

import re
from collections.abc import Iterator

from r1_assistant.context.contexts.values import Candidate, Reason
from r1_assistant.context.facts import Definition, FileFacts, Workspace

MOST_FILES = 12
_PER_FILE = 2
_TEST_PATH = re.compile(
    r"(^|/)(tests?|specs?|__tests__)/|(^|/)(test_|spec_)|[._-](test|tests|spec)\.|Tests?\.\w+$|_test\."
)


def is_test(path: str) -> bool:
    """Tell a file of tests by its name or its folder's."""
    return bool(_TEST_PATH.search(path))


def callers(found: Definition, workspace: Workspace) -> Iterator[Candidate]:
    """Give lines that call a definition, and the tests that do, the nearest files first."""
    rank = {Reason.CALLER: 0, Reason.TEST: 0}
    for path in workspace.users(found.name, found.path, MOST_FILES):
        facts = workspace.file(path)
        lines = (workspace.text(path) or "").splitlines() if facts is not None else []
        if facts is None or not lines:
            continue
        reason = Reason.TEST if is_test(path) else Reason.CALLER
        likely = 1.0 if path == found.path or _imports(facts, found) else 0.5
        for line in facts.calls.get(found.name, ())[:_PER_FILE]:
            if path == found.path and found.line <= line <= found.end_line:
                continue  # it calls itself
            if line <= len(lines):
                rank[reason] += 1
                score = likely * (0.5 if reason is Reason.CALLER else 0.4) / (1 + rank[reason] / 6)
                yield _call(facts, line, lines[line - 1].strip(), reason, score)


def _call(facts: FileFacts, line: int, text: str, reason: Reason, score: float) -> Candidate:
    """Show a call with the function that it is in."""
    inside = [one for one in facts.definitions if one.line <= line <= one.end_line]
    within = max(inside, key=lambda one: one.line, default=None)
    head = within.signature.splitlines()[-1] if within and within.line < line else ""
    return Candidate(facts.path, line, line, text, reason, score, within=head)


def _imports(facts: FileFacts, found: Definition) -> bool:
    """Tell whether a file names the definition, or its module, in an import."""
    stem = found.path.rpartition("/")[2].partition(".")[0]
    outer = found.container.partition(".")[0] or found.name
    return any(
        one.name in (found.name, outer) or re.search(rf"\b{re.escape(stem)}\b", one.module)
        for one in facts.imports
    )

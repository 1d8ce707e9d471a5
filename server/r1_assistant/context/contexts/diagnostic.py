"""The context of a problem that another program reports."""

import re
from collections.abc import Iterator

from r1_assistant.context.contexts.around import import_lines, parameter_types
from r1_assistant.context.contexts.chain import chain
from r1_assistant.context.contexts.definitions import with_constructor
from r1_assistant.context.contexts.focused import FocusedPlan
from r1_assistant.context.contexts.passage import Passage
from r1_assistant.context.contexts.scope import Scope
from r1_assistant.context.contexts.uses import used
from r1_assistant.context.contexts.values import Candidate, Context, Count, Document, Reason
from r1_assistant.context.facts import Workspace

_QUOTED = re.compile(r"[`'\"‘“]([^\W\d]\w*(?:\.\w+)*)[`'\"’”]")
_MOST_NAMES = 4
_MOST_AROUND = 2_000


def plan_diagnostic(
    document: Document, start: int, end: int, message: str, workspace: Workspace
) -> FocusedPlan:
    """Collect what explains a message about the code points from `start` to `end`."""
    text = document.text
    start, end = min(start, len(text)), min(max(start, end), len(text))
    around = chain(document, start)
    line = text.count("\n", 0, start) + 1
    if around:
        passage = Passage(document, around[-1].start, around[-1].end, start)
    else:
        low, high = max(0, start - _MOST_AROUND), min(len(text), end + _MOST_AROUND)
        passage = Passage(document, low, high, start)
    spans = [(text.rfind("\n", 0, start) + 1, _line_end(text, end))]
    scope = Scope(document, workspace)
    candidates = [
        *used(scope, spans, start, weight=1.0),
        *_named(scope, message),
        *used(scope, [(passage.start, passage.end)], start, weight=0.6),
        *parameter_types(scope, around),
        *import_lines(document, line),
    ]
    return FocusedPlan(passage, candidates)


def for_diagnostic(
    document: Document,
    start: int,
    end: int,
    message: str,
    workspace: Workspace,
    budget: int,
    count: Count,
) -> Context:
    """Choose what a model is shown to explain or fix a problem.

    The message is another program's, about the code points from `start` to `end`; `budget` is in
    tokens as `count` counts them.
    """
    return plan_diagnostic(document, start, end, message, workspace).fit(budget, count)


def _named(scope: Scope, message: str) -> Iterator[Candidate]:
    """Give the definitions of the names that a message quotes."""
    names = dict.fromkeys(name.rpartition(".")[2] for name in _QUOTED.findall(message))
    for name in list(names)[:_MOST_NAMES]:
        for place, found in enumerate(scope.resolve_name(name, 2)):
            score = 0.9 * 0.7**place
            yield from with_constructor(found.definition, scope.workspace, Reason.NAMED, score)


def _line_end(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return len(text) if found < 0 else found

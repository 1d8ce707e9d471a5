"""The context of a completion: the lines around the cursor, and what helps to go on there."""

from collections.abc import Sequence

from r1_assistant.context.contexts.around import (
    edited,
    enclosing_parts,
    extended,
    import_lines,
    imported,
    parameter_types,
)
from r1_assistant.context.contexts.chain import chain
from r1_assistant.context.contexts.costs import Costs, texts_of
from r1_assistant.context.contexts.definitions import elsewhere
from r1_assistant.context.contexts.fitting import Chosen, merged, ordered
from r1_assistant.context.contexts.scope import Scope
from r1_assistant.context.contexts.uses import called, named, receiver, used
from r1_assistant.context.contexts.values import Candidate, Context, Count, Document, Recent
from r1_assistant.context.contexts.window import Window
from r1_assistant.context.facts import Workspace

STABLE_SHARE = 0.4
"""Of the budget, for what stays the same while a person types in one function."""

VOLATILE_SHARE = 0.2
"""Of the budget, for what the cursor's line asks for."""

_ABOVE, _BELOW = 4_000, 1_500
"""Code points of the definition at hand in which names are looked up."""


class CompletionPlan:
    """The parts of a completion's context."""

    def __init__(
        self, window: Window, candidates: Sequence[Candidate], own: tuple[str, int]
    ) -> None:
        self._window = window
        self._candidates = merged(candidates)
        self._own = own

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that may be counted."""
        return (*self._window.texts, *texts_of(self._candidates))

    def fit(self, budget: int, count: Count, previous: Context | None = None) -> Context:
        """Choose what fits: what is stable, what the cursor asks for, then lines around it.

        The room for the lines doesn't depend on what the cursor asks for, so that they begin at
        the same place while a person types.
        """
        costs = Costs(count)
        reserve = round(budget * VOLATILE_SHARE)
        spare = budget - reserve - self._window.cost(budget, costs)
        chosen = Chosen()
        stable = [one for one in self._candidates if not one.volatile]
        hidden = self._hidden(stable, budget - reserve - round(budget * STABLE_SHARE), costs)
        chosen.add(hidden, max(round(budget * STABLE_SHARE), spare), costs)
        before, after = self._window.fit(budget - reserve - chosen.tokens, costs)
        own = self._shown_lines(before, after)
        volatile = [one for one in self._candidates if one.volatile]
        chosen.add(elsewhere(volatile, *own), chosen.tokens + reserve, costs)
        tokens = chosen.tokens + costs.of(before) + costs.of(after)
        return Context(
            ordered(chosen.snippets, previous),
            tokens,
            budget,
            before,
            after,
            tuple(chosen.left_out),
        )

    def _hidden(self, stable: list[Candidate], room: int, costs: Costs) -> list[Candidate]:
        """Leave out what the smallest window that there can be shows already."""
        return list(elsewhere(stable, *self._shown_lines(*self._window.fit(room, costs))))

    def _shown_lines(self, before: str, after: str) -> tuple[str, int, int]:
        path, line = self._own
        return path, line - before.count("\n"), line + after.count("\n")


def plan_completion(
    document: Document, offset: int, workspace: Workspace, recent: Sequence[Recent] = ()
) -> CompletionPlan:
    """Collect what may help to complete a document at an offset in code points."""
    text = document.text
    offset = min(max(offset, 0), len(text))
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    line = text.count("\n", 0, offset) + 1
    around = chain(document, offset)
    inner = around[-1] if around else None
    low = max(inner.start if inner else 0, offset - _ABOVE)
    high = min(inner.end if inner else len(text), offset + _BELOW)
    scope = Scope(document, workspace)
    candidates = [
        *called(scope, offset),
        *receiver(scope, offset),
        *named(scope, start, offset),
        *used(scope, [(low, start), (end, high)], offset),
        *enclosing_parts(document, around),
        *extended(scope, around, text[start:offset]),
        *parameter_types(scope, around),
        *imported(scope),
        *import_lines(document, line),
        *edited(recent, workspace),
    ]
    return CompletionPlan(Window(document, offset), candidates, (document.path, line))


def for_completion(
    document: Document,
    offset: int,
    workspace: Workspace,
    budget: int,
    count: Count,
    recent: Sequence[Recent] = (),
    previous: Context | None = None,
) -> Context:
    """Choose what a model is shown to complete a document at an offset in code points.

    `budget` is in tokens as `count` counts them. `recent` are the last places of edits, the
    newest first. What `previous` shows too, keeps its order, for the model's cache.
    """
    return plan_completion(document, offset, workspace, recent).fit(budget, count, previous)

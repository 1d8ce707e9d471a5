"""A context of one passage of code and what helps to understand it."""

from collections.abc import Sequence

from r1_assistant.context.contexts.costs import Costs, texts_of
from r1_assistant.context.contexts.definitions import elsewhere
from r1_assistant.context.contexts.fitting import Chosen, merged
from r1_assistant.context.contexts.passage import GAP, Passage
from r1_assistant.context.contexts.values import Candidate, Context, Count

PASSAGE_SHARE = 0.6
"""Of the budget, for the code itself where what surrounds it could use the rest."""


class FocusedPlan:
    """The parts of a context about a passage; None is one about nothing that is known."""

    def __init__(self, passage: Passage | None, candidates: Sequence[Candidate]) -> None:
        self._passage = passage
        self._candidates = merged(candidates)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that may be counted."""
        if self._passage is None:
            return texts_of(self._candidates)
        own = (*self._passage.lines, GAP, self._passage.document.path)
        return (*(f"{line}\n" for line in own), *texts_of(self._candidates))

    def fit(self, budget: int, count: Count, previous: Context | None = None) -> Context:
        """Show the passage as far as its share allows, then the best of the others.

        What the others leave over is the passage's.
        """
        costs = Costs(count)
        if self._passage is None:
            return _context(self._others(Chosen(), (), budget, costs), budget)
        share = round(budget * PASSAGE_SHARE)
        first = self._with_passage(share, budget, costs)
        if first.tokens == budget or not _is_cut(self._passage, first, costs):
            return _context(first, budget)
        return _context(self._with_passage(share + budget - first.tokens, budget, costs), budget)

    def _with_passage(self, share: int, budget: int, costs: Costs) -> Chosen:
        assert self._passage is not None  # noqa: S101 - its caller has looked
        header = costs.header(self._passage.document.path)
        shown = self._passage.fit(max(1, min(share, budget) - header), costs)
        chosen = Chosen()
        chosen.add([shown], budget, costs)
        if not chosen.snippets:
            return chosen
        return self._others(chosen, (shown.path, shown.line, shown.end_line), budget, costs)

    def _others(
        self, chosen: Chosen, hidden: tuple[str, int, int] | tuple[()], budget: int, costs: Costs
    ) -> Chosen:
        others = elsewhere(self._candidates, *hidden) if hidden else self._candidates
        chosen.add(others, budget, costs)
        return chosen


def _is_cut(passage: Passage, chosen: Chosen, costs: Costs) -> bool:
    whole = sum(costs.line(f"{line}\n") for line in passage.lines)
    return not chosen.snippets or chosen.snippets[0].tokens < whole


def _context(chosen: Chosen, budget: int) -> Context:
    """Put the passage first, then file by file what was chosen, the best file first."""
    first, rest = chosen.snippets[:1], chosen.snippets[1:]
    files = {one.path: number for number, one in reversed(list(enumerate(rest)))}
    rest.sort(key=lambda one: (files[one.path], one.within or one.heads, not one.heads, one.line))
    return Context((*first, *rest), chosen.tokens, budget, left_out=tuple(chosen.left_out))

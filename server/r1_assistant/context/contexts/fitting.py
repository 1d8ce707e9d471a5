"""The choice among candidates: the best that fit, each thing once, in an order that lasts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from r1_assistant.context.contexts.costs import Costs
from r1_assistant.context.contexts.values import Candidate, Context, Snippet

_WORTHLESS = 0.02
"""A score below which room is better left empty: the model reads faster."""

_LEAST = 8
"""Tokens of the room in which nothing fits that is worth counting."""


@dataclass(slots=True)
class Chosen:
    """What was chosen so far, what it costs together, and what found no room."""

    snippets: list[Snippet] = field(default_factory=list)
    tokens: int = 0
    left_out: list[Candidate] = field(default_factory=list)
    _headers: set[tuple[str, str, bool]] = field(default_factory=set)

    def add(self, candidates: Iterable[Candidate], budget: int, costs: Costs) -> None:
        """Take the best candidates for which `budget`, the bound of all together, has room."""
        for one in sorted(candidates, key=_worth):
            if one.score < _WORTHLESS or any(_same(one, snippet) for snippet in self.snippets):
                continue
            if self.tokens + _LEAST > budget:
                self.left_out.append(one)
                continue
            headers = {(one.path, name, one.volatile) for name in ("", one.within)} - self._headers
            own = costs.snippet(one)
            cost = own + sum(costs.header(within or path) for path, within, _ in headers)
            if self.tokens + cost > budget:
                self.left_out.append(one)
                continue
            self._headers |= headers
            self.tokens += cost
            self.snippets.append(_priced(one, own))


def ordered(snippets: Sequence[Snippet], previous: Context | None) -> tuple[Snippet, ...]:
    """Put what changes with each key stroke last, and what was there before where it was."""
    known = _places(previous)
    files: dict[str, int] = {}
    for one in snippets:
        place = known.get(_key(one), len(known))
        files[one.path] = min(place, files.get(one.path, place))
    return tuple(
        sorted(
            snippets,
            key=lambda one: (
                one.volatile,
                files[one.path],
                one.path,
                one.within or one.heads,
                not one.heads,
                known.get(_key(one), len(known)),
                one.line,
            ),
        )
    )


def merged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the best of the candidates for one place, volatile or not."""
    best: dict[tuple[str, int, str, bool], Candidate] = {}
    for one in candidates:
        key = (one.path, one.line, one.text, one.volatile)
        if key not in best or _worth(one) < _worth(best[key]):
            best[key] = one
    return list(best.values())


def _worth(one: Candidate) -> tuple[float, str, int]:
    return -one.score, one.path, one.line


def _same(one: Candidate, snippet: Snippet) -> bool:
    """Tell whether a snippet shows what the candidate would."""
    inside = snippet.line <= one.line and one.end_line <= snippet.end_line
    return one.path == snippet.path and inside and one.text.strip() in snippet.text


def _priced(one: Candidate, tokens: int) -> Snippet:
    values = {each.name: getattr(one, each.name) for each in fields(Candidate)}
    return Snippet(**values, tokens=tokens)


def _key(snippet: Snippet) -> tuple[str, str, str]:
    return snippet.path, snippet.within, snippet.text


def _places(previous: Context | None) -> dict[tuple[str, str, str], int]:
    snippets = previous.snippets if previous is not None else ()
    return {_key(snippet): number for number, snippet in enumerate(snippets)}

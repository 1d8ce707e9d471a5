from collections.abc import Sequence

import pytest

from r1_assistant.context.contexts import (
    Context,
    Document,
    Plan,
    plan_completion,
    plan_symbol,
)
from r1_assistant.context.contexts.shown import shown
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.scripted import ScriptedEngine
from r1_assistant.features.tokens import TokenCounts, fit
from support.memory_workspace import MemoryWorkspace


class Counter(ScriptedEngine):
    """Counts a token for each `size` code points, and remembers what it counted."""

    def __init__(self, model: str = "one", size: int = 3) -> None:
        super().__init__(info=ModelInfo(model, model, 4096, False, True))
        self.counted: list[str] = []
        self._size = size

    async def count_tokens(self, text: str) -> int:
        return -(-len(text) // self._size)

    async def count_each(self, texts: Sequence[str]) -> tuple[int, ...]:
        self.counted += texts
        return tuple([await self.count_tokens(text) for text in texts])


async def test_each_line_is_learnt_once() -> None:
    counts, engine = TokenCounts(), Counter()
    await counts.learn(["a\nbbbb\n", "a\n"], engine)
    await counts.learn(["bbbb\ncc\n", "a\n"], engine)
    assert sorted(engine.counted) == ["a\n", "bbbb\n", "cc\n"]
    assert [counts(line) for line in ("a\n", "bbbb\n", "cc\n")] == [1, 2, 1]


async def test_nothing_new_asks_for_nothing() -> None:
    counts, engine = TokenCounts(), Counter()
    for _ in range(2):
        await counts.learn([], engine)
        await counts.learn(["a"], engine)
    assert engine.counted == ["a"]


async def test_another_model_counts_anew() -> None:
    counts = TokenCounts()
    await counts.learn(["aaaa", "bbbb"], Counter("one", 3))
    await counts.learn(["aaaa"], Counter("two", 1))
    assert counts("aaaa") == 4
    assert counts("bbbb") == 4  # of the first model it was 2


@pytest.mark.parametrize(("text", "bytes_"), [("", 0), ("abc", 3), ("é\n", 3), ("\ud800", 1)])
def test_what_was_not_learnt_costs_its_bytes(text: str, bytes_: int) -> None:
    assert TokenCounts()(text) == bytes_


SHAPES = 'def area(width, height):\n    """The area of a rectangle."""\n    return width * height\n'
USES = (
    "from shapes import area\n\n\ndef total(rooms):\n    return sum(area(a, b) for a, b in rooms)\n"
)
FILES = {"shapes.py": SHAPES, "uses.py": USES} | {
    f"caller_{n}.py": f"from uses import total\n\nprint(total([{n}, {n}]))\n" for n in range(9)
}


def plan(kind: str) -> Plan:
    document, workspace = Document.of("uses.py", USES), MemoryWorkspace(FILES)
    if kind == "completion":
        return plan_completion(document, USES.index("area(a") + 5, workspace)
    return plan_symbol(document, USES.index("total"), workspace)


@pytest.mark.parametrize("kind", ["completion", "symbol"])
@pytest.mark.parametrize("size", [1, 3])
async def test_what_fits_is_never_more_than_the_budget(kind: str, size: int) -> None:
    engine, counts = Counter(size=size), TokenCounts()
    wanted, previous = plan(kind), None
    sizes = []
    for budget in (*range(1, 60, 7), 100, 200, 400, 2000):
        context = await fit(wanted, budget, engine, counts, previous)
        assert context.tokens <= budget
        assert await engine.count_tokens(_text(context)) <= budget
        sizes.append(context.tokens)
        previous = context
    assert sizes[-1] > sizes[0]
    assert "def area(width, height)" in shown(context.snippets)
    assert len(engine.counted) == len(set(engine.counted))


def _text(context: Context) -> str:
    return shown(context.snippets) + context.before + context.after

"""Each kind on small texts: what it makes of them, and which lines it says are wrong."""

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from evals.edit import Edit, Source
from evals.planting import PLANTERS
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.syntax import parse, problems

_FRAMES = {
    "py": "class Store(Base):\n    def work(self, left, right, items, name):\n{}\n"
    "        return name\n",
    "js": "class Store extends Base {{\n  async work(left, right, items, name) {{\n{}\n"
    "    return name;\n  }}\n}}\n",
    "java": "class Store {{\n  int work(int left, int right, List<String> items) {{\n{}\n"
    "    return left;\n  }}\n}}\n",
    "go": "package store\n\n"
    "func (s *Store) work(left, right int, items []string) (int, error) {{\n{}\n"
    "\treturn left, nil\n}}\n",
}
_INDENTS = {"py": "        ", "js": "    ", "java": "    ", "go": "\t"}
_HERE = Path(__file__).parent
_SEEDS = range(8)
"""A kind that may choose makes every choice with one of these."""


def _cases(file: str) -> list[Any]:
    cases = tomllib.loads((_HERE / file).read_text("utf-8"))["case"]
    return [pytest.param(case, id=f"{case['kind']}-{case['language']}") for case in cases]


def _framed(language: str, lines: str) -> str:
    indent = _INDENTS[language]
    return _FRAMES[language].format("\n".join(indent + line for line in lines.split("\n")))


def _edits(kind: str, language: str, text: str, seed: int = 1) -> list[Edit]:
    source = Source("shop", f"shop/store.{language}", language, text)
    return list(PLANTERS[kind](source, random.Random(seed)))


def check(kind: str, language: str, text: str, expected: str, *wrong: str) -> None:
    found = {edit.new: edit for seed in _SEEDS for edit in _edits(kind, language, text, seed)}
    assert expected in found, "\n\n".join(found)
    edit = found[expected]
    named = [expected.split("\n")[line - 1] for line in edit.lines]
    assert all(any(part in line for line in named) for part in wrong)
    if edit.original:
        assert edit.original in [line.strip() for line in text.split("\n")]
        assert edit.original != named[0].strip()
    known = any_language_of(f"a.{language}")
    tree = parse(expected, known) if known else None
    assert tree is not None
    assert problems(tree) == 0


@pytest.mark.parametrize("case", _cases("kinds.toml"))
def test_plants_in_a_function(case: dict[str, str]) -> None:
    before, after = (_framed(case["language"], case[side]) for side in ("before", "after"))
    check(case["kind"], case["language"], before, after, case["wrong"])


@pytest.mark.parametrize("case", _cases("files.toml"))
def test_plants_in_a_file(case: dict[str, Any]) -> None:
    check(case["kind"], case["language"], case["before"], case["after"], *case["wrong"])


def test_every_kind_has_an_example() -> None:
    cases = [*_cases("kinds.toml"), *_cases("files.toml")]
    shown = {case.values[0]["kind"] for case in cases}
    assert set(PLANTERS) - shown == {"debug-leftover", "wrong-order-method"}


def test_a_slip_knows_the_right_line() -> None:
    (edit,) = _edits("division", "py", _framed("py", "middle = left // 2"))
    assert (edit.group, edit.lines, edit.original) == ("slip", (3,), "middle = left // 2")


def test_a_deletion_names_the_lines_beside_it_and_the_use() -> None:
    text = _framed("py", "go()\n\nif name is None:\n    return 0\n\nleft += 1\nname.run()")
    (edit,) = _edits("missing-guard", "py", text)
    lines = edit.new.split("\n")
    assert [lines[line - 1].strip() for line in edit.lines] == ["go()", "left += 1", "name.run()"]
    assert "\n\n\n" not in edit.new
    assert edit.original == ""


def test_a_leftover_prints_what_is_there() -> None:
    text = _framed("py", "total = left + right\ngo(total)")
    edits = [edit for seed in _SEEDS for edit in _edits("debug-leftover", "py", text, seed)]
    assert edits
    for edit in edits:
        added = edit.new.split("\n")[edit.lines[0] - 1]
        assert added.strip() in ("print(total)", 'print("total:", total)', "breakpoint()")


def test_an_order_method_has_its_counterpart() -> None:
    text = _framed("go", "x := left.Before(right)")
    assert [edit.new for edit in _edits("wrong-order-method", "go", text)] == [
        text.replace("Before", "After")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "logger.info(left < right)",
        "best = items[0]\nfor x in items:\n    if x > best:\n        best = x",
        "if TYPE_CHECKING:\n    x = left < right",
    ],
)
def test_leaves_alone_what_would_not_matter(lines: str) -> None:
    assert not _edits("comparison-bound", "py", _framed("py", lines))


def test_tests_are_not_changed() -> None:
    text = _framed("py", "x = left < right")
    source = Source("shop", "tests/test_store.py", "python", text)
    assert not list(PLANTERS["comparison-bound"](source, random.Random(1)))


def test_other_files_that_call_a_function_come_along() -> None:
    text = "def store_row(row, place):\n    place.put(row)\n    return place\n"
    caller = "from shop.store import store_row\n\nstore_row(1, 2)\n"
    siblings = {"shop/main.py": caller, "shop/other.py": "store = 1\n"}
    source = Source("shop", "shop/store.py", "python", text, siblings)
    edits = list(PLANTERS["stale-caller"](source, random.Random(1)))
    assert edits
    assert all(edit.others == {"shop/main.py": caller} for edit in edits)


@pytest.fixture(scope="module", params=["py", "js", "java", "go"])
def whole(request: pytest.FixtureRequest) -> Source:
    """All examples of a language in one file, each in a function of its own."""
    language = str(request.param)
    cases = tomllib.loads((_HERE / "kinds.toml").read_text("utf-8"))["case"]
    texts = [_framed(language, case["before"]) for case in cases if case["language"] == language]
    return Source("shop", f"shop/all.{language}", language, "\n".join(texts))


@pytest.mark.parametrize("kind", PLANTERS)
def test_edits_are_well_formed_and_the_same_each_time(whole: Source, kind: str) -> None:
    edits = list(PLANTERS[kind](whole, random.Random(3)))
    assert edits == list(PLANTERS[kind](whole, random.Random(3)))
    assert len(edits) <= 20
    assert len({edit.new for edit in edits}) == len(edits)
    known = any_language_of(whole.path)
    assert known is not None
    before = parse(whole.text, known)
    for edit in edits:
        after = parse(edit.new, known)
        assert edit.new != whole.text
        assert edit.kind == kind
        assert edit.lines
        assert max(edit.lines) <= edit.new.count("\n") + 1
        assert before is not None
        assert after is not None
        assert problems(after) <= problems(before)

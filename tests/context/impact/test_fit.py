import pytest

from r1_assistant.context.arguments import Call
from r1_assistant.context.impact.binding import bind
from r1_assistant.context.impact.fit import Shape, accepts, misfit, paired
from r1_assistant.context.parameters import Parameter, parameters


def taken(listing: str) -> tuple[Parameter, ...]:
    found = parameters(f"def f({listing})", "python", "function")
    assert found is not None
    return found


def problem(listing: str, call: Call) -> str:
    return bind(taken(listing), call).problem


@pytest.mark.parametrize(
    ("listing", "call"),
    [
        ("a, b=1", Call(1)),
        ("a, b=1", Call(2)),
        ("a, b=1", Call(1, ("b",))),
        ("a, *rest", Call(5)),
        ("a, **options", Call(1, ("b", "c"))),
        ("a, b", Call(0, splat=True)),
        ("a, b", Call(1, keyword_splat=True)),
        ("a, *, b", Call(0, splat=True, keyword_splat=True)),
        ("*, a=1", Call(0)),
    ],
)
def test_calls_that_fit(listing: str, call: Call) -> None:
    assert problem(listing, call) == ""


@pytest.mark.parametrize(
    ("listing", "call", "expected"),
    [
        ("a", Call(2), "passes 2 arguments, and `{}` takes 1 now"),
        ("", Call(1), "passes 1 argument, and `{}` takes none now"),
        ("a, *, b=1", Call(2), "passes 2 arguments by position, and `{}` takes 1 by position now"),
        ("a", Call(1, ("b",)), "passes `b`, which `{}` does not take now"),
        ("a, /", Call(0, ("a",)), "passes `a`, which `{}` does not take now"),
        ("a, b", Call(1, ("a",)), "passes `a` by position and by name to `{}` now"),
        ("a, b, c", Call(1), "does not pass `b` and `c`, which `{}` needs now"),
        ("a, *, b", Call(0, splat=True), "does not pass `b`, which `{}` needs now"),
        ("a", Call(2, splat=True), "passes 2 arguments, and `{}` takes 1 now"),
        ("a, b, /", Call(1, keyword_splat=True), "does not pass `b`, which `{}` needs now"),
    ],
)
def test_why_calls_do_not_fit(listing: str, call: Call, expected: str) -> None:
    assert problem(listing, call) == expected


def test_parameters_without_names_are_counted() -> None:
    go = parameters("func F(int, string)", "go", "function")
    assert go is not None
    assert bind(go, Call(1)).problem == "passes 1 argument, and `{}` needs 2 now"


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("a, b", "b, a", {0: 1, 1: 0}),
        ("a, b", "a, c", {0: 0, 1: 1}),
        ("a, b", "b", {1: 0}),
        ("a, b", "a, c, b", {0: 0, 1: 2}),
        ("a, b", "x, y", {0: 0, 1: 1}),
    ],
)
def test_which_parameter_is_which(old: str, new: str, pairs: dict[int, int]) -> None:
    assert paired(taken(old), taken(new)) == pairs


def judged(call: Call, old: list[str], new: list[str], owner: str = "") -> str | None:
    method = bool(owner)
    before = [Shape(taken(each), method) for each in old]
    after = [Shape(taken(each), method) for each in new]
    return misfit(call, before, after, "python", owner)


def test_what_never_fitted_is_not_judged() -> None:
    assert judged(Call(3), ["a"], ["a, b"]) is None


def test_one_fitting_overload_is_enough() -> None:
    assert judged(Call(1), ["a", "a, b"], ["a, b, c", "a"]) == ""
    assert judged(Call(2), ["a", "a, b"], ["a"]) == "passes 2 arguments, and `{}` takes 1 now"


def test_arguments_that_reach_another_parameter() -> None:
    expected = "passes its 2nd argument for `b`, which is `c` of `{}` now"
    assert judged(Call(2), ["a, b=1"], ["a, c=1, b=1"]) == expected
    assert judged(Call(1), ["a, b=1"], ["a, c=1, b=1"]) == ""
    assert judged(Call(1), ["a, b=1"], ["b=1"]) == (
        "passes its 1st argument for `a`, which is `b` of `{}` now"
    )
    assert judged(Call(3), ["a, *rest"], ["a, *others"]) == ""


@pytest.mark.parametrize(
    ("receiver", "passed"),
    [("Shape", 2), ("shapes.Shape", 2), ("Base", 2), ("shape", 1), ("SHAPE", 1), ("super()", 1)],
)
def test_a_call_through_a_class_passes_the_object(receiver: str, passed: int) -> None:
    assert judged(Call(passed, receiver=receiver), ["a"], ["a"], "Shape") == ""
    assert judged(Call(passed + 1, receiver=receiver), ["a"], ["a"], "Shape") is None


def test_overrides_that_take_what_their_base_takes() -> None:
    assert accepts(taken("a, b=1, c=2"), taken("a, b=1"))
    assert accepts(taken("*args, **options"), taken("a, *, b"))
    assert not accepts(taken("a"), taken("a, b=1"))
    assert not accepts(taken("a, b, c"), taken("a, b"))
